#!/usr/bin/env bash
# The protocols as their official suites expect them, against build/release/examples/conformance.
#
# The suites themselves belong to github.com/socketio/socket.io and are in no package. With SOCKETIO_PROTOCOL_SUITES set
# to the `docs` directory of a checkout they run too, each RUNS times (default 1); they need port 3000.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/conformance
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/examples/conformance" ] || build_preset release examples_conformance
export WEBCHATS_RELEASE
cd "$root/tests/conformance"

passed=0 failed=0 skipped=0
own=$(mktemp)
trap 'rm -rf "$own" ${work:+"$work"}' EXIT
node ../interop/run.mjs ./*.test.mjs | tee "$own" || true
if [[ "$(tail -n 1 "$own")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
  passed=${BASH_REMATCH[1]} failed=${BASH_REMATCH[2]}
else
  failed=1
fi

# official SUITE MODE: runs one official suite and adds its counts.
official() {
  local suite=$1 mode=$2 run server counts
  cp -r "$SOCKETIO_PROTOCOL_SUITES/$suite" "$work/$mode"
  (cd "$work/$mode" && { [ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error; })
  "$WEBCHATS_RELEASE/examples/conformance" "$mode" --port 3000 > "$work/$mode.out" &
  server=$!
  until grep -qs listening "$work/$mode.out"; do kill -0 $server && sleep 0.1; done
  for run in $(seq "${RUNS:-1}"); do
    (cd "$work/$mode" && timeout 300 npx mocha --reporter json --reporter-option output="$work/report.json" test-suite.js) || true
    counts=$(node -p 'const { stats } = JSON.parse(require("fs").readFileSync(process.argv[1])); [stats.passes, stats.failures, stats.pending].join(" ")' "$work/report.json" || echo 0 1 0)
    rm -f "$work/report.json"
    read -r p f s <<< "$counts"
    echo "official $mode, run $run: $p passed, $f failed, $s skipped"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done
  kill $server
  wait $server || failed=$((failed + 1))
}
if [ -n "${SOCKETIO_PROTOCOL_SUITES:-}" ]; then
  work=$(mktemp -d)
  official engine.io-protocol/v3-test-suite engineio-v3
  official engine.io-protocol/v4-test-suite engineio-v4
  official socket.io-protocol/v5-test-suite socketio-v5
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
