#!/usr/bin/env bash
# bench/chat.sh [--rounds N] [SCENARIO…]: the whole chat, from sending to disk to everybody's screen, with build/release/webchats.
# Scenarios: throughput, big_room, reconnect, reconnect_plain (default: all). One line of results each; a message that is
# refused, lost, doubled or overtaken fails the run. TMPDIR must be on a real disk: in memory fsync costs nothing.
. "$(dirname -- "$0")/../scripts/lib.sh"

rounds=1
[ "${1:-}" != --rounds ] || { rounds=$2; shift 2; }
scenarios=("$@")
[ $# -gt 0 ] || scenarios=(throughput big_room reconnect reconnect_plain)

if [ -z "${WEBCHATS_RELEASE:-}" ]; then
  build_preset release webchats bench_load_chat examples_bench_server >&2
  WEBCHATS_RELEASE=$root/build/release
fi
data=
trap 'rm -rf "$data"' EXIT

for scenario in "${scenarios[@]}"; do
  server=$WEBCHATS_RELEASE/webchats
  case $scenario in
    throughput) arguments=(talk --people 100 --rooms 20 --senders 100 --in-flight 4) ;;
    big_room) arguments=(talk --people 1000 --rooms 1 --senders 20 --rate 500) ;;
    reconnect) arguments=(reconnect --people 10000 --rooms 100) ;;
    reconnect_plain) arguments=(reconnect-plain --people 10000) server=$WEBCHATS_RELEASE/examples/bench_server ;;
    *) die "unknown scenario $scenario" ;;
  esac
  for ((round = 1; round <= rounds; round++)); do
    data=$(mktemp -d)
    printf '%s ' "$scenario"
    "$WEBCHATS_RELEASE/bench/load/chat" "${arguments[@]}" --server "$server" --data "$data" || { cat "$data/log" >&2; exit 1; }
    rm -rf "$data"
  done
done
