#!/usr/bin/env bash
# Clients that lose their connection and come back, against build/release/examples/campaign_server.
# CUTS="s …": seconds without connection (1; tests/long/recovery.sh: 1 30 110), REFERENCE=yes: against Node's server,
# which shows the known faults of that one. ONLY=text: cases with it in their name, SEED=n: the moments of another run.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/recovery
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/examples/campaign_server" ] ||
  build_preset release examples_campaign_server
export WEBCHATS_RELEASE
exec node "$root/tests/recovery/run.mjs" ${REFERENCE:+--reference}
