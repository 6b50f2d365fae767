# shellcheck shell=bash
# Sourced after lib.sh. The Debian 12 packages of webchats, and how they get onto the machine.
# docs/architecture.md gives the reason for each library.

build_packages=(
  # compiler and build
  clang-19 lld-19 cmake ninja-build pkgconf binutils
  # wire tower
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev node-llhttp libsimdjson-dev
  liburing-dev zlib1g-dev libfmt-dev libspdlog-dev libsodium-dev libcrypt-dev
  # chat tower
  libsoci-dev libsqlite3-dev libpq-dev libmariadb-dev libvips-dev libicu-dev
  libcurl4-openssl-dev
  # app
  libcli11-dev libtomlplusplus-dev
)

test_packages=(
  # sanitizers and symbols in their reports
  libclang-rt-19-dev llvm-19
  libgtest-dev libgmock-dev libbenchmark-dev
  # a browser, and a font for what people write in it
  chromium fonts-noto-cjk
  # certificates for tests of TLS
  openssl
  # the servers that the store works on, too
  postgresql mariadb-server
  # the conformance suites come by git; tests look into the database, at processes and at their system calls
  git sqlite3 procps strace
)

# install_packages NAME…: installs those that are missing; without any it only asks dpkg, which takes milliseconds.
install_packages() {
  local missing
  missing=$(comm -23 <(printf '%s\n' "$@" | sort -u) \
    <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u))
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # one word per package
  set -- $missing
  command -v apt-get > /dev/null ||
    die "this system has no apt-get; install the equivalents of these Debian 12 packages yourself: $*"
  say "installing $# Debian packages: $*"
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    die "packages are missing and this needs root or sudo: $*"
  fi
}
