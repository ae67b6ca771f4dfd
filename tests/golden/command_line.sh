#!/usr/bin/env bash
# What protoc-gen-pipc does when it is run by hand: command_line.sh PLUGIN VERSION

set -euo pipefail

plugin=$1
version=$2

fail() {
    echo "command_line: $*" >&2
    exit 1
}

[ "$("$plugin" --version)" = "protoc-gen-pipc $version" ] || fail "--version"
"$plugin" --help | grep -q -- '--pipc_out' || fail "--help"
if "$plugin" --nonsense >/dev/null 2>&1 </dev/null; then
    fail "an unknown option is accepted"
fi
message=$("$plugin" --nonsense 2>&1 </dev/null || true)
[[ $message == *--nonsense* ]] || fail "the unknown option is not named: $message"
if printf '\377\377truncated' | "$plugin" >/dev/null 2>&1; then
    fail "a malformed request is accepted"
fi
