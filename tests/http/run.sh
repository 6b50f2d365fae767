#!/usr/bin/env bash
# Broken, hostile and slow HTTP against build/release/webchats: 4xx or 501/505 and a closed connection, the next client is
# served, memory and CPU stay bounded.
. "$(dirname -- "$0")/../../scripts/lib.sh"
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
cd "$root/tests/http"
exec node run.mjs
