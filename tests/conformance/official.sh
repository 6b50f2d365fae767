# shellcheck shell=bash
# Sourced by suites of our own tests that can also run official ones. `work` is a directory that goes away; the counts
# add up in passed, failed and skipped.
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -x "${WEBCHATS_RELEASE:=$root/build/release}/examples/conformance" ] || build_preset release examples_conformance
export WEBCHATS_RELEASE

# own_tests FILE…: runs tests of ours.
own_tests() {
  node "$root/tests/interop/run.mjs" "$@" | tee "$work/own" || true
  if [[ "$(tail -n 1 "$work/own")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
  fi
}

# serve MODE OPTION…: starts examples/conformance; stop_serving ends it, and counts a failure when it does not end well.
serve() {
  "$WEBCHATS_RELEASE/examples/conformance" "$@" > "$work/server.out" &
  server=$!
  until grep -qs listening "$work/server.out"; do kill -0 $server && sleep 0.1; done
}
stop_serving() {
  kill $server
  wait $server || failed=$((failed + 1))
}

# official TITLE COMMAND…: runs COMMAND, which writes a report of Mocha to the file $REPORT, as ${mocha[@]} does.
export REPORT=$work/report.json
mocha=(npx mocha --reporter json --reporter-option "output=$REPORT")
official() {
  local title=$1 p f s
  shift
  rm -f "$REPORT"
  timeout 300 "$@" || true
  read -r p f s <<< "$(node -e '
    const { stats, failures } = JSON.parse(require("fs").readFileSync(process.env.REPORT));
    for (const { fullTitle, err } of failures) console.error(`FAILED ${fullTitle}\n${err.stack ?? err.message}`);
    console.log(stats.passes, stats.failures, stats.pending);' || echo 0 1 0)"
  echo "official $title: $p passed, $f failed, $s skipped"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# finish: says the counts; the last line of a suite.
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ $failed -eq 0 ]
}
