#!/usr/bin/env bash
# kill -9 at random moments while people write: build/release/webchats must keep what it acknowledged.
# KILLS=n sets how often (10; tests/long/ledger.sh: 100), SEED=n repeats the moments of another run.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/ledger
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
cd "$root/tests/ledger"
exec node run.mjs
