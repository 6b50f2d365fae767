#!/usr/bin/env bash
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/client-suite
cd "$root/tests/client-suite"
exec node ../interop/run.mjs ./*.test.mjs
