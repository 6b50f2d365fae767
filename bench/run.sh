#!/usr/bin/env bash
# bench/run.sh [--rounds N] [--servers NAME,…] [--markdown] [--plot SVG] [SCENARIO…]: our server, the least that is possible and its
# peers, loaded in turn, A B A B. Needs two cores: the servers have the first, the load client the second.
# bench/README.md says what servers and scenarios there are, and what the figures mean.
. "$(dirname -- "$0")/../scripts/lib.sh"

rounds=3 format=text plot=
servers=ours,ours-2,bare,node,eiows,bun
all_scenarios=(fan_out_1 fan_out_32 publishers_32 steady_20 steady_80 steady_200 echo connect reconnect idle idle_polling
  growth_100x1 growth_1000x1 growth_3000x1 growth_10000x1 growth_1000x10 growth_3000x30 growth_10000x100)

# load_arguments SCENARIO: what the load client is asked.
load_arguments() {
  case $1 in
    fan_out_1) echo fan-out --in-flight 1 ;;
    fan_out_32) echo fan-out --in-flight 32 ;;
    publishers_32) echo fan-out --in-flight 32 --publishers 32 ;;
    steady_*) echo steady --rate "${1#steady_}" ;;
    echo) echo echo --connections 200 ;;
    connect) echo connect --connections 500 ;;
    reconnect) echo reconnect --connections 10000 ;;
    idle) echo idle --connections 10000 ;;
    idle_polling) echo idle-polling --connections 10000 ;;
    growth_*x*)
      local size=${1#growth_}
      echo fan-out --connections "${size%x*}" --rooms "${size#*x}"
      ;;
    *) return 1 ;;
  esac
}

# server_command NAME: what starts it, a word a line.
server_command() {
  case $1 in
    ours) printf '%s\n' "$WEBCHATS_RELEASE/examples/bench_server" --loops 1 ;;
    ours-2) printf '%s\n' "$WEBCHATS_RELEASE/examples/bench_server" --loops 2 ;;
    bare-*) printf '%s\n' "$WEBCHATS_RELEASE/bench/peers/bare/bare_server" --mode "${1#bare-}" ;;
    node | eiows) printf '%s\n' node "$root/bench/peers/$1/server.mjs" ;;
    bun) printf '%s\n' "$root/bench/peers/bun/node_modules/.bin/bun" "$root/bench/peers/bun/server.mjs" ;;
    *) return 1 ;;
  esac
}

# A shell of its own: within an `if`, this one does not stop at what fails.
# shellcheck disable=SC2016  # its arguments, not ours
install_peer() { timeout 600 bash -c '. "$1/scripts/lib.sh"; npm_ci "bench/peers/$2"' install "$root" "$1"; }

scenarios=()
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift ;;
    --servers) servers=$2; shift ;;
    --markdown) format=markdown ;;
    --plot) plot=$2; shift ;;
    steady | growth) for one in "${all_scenarios[@]}"; do [[ $one != "$1"_* ]] || scenarios+=("$one"); done ;;
    *) load_arguments "$1" > /dev/null || die "no scenario $1; there are: ${all_scenarios[*]}"; scenarios+=("$1") ;;
  esac
  shift
done
[ ${#scenarios[@]} -gt 0 ] || scenarios=("${all_scenarios[@]}")
[[ $rounds =~ ^[1-9][0-9]?$ ]] || die "--rounds takes a number from 1 to 99"

if [ -z "${WEBCHATS_RELEASE:-}" ]; then
  build_preset release examples_bench_server bench_load_socketio bench_peers_bare_bare_server >&2
  WEBCHATS_RELEASE=$root/build/release
fi
names=()
for name in ${servers//,/ }; do
  # "bare" is all three of them.
  if [ "$name" = bare ]; then names+=(bare-send bare-batch bare-io_uring); continue; fi
  server_command "$name" > /dev/null || die "no server $name"
  if [ -f "$root/bench/peers/$name/package.json" ] && ! install_peer "$name" > /dev/null 2>&1; then
    say "$name is left out: npm cannot install it here (cd bench/peers/$name && npm ci)"
    continue
  fi
  names+=("$name")
done

work=$(mktemp -d)
declare -A pid port
trap 'kill "${pid[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -Hn)"
: > "$work/results"
server_core=() client_core=()
if [ "$(nproc)" -ge 2 ]; then server_core=(taskset -c 0) client_core=(taskset -c 1); fi

# start NAME: its output goes to $work/NAME; sets pid and port.
start() {
  local name=$1 command
  mapfile -t command < <(server_command "$name")
  : > "$work/$name"
  "${server_core[@]}" "${command[@]}" > "$work/$name" 2>&1 &
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

# load NAME SCENARIO ROUND: one line of results, or of what went wrong.
load() {
  local arguments result
  read -ra arguments <<< "$(load_arguments "$2")"
  if result=$(timeout 150 "${client_core[@]}" "$WEBCHATS_RELEASE/bench/load/socketio" "${arguments[@]}" \
    --port "${port[$1]}" --pid "${pid[$1]}" 2>&1); then
    echo "name=$2 server=$1 round=$3 $result" | tee -a "$work/results" >&2
  else
    echo "$2 on $1 failed: $result" >&2
  fi
}

for scenario in "${scenarios[@]}"; do
  running=()
  for name in "${names[@]}"; do
    # The bare servers have no polling.
    if [[ $scenario == idle_polling && $name == bare-* ]]; then continue; fi
    start "$name"
    running+=("$name")
  done
  for ((round = 1; round <= rounds; round++)); do
    for name in "${running[@]}"; do
      # Memory once given to a process seldom comes back: a fresh one for each count.
      if [[ $scenario == idle* && $round -gt 1 ]]; then stop "$name"; start "$name"; fi
      load "$name" "$scenario" "$round"
    done
  done
  for name in "${running[@]}"; do stop "$name"; done
done

node "$root/bench/report.mjs" "$format" ${plot:+"$plot"} < "$work/results"
