#!/usr/bin/env bash
# Half a minute and nearly two without connection; then the same cases against Node's server, which proves that they
# pass where it works, and shows where it does not.
suite=$(dirname -- "$0")/../recovery/run.sh
log=$(mktemp)
trap 'rm -f "$log"' EXIT
set -o pipefail
status=0
CUTS=${CUTS:-1 30 110} bash "$suite" | tee -a "$log" || status=1
REFERENCE=yes CUTS=1 bash "$suite" | tee -a "$log" || status=1
awk '/^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3 }
     END { printf "%d passed, %d failed\n", passed, failed }' "$log"
exit $status
