#!/usr/bin/env bash
# What protoc-gen-pipc costs beside protoc-gen-c: generator.sh PLUGIN [ROUNDS]
#
# Makes 400 files with services in three shapes, has protoc make one request of each, and gives it
# to both plugins in turn. Prints the medians of their CPU time and of their largest memory, and how
# the one relates to the other. Fails only if something cannot be run.
#
# PROTOC and PROTOC_GEN_C may name the other two programs.

set -euo pipefail

plugin=$(realpath "${1:?generator.sh PLUGIN [ROUNDS]}")
rounds=${2:-11}
protoc=${PROTOC:-protoc}
protoc_gen_c=${PROTOC_GEN_C:-$(command -v protoc-gen-c)}
here=$(cd "$(dirname "$0")" && pwd)
work_dir=$(mktemp -d)
trap 'rm -rf "$work_dir"' EXIT

printf '#!/bin/sh\ncat >"$KEPT_REQUEST"\n' >"$work_dir/keep"
chmod +x "$work_dir/keep"

# shape NAME MESSAGES FIELDS RPCS
shape() {
    local dir=$work_dir/$1
    mkdir "$dir"
    /usr/bin/python3 "$here/make_protos.py" "$dir" 400 "$2" "$3" "$4"
    (cd "$dir" && KEPT_REQUEST=$work_dir/$1.request "$protoc" -I. \
        "--plugin=protoc-gen-keep=$work_dir/keep" --keep_out=. service_*.proto)
    echo "$1: 400 files, each $2 messages of $3 fields and $4 rpcs"
    /usr/bin/python3 "$here/compare_cost.py" "$work_dir/$1.request" "$rounds" \
        "$plugin" "$protoc_gen_c"
}

shape usual 12 6 8
shape messages 60 10 4
shape rpcs 3 2 18
