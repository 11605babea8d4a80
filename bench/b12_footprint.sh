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
    INSERT INTO contacts (contact_id, email, email_key, name, company, timezone, engagement_stage, created_at, updated_at)
    SELECT printf('c%07d', n), printf('c%07d@example.com', n), printf('c%07d@example.com', n), 'Ada', 'Example', 'UTC', 'NEW', n, n
    FROM many"
}

megabytes() { awk -v key="$2:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

start_ours() { start_program "sqlite://$db"; pid=$server; }
start_other() { "start_$other"; pid=$peer; }

# weigh START_FUNCTION: starts it, lets it be idle for a second, stops it; sets `ready`, `weight`, `own`.
weigh() {
  "$1"
  ready=$waited_ms
  sleep 1
  weight=$(megabytes "$pid" VmRSS) own=$(megabytes "$pid" RssAnon)
  stop "$pid"
}

measure() {  # WHAT
  local i all_ready=() all_weight=() all_own=()
  say "B12 $1"
  for ((i = 0; i < PAIRS; ++i)); do
    weigh start_ours
    all_ready+=("$ready") all_weight+=("$weight") all_own+=("$own")
  done
  others=()
  ours=("${all_ready[@]}")
  row B12 "ready, $1" ms '' '<= 100'
  ours=("${all_weight[@]}")
  row B12 "idle, $1" MB '' '<= 25' "$(percentile 50 "${all_own[@]}") MB of it anonymous"
}

measure_beside() {  # NAME OTHER_IS
  local our_weight=() their_weight=() their_own=()
  other=$1
  say "B12 beside $1"
  weigh_ours() { weigh start_ours; rate=$ready our_weight+=("$weight"); }
  weigh_other() { weigh start_other; rate=$ready their_weight+=("$weight") their_own+=("$own"); }
  compare weigh_ours weigh_other
  row B12 "ready, beside $1" ms "$2" '<= 1'
  ours=("${our_weight[@]}") others=("${their_weight[@]}")
  row B12 "idle, beside $1" MB "$2" '<= 1' "$(percentile 50 "${their_own[@]}") MB of theirs anonymous"
}

start_program "sqlite://$db"  # makes the tables
stop "$server"
measure 'an empty database'
measure_beside original 'FastAPI, our reconstruction'
install_fastify
measure_beside fastify 'fastify, one route'
add_contacts
measure "$CONTACTS contacts"
