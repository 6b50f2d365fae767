#!/usr/bin/env bash
# The WebSocket conformance table against the echo server of the release build, over raw TCP.
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." || exit 1
exec node tests/autobahn/run.mjs "${WEBCHATS_RELEASE:-build/release}/examples/ws_echo"
