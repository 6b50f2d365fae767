#!/usr/bin/env bash
# scripts/api-reference.sh: the reference of the library's public headers in build/api/html, made from their `///`
# comments. Installs Doxygen when it is missing; fails when a public declaration has no comment.
. "$(dirname -- "$0")/lib.sh"
. "$root/scripts/packages.sh"
install_packages doxygen
cd "$root"

# What a program includes. Other installed headers are parts of these.
headers=(
  base/{log,shared_buffer}.hpp
  net/{chunk,deadline,loop,loop_group,stream,task_group,tls}.hpp
  http/{cors,form,message,multipart,origin,router,server}.hpp
  ws/{connection,types}.hpp
  engineio/{server,server_options,counters,session}.hpp
  socketio/{acknowledge,adapter,arguments,broadcast_operator,disconnect_reason,handshake,namespace,remote_socket,server,socket}.hpp
)
out=$root/build/api
mkdir -p "$out"
cat > "$out/Doxyfile" << END
PROJECT_NAME           = webchats
PROJECT_BRIEF          = "Socket.IO server library"
OUTPUT_DIRECTORY       = "$out"
INPUT                  = docs/library.md $(printf ' src/%s' "${headers[@]}")
USE_MDFILE_AS_MAINPAGE = docs/library.md
STRIP_FROM_PATH        = src
STRIP_FROM_INC_PATH    = src
FILTER_PATTERNS        = *.hpp=scripts/api-filter.sh *.md=scripts/api-filter.sh
EXCLUDE_SYMBOLS        = std boost webchats::engineio::shard_counters webchats::engineio::traffic_counters
BUILTIN_STL_SUPPORT    = YES
JAVADOC_AUTOBRIEF      = YES
EXTRACT_LOCAL_CLASSES  = NO
VERBATIM_HEADERS       = NO
HAVE_DOT               = NO
CLASS_GRAPH            = NO
GENERATE_LATEX         = NO
QUIET                  = YES
WARN_IF_UNDOCUMENTED   = YES
WARN_AS_ERROR          = FAIL_ON_WARNINGS
END
doxygen "$out/Doxyfile"
say "build/api/html/index.html"
