#!/usr/bin/env bash
# Builds and passes every test: with gcc and, where it is to be had, clang, warnings being errors;
# then all of them under AddressSanitizer and UndefinedBehaviorSanitizer; then those with threads
# under ThreadSanitizer. Installs what is missing, and says so.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
jobs=$(nproc)
test_jobs=$((jobs * 2)) # many wait more than they work
results=$build/results
failed=0
targets=(all) # of what is built next

source "$root/examples/summator/packages.sh"

# What some tests need and pipc does not: without it, they are skipped by name.
install_optional() {
    command -v "$1" >/dev/null || install_missing "$2" ||
        echo "$2 cannot be installed: what needs it is skipped"
}

# What clang fuzzes with, which is as old as clang itself: fuzzers are skipped without it.
install_libfuzzer() {
    local version

    version=$(clang --version | sed -nE 's/.*clang version ([0-9]+).*/\1/p')
    install_missing "libclang-rt-$version-dev" ||
        echo "libclang-rt-$version-dev cannot be installed: fuzzers are skipped"
}

# promtool comes with Prometheus itself, a daemon that would start and stay: it is only unpacked.
install_promtool() {
    local folder=$build/promtool

    if command -v promtool >/dev/null || [ -x "$folder/usr/bin/promtool" ]; then
        return 0
    fi
    mkdir -p "$folder"
    (cd "$folder" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb . &&
        rm prometheus_*.deb) >/dev/null 2>&1 || echo "promtool cannot be had: its test is skipped"
}

install_packages() {
    install_missing "${build_packages[@]}" make
    install_optional clang clang
    if command -v clang >/dev/null; then
        install_libfuzzer
    fi
    install_optional clang-format clang-format
    install_optional clang-tidy clang-tidy
    install_optional valgrind valgrind
    install_optional openssl openssl
    install_optional ip iproute2
    install_optional git git
    install_optional python3 python3
    local package
    for package in python3-grpcio python3-protobuf grpc-proto libnghttp2-dev; do
        install_missing "$package" || echo "$package cannot be installed: its tests are skipped"
    done
    install_missing libmicrohttpd-dev ||
        echo "libmicrohttpd-dev cannot be installed: metrics are not served over HTTP"
    install_promtool
    install_optional node nodejs
    install_optional npm npm
}

# build NAME OPTION...: configures build/NAME, and builds the targets of it.
build() {
    local name=$1 began=$SECONDS
    shift
    echo "=== $name: build"
    cmake -S "$root" -B "$build/$name" -G Ninja -DPIPC_WERROR=ON \
        -DPIPC_INTEROP_NODE_DIR="$build/node" -DPIPC_PROMTOOL_DIR="$build/promtool/usr/bin" \
        "$@" >"$build/$name.log"
    cmake --build "$build/$name" -j "$jobs" --target "${targets[@]}" >"$build/$name.log" || {
        cat "$build/$name.log"
        return 1
    }
    echo "$name: built in $((SECONDS - began)) s"
}

# run_tests NAME OPTION...: runs the tests of build/NAME.
run_tests() {
    local name=$1 status=0 began=$SECONDS
    shift
    echo "=== $name: tests"
    "${launcher[@]}" ctest --test-dir "$build/$name" -j "$test_jobs" --output-on-failure \
        --no-tests=error "$@" 2>&1 | tee "$build/$name.tests" || status=$?
    [ "$status" -eq 0 ] || failed=1
    echo "$name: $(grep -E 'tests passed, .* out of' "$build/$name.tests" || echo no test was run)," \
        "in $((SECONDS - began)) s" >>"$results"
}

# ctest's closing line, of all the runs above it.
summarize() {
    echo
    cat "$results"
    echo
    sed -E 's/.* ([0-9]+) tests failed out of ([0-9]+).*/\1 \2/' "$results" | awk '
        NF == 2 { failed += $1; all += $2 }
        END {
            printf "%d%% tests passed, %d tests failed out of %d\n",
                all ? (all - failed) * 100 / all : 0, failed, all
        }'
}

launcher=()
install_packages
mkdir -p "$build"
: >"$results"

build gcc -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++
run_tests gcc
if command -v clang++ >/dev/null; then
    build clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++
    run_tests clang -LE 'interop|slow|generate|bench'
else
    echo "clang is missing: built with gcc only"
fi

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export LSAN_OPTIONS=suppressions=$root/tests/support/lsan.supp:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# The gRPC core is not built with ThreadSanitizer, which cannot see how it locks. What passes through
# it from one thread of ours to another is told to it in runtime/base/sync.h.
export TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1
TSAN_OPTIONS+=:suppressions=$root/tests/support/tsan.supp:print_suppressions=0

build address -DPIPC_SANITIZE=address -DCMAKE_BUILD_TYPE=Debug
run_tests address

# ThreadSanitizer knows no address layout as random as that of newer kernels.
if setarch -R true 2>/dev/null; then
    launcher=(setarch -R)
fi
targets=(threads_tests examples/all tests/interop/all)
build thread -DPIPC_SANITIZE=thread -DCMAKE_BUILD_TYPE=Debug
run_tests thread -L threads

summarize
exit "$failed"
