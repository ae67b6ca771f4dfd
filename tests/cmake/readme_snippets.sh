#!/usr/bin/env bash
# readme_snippets.sh SOURCE_DIR BUILD_DIR: checks the README's fenced blocks by their second word.
#   ```c FILE (or proto, cmake, yaml)  is verbatim in FILE
#   ```sh command                runs scripts that are there
#   ```sh run                    works, in a copy of the tree, one after the other
#   ```sh server, ```sh client   work with each other, on a free port, until the next server
set -euo pipefail

source_dir=$1
build_dir=$2
work=$(mktemp -d)
server_pid=
counted=0

clean_up() {
    [ -z "$server_pid" ] || kill -KILL "$server_pid" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

die() {
    echo "README.md: $*" >&2
    exit 1
}

# Files block.N with the text of each block, and block.N.kind with the words after the fence.
split_blocks() {
    awk -v out="$work/block." '
        /^```/ && !inside { inside = 1; file = out sprintf("%03d", ++n); sub(/^```/, "")
                            print > (file ".kind"); printf "" > file; next }
        /^```/            { inside = 0; close(file); next }
        inside            { print > file }' "$source_dir/README.md"
}

check_verbatim() {
    local text
    [ -f "$source_dir/$2" ] || die "quotes $2, which is not there"
    text=$(<"$source_dir/$2")
    [[ $'\n'$text$'\n' == *$'\n'"$1"$'\n'* ]] || die "this is not in $2:"$'\n'"$1"
}

check_command() {
    local word path
    read -r word path <<<"$1"
    if [ "$word" != bash ] || ! bash -n "$source_dir/$path"; then
        die "this is no script: $1"
    fi
}

# The tree is built already, and is not installed where that would need to be root.
prepare_tree() {
    mkdir "$work/tree" "$work/bin"
    cp -r "$source_dir/proto" "$source_dir/examples" "$work/tree"
    cat >"$work/shims" <<SHIMS
cmake() {
    case "\$*" in
        "-S . -B build/pipc -G Ninja" | "--build build/pipc") ;;
        "--install build/pipc") command cmake --install "$build_dir" --prefix "$work/stage" ;;
        *) command cmake "\$@" ;;
    esac
}
sudo() { "\$@"; }
ldconfig() { :; }
set -euo pipefail
SHIMS
    export PATH=$work/stage/bin:$PATH CMAKE_PREFIX_PATH=$work/stage
    export PKG_CONFIG_PATH=$work/stage/lib/pkgconfig LD_LIBRARY_PATH=$work/stage/lib
    cd "$work/tree"
}

run_block() {
    (source "$work/shims" && eval "$1") >"$work/log" 2>&1 ||
        die "this does not work: $1"$'\n'"$(<"$work/log")"
}

start_server() {
    local line
    [ -z "$server_pid" ] || stop_server
    rm -f "$work/fifo"
    mkfifo "$work/fifo"
    eval "exec ${1//50055/0}" >"$work/fifo" &
    server_pid=$!
    exec 3<"$work/fifo"
    read -r -t 60 line <&3 || die "the server printed nothing: $1"
    port=${line##* }
}

stop_server() {
    kill -TERM "$server_pid"
    wait "$server_pid" || die "the server ended with exit status $?"
    server_pid=
}

run_client() {
    local output
    output=$(eval "${1//50055/$port}") || die "this does not work: $1"
    [ "$output" = 8 ] || die "this prints $output and not 8: $1"
}

check_block() {
    local kind=$1 text=$2
    case $kind in
        "c "* | "proto "* | "cmake "* | "yaml "*) check_verbatim "$text" "${kind#* }" ;;
        "sh command") check_command "$text" ;;
        "sh run") run_block "$text" ;;
        "sh server") start_server "$text" ;;
        "sh client") run_client "$text" ;;
        *) die "a block of no known kind: $kind"$'\n'"$text" ;;
    esac
    counted=$((counted + 1))
}

split_blocks
prepare_tree
for file in "$work"/block.???; do
    check_block "$(<"$file.kind")" "$(<"$file")"
done
stop_server
[ "$counted" -ge 20 ] || die "only $counted blocks were found"
echo "$counted blocks of README.md hold"
