#!/usr/bin/env bash
# scripts/tidy.sh [FILE…]: clang-tidy 19 over the given files, or over all of src/ (slow).
. "$(dirname -- "$0")/lib.sh"
cd "$root"
[ -f build/dev/compile_commands.json ] || cmake --preset dev
[ $# -gt 0 ] || mapfile -t all < <(git ls-files -- 'src/*.cpp')
[ $# -gt 0 ] || set -- "${all[@]}"
printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -n 1 clang-tidy-19 --quiet -p build/dev
