#!/usr/bin/env bash
# Runs one golden case: run.sh MODE CASE_DIR WORK_DIR
#
#   compare       generates twice, compares with expected/ and with each other
#   compile       compiles what is generated, as C11 and (the headers) as C++17, without warnings,
#                 and what is in uses/: accepted*.c must compile so, refused*.c must not
#   format        checks that clang-format leaves it alone
#   error         generates and compares what protoc says with the file stderr
#   update        writes expected/
#   update-error  writes stderr
#
# From the environment: PROTOC, PLUGIN, INCLUDE_DIR, STYLE, CLANG_FORMAT, C_COMPILERS and
# CXX_COMPILERS. Only the update modes write to CASE_DIR.
#
# A case is a folder of .proto files, with C that uses them in uses/ if need be. Its file `options`
# goes to --pipc_opt. Its file `flags` may hold no-compile (protoc-gen-c refuses these files) and
# no-cxx (its headers are not C++). Its file `stderr` is what protoc says, even if all is well.

set -euo pipefail

mode=$1
case_dir=$2
work_dir=$3
skipped=77

fail() {
    echo "$(basename "$case_dir"): $*" >&2
    exit 1
}

has_flag() {
    [ -f "$case_dir/flags" ] && grep -qx "$1" "$case_dir/flags"
}

# The .proto files of the case, as protoc is told of them.
list_protos() {
    cd "$case_dir"
    find . \( -name expected -o -name uses \) -prune -o -name '*.proto*' -print | sed 's|^\./||' | LC_ALL=C sort
}

# generate OUT_DIR: our files, for all of the case at once.
generate() {
    rm -rf "$1"
    mkdir -p "$1"
    local options=()
    if [ -f "$case_dir/options" ]; then
        options=("--pipc_opt=$(cat "$case_dir/options")")
    fi
    (cd "$case_dir" && "$PROTOC" -I. "-I$INCLUDE_DIR/../proto" "--plugin=protoc-gen-pipc=$PLUGIN" "--pipc_out=$1" \
        "${options[@]}" "${protos[@]}") || return 1
    if makes_messages; then
        take_messages "$1" "$1.messages"
    fi
}

makes_messages() {
    [ -f "$case_dir/options" ] && grep -q '^messages' "$case_dir/options"
}

# What protoc-gen-c makes changes with its version: it is moved from folder $1 to folder $2.
take_messages() {
    rm -rf "$2"
    local file
    while IFS= read -r file; do
        mkdir -p "$(dirname "$2/$file")"
        mv "$1/$file" "$2/$file"
    done < <(cd "$1" && find . -name '*.pb-c.[ch]')
}

# The version of the plugin stands in the first line, and nowhere else.
drop_version() {
    find "$1" -type f -exec sed -i '1s/protoc-gen-pipc [0-9][0-9.]*/protoc-gen-pipc VERSION/' {} +
}

compare() {
    generate "$work_dir/first" 2>"$work_dir/stderr"
    [ ! -e "$case_dir/stderr" ] || diff -u "$case_dir/stderr" "$work_dir/stderr" ||
        fail "another note than expected"
    generate "$work_dir/second"
    diff -r "$work_dir/first" "$work_dir/second" || fail "two runs differ"
    [ -d "$case_dir/expected" ] || fail "no expected/: build the target update-golden"
    rm -rf "$work_dir/expected"
    cp -R "$case_dir/expected" "$work_dir/expected"
    drop_version "$work_dir/expected"
    drop_version "$work_dir/first"
    diff -ru "$work_dir/expected" "$work_dir/first" ||
        fail "not as expected; if it is right now, build the target update-golden"
}

# The messages of the case, and of the well-known types that it imports.
generate_messages() {
    rm -rf "$work_dir/messages"
    mkdir -p "$work_dir/messages"
    local known=()
    mapfile -t known < <(cd "$case_dir" && grep -h -o 'google/protobuf/[a-z_]*\.proto' \
        "${protos[@]}" | LC_ALL=C sort -u)
    if makes_messages; then
        cp -R "$work_dir/compiled.messages/." "$work_dir/messages"
    else
        known+=("${protos[@]}")
    fi
    [ ${#known[@]} = 0 ] ||
        (cd "$case_dir" && "$PROTOC" -I. "-I$INCLUDE_DIR/../proto" "--c_out=$work_dir/messages" "${known[@]}")
    if makes_messages; then
        compile_messages
    fi
}

compile_messages() {
    local file
    while IFS= read -r file; do
        "${C_COMPILERS%% *}" -std=c11 -w -I"$work_dir/messages" -c "$file" \
            -o "$work_dir/object.o" || fail "$file does not compile"
    done < <(find "$work_dir/messages" -name '*.pb-c.c')
}

# The comments tell users to call these: they must exist.
check_free_functions() {
    local function
    while IFS= read -r function; do
        [ "$function" = protobuf_c_message_free_unpacked ] ||
            grep -rqw "$function" "$work_dir/messages" || fail "there is no $function()"
    done < <(grep -rhoE '[a-z0-9_]+__free_unpacked\(\)|[a-z_]+_free_unpacked\(\)' \
        "$work_dir/compiled" | tr -d '()' | LC_ALL=C sort -u)
}

# What is written by hand against the generated headers.
compile_uses() {
    local file compiler
    for file in "$case_dir"/uses/*.c; do
        [ -e "$file" ] || return 0
        for compiler in $C_COMPILERS; do
            if "$compiler" -std=c11 "$@" -c "$file" -o "$work_dir/object.o" 2>"$work_dir/said"; then
                [[ $file != */refused* ]] || fail "$compiler accepts $file"
            elif [[ $file != */refused* ]] || ! grep -q incompatible "$work_dir/said"; then
                cat "$work_dir/said" >&2
                fail "$compiler refuses $file"
            fi
        done
    done
}

compile() {
    if has_flag no-compile; then
        echo "skipped: protoc-gen-c refuses these files"
        exit $skipped
    fi
    generate "$work_dir/compiled"
    generate_messages
    check_free_functions
    local warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
    # What protoc-gen-c writes is not ours to warn about.
    local paths=(-I"$INCLUDE_DIR" -I"$work_dir/compiled" -isystem "$work_dir/messages")
    local object=$work_dir/object.o
    local compiler file
    while IFS= read -r file; do
        for compiler in $C_COMPILERS; do
            "$compiler" -std=c11 "${warnings[@]}" -Wstrict-prototypes -Wmissing-prototypes \
                "${paths[@]}" -c "$file" -o "$object" || fail "$compiler refuses $file"
        done
    done < <(find "$work_dir/compiled" -name '*.pipc*.c')
    compile_uses "${warnings[@]}" "${paths[@]}"
    has_flag no-cxx && return
    while IFS= read -r file; do
        for compiler in $CXX_COMPILERS; do
            echo "#include \"$file\"" | "$compiler" -std=c++17 "${warnings[@]}" "${paths[@]}" \
                -x c++ -c - -o "$object" || fail "$compiler refuses $file"
        done
    done < <(find "$work_dir/compiled" -name '*.pipc*.h')
}

format() {
    if [ ! -x "$CLANG_FORMAT" ]; then
        echo "skipped: no clang-format 14 here"
        exit $skipped
    fi
    generate "$work_dir/unformatted"
    rm -rf "$work_dir/formatted"
    cp -R "$work_dir/unformatted" "$work_dir/formatted"
    cp "$STYLE" "$work_dir/formatted/.clang-format"
    find "$work_dir/formatted" -name '*.pipc*.[hc]' -exec "$CLANG_FORMAT" -i --style=file {} +
    rm "$work_dir/formatted/.clang-format"
    diff -ru "$work_dir/unformatted" "$work_dir/formatted" || fail "clang-format changes it"
}

# Runs protoc, which must fail; what it says goes to the file $1.
generate_error() {
    if generate "$work_dir/out" 2>"$1"; then
        fail "protoc succeeds"
    fi
    [ -z "$(find "$work_dir/out" -type f)" ] || fail "a file was written in spite of the error"
}

error() {
    generate_error "$work_dir/stderr"
    diff -u "$case_dir/stderr" "$work_dir/stderr" || fail "another message than expected"
}

update() {
    generate "$work_dir/update"
    rm -rf "$case_dir/expected"
    cp -R "$work_dir/update" "$case_dir/expected"
}

mkdir -p "$work_dir"
mapfile -t protos < <(list_protos)
[ ${#protos[@]} -gt 0 ] || fail "no .proto files in $case_dir"

case $mode in
compare | compile | format | error | update) "$mode" ;;
update-error) generate_error "$case_dir/stderr" ;;
*) fail "unknown mode $mode" ;;
esac
