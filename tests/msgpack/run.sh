#!/usr/bin/env bash
# Our codec of msgpack packets against socket.io-msgpack-parser: generated, mutated and hand-made packets, both ways.
# SEED=<number> gives other packets than those of every day.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/msgpack
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/tests/msgpack/codec" ] || build_preset release tests_msgpack_codec
export WEBCHATS_RELEASE
cd "$root/tests/msgpack"
exec node ../interop/run.mjs ./*.test.mjs
