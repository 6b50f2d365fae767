#!/usr/bin/env bash
# The page of @socket.io/admin-ui in Debian's Chromium against build/release/examples/admin. Screenshots: build/admin-screenshots.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/admin
[ -x "${WEBCHATS_RELEASE:=$root/build/release}/examples/admin" ] || build_preset release examples_admin
export WEBCHATS_RELEASE
export SCREENSHOTS=$root/build/admin-screenshots
cd "$root/tests/admin"
exec node ../interop/run.mjs ./*.test.mjs
