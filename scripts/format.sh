#!/usr/bin/env bash
# scripts/format.sh [--check]: clang-format 19 over every C++ file of the project.
. "$(dirname -- "$0")/lib.sh"
mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run --Werror)
cd "$root"
git ls-files -z -- '*.hpp' '*.cpp' | xargs -0 -P "$(nproc)" -n 20 clang-format-19 "${mode[@]}"
