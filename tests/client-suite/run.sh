#!/usr/bin/env bash
# Everything that socket.io-client 4 can do, against build/release/examples/conformance.
#
# The client's own suite belongs to github.com/socketio/socket.io and is in no package. With SOCKETIO_CLIENT_SUITE set to
# the directory packages/socket.io-client of a checkout it runs too, RUNS times (default 1) against one loop and against
# two; it needs port 3210. See official/README.md.
. "$(dirname -- "$0")/../../scripts/lib.sh"
. "$root/tests/conformance/official.sh"
npm_ci tests/client-suite
cd "$root/tests/client-suite"
own_tests ./*.test.mjs

if [ -n "${SOCKETIO_CLIENT_SUITE:-}" ]; then
  npm_ci tests/client-suite/official
  tools=$root/tests/client-suite/official
  version_of() { node -p 'require(process.argv[1]).version' "$1/package.json"; }
  client=$tools/node_modules/socket.io-client
  [ "$(version_of "$SOCKETIO_CLIENT_SUITE")" = "$(version_of "$client")" ] ||
    die "the suite is that of version $(version_of "$SOCKETIO_CLIENT_SUITE"), tests/client-suite/official of $(version_of "$client")"
  # The client as it is published, among its tests.
  mkdir "$work/suite"
  cp -r "$SOCKETIO_CLIENT_SUITE/"{package.json,test} "$client/build" "$work/suite"
  ln -s "$tools/node_modules" "$work/suite/node_modules"
  cd "$work/suite"
  for loops in 1 2; do
    serve client-suite --port 3210 --loops $loops
    for run in $(seq "${RUNS:-1}"); do
      official "client suite, --loops $loops, run $run" \
        "${mocha[@]}" --import=tsx --require "$tools/page.cjs" --exit test/index.ts
      official "client suite in Chromium, --loops $loops, run $run" node "$tools/chromium.mjs" "$work/suite" Blob
    done
    stop_serving
  done
fi
finish
