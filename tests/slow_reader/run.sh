#!/usr/bin/env bash
# One member of a room who stops reading, against build/release/examples/campaign_server. ROUNDS=n (3; tests/long: 15).
. "$(dirname -- "$0")/../../scripts/lib.sh"
: "${WEBCHATS_RELEASE:=$root/build/release}"
[ -x "$WEBCHATS_RELEASE/examples/campaign_server" ] && [ -x "$WEBCHATS_RELEASE/bench/load/socketio" ] ||
  build_preset release examples_campaign_server bench_load_socketio
export WEBCHATS_RELEASE
exec node "$root/tests/slow_reader/run.mjs"
