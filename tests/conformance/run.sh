#!/usr/bin/env bash
# The protocols as their official suites expect them, against build/release/examples/conformance.
#
# The suites themselves belong to github.com/socketio/socket.io and are in no package. With SOCKETIO_PROTOCOL_SUITES set
# to the `docs` directory of a checkout they run too, each RUNS times (default 1); they need port 3000.
. "$(dirname -- "$0")/../../scripts/lib.sh"
. "$root/tests/conformance/official.sh"
npm_ci tests/conformance
cd "$root/tests/conformance"
own_tests ./*.test.mjs

# run_suite SUITE MODE: runs one official suite.
run_suite() {
  local suite=$1 mode=$2 run
  cp -r "$SOCKETIO_PROTOCOL_SUITES/$suite" "$work/$mode"
  cd "$work/$mode"
  [ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error
  serve "$mode" --port 3000
  for run in $(seq "${RUNS:-1}"); do official "$mode, run $run" "${mocha[@]}" test-suite.js; done
  stop_serving
}
if [ -n "${SOCKETIO_PROTOCOL_SUITES:-}" ]; then
  run_suite engine.io-protocol/v3-test-suite engineio-v3
  run_suite engine.io-protocol/v4-test-suite engineio-v4
  run_suite socket.io-protocol/v5-test-suite socketio-v5
fi
finish
