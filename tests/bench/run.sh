#!/usr/bin/env bash
# What pipc costs beside others: run.sh [--smoke] [OPTION...]
#
# Builds the programs of this folder, runs them side by side, interleaved in rounds, prints tables,
# and writes build/bench/bench.svg and bench.json. Installs the Debian packages that are missing, and
# says what cannot be had and is left out. The other options are those of report/bench.py: --help.
#
#   --smoke         only sees whether everything works, and measures nothing worth reading
#   --programs DIR  does not build: the programs are there already
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$root/build/bench
programs=
options=()

source "$root/examples/summator/packages.sh"

# have PACKAGE...: installs what is missing; false if that cannot be.
have() {
    install_missing "$@" && return
    echo "$* cannot be installed: what needs it is left out"
    return 1
}

install_packages() {
    install_missing "${build_packages[@]}" python3 libnghttp2-dev
    cpp=OFF
    if have libgrpc++-dev protobuf-compiler-grpc; then
        cpp=ON
    fi
    command -v valgrind >/dev/null || have valgrind || true
}

install_node_modules() {
    bash "$root/tests/interop/install_node_modules.sh" "$build/node" >"$build/node.log" 2>&1 || {
        cat "$build/node.log"
        echo "grpc-js and pip-services3-grpc-nodex are left out"
    }
}

build_programs() {
    mkdir -p "$build"
    cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_C_FLAGS_RELEASE="-O2 -g -DNDEBUG" -DCMAKE_CXX_FLAGS_RELEASE="-O2 -g -DNDEBUG" \
        -DPIPC_BENCH="$cpp" >"$build.log"
    cmake --build "$build" --target bench_programs -j "$(nproc)" >"$build.log" || {
        cat "$build.log"
        return 1
    }
    programs=$build/tests/bench/bin
}

while [ $# -gt 0 ]; do
    case $1 in
        --programs) programs=$2; shift ;;
        *) options+=("$1") ;;
    esac
    shift
done

if [ -z "$programs" ]; then
    install_packages
    build_programs
    install_node_modules
    options+=(--node-dir "$build/node" --output "$build")
elif [ ! -x "$programs/bench_load" ]; then
    echo "skipped: the benchmark needs libnghttp2-dev"
    exit 77
elif ! command -v python3 >/dev/null; then
    echo "skipped: the benchmark needs python3"
    exit 77
fi
# Debian's, whatever else the machine has.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
exec "$python" -B "$here/report/bench.py" --programs "$programs" "${options[@]}"
