#!/usr/bin/env bash
# Two and more browsers against build/release/webchats. Arguments go to Playwright.
. "$(dirname -- "$0")/../../scripts/lib.sh"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
npm_ci tests/e2e
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
cd "$root/tests/e2e"
exec npx playwright test "$@"
