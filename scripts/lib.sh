# shellcheck shell=bash
# Sourced by run.sh, test.sh and the other scripts: where things are, how to speak, how to wait for what.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export PATH=$PATH:/usr/sbin:/sbin
# Node's own list of certificate authorities knows nothing of the machine's.
[ -n "${NODE_EXTRA_CA_CERTS:-}" ] || [ ! -r /etc/ssl/certs/ca-certificates.crt ] ||
  export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# build_preset PRESET [TARGET…]: configures build/PRESET once, then builds.
build_preset() {
  local preset=$1 dir=$root/build/$1
  shift
  [ -f "$dir/build.ninja" ] || (cd "$root" && cmake --preset "$preset")
  cmake --build "$dir" --parallel "${JOBS:-$(nproc)}" ${1:+--target "$@"}
}

# hash_of PATH…: one hash over the names and bytes of all files below, as git would see them changed.
hash_of() {
  (cd "$root" && find "$@" -type d \( -name node_modules -o -name dist -o -name test-results \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

# unless_done STAMP HASH COMMAND…: runs COMMAND unless it already succeeded for HASH.
unless_done() {
  local stamp=$1 hash=$2
  shift 2
  [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ] && return 0
  rm -f "$stamp"
  "$@"
  mkdir -p "$(dirname "$stamp")"
  printf '%s\n' "$hash" > "$stamp"
}

# npm_ci DIR: installs what DIR/package-lock.json says, unless that is what is there.
npm_ci() {
  local dir=$1 hash
  hash=$(cd "$root/$dir" && sha256sum package.json package-lock.json | sha256sum | cut -d' ' -f1)
  unless_done "$root/$dir/node_modules/.installed" "$hash" run_npm_ci "$dir"
}
run_npm_ci() {
  say "npm ci in $1"
  (cd "$root/$1" && npm ci --no-audit --no-fund --loglevel=error)
}
