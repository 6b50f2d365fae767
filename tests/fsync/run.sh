#!/usr/bin/env bash
# The system calls of build/release/webchats: no message is acknowledged before the disk has it.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/ledger
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
cd "$root/tests/ledger"
exec node fsync.mjs
