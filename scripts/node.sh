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
  local bin=$root/tools/node/node_modules/.bin
  if [ ! -e "$root/tools/node/node_modules/.installed" ]; then
    command -v npm > /dev/null || install_packages npm
  fi
  npm_ci tools/node
  export PATH=$bin:$PATH
  hash -r
  node_is_new_enough || die "the pinned Node does not run on this machine ($(uname -m)); install Node 22.12 or newer"
}
