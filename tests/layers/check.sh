#!/bin/sh
# check.sh ROOMS SRC: fails when a file of SRC/<room> includes a room that ROOMS does not allow it.
# ROOMS has one line per room, `room: rooms it may include`, written by cmake/rooms.cmake from add_room().
set -eu
rooms=$1
src=$2

find "$src" -type f \( -name '*.hpp' -o -name '*.cpp' \) | sort | awk -v rooms="$rooms" -v src="$src/" '
  function wrong(text) { printf "%s:%d: %s\n", file, line, text; failures++ }

  BEGIN {
    while ((getline declared < rooms) > 0) {
      room = declared; sub(/:.*/, "", room)
      known[room] = 1
      sub(/^[^:]*: */, "", declared)
      n = split(declared, list, " ")
      for (i = 1; i <= n; i++) may[room, list[i]] = 1
    }
  }

  {
    file = $0
    path = substr(file, length(src) + 1)
    own = path; sub(/\/.*/, "", own)
    line = 0
    files++
    if (!(own in known)) { wrong("room " own " is not declared with add_room()"); next }
    while ((getline text < file) > 0) {
      line++
      if (text !~ /^[ \t]*#[ \t]*include/) continue
      if (match(text, /"[^"]+"/)) {
        target = substr(text, RSTART + 1, RLENGTH - 2)
        other = target; sub(/\/.*/, "", other)
        if (target !~ /\// || target ~ /^\.\.?\//)
          wrong("write the include from src/, not \"" target "\"")
        else if (!(other in known))
          wrong("\"" target "\": " other " is not a room")
        else if (!((own, other) in may))
          wrong("room " own " may not include room " other " (\"" target "\")")
      } else if (file ~ /\.hpp$/ && text ~ /<boost\/asio\.hpp>/)
        wrong("a header includes the part of Boost.Asio it needs, not <boost/asio.hpp>")
      else if (text ~ /<boost\/beast/ && own != "robot" && own != "delivery")
        wrong("HTTP and WebSocket are http/ and ws/; Boost.Beast is the client of robot and delivery and nothing else")
    }
    close(file)
  }

  END {
    if (files == 0) { print "no source file under " src; exit 1 }
    printf "%d files checked, %d wrong includes\n", files, failures
    exit failures > 0
  }
'
