# shellcheck shell=bash
# Sourced after lib.sh. Database servers for tests: without network, in a directory of their own, ended at exit.
# They do not wait for the disk: a killed process loses nothing by that.
# start_… makes one and sets `url`, its database; stop_… kills it as a crash does; run_… starts it again.

scratch=$(mktemp -d /dev/shm/webchats-databases-XXXXXX 2> /dev/null ||
  mktemp -d "${TMPDIR:-/tmp}/webchats-databases-XXXXXX")
chmod 755 "$scratch"
end_servers() {
  stop_postgresql
  stop_mariadb
  rm -rf "$scratch"
}
trap end_servers EXIT

# as USER COMMAND…: database servers refuse to run as root.
as() {
  if [ "$(id -u)" = 0 ]; then runuser -u "$1" -- "${@:2}"; else "${@:2}"; fi
}

# room_for USER NAME: a directory in which that user's server may live.
room_for() {
  mkdir "$scratch/$2"
  [ "$(id -u)" != 0 ] || chown "$1" "$scratch/$2"
}

encoded() { printf %s "${1//\//%2F}"; }

postgresql() { (cd / && as postgres "$(pg_config --bindir)/$1" "${@:2}"); }

start_postgresql() {
  room_for postgres postgresql
  postgresql initdb --pgdata "$scratch/postgresql/data" --encoding UTF8 --locale C.UTF-8 --auth trust --username webchats > /dev/null
  # Somebody who needs a password.
  sed -i '1i local all locked scram-sha-256' "$scratch/postgresql/data/pg_hba.conf"
  run_postgresql
  psql --quiet --host "$scratch/postgresql" --username webchats --dbname postgres \
    --command 'create database webchats_test' --command "create role locked login password 'right'"
  url="postgresql://webchats@/webchats_test?host=$(encoded "$scratch/postgresql")"
}
run_postgresql() {
  postgresql pg_ctl --pgdata "$scratch/postgresql/data" --log "$scratch/postgresql/log" --wait --silent \
    --options "-k $scratch/postgresql -c listen_addresses='' -c fsync=off" start > /dev/null
}
stop_postgresql() {
  [ ! -f "$scratch/postgresql/data/postmaster.pid" ] ||
    postgresql pg_ctl --pgdata "$scratch/postgresql/data" --mode immediate --silent stop
}

maria() { mariadb --no-defaults --user root --socket "$scratch/mariadb/socket" "$@"; }

start_mariadb() {
  room_for mysql mariadb
  as mysql mariadb-install-db --no-defaults --datadir="$scratch/mariadb/data" --auth-root-authentication-method=normal \
    --skip-test-db > /dev/null
  run_mariadb
  maria --execute "create database webchats_test; create user locked@localhost identified by 'right'"
  url="mysql://root@/webchats_test?socket=$(encoded "$scratch/mariadb/socket")"
}
run_mariadb() {
  as mysql mariadbd --no-defaults --datadir="$scratch/mariadb/data" --socket="$scratch/mariadb/socket" --skip-networking \
    --innodb-flush-method=nosync --pid-file="$scratch/mariadb/pid" > "$scratch/mariadb/log" 2>&1 &
  local tries
  for ((tries = 0; tries < 200; ++tries)); do
    maria --execute 'select 1' > /dev/null 2>&1 && return 0
    sleep 0.1
  done
  cat "$scratch/mariadb/log" >&2
  die "MariaDB does not start"
}
stop_mariadb() {
  local pid
  [ -f "$scratch/mariadb/pid" ] || return 0
  pid=$(cat "$scratch/mariadb/pid")
  kill -9 "$pid"
  while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
  rm -f "$scratch/mariadb/pid" "$scratch/mariadb/socket"
}

# For those who are told the name of a function.
export scratch
export -f as postgresql maria run_postgresql stop_postgresql run_mariadb stop_mariadb die
