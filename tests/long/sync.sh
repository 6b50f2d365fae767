#!/usr/bin/env bash
# Two thousand random histories instead of twenty: whoever was away ends with what a fresh load shows (about ten minutes).
# SEEDS=n sets how many.
. "$(dirname -- "$0")/../../scripts/lib.sh"
build_preset dev unit_store
WEBCHATS_SYNC_SEEDS=${SEEDS:-2000} "$root/build/dev/tests/unit_store" --gtest_filter='sync_store.makes_who_was_away_equal_to_who_loads_anew' &&
  echo "${SEEDS:-2000} passed, 0 failed" || { echo "0 passed, 1 failed"; exit 1; }
