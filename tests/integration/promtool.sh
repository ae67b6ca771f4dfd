#!/usr/bin/env bash
# What Prometheus' own tool says of our metrics: promtool.sh PRINT_METRICS FOLDER
# promtool is looked for in FOLDER, and then where all programs are.
set -euo pipefail

promtool=$2/promtool
[ -x "$promtool" ] || promtool=$(command -v promtool) || {
    echo "promtool is missing"
    exit 77
}
metrics=$("$1") || exit $?
grep -q '^exec_errors_total{.*} 1$' <<<"$metrics"
grep -q '^call_time_seconds_bucket{.*le="+Inf"} 2$' <<<"$metrics"
"$promtool" check metrics <<<"$metrics"

# It must be able to find fault.
! "$promtool" check metrics <<<'a_total{ 1' 2>/dev/null
