#!/usr/bin/env bash
# Tests of pipc_generate(): run.sh MODE WORK_DIR, with a copy of project/ in WORK_DIR.
#
# From the environment: STAGE (an installed pipc), SOURCE_DIR, CMAKE, CC, CXX, SANITIZE_FLAGS, NINJA,
# MAKE and PROTOC.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mode=$1
work_dir=$2
skipped=77

fail() {
    echo "generate $mode: $*" >&2
    exit 1
}

# configure ARGUMENT...
configure() {
    "$CMAKE" -S project -B build "-DCMAKE_C_COMPILER=$CC" "-DCMAKE_CXX_COMPILER=$CXX" \
        "-DCMAKE_C_FLAGS=-Wall -Wextra -Werror $SANITIZE_FLAGS" "$@" >log 2>&1
}

build() {
    "$CMAKE" --build build --parallel 8 >log 2>&1
}

# expect_generated NAME...: these, in that build, and nothing else.
expect_generated() {
    local expected actual
    expected=$(printf '%s\n' "$@" | LC_ALL=C sort)
    # Not CMake's own "-- Generating done", nor what is generated of pipc itself.
    actual=$(sed -n '/^--/d; s/^.*Generating //p' log |
        grep -vE '^(pipc/|grpc/|commandable\.proto)' | LC_ALL=C sort || true)
    [ "$actual" = "$expected" ] || fail "expected to be generated: $expected; was: $actual"
}

all=(a/same.proto b/same.proto app.proto other.proto "odd dir/my-odd file.v2.proto"
    common/types.proto common/deep/my-deep.v1.proto google/protobuf/empty.proto
    google/protobuf/timestamp.proto)
bare=(app.proto common/types.proto common/deep/my-deep.v1.proto google/protobuf/empty.proto
    google/protobuf/timestamp.proto)

check_programs() {
    local said
    said=$(build/program)
    [ "$said" = "app.App Other a.Same b.Same /Odd/Go 10" ] || fail "the program says: $said"
    build/later/later || fail "the program that names imports fails"
    build/app_proto_mocked || fail "the program with a mock fails"
    build/bare_proto_mocked || fail "the program with a mock, and messages from elsewhere, fails"
    ! nm build/program | grep -q _mock_ || fail "a program that uses no mock has one"
    [ -z "$(find build -name 'types.pipc-mock.*')" ] || fail "an import has a mock"
    build/bare || fail "the program with messages from elsewhere fails"
    [ -z "$(find build/bare_proto.gen -name '*.pb-c.*')" ] || fail "NO_MESSAGES has messages"
}

# What is generated when something changes. No file is touched in the second that it was made in:
# all that was there before is an hour old.
check_changes() {
    build || fail "$(cat log)"
    expect_generated

    touch project/protos/common/types.proto
    build || fail "$(cat log)"
    expect_generated app.proto app.proto other.proto "odd dir/my-odd file.v2.proto" \
        common/types.proto common/types.proto
    touch project/a/same.proto
    build || fail "$(cat log)"
    expect_generated a/same.proto

    # A new import, imported by an import.
    printf 'syntax = "proto3";\npackage late;\nmessage Late { }\n' >project/protos/late.proto
    sed -i 's|^import public.*|&\nimport "late.proto";|; s|^  deep.*|&\n  late.Late late = 2;|' \
        project/protos/common/types.proto
    (cd project && "$PROTOC" -Iprotos --c_out=ready_made late.proto common/types.proto)
    build || fail "$(cat log)"
    expect_generated app.proto app.proto other.proto "odd dir/my-odd file.v2.proto" \
        common/types.proto common/types.proto late.proto late.proto
    check_programs
    build || fail "$(cat log)"
    expect_generated

    # And it is gone again, file and all.
    rm project/protos/late.proto project/ready_made/late.pb-c.c
    sed -i '/late/d' project/protos/common/types.proto
    (cd project && "$PROTOC" -Iprotos --c_out=ready_made common/types.proto)
    build || fail "$(cat log)"
    expect_generated app.proto app.proto other.proto "odd dir/my-odd file.v2.proto" \
        common/types.proto common/types.proto
    check_programs
}

# The user's files appear when they are built, and gain what the .proto gains.
check_scaffold() {
    [ -f build/scaffold/app_handlers.c ] || fail "there is no scaffold"
    echo '/* mine */' >>build/scaffold/app_server.c
    sed -i 's|^  rpc Run.*|&\n  rpc Undo(Request) returns (google.protobuf.Empty);|' \
        project/protos/app.proto
    build || fail "$(cat log)"
    grep -q 'int app_app_handle_undo(' build/scaffold/app_handlers.c || fail "no handler is added"
    grep -q '/\* mine \*/' build/scaffold/app_server.c || fail "an edit is gone"
}

check_project() {
    (cd project && "$PROTOC" -Iprotos --c_out=ready_made app.proto common/types.proto \
        common/deep/my-deep.v1.proto google/protobuf/{empty,timestamp}.proto)
    configure "$@" || fail "$(cat log)"
    build || fail "$(cat log)"
    expect_generated "${all[@]}" "${bare[@]}"
    check_programs
}

installed_ninja() {
    [ -x "$NINJA" ] || exit $skipped
    check_project -G Ninja "-DCMAKE_MAKE_PROGRAM=$NINJA" "-DCMAKE_PREFIX_PATH=$STAGE"
    check_changes
    check_scaffold
}

installed_make() {
    [ -x "$MAKE" ] || exit $skipped
    check_project -G "Unix Makefiles" "-DCMAKE_MAKE_PROGRAM=$MAKE" "-DCMAKE_PREFIX_PATH=$STAGE"
    check_changes
    check_scaffold
}

# The plugin is built along, which takes its time: unoptimized, and only once.
subdirectory_make() {
    [ -x "$MAKE" ] || exit $skipped
    check_project -G "Unix Makefiles" "-DCMAKE_MAKE_PROGRAM=$MAKE" "-DPIPC_SOURCE=$SOURCE_DIR" \
        -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0
    touch project/protos/common/types.proto
    build || fail "$(cat log)"
    expect_generated app.proto app.proto other.proto "odd dir/my-odd file.v2.proto" \
        common/types.proto common/types.proto
}

# expect_error TEXT CMAKE_CODE
expect_error() {
    {
        echo 'cmake_minimum_required(VERSION 3.22)'
        echo 'project(bad LANGUAGES C)'
        echo 'find_package(pipc REQUIRED)'
        echo "$2"
    } >project/CMakeLists.txt
    if configure "-DCMAKE_PREFIX_PATH=$STAGE"; then
        fail "accepted: $2"
    fi
    tr -s '\n ' '  ' <log | grep -qF -- "$1" || fail "expected \"$1\", got: $(cat log)"
}

errors() {
    expect_error 'pipc_generate: TARGET and PROTOS are required' 'pipc_generate(TARGET x)'
    expect_error 'pipc_generate: unknown argument "b"' 'pipc_generate(TARGET x b)'
    expect_error 'no.proto: No such file or directory' 'pipc_generate(TARGET x PROTOS no.proto)'
    expect_error 'with SCAFFOLD no directory can have a comma in its name' \
        'pipc_generate(TARGET x PROTOS a/same.proto SCAFFOLD a,b)'
    expect_error 'belongs to the target x, which was first to need it' \
        'pipc_generate(TARGET x PROTOS a/same.proto)
        pipc_generate(TARGET y PROTOS a/same.proto SCAFFOLD z)'
    expect_error 'was first to need it; give MOCK there' \
        'pipc_generate(TARGET x PROTOS a/same.proto)
        pipc_generate(TARGET y PROTOS a/same.proto MOCK)'
    echo 'import "gone.proto";' >>project/a/same.proto
    expect_error 'same.proto:11:1: Import "gone.proto" was not found' \
        'pipc_generate(TARGET x PROTOS a/same.proto)'
}

rm -rf "$work_dir"
mkdir -p "$work_dir"
cp -R "$here/project" "$work_dir"
cd "$work_dir"
mkdir -p project/ready_made
find project -type f -exec touch -d '1 hour ago' {} +
"$mode"
