#!/usr/bin/env bash
# Every header compiles alone: it includes what it uses (CMake's header sets).
. "$(dirname -- "$0")/../../scripts/lib.sh"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

[ -f "$root/build/dev/build.ninja" ] || (cd "$root" && cmake --preset dev)
total=$(find "$root/src" -name '*.hpp' | wc -l)
status=0
cmake --build "$root/build/dev" --parallel "$(nproc)" --target all_verify_interface_header_sets -- -k 0 2>&1 | tee "$log" || status=$?
failed=$(grep -c '^FAILED: .*\.o' "$log" || true)
echo "$((total - failed)) passed, $failed failed"
exit $status
