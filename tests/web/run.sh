#!/usr/bin/env bash
# The page: lint and type check count as one test each, then the cases of Vitest.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci web
cd "$root/web"
passed=0 failed=0
for check in lint typecheck; do
  if npm run "$check"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done

report=$(mktemp)
trap 'rm -f "$report"' EXIT
npx vitest run --reporter=default --reporter=json --outputFile.json="$report" || true
counts=$(node -e '
  const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  // A file that does not even load has no failed test of its own.
  const broken = r.testResults.filter((f) => f.status === "failed" && f.assertionResults.every((a) => a.status !== "failed")).length;
  console.log(r.numPassedTests, r.numFailedTests + broken, r.numPendingTests + r.numTodoTests);
' "$report")
read -r p f s <<< "$counts"
echo "$((passed + p)) passed, $((failed + f)) failed, $s skipped"
[ $((failed + f)) -eq 0 ]
