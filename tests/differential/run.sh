#!/usr/bin/env bash
# tests/differential/run.sh [--seed N] [--cases N]: our packet codecs against the parsers of the reference, on generated
# packets and broken ones. The seed of a run is printed; the same one makes the same cases.
. "$(dirname -- "$0")/../../scripts/lib.sh"
while [ $# -gt 0 ]; do
  case $1 in
    --seed) export DIFFERENTIAL_SEED=$2 ;;
    --cases) export DIFFERENTIAL_CASES=$2 ;;
    *) die "unknown option $1" ;;
  esac
  shift 2
done
npm_ci tests/differential
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/tests/differential/codec" ] || build_preset release tests_differential_codec
export WEBCHATS_RELEASE
cd "$root/tests/differential"
exec node ../interop/run.mjs ./*.test.mjs
