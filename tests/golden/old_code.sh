#!/usr/bin/env bash
# What was generated for an ABI that is past says so when it is compiled: old_code.sh WORK_DIR
# From the environment: INCLUDE_DIR and C_COMPILERS, as of run.sh.

set -euo pipefail

work_dir=$1
golden_dir=$(cd "$(dirname "$0")" && pwd)

fail() {
    echo "old_code: $*" >&2
    exit 1
}

mkdir -p "$work_dir"
sed -E 's/(PIPC_GENERATED_ABI != |pipc ABI )[0-9]+/\11/' \
    "$golden_dir/summator/expected/summator.pipc.h" >"$work_dir/summator.pipc.h"
: >"$work_dir/summator.pb-c.h"
for compiler in $C_COMPILERS; do
    if "$compiler" -std=c11 "-I$INCLUDE_DIR" "-I$work_dir" -x c -fsyntax-only \
        "$work_dir/summator.pipc.h" 2>"$work_dir/said"; then
        fail "$compiler accepts it"
    fi
    grep -q 'this file needs pipc ABI 1: regenerate it with the protoc-gen-pipc of this libpipc' \
        "$work_dir/said" || fail "$compiler says: $(<"$work_dir/said")"
done
