#!/usr/bin/env bash
# Rewrites what all cases expect; the diff is to be read like code: update.sh WORK_DIR
# The environment is that of run.sh.

set -euo pipefail

work_dir=$1
golden_dir=$(cd "$(dirname "$0")" && pwd)

for case_dir in "$golden_dir"/*/; do
    case $(basename "$case_dir") in errors | calls) continue ;; esac
    "$golden_dir/run.sh" update "${case_dir%/}" "$work_dir/update"
done
for case_dir in "$golden_dir"/errors/*/; do
    "$golden_dir/run.sh" update-error "${case_dir%/}" "$work_dir/update"
done
