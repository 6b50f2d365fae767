# shellcheck shell=bash
# Sourced after packages.sh. Puts a Node that today's Vite accepts, and an npm, first on PATH.
#
# Debian 12 has Node 18. When the machine has nothing newer, the version pinned in tools/node comes from npm,
# whose packages node-linux-* hold the binary; the first npm may be any, Debian's included.

node_is_new_enough() {
  command -v node > /dev/null && command -v npm > /dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) ? 0 : 1)'
}

ensure_node() {
  node_is_new_enough && return 0
  local modules=$root/tools/node/node_modules
  [ -e "$modules/.installed" ] || command -v npm > /dev/null || install_packages npm
  npm_ci tools/node
  # Not .bin/node: npm 9 does not link the commands of optional packages.
  PATH=$(echo "$modules"/node-linux-*/bin):$modules/.bin:$PATH
  hash -r
  node_is_new_enough || die "the pinned Node does not run on this machine ($(uname -m)); install Node 22.12 or newer"
}
