#!/usr/bin/env bash
# Tests of --pipc_opt=scaffold: run.sh MODE WORK_DIR. The functions below and those of edits.sh are
# the modes; each has an empty WORK_DIR, which holds proto/ with shop.proto and what that imports.
#
# From the environment: PROTOC, PLUGIN, STAGE (an installed pipc), LIBDIR, SOURCE_DIR, CLANG_FORMAT,
# CMAKE, GENERATOR, CC and SANITIZE_FLAGS.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mode=$1
work_dir=$2
skipped=77
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes"
warnings+=" -Werror -Wno-newline-eof" # files that end without a line end are among the tests

# shellcheck source-path=SCRIPTDIR
source "$here/programs.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/edits.sh"

fail() {
    echo "scaffold $mode: $*" >&2
    exit 1
}

# scaffold OPTIONS [PROTO...]: runs protoc as a user does, with its messages in the file `said`.
scaffold() {
    mkdir -p gen
    "$PROTOC" -Iproto "--plugin=protoc-gen-pipc=$PLUGIN" --pipc_out=gen "--pipc_opt=$1" \
        "${@:2}" 2>said
}

scaffold_shop() {
    scaffold scaffold=app shop.proto || fail "protoc: $(cat said)"
}

# add_rpc NAME and remove_rpc NAME change the service Shop.
add_rpc() {
    sed -i "s|^  rpc Close|  // $1!\n  rpc $1(goods.Item) returns (Price);\n&|" proto/shop.proto
}

remove_rpc() {
    sed -i "/^  rpc $1(/d" proto/shop.proto
}

expect_said() {
    grep -qF -- "$1" said || fail "expected \"$1\" on stderr, got: $(cat said)"
}

expect_silence() {
    [ ! -s said ] || fail "nothing was to be said, got: $(cat said)"
}

# expect_kept OLD NEW: NEW begins with all bytes of OLD.
expect_kept() {
    cmp -n "$(stat -c %s "$1")" "$1" "$2" || fail "$2 does not begin with $1"
}

expect_count() {
    local count
    count=$(grep -cF -- "$1" "$2" || true)
    [ "$count" -eq "$3" ] || fail "$2 has \"$1\" $count times, expected $3"
}

# All files of a folder with their times and sums.
snapshot() {
    (cd "$1" && find . -type f -printf '%p %T@ %i ' -exec sha256sum {} \; | LC_ALL=C sort)
}

# compile FOLDER: generates the rest and compiles the C files there without a warning.
compile() {
    "$PROTOC" -Iproto "--plugin=protoc-gen-pipc=$PLUGIN" --pipc_out=gen --c_out=gen \
        shop.proto goods/item.proto google/protobuf/empty.proto
    local file
    for file in "$1"/*.c; do
        # shellcheck disable=SC2086
        "$CC" -std=c11 $warnings -I"$SOURCE_DIR/include" -Igen -isystem gen -c "$file" \
            -o object.o || fail "$file does not compile"
    done
}

# --- builds and runs at once, untouched -------------------------------------------------------

cmake() {
    scaffold_shop
    "$CMAKE" -S app -B build -G "$GENERATOR" "-DCMAKE_PREFIX_PATH=$STAGE" \
        "-DCMAKE_C_FLAGS=$warnings $SANITIZE_FLAGS" >log 2>&1 || fail "$(cat log)"
    "$CMAKE" --build build >log 2>&1 || fail "$(cat log)"
    check_programs build/shop_server build/shop_client
}

make() {
    scaffold_shop
    cd app
    local flags=("PKG_CONFIG_PATH=$STAGE/$LIBDIR/pkgconfig" "PROTOC=$PROTOC" "CC=$CC"
        "CFLAGS=$warnings $SANITIZE_FLAGS" "LDFLAGS=-Wl,-rpath,$STAGE/$LIBDIR $SANITIZE_FLAGS")
    command make -j4 "${flags[@]}" >../log 2>&1 || fail "$(cat ../log)"
    check_programs ./shop_server ./shop_client
    command make -q "${flags[@]}" || fail "a second make has something to do"

    touch ../proto/goods/item.proto
    command make "${flags[@]}" >../log 2>&1 || fail "$(cat ../log)"
    expect_count "shop.proto" ../log 1
    expect_count "goods/item.proto" ../log 1
    expect_count "empty.proto" ../log 0

    (cd .. && add_rpc Haggle)
    command make scaffold "${flags[@]}" >../log 2>&1 || fail "$(cat ../log)"
    command make "${flags[@]}" >../log 2>&1 || fail "$(cat ../log)"
    expect_count "int acme_shop_shop_handle_haggle(" shop_handlers.c 1
}

# Two .proto files at once share settings and build files.
several() {
    sed 's/acme\.shop/acme.fair/; s/Shop/Fair/' proto/shop.proto >proto/fair.proto
    scaffold scaffold=app shop.proto fair.proto || fail "protoc: $(cat said)"
    cd app
    command make -j4 "PKG_CONFIG_PATH=$STAGE/$LIBDIR/pkgconfig" "PROTOC=$PROTOC" "CC=$CC" \
        "CFLAGS=$warnings $SANITIZE_FLAGS" "LDFLAGS=-Wl,-rpath,$STAGE/$LIBDIR $SANITIZE_FLAGS" \
        >../log 2>&1 || fail "$(cat ../log)"
    check_programs ./shop_server ./shop_client
    ./fair_client --help >../log || fail "the second client does not run"
    "$CMAKE" -S . -B build -G "$GENERATOR" "-DCMAKE_PREFIX_PATH=$STAGE" \
        "-DCMAKE_C_FLAGS=$SANITIZE_FLAGS" >../log 2>&1 || fail "$(cat ../log)"
    "$CMAKE" --build build >../log 2>&1 || fail "$(cat ../log)"
    build/fair_client --help >../log || fail "the second client of CMake does not run"
}

# --- where it goes, and what is refused --------------------------------------------------------

places() {
    scaffold scaffold=new/dir/ shop.proto || fail "$(cat said)"
    [ -f new/dir/shop_server.c ] || fail "no directory is made"
    expect_count '${CMAKE_CURRENT_SOURCE_DIR}/../../proto"' new/dir/CMakeLists.txt 1
    expect_count 'PROTO_DIR := ../../proto' new/dir/Makefile 1

    (cd proto && mkdir ../gen2 && "$PROTOC" "--plugin=protoc-gen-pipc=$PLUGIN" \
        --pipc_out=../gen2 --pipc_opt=scaffold shop.proto 2>../said)
    [ -f proto/shop_server.c ] || fail "the working directory is not the default"
    expect_count 'PROTO_DIR := .' proto/Makefile 1

    mkdir far
    (cd far && "$PROTOC" -I../proto "--plugin=protoc-gen-pipc=$PLUGIN" --pipc_out=../gen \
        --pipc_opt=scaffold=app shop.proto 2>../said)
    expect_said "where shop.proto is cannot be seen from here: set PROTO_DIR"
    (cd far && "$PROTOC" -I../proto "--plugin=protoc-gen-pipc=$PLUGIN" --pipc_out=../gen \
        --pipc_opt=scaffold=app2,proto_dir=../proto shop.proto 2>../said)
    expect_count 'PROTO_DIR := ../../proto' far/app2/Makefile 1

    mkdir -p "proto/odd dir"
    sed 's/acme\.shop/acme.odd/' proto/shop.proto >"proto/odd dir/My-Shop 2.proto"
    scaffold scaffold=odd "odd dir/My-Shop 2.proto" || fail "$(cat said)"
    expect_said 'odd/Makefile: not written, because make cannot handle the name "odd dir/My-Shop 2'
    [ -f odd/my_shop_2_server.c ] || fail "an odd name has no server"
    expect_count '#include "odd dir/My-Shop 2.pipc.h"' odd/my_shop_2_wiring.h 1

    scaffold scaffold=none goods/item.proto || fail "$(cat said)"
    expect_said "there is no service, so nothing to scaffold"
    [ ! -e none ] || fail "a directory for nothing"
}

# expect_refusal OPTIONS MESSAGE PROTO...
expect_refusal() {
    rm -rf gen
    if scaffold "$1" "${@:3}"; then
        fail "$1 is accepted"
    fi
    expect_said "$2"
    [ -z "$(find gen -type f)" ] || fail "$1: something was generated in spite of the error"
}

refused() {
    mkdir app proto/a
    sed 's/acme\.shop/acme.a/' proto/shop.proto >proto/a/shop.proto
    sed 's/acme\.shop/acme.fair/; s/Shop/Fair/' proto/shop.proto >proto/fair.proto
    expect_refusal scaffold=app "a/shop.proto: scaffold: its files would have the names of those of" \
        shop.proto a/shop.proto
    expect_refusal scaffold=x.c "x.c: scaffold: 2 .proto files have services" shop.proto fair.proto
    expect_refusal scaffold=/dev/null "/dev/null: scaffold: is neither a directory nor a file" \
        shop.proto
    echo 'int main(void) { return 0; }' >app/other.c
    expect_refusal scaffold=app/other.c 'app/other.c: is no handlers file' shop.proto
    [ "$(ls app)" = other.c ] || fail "something was written in spite of the error"
    expect_refusal scaffold=app/other.c/x "app/other.c/x" shop.proto
    rm app/other.c
    scaffold_shop
    echo 'void half(void) {' >>app/shop_handlers.c
    add_rpc Haggle
    expect_refusal scaffold=app "app/shop_handlers.c: its braces or parentheses do not balance" \
        shop.proto
}

# Root may write anywhere: it becomes nobody for this.
unwritable() {
    scaffold_shop
    add_rpc Haggle
    chmod 444 app/shop_handlers.c
    local as_nobody=()
    if [ "$(id -u)" -eq 0 ]; then
        command -v setpriv >/dev/null || exit $skipped
        as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        chmod -R go+w gen app
        "${as_nobody[@]}" test -r app/shop_handlers.c -a -x "$PLUGIN" || exit $skipped
        chmod 444 app/shop_handlers.c
    fi
    snapshot app >before
    if "${as_nobody[@]}" "$PROTOC" -Iproto "--plugin=protoc-gen-pipc=$PLUGIN" --pipc_out=gen \
        --pipc_opt=scaffold=app shop.proto 2>said; then
        fail "a file without permission is written"
    fi
    expect_said "app/shop_handlers.c: cannot be appended to: Permission denied"
    snapshot app >after
    diff before after || fail "something was written in spite of the error"
}

# --- whatever the .proto holds ------------------------------------------------------------------

# Each golden case with nothing but unary rpcs, and some more: everything compiles.
kinds() {
    cat >proto/shop.proto <<'EOF'
syntax = "proto2";
message class { required class of = 1; optional string text = 2; }
service register { rpc Do_(class) returns (class); rpc errno(class) returns (class); }
service Nothing { }
service Old { option deprecated = true; rpc Get(class) returns (class); }
service ServiceWithAVeryLongNameThatNeverEndsAndGoesOnAndOnForMoreThanHalfALine {
  rpc MethodWithAVeryLongNameThatNeverEndsAndGoesOnAndOn(class) returns (class);
}
EOF
    scaffold_shop
    compile app
    format_of app
}

format_of() {
    [ -x "$CLANG_FORMAT" ] || return 0
    cp "$SOURCE_DIR/.clang-format" "$1"
    "$CLANG_FORMAT" --dry-run -Werror --style=file "$1"/*.[ch] || fail "clang-format changes it"
    rm "$1/.clang-format"
}

format() {
    [ -x "$CLANG_FORMAT" ] || exit $skipped
    local case_dir proto name
    for case_dir in "$SOURCE_DIR"/tests/golden/*/; do
        while IFS= read -r proto; do
            name=$(basename "$case_dir")/$(basename "$proto")
            mkdir -p gen "out/$name"
            "$PROTOC" "-I$case_dir" "-I$SOURCE_DIR/proto" "--plugin=protoc-gen-pipc=$PLUGIN" \
                --pipc_out=gen "--pipc_opt=messages,scaffold=out/$name" "$proto" 2>said ||
                fail "$proto: $(cat said)"
            [ ! -e "out/$name/settings.c" ] || format_of "out/$name"
        done < <(find "$case_dir" -name '*.proto' -not -path '*/errors/*')
    done
    [ -n "$(find out -name '*_wiring.c')" ] || fail "nothing was scaffolded"
}

# Handlers of streams have the types that the .pipc.h declares for them.
streams() {
    cp "$SOURCE_DIR/tests/golden/streaming/in.proto" proto/
    scaffold scaffold=app in.proto || fail "$(cat said)"
    "$PROTOC" -Iproto "--plugin=protoc-gen-pipc=$PLUGIN" --pipc_out=gen --c_out=gen in.proto
    local file
    for file in app/*.c; do
        # shellcheck disable=SC2086
        "$CC" -std=c11 $warnings -I"$SOURCE_DIR/include" -Igen -isystem gen -c "$file" \
            -o object.o || fail "$file does not compile"
    done
    format_of app
}

rm -rf "$work_dir"
mkdir -p "$work_dir/proto/goods"
cp "$here/shop.proto" "$work_dir/proto"
cp "$here/goods/item.proto" "$work_dir/proto/goods"
cd "$work_dir"
"$mode"
