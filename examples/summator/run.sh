#!/usr/bin/env bash
# From nothing to a sum: installs what is missing, builds pipc, generates the code of
# proto/summator.proto, builds the server and the client against it, and lets them talk.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$root/build/example
stage=$build/stage
gen=$build/gen
server_pid=
server_output=

source "$here/packages.sh"

say() {
    echo "+ ${*//"$root"\//}"
}

run() {
    say "$@"
    "$@"
}

# For what says more than anybody wants to know, unless it goes wrong.
run_quietly() {
    local log=$build/log
    say "$@"
    "$@" >"$log" 2>&1 || { cat "$log"; return 1; }
}

clean_up() {
    if [ -n "$server_pid" ]; then
        kill -KILL "$server_pid" 2>/dev/null || true
    fi
    if [ -n "$server_output" ]; then
        rm -rf "$server_output"
    fi
}
trap clean_up EXIT

build_pipc() {
    run_quietly cmake -S "$root" -B "$build/pipc" -G Ninja \
        -DPIPC_BUILD_TESTS=OFF -DPIPC_BUILD_EXAMPLES=OFF \
        -DCMAKE_INSTALL_PREFIX="$stage" -DCMAKE_INSTALL_LIBDIR=lib
    run_quietly cmake --build "$build/pipc" --target install
}

generate() {
    export PATH=$stage/bin:$PATH # where protoc looks for protoc-gen-pipc
    run protoc -I"$root/proto" --c_out="$gen" --pipc_out="$gen" summator.proto
}

build_programs() {
    export PKG_CONFIG_PATH=$stage/lib/pkgconfig
    local flags libs
    read -ra flags <<<"-std=c11 -O2 -Wall -Wextra -I$gen $(pkg-config --cflags pipc)"
    read -ra libs <<<"$(pkg-config --libs pipc) -Wl,-rpath,$stage/lib"
    local shared=("$here/arguments.c" "$here/report.c" "$gen/summator.pipc.c" "$gen/summator.pb-c.c")

    run cc "${flags[@]}" "$here/server.c" "$here/calculator.c" "${shared[@]}" "${libs[@]}" \
        -o "$build/summator_server"
    run cc "${flags[@]}" "$here/client.c" "${shared[@]}" "${libs[@]}" -o "$build/summator_client"
}

# Starts the server on a free port, and waits for the line that tells which.
start_server() {
    local line
    server_output=$(mktemp -d)
    mkfifo "$server_output/fifo"
    say "$build/summator_server" --port 0
    "$build/summator_server" --port 0 >"$server_output/fifo" &
    server_pid=$!
    exec 3<"$server_output/fifo"
    while read -r -t 20 line <&3; do
        echo "$line"
        if [[ $line =~ port\ ([0-9]+)$ ]]; then
            port=${BASH_REMATCH[1]}
            return
        fi
    done
    echo "the server did not say where it listens" >&2
    return 1
}

stop_server() {
    local status=0
    run kill -TERM "$server_pid"
    wait "$server_pid" || status=$?
    server_pid=
    exec 3<&-
    echo "the server has ended with exit status $status"
    return "$status"
}

install_missing "${build_packages[@]}"
mkdir -p "$build" "$gen"
build_pipc
generate
build_programs
start_server
say "$build/summator_client" --port "$port" 5 3
sum=$("$build/summator_client" --port "$port" 5 3)
echo "$sum"
stop_server
if [ "$sum" != 8 ]; then
    echo "the sum of 5 and 3 is $sum, not 8" >&2
    exit 1
fi
