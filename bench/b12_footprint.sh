#!/usr/bin/env bash
# B12: how soon after its start the program is ready, and what it weighs when idle, with nothing in it and with a million
# contacts.
#
# bench/b12_footprint.sh PROGRAM. From fork to the first 200 at /ready, asked every 2 ms; then, a second later, VmRSS. The
# goals are of our own figures. RssAnon, in the note, is what is ours alone: the rest are pages of the program's file.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need curl jq sqlite3

CONTACTS=${BENCH_CONTACTS:-1000000}
db=$folder/footprint.db
others=()

add_contacts() {
  sqlite3 "$db" "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < $CONTACTS)
    INSERT INTO contacts (contact_id, email, email_key, name, company, timezone, engagement_stage, created_at, updated_at)
    SELECT printf('c%07d', n), printf('c%07d@example.com', n), printf('c%07d@example.com', n), 'Ada', 'Example', 'UTC', 'NEW', n, n
    FROM many"
}

megabytes() { awk -v key="$1:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

measure() {  # WHAT
  local i ready=() weight=() own=()
  say "B12 $1"
  for ((i = 0; i < PAIRS; ++i)); do
    start_program "sqlite://$db"
    ready+=("$waited_ms")
    sleep 1
    weight+=("$(megabytes VmRSS)")
    own+=("$(megabytes RssAnon)")
    stop "$server"
  done
  ours=("${ready[@]}")
  row B12 "ready, $1" ms '' '<= 100'
  ours=("${weight[@]}")
  row B12 "idle, $1" MB '' '<= 25' "$(percentile 50 "${own[@]}") MB of it anonymous"
}

start_program "sqlite://$db"  # makes the tables
stop "$server"
measure 'an empty database'
add_contacts
measure "$CONTACTS contacts"
