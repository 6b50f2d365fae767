#!/usr/bin/env bash
# The library as others use it: installed and found, or in their tree. All below a directory with a space in its name.
. "$(dirname -- "$0")/../../scripts/lib.sh"
npm_ci tests/interop
export WEBCHATS_ROOT=$root
here=$root/tests/package
work="$(mktemp -d)/with a space"
mkdir -p "$work"
servers=()
trap '[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null; rm -rf "$(dirname "$work")"' EXIT
# The same objects as other builds have, whatever directory they were made in.
export CCACHE_NOHASHDIR=1

passed=0 failed=0
# check WHAT COMMAND…: one test.
check() {
  local what=$1
  shift
  if "$@" > "$work/log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    tail -n 40 "$work/log"
  fi
}
is() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }
no_file_below() { [ -z "$(find "$@" -type f -print -quit)" ]; }
mentions_nothing_of() { ! grep -rE -e "$1" "$2"; }

# serve PROGRAM ARGUMENT…: starts it and waits for its first line; $server is its process, $address where it listens.
serve() {
  "$@" > "$work/out" 2>&1 &
  server=$!
  servers+=("$server")
  for _ in $(seq 100); do
    if address=$(grep -oE '[0-9]+$' "$work/out"); then return 0; fi
    sleep 0.1
  done
  return 1
}
# The program in the README listens on a fixed port and says nothing.
echo_server() {
  "$1" &
  servers+=("$!")
  for _ in $(seq 100); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then return 0; fi
    sleep 0.1
  done
  return 1
}
free_port() { node -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })'; }
# sources DIRECTORY: the examples, with warnings that are none of our business.
sources() {
  port=$(free_port)
  sed "s/3000/$port/" "$root/examples/echo.cpp" > "$1/echo.cpp"
  printf 'static int unused(int parameter) { int variable; return 1; }\n' >> "$1/echo.cpp"
}
compiler=(-DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 -DCMAKE_BUILD_TYPE=Release -G Ninja)

say "the library alone"
build_preset library >&2
check "installs" cmake --install "$root/build/library" --prefix "$work/prefix"
check "the package knows nothing of the build" mentions_nothing_of "$root" "$work/prefix/lib/cmake"
check "the package imposes neither warnings nor a linker" mentions_nothing_of ' -[Wf]|"-[Wf]|;-[Wf]'  "$work/prefix/lib/cmake"
check "nothing of the chat is installed" no_file_below "$work/prefix" '(' -path '*chat/*' -o -path '*/bin/*' -o -name 'libwebchats_api*' ')'

say "a project that finds it"
cp -r "$here/app" "$work/app"
grep -LZ 'CLI/CLI.hpp' "$root"/examples/*.cpp | xargs -0 cp -t "$work/app"
sources "$work/app"
(cd "$work/prefix/include/webchats" && find . -name '*.hpp' -printf '#include "%P"\n' | sort) > "$work/app/every_header.cpp"
echo 'int main() {}' >> "$work/app/every_header.cpp"
check "configures, and finds this version and these rooms only" \
  cmake -S "$work/app" -B "$work/app build" "${compiler[@]}" -DCMAKE_PREFIX_PATH="$work/prefix"
check "builds, and warnings are no errors" cmake --build "$work/app build" --parallel "$(nproc)"
check "its echo server runs" echo_server "$work/app build/echo"
check "clients get their echo" node "$here/echo.mjs" "http://localhost:$port"

say "TLS"
# certificate NAME: in NAME.pem and NAME.key.
certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -addext subjectAltName=DNS:localhost -keyout "$work/$1.key" -out "$work/$1.pem"
}
name_of_server() { openssl s_client -connect "localhost:$address" < /dev/null 2> /dev/null | sed -n 's/^subject=CN = //p'; }
first_line_of_plain_http() (
  exec 3<> "/dev/tcp/127.0.0.1/$address"
  printf 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' >&3
  head -n 1 <&3 | tr -d '\r'
)
certificate first 2> /dev/null
certificate second 2> /dev/null
cp "$work/first.pem" "$work/now.pem" && cp "$work/first.key" "$work/now.key"
check "the example runs" serve "$work/app build/tls" --cert "$work/now.pem" --key "$work/now.key" --port 0
check "clients get their echo" node "$here/echo.mjs" "https://localhost:$address" "$work/first.pem"
check "who does not trust the certificate gets none" bash -c '! node "$@"' - "$here/echo.mjs" "https://localhost:$address"
check "plain HTTP is told where it is" is "$(first_line_of_plain_http)" "HTTP/1.1 400 Bad Request"
cp "$work/second.pem" "$work/now.pem" && cp "$work/second.key" "$work/now.key"
kill -HUP "$server"
for _ in $(seq 50); do [ "$(name_of_server)" != second ] || break; sleep 0.1; done
check "a signal makes it read its certificate again" is "$(name_of_server)" second
check "clients get their echo with the new one" node "$here/echo.mjs" "https://localhost:$address" "$work/second.pem"
check "wrong files are named" bash -c '"$@" 2>&1 | grep -F "/nowhere.pem: No such file"' - \
  "$work/app build/tls" --cert /nowhere.pem --key "$work/now.key"

say "a project that has it in its tree"
cp -r "$here/tree" "$work/tree"
sources "$work/tree"
ln -s "$root" "$work/web chats"
# The compiler sees the paths of the other builds, and so its cache knows most of the objects.
check "configures" cmake -S "$work/tree" -B "$work/tree build" "${compiler[@]}" -DWEBCHATS="$root" \
  -DWEBCHATS_WERROR=ON -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)" \
  -DCMAKE_C_COMPILER_LAUNCHER="$(command -v ccache || true)"
check "builds, and warnings are no errors" cmake --build "$work/tree build" --parallel "$(nproc)"
check "its echo server runs" echo_server "$work/tree build/echo"
check "clients get their echo" node "$here/echo.mjs" "http://localhost:$port"
check "configures below a path with a space" cmake -S "$work/tree" -B "$work/tree build 2" "${compiler[@]}" \
  -DWEBCHATS="$work/web chats"
check "builds there" cmake --build "$work/tree build 2" --parallel "$(nproc)" --target webchats_base webchats_llhttp

if [ -x "$root/build/release/webchats" ]; then
  say "the server as a component"
  check "installs" cmake --install "$root/build/release" --component server --prefix "$work/server"
  check "that one program runs" "$work/server/bin/webchats" --version
  check "and nothing else is installed" no_file_below "$work/server" -not -path "$work/server/bin/webchats"
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
