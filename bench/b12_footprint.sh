#!/usr/bin/env bash
# B12: how soon after its start the program is ready, and what it weighs when idle, with nothing in it and with a million
# contacts; and the same of a service of one route in fastify (bench/fastify) and of the original (bench/original, our
# reconstruction of it), which keep nothing and have no workers.
#
# bench/b12_footprint.sh PROGRAM. From fork to the first 200 at /ready, asked every 2 ms; then, a second later, VmRSS. The
# goals of the program alone are of its own figures. RssAnon, in the note, is what is a process's alone: the rest are pages
# of its files. Beside the others the program has a database with its tables and nothing else.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need curl jq sqlite3 npm

CONTACTS=${BENCH_CONTACTS:-1000000}
db=$folder/footprint.db

add_contacts() {
  sqlite3 "$db" "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < $CONTACTS)
    INSERT INTO contacts (contact_id, email, email_key, name, company, timezone, stage, created_at, updated_at)
    SELECT printf('c%07d', n), printf('c%07d@example.com', n), printf('c%07d@example.com', n), 'Ada', 'Example', 'UTC', 'NEW', n, n
    FROM many"
}

megabytes() { awk -v key="$2:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

start_ours() { start_program "sqlite://$db"; peer=$server; }
declare -A ready weight own  # by who: a list of figures

# Starts each of WHO..., lets it be idle for a second and stops it, PAIRS times, every second time in the other direction.
weigh() {
  local i order who
  ready=() weight=() own=()
  for ((i = 0; i < PAIRS; ++i)); do
    order=("$@")
    if ((i % 2)); then mapfile -t order < <(printf '%s\n' "$@" | tac); fi
    for who in "${order[@]}"; do
      "start_$who"
      sleep 1
      ready[$who]+=" $waited_ms" weight[$who]+=" $(megabytes "$peer" VmRSS)" own[$who]+=" $(megabytes "$peer" RssAnon)"
      stop "$peer"
    done
  done
}

# shellcheck disable=SC2206,SC2086  # lists of figures
rows_alone() {  # WHAT
  others=()
  ours=(${ready[ours]})
  row B12 "ready, $1" ms '' '<= 100'
  ours=(${weight[ours]})
  row B12 "idle, $1" MB '' '<= 25' "$(percentile 50 ${own[ours]}) MB of it anonymous"
}

# shellcheck disable=SC2206,SC2086
rows_beside() {  # WHO OTHER_IS
  ours=(${ready[ours]}) others=(${ready[$1]})
  row B12 "ready, beside $1" ms "$2" '<= 1'
  ours=(${weight[ours]}) others=(${weight[$1]})
  row B12 "idle, beside $1" MB "$2" '<= 1' "$(percentile 50 ${own[$1]}) MB of theirs anonymous"
}

install_peer fastify
start_ours  # makes the tables
stop "$server"
say 'B12 an empty database'
weigh ours original fastify
rows_alone 'an empty database'
rows_beside original 'FastAPI, our reconstruction'
rows_beside fastify 'fastify, one route'
add_contacts
say "B12 $CONTACTS contacts"
weigh ours
rows_alone "$CONTACTS contacts"
