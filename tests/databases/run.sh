#!/usr/bin/env bash
# The store, the modern contract, an outage and kills on PostgreSQL and MariaDB, which are started here for that.
# DATABASES="postgresql mariadb": which. PARTS="store api commands migrations moving original ledger outage": what
# of it.
# STORE_TESTS=…/unit_store: those of another build. KILLS=n: how many kills the ledger has (5).
. "$(dirname -- "$0")/../../scripts/lib.sh"
. "$root/tests/databases/servers.sh"
npm_ci tests/api
npm_ci tests/ledger
export WEBCHATS_BIN=${WEBCHATS_BIN:-${WEBCHATS_RELEASE:-$root/build/release}/webchats}
[ -x "$WEBCHATS_BIN" ] || die "$WEBCHATS_BIN is not there; build it with ./run.sh --build-only"
parts=" ${PARTS:-store api commands migrations moving original ledger outage} "
# wanted PART
wanted() { [[ $parts == *" $1 "* ]]; }
read -ra databases <<< "${DATABASES:-postgresql mariadb}"
if wanted store && [ -z "${STORE_TESTS:-}" ]; then
  build_preset dev unit_store
  STORE_TESTS=$root/build/dev/tests/unit_store
fi

passed=0 failed=0
# count TEXT: adds up a line `N passed, N failed`; anything else is a failure.
count() {
  if [[ $1 =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
  fi
}
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
  exit
}

# Several run side by side, each by this script with its own servers: most of the time they wait.
if [ ${#databases[@]} -gt 1 ]; then
  export STORE_TESTS
  for database in "${databases[@]}"; do
    DATABASES=$database bash "$0" 2>&1 | tee "$scratch/$database.log" | sed -u "s/^/$database | /" &
  done
  wait
  for database in "${databases[@]}"; do count "$(tail -n 1 "$scratch/$database.log")"; done
  finish
fi

# The unit tests of the store, all in the one database.
store_tests() {
  local status=0 log=$scratch/store.log ran
  WEBCHATS_TEST_DATABASE=$url LSAN_OPTIONS=suppressions=$root/tests/databases/lsan.supp "$STORE_TESTS" --gtest_brief=1 > "$log" 2>&1 || status=$?
  cat "$log"
  ran=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests\{0,1\}\.$/\1/p' "$log")
  count "${ran:-0} passed, $(grep -c '^\[  FAILED  \].*ms)$' "$log") failed"
  [ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1  # it died
}

# node_tests DIRECTORY COMMAND…: counts by its last line of counts.
node_tests() {
  local log=$scratch/node.log
  (cd "$root/$1" && node "${@:2}") > "$log" 2>&1 || true
  cat "$log"
  count "$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)"
}

for database in "${databases[@]}"; do
  say "$database"
  "start_$database"
  ! wanted store || store_tests
  export WEBCHATS_TEST_DATABASE=$url
  ! wanted api || node_tests tests/api run.js modern
  ! wanted commands || node_tests tests/databases commands.mjs
  ! wanted migrations || node_tests tests/databases migrations.mjs
  ! wanted moving || node_tests tests/databases moving.mjs
  [ "$database" != mariadb ] || ! wanted original || node_tests tests/databases original.mjs
  ! wanted ledger || KILLS=${KILLS:-5} node_tests tests/ledger run.mjs
  ! wanted outage || node_tests tests/databases outage.mjs "stop_$database" "run_$database"
  unset WEBCHATS_TEST_DATABASE
  "stop_$database"
done
finish
