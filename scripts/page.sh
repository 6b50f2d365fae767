# shellcheck shell=bash
# Sourced after node.sh. Builds web/dist, which the binary embeds.

build_page() {
  ensure_node
  [ -f "$root/web/dist/index.html" ] && [ -d "$root/web/client/dist" ] || rm -f "$root/build/stamps/page"
  unless_done "$root/build/stamps/page" "$(hash_of web)" run_page_build
}

run_page_build() {
  npm_ci web
  say "building the web page"
  (cd "$root/web" && npm run build)
}
