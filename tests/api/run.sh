#!/usr/bin/env bash
# Both contracts, as their clients see them, against build/release/webchats.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/api
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
cd "$root/tests/api"
exec node run.js
