#!/usr/bin/env bash
# ./run.sh [--build-only] [options of `webchats serve`]
#
# From a bare Debian 12 to a running chat on http://localhost:5200, with its data in ./data: installs what is
# missing, builds the page and the release binary (build/release/webchats), starts the server.
# Everything is skipped that is already done: a second start takes seconds.
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
. scripts/lib.sh
. scripts/packages.sh
. scripts/node.sh
. scripts/page.sh

case ${1:-} in
  -h | --help)
    sed -n '2,/^cd/{/^cd/d;s/^# \{0,1\}//;p}' "$0"
    exit 0 ;;
esac

serve=yes
options=()
for option in "$@"; do
  case $option in
    --build-only) serve=no ;;
    *) options+=("$option") ;;
  esac
done

install_packages "${build_packages[@]}"
build_page
say "building build/release/webchats"
build_preset release
[ $serve = yes ] || exit 0

# What the caller does not choose is chosen here.
[[ " ${options[*]} " == *" --data"[\ =]* ]] || options+=(--data ./data)
[[ " ${options[*]} " == *" --listen"[\ =]* ]] || say "http://localhost:5200"
exec build/release/webchats serve "${options[@]}"
