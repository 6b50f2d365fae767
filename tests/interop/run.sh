#!/usr/bin/env bash
# Real clients against build/release/examples/interop_server.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/interop
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/examples/interop_server" ] || build_preset release examples_interop_server
export WEBCHATS_RELEASE
cd "$root/tests/interop"
exec node run.mjs
