#!/usr/bin/env bash
# Documents stay true: every relative link leads somewhere, and the program in the READMEs is examples/echo.cpp.
. "$(dirname -- "$0")/../../scripts/lib.sh"
cd "$root"
passed=0 failed=0
check() {
  if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "wrong: $2"; fi
}

while IFS= read -r document; do
  dead=$({ grep -oE '\]\([^)#: ]+[)#]' "$document" || true; } | sed -E 's/^\]\((.*).$/\1/' | while IFS= read -r link; do
    [ -e "$(dirname "$document")/$link" ] || echo "$link"
  done)
  check "$([ -z "$dead" ]; echo $?)" "$document links to ${dead//$'\n'/, }"
done < <(git ls-files -- '*.md')

for readme in README.md README.zh-CN.md; do
  check "$(diff <(sed -n '/^```cpp$/,/^```$/{/^```/d;p}' "$readme") examples/echo.cpp >&2; echo $?)" \
    "the program in $readme is not examples/echo.cpp"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
