#!/usr/bin/env bash
# Clients abandoned in every half-open state, against build/release/examples/campaign_server.
# DURATION=n seconds of churn (16; tests/long/churn.sh: 600), RATE=n clients a second (40), SAMPLES=file for the numbers
# of each second: second, RSS, descriptors, connections, sessions, sockets, heap.
. "$(dirname -- "$0")/../../scripts/lib.sh"
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/examples/campaign_server" ] ||
  build_preset release examples_campaign_server
export WEBCHATS_RELEASE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CERTIFICATE=$work/certificate.pem KEY=$work/key.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
  -keyout "$KEY" -out "$CERTIFICATE" 2> /dev/null
node "$root/tests/churn/run.mjs"
