#!/bin/sh
# selftest.sh CHECK: proves that the layer check accepts a right tree and notices each kind of wrong one.
set -eu
check=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
printf 'base: base\nnet: net base\nchat: chat base\nrobot: robot chat base\n' > "$dir/rooms.txt"

# tree FILE LINE: a right tree in which FILE also holds LINE.
tree() {
  rm -rf "$dir/src"
  mkdir -p "$dir/src/base" "$dir/src/net" "$dir/src/chat" "$dir/src/attic" "$dir/src/robot"
  echo '#include <string>' > "$dir/src/base/bytes.hpp"
  echo '#include "base/bytes.hpp"' > "$dir/src/net/loop.hpp"
  echo '#include <boost/beast/http.hpp>' > "$dir/src/robot/client.cpp"
  echo '#include "chat/message.hpp"' > "$dir/src/chat/message.cpp"
  echo '#include "base/bytes.hpp"' > "$dir/src/chat/message.hpp"
  [ $# -eq 0 ] || echo "$2" >> "$dir/src/$1"
}

tree
if ! "$check" "$dir/rooms.txt" "$dir/src" > "$dir/out"; then
  echo "a right tree is refused:"; cat "$dir/out"; exit 1
fi

refused() {
  tree "$@"
  if "$check" "$dir/rooms.txt" "$dir/src" > "$dir/out"; then
    echo "not noticed: $1 with $2"; exit 1
  fi
  if ! grep -q "src/$1:" "$dir/out"; then
    echo "refused without naming $1:"; cat "$dir/out"; exit 1
  fi
}

refused base/bytes.hpp   '#include "net/loop.hpp"'          # upwards
refused chat/message.cpp '#include "net/loop.hpp"'          # across the towers
refused chat/message.cpp '  #  include "net/loop.hpp"'      # indented
refused net/loop.hpp     '#include "loop.hpp"'              # not from src/
refused net/loop.hpp     '#include "../base/bytes.hpp"'     # a way around
refused net/loop.hpp     '#include "attic/chest.hpp"'       # no such room
refused attic/chest.hpp  '#include "base/bytes.hpp"'        # undeclared room
refused net/loop.hpp     '#include <boost/asio.hpp>'        # all of Asio in a header
refused net/loop.hpp     '#include <boost/beast/http.hpp>'  # what http/ is for
echo "the layer check notices 9 kinds of wrong include"
