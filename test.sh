#!/usr/bin/env bash
# ./test.sh [--only SUITE]… [--long] [--sanitizers] [--list]
#
# Installs what is missing, builds, and runs every test. The last line is `N passed, N failed`; the exit code is
# 0 only if nothing failed.
#   --only SUITE   one suite (may be repeated), e.g. unit, headers, docs, conformance, interop, web, e2e, long-churn
#   --sanitizers   adds unit and interop under ThreadSanitizer
#   --long         adds everything in tests/long: campaigns of crashes, load and fuzzing
#   --list         names the suites and ends
#
# A suite is tests/<name>/run.sh; tests/long/<name>.sh is long-<name>. It ends with a line `N passed, N failed[, N skipped]`,
# which is summed here. A suite that ends without one, or fails without saying what, counts as one failure.
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
. scripts/lib.sh
. scripts/packages.sh
. scripts/node.sh
. scripts/page.sh

usage() { sed -n '2,/^cd/{/^cd/d;s/^# \{0,1\}//;p}' "$0"; }

# Cheap and telling suites come first; others follow in alphabetical order.
suites=(unit headers docs web conformance interop e2e)
for script in tests/*/run.sh; do
  name=$(basename "$(dirname "$script")")
  [[ " ${suites[*]} " == *" $name "* ]] || suites+=("$name")
done
script_of() {
  case $1 in
    long-*) echo "tests/long/${1#long-}.sh" ;;
    *) echo "tests/$1/run.sh" ;;
  esac
}

only=() extra=()
while [ $# -gt 0 ]; do
  case $1 in
    --only) [ $# -ge 2 ] || die "--only needs the name of a suite"; only+=("$2"); shift ;;
    --sanitizers) extra+=(long-tsan) ;;
    --long) for script in tests/long/*.sh; do extra+=("long-$(basename "$script" .sh)"); done ;;
    --list) for name in "${suites[@]}"; do [ ! -f "tests/$name/run.sh" ] || echo "$name"; done
            for script in tests/long/*.sh; do echo "long-$(basename "$script" .sh)"; done; exit 0 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option $1" ;;
  esac
  shift
done
selected=("${suites[@]}")
[ ${#only[@]} -eq 0 ] || selected=("${only[@]}")
# A campaign named twice runs once.
mapfile -t extra < <(printf '%s\n' ${extra[@]+"${extra[@]}"} | sort -u | sed '/^$/d')

install_packages "${build_packages[@]}" "${test_packages[@]}"
ensure_node
export WEBCHATS_ROOT=$root
export WEBCHATS_RELEASE=$root/build/release
logs=$root/build/test-logs
mkdir -p "$logs"

passed=0 failed=0 skipped=0
report=() failing=()

# count SUITE STATUS SECONDS: reads the counts from the suite's log and adds them up.
count() {
  local suite=$1 status=$2 seconds=$3 p=0 f=0 s=0 note=''
  if [[ "$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$logs/$suite.log" | tail -n 1)" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)? ]]; then
    p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} s=${BASH_REMATCH[4]:-0}
  else
    note="ended without its counts"
  fi
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
    note="ended with exit code $status"
  fi
  [ -z "$note" ] || f=$((f + 1))
  [ "$f" -eq 0 ] || failing+=("$suite")
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  report+=("$(printf '%-16s %5d passed %4d failed %4d skipped %5d s  %s' "$suite" "$p" "$f" "$s" "$seconds" "$note")")
}

run_suite() {
  local suite=$1 script status started
  script=$(script_of "$suite")
  [ -f "$script" ] || die "there is no suite '$suite' (see --list)"
  case $suite in
    unit | headers | docs | web | long-tsan) ;;  # these need no server
    *) ensure_release ;;
  esac
  started=$SECONDS
  say "suite $suite"
  # The prefix keeps a suite's own counts apart from the last line of all.
  status=0
  { timeout --kill-after=30 "${SUITE_TIMEOUT:-1800}" bash "$script" 2>&1 || echo $? > "$logs/$suite.status"; } |
    tee "$logs/$suite.log" | sed -u "s/^/$suite | /"
  [ ! -f "$logs/$suite.status" ] || status=$(cat "$logs/$suite.status")
  count "$suite" "$status" $((SECONDS - started))
}

# The page, the server, the examples: what the suites with real clients talk to.
ensure_release() {
  [ -z "${release_ready:-}" ] || return 0
  release_ready=yes
  build_page
  say "building build/release"
  build_preset release
}

rm -f "$logs"/*
for suite in "${selected[@]}"; do
  # Only the suites of the fixed list may not exist yet; one asked for by name must.
  [ ${#only[@]} -gt 0 ] || [ -f "tests/$suite/run.sh" ] || continue
  run_suite "$suite"
done
for suite in ${extra[@]+"${extra[@]}"}; do
  run_suite "$suite"
done

# What failed is said once more where everybody looks first.
for suite in "${failing[@]}"; do
  say "failed in $suite"
  grep -E '^ *(FAIL|not ok|✘|✖|×)|\[  FAILED  \]|^ +[0-9]+\) |Error:|error:|^ +(> +[0-9]+ \||Locator:|Expected|Received|at .*\.ts:)' "$logs/$suite.log" |
    head -n 40 || tail -n 20 "$logs/$suite.log"
done
echo
printf '%s\n' "${report[@]}"
[ $skipped -eq 0 ] || echo "$skipped skipped"
echo "logs: ${logs#"$root"/}"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
