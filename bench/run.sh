#!/usr/bin/env bash
# bench/run.sh [--rounds N] [SCENARIO…]: our server against Node's, loaded in turn, A B A B. Scenarios: fan_out_1,
# fan_out_32, echo, connect, idle (default: all). Needs two cores: the server has the first, the client the second.
. "$(dirname -- "$0")/../scripts/lib.sh"

rounds=3
[ "${1:-}" != --rounds ] || { rounds=$2; shift 2; }
scenarios=("$@")
[ $# -gt 0 ] || scenarios=(fan_out_1 fan_out_32 echo connect idle)

if [ -z "${WEBCHATS_RELEASE:-}" ]; then
  build_preset release examples_bench_server bench_load_socketio >&2
  WEBCHATS_RELEASE=$root/build/release
fi
npm_ci bench/peers/node >&2
work=$(mktemp -d)
declare -A pid port
trap 'kill "${pid[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -Hn)"

server_core=() client_core=()
if [ "$(nproc)" -ge 2 ]; then server_core=(taskset -c 0) client_core=(taskset -c 1); fi

# start NAME COMMAND…: a server with its output in $work/NAME; sets pid and port.
start() {
  local name=$1
  shift
  : > "$work/$name"
  "${server_core[@]}" "$@" > "$work/$name" 2>&1 &
  pid[$name]=$!
  for _ in $(seq 200); do
    port[$name]=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/$name")
    [ -z "${port[$name]}" ] || return 0
    sleep 0.05
  done
  cat "$work/$name" >&2
  die "$name does not listen"
}
stop() {
  kill "${pid[$1]}"
  wait "${pid[$1]}" 2> /dev/null || true
  unset "pid[$1]"
}
start_server() {
  case $1 in
    ours) start ours "$WEBCHATS_RELEASE/examples/bench_server" --loops 1 ;;
    node) start node node "$root/bench/peers/node/server.mjs" ;;
  esac
}

load() {
  local name=$1 scenario=$2
  local arguments
  case $scenario in
    fan_out_1) arguments=(fan-out --in-flight 1) ;;
    fan_out_32) arguments=(fan-out --in-flight 32) ;;
    echo) arguments=(echo --connections 100) ;;
    connect) arguments=(connect --connections 500) ;;
    idle) arguments=(idle --connections 10000) ;;
    *) die "unknown scenario $scenario" ;;
  esac
  "${client_core[@]}" "$WEBCHATS_RELEASE/bench/load/socketio" "${arguments[@]}" \
    --port "${port[$name]}" --pid "${pid[$name]}" | sed "s/^/server=$name /" | tee -a "$work/results"
}

for scenario in "${scenarios[@]}"; do
  for name in ours node; do start_server "$name"; done
  for ((round = 1; round <= rounds; round++)); do
    for name in ours node; do
      # Memory once given to a process seldom comes back: a fresh one for each count.
      if [ "$scenario" = idle ] && [ "$round" -gt 1 ]; then stop "$name"; start_server "$name"; fi
      load "$name" "$scenario"
    done
  done
  for name in ours node; do stop "$name"; done
done

# Medians, and the median of the ratios of each pair.
awk '
  function median(list, n,   i, j, t) {
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  {
    delete f
    for (i = 1; i <= NF; i++) { split($i, pair, "="); f[pair[1]] = pair[2] }
    s = f["scenario"]
    if (!(s in seen)) { seen[s] = ++count; order[count] = s }
    value[s, f["server"], ++runs[s, f["server"]]] = (s == "idle") ? f["bytes_per_connection"] : f["cpu_per_million"]
  }
  END {
    printf "\n%-12s %14s %14s %8s   unit\n", "scenario", "ours", "node", "ratio"
    for (c = 1; c <= count; c++) {
      s = order[c]; n = runs[s, "ours"]
      for (i = 1; i <= n; i++) { a[i] = value[s, "ours", i]; b[i] = value[s, "node", i]; r[i] = b[i] / (a[i] > 0 ? a[i] : 0.0001) }
      unit = s == "idle" ? "bytes of process memory per connection" : "CPU seconds per million " (s ~ /fan_out/ ? "deliveries" : s == "echo" ? "round trips" : "connections")
      printf "%-12s %14.3f %14.3f %7.1fx   %s\n", s, median(a, n), median(b, n), median(r, n), unit
    }
  }
' "$work/results"
