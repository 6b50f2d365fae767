#!/usr/bin/env bash
# The commands of build/release/webchats, as a person types them.
. "$(dirname -- "$0")/../../scripts/lib.sh"
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
export WITHOUT_IO_URING=${WEBCHATS_RELEASE:-$root/build/release}/tests/cli/without_io_uring
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
cd "$root/tests/cli"
exec node ../interop/run.mjs ./*.test.mjs
