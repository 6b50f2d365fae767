#!/usr/bin/env bash
# Unit tests and real clients under ThreadSanitizer.
. "$(dirname -- "$0")/../../scripts/lib.sh"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
export TSAN_OPTIONS="suppressions=$root/tests/long/tsan.supp ${TSAN_OPTIONS:-}"
PRESET=tsan bash "$root/tests/unit/run.sh" | tee -a "$log" || status=1
if [ -f "$root/tests/interop/run.sh" ]; then
  build_preset tsan
  WEBCHATS_RELEASE=$root/build/tsan bash "$root/tests/interop/run.sh" | tee -a "$log" || status=1
fi
awk '/^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3; skipped += $5 }
     END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
exit $status
