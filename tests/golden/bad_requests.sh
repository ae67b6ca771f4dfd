#!/usr/bin/env bash
# What protoc-gen-pipc does with what no protoc would send: bad_requests.sh PLUGIN PROTOC WORK_DIR
#
# It may refuse it in words or answer it, but never crash, and never answer with half of the files.

set -euo pipefail

plugin=$1
protoc=$2
work_dir=$3

fail() {
    echo "bad_requests: $*" >&2
    exit 1
}

# Runs the plugin on standard input: its answer goes to answer, what it says to said.
run() {
    status=0
    "$plugin" >"$work_dir/answer" 2>"$work_dir/said" || status=$?
    [ "$status" -le 1 ] || fail "$1: status $status: $(cat "$work_dir/said")"
    if [ "$status" = 1 ]; then
        grep -q '^protoc-gen-pipc: ' "$work_dir/said" || fail "$1: fails without a word"
        [ ! -s "$work_dir/answer" ] || ! grep -aq pipc.h "$work_dir/answer" ||
            fail "$1: half an answer"
    fi
}

# expect TEXT WHAT: the plugin, run on standard input, says TEXT, to protoc or to the user.
expect() {
    run "$2"
    grep -aqF -- "$1" "$work_dir/answer" "$work_dir/said" ||
        fail "$2: it does not say \"$1\" but $(cat "$work_dir/said" "$work_dir/answer")"
    ! grep -aq pipc.h "$work_dir/answer" || fail "$2: a file is written"
}

rm -rf "$work_dir"
mkdir -p "$work_dir"
cat >"$work_dir/in.proto" <<'END'
syntax = "proto3";
package a.b;
import "imported.proto";
service S {
  rpc Get(M) returns (stream c.N);
}
message M {
  int32 x = 1;
}
END
cat >"$work_dir/imported.proto" <<'END'
syntax = "proto3";
package c;
message N {
}
END
printf '#!/bin/sh\ncat >"%s/request"\n' "$work_dir" >"$work_dir/keep"
chmod +x "$work_dir/keep"
"$protoc" -I"$work_dir" "--plugin=protoc-gen-keep=$work_dir/keep" "--keep_out=$work_dir" in.proto
request=$work_dir/request
size=$(wc -c <"$request")

"$plugin" <"$request" >"$work_dir/answer" || fail "the request itself is refused"
grep -aq in.pipc.h "$work_dir/answer" || fail "the request itself is not answered"

for ((length = 0; length < size; length += 5)); do
    head -c "$length" "$request" | run "the first $length bytes"
    ! grep -aq pipc.h "$work_dir/answer" || fail "the first $length bytes: a file is written"
done
for ((at = 0; at < size; at += 5)); do
    for byte in '\0' '\377' '\172'; do
        {
            head -c "$at" "$request"
            # shellcheck disable=SC2059
            printf "$byte"
            tail -c "+$((at + 2))" "$request"
        } | run "byte $at changed to $byte"
    done
done

printf '' | expect 'nothing to generate' 'an empty request'
printf '\377\377truncated' | expect 'is not a CodeGeneratorRequest' 'no request'
printf '\012\007a.proto' | expect 'a.proto: it is to be generated' 'a file without description'
printf '\012\007a.proto\172\023\012\007a.proto\142\010editions' |
    expect 'a.proto: protobuf-c does not know editions' 'editions'
printf '\012\007a.proto\172\021\012\007a.proto\142\006proto9' |
    expect 'a.proto: protobuf-c does not know the syntax "proto9"' 'a syntax of the future'
printf '\012\007a.proto\172\022\012\007a.proto\032\007b.proto' |
    expect 'b.proto' 'a missing import'

status=0
"$plugin" <"$request" 2>"$work_dir/said" >/dev/full || status=$?
[ "$status" = 1 ] || fail "a full disk: status $status"
grep -q 'cannot write' "$work_dir/said" || fail "a full disk is not told of"
