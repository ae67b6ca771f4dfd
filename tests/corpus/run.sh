#!/usr/bin/env bash
# Puts all .proto files of an installed package through the generator: run.sh ROOT WORK_DIR FOLDER...
#
# What is below the FOLDERs of ROOT is generated with the option `messages`, in one go, and compiled:
# ours as C11, and the headers as C++17, without warnings; clang-format must leave it alone. Files
# whose imports the package does not have are passed over by name.
#
# From the environment: PROTOC, PLUGIN, INCLUDE_DIR, PROTO_DIR (of the well-known types), STYLE,
# CLANG_FORMAT, C_COMPILER and CXX_COMPILER.

set -euo pipefail

root=$1
work_dir=$2
shift 2
skipped=77
out=$work_dir/out

fail() {
    echo "corpus: $*" >&2
    exit 1
}

is_complete() {
    "$PROTOC" -I"$root" -I"$PROTO_DIR" -o /dev/null "$1" 2>"$work_dir/said" && return
    grep -q 'was not found' "$work_dir/said" || fail "$1: $(cat "$work_dir/said")"
    echo "passed over: $1: $(grep -m1 'File not found' "$work_dir/said")"
    return 1
}

compile() {
    local warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
    # What protoc-gen-c writes is not ours to warn about.
    local paths=(-I"$INCLUDE_DIR" -I"$out" -isystem "$work_dir/messages")
    case $1 in
    *.pb-c.c) "$C_COMPILER" -std=c11 -w "${paths[@]}" -fsyntax-only "$1" ;;
    *.c) "$C_COMPILER" -std=c11 "${warnings[@]}" -Wstrict-prototypes -Wmissing-prototypes \
        "${paths[@]}" -fsyntax-only "$1" ;;
    *.h) echo "#include \"$1\"" | "$CXX_COMPILER" -std=c++17 "${warnings[@]}" "${paths[@]}" \
        -x c++ -fsyntax-only - ;;
    esac || fail "$1 does not compile"
}

# compile_all FOLDER PATTERN: on two processors.
compile_all() {
    find "$1" -name "$2" -print0 | xargs -0 -r -n 8 -P 2 "$0" --compile "$work_dir"
}

if [ "$root" = --compile ]; then
    out=$work_dir/out
    for file in "$@"; do
        compile "$file"
    done
    exit
fi

for folder in "$@"; do
    if [ ! -d "$root/$folder" ]; then
        echo "skipped: there is no $root/$folder here"
        exit $skipped
    fi
done
rm -rf "$work_dir"
mkdir -p "$out" "$work_dir/messages"
protos=()
while IFS= read -r proto; do
    ! is_complete "$proto" || protos+=("$proto")
done < <(cd "$root" && find "$@" -name '*.proto' | LC_ALL=C sort)
[ ${#protos[@]} -gt 0 ] || fail "there are no .proto files in $root: $*"
# The messages of the well-known types go with whatever imports them.
mapfile -t known < <(cd "$PROTO_DIR" && find google/protobuf -name '*.proto')
mapfile -t all < <(printf '%s\n' "${protos[@]}" "${known[@]}" | LC_ALL=C sort -u)

"$PROTOC" -I"$root" -I"$PROTO_DIR" "--plugin=protoc-gen-pipc=$PLUGIN" "--pipc_out=$out" \
    --pipc_opt=messages "${all[@]}"
while IFS= read -r file; do
    mkdir -p "$(dirname "$work_dir/messages/$file")"
    mv "$out/$file" "$work_dir/messages/$file"
done < <(cd "$out" && find . -name '*.pb-c.[ch]')
for proto in "${protos[@]}"; do
    [ -s "$out/${proto%.proto}.pipc.c" ] || fail "there is no C of $proto"
done

compile_all "$out" '*.pipc.[ch]'
compile_all "$work_dir/messages" '*.pb-c.c'
if [ -x "$CLANG_FORMAT" ]; then
    cp -R "$out" "$work_dir/formatted"
    cp "$STYLE" "$work_dir/formatted/.clang-format"
    find "$work_dir/formatted" -name '*.pipc.[hc]' -print0 |
        xargs -0 -n 8 -P 2 "$CLANG_FORMAT" -i --style=file
    rm "$work_dir/formatted/.clang-format"
    diff -ru "$out" "$work_dir/formatted" || fail "clang-format changes it"
fi
echo "${#protos[@]} files"
