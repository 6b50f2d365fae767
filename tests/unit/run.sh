#!/usr/bin/env bash
# Unit tests, layer check and fuzz corpora with CTest. PRESET=tsan runs the same under ThreadSanitizer.
. "$(dirname -- "$0")/../../scripts/lib.sh"
preset=${PRESET:-dev}
build=$root/build/$preset

build_preset "$preset" unit_tests fuzzers
rm -f "$build"/test-results/*.xml
status=0
ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --output-junit "$build/ctest.xml" || status=$?

# A GoogleTest program counts with its cases; any other entry, and a program that died before writing them, as one.
awk -v results="$build/test-results/" '
  function attribute(text, name) {
    return match(text, " " name "=\"[^\"]*\"") ? substr(text, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
  }
  /<testcase / {
    entry = attribute($0, "name")
    ok = attribute($0, "status") == "run"
    file = results entry ".xml"
    cases = bad = off = 0
    while ((getline line < file) > 0)
      if (line ~ /<testsuites /) {
        cases = attribute(line, "tests"); bad = attribute(line, "failures") + attribute(line, "errors")
        off = attribute(line, "disabled")
      }
    close(file)
    if (cases == 0) { passed += ok; failed += !ok; next }
    if (!ok && bad == 0) bad = 1  # it died after the last case: a leak, a sanitizer report
    passed += cases - bad - off; failed += bad; skipped += off
  }
  END {
    if (passed + failed == 0) { print "CTest found no test"; exit 1 }
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  }
' "$build/ctest.xml"
exit $status
