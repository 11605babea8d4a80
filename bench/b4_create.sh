#!/usr/bin/env bash
# B4: drafts created a second by signed-in clients, each acknowledged only after its commit.
#
# bench/b4_create.sh PROGRAM. SQLite: against the sqlite3 shell that commits one insert at a time (WAL, synchronous=FULL).
# PostgreSQL (when TEST_POSTGRES_URL is set): against pgbench inserting a draft and an audit row of the same size in one
# transaction, over as many connections. Honest because: no request failed, the program counts at least as many drafts as
# it acknowledged and at most the c more a window that wrk had under way when it closed, and the audit chain verifies.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need wrk curl jq sqlite3 dd

body=$(printf 'x%.0s' {1..400})
# What we keep of a draft beside the body: checks, verdict, claims, footer; and the audit row's details and hashes.
beside=$(printf 'y%.0s' {1..1500})
details=$(printf 'z%.0s' {1..700})
window=0 acknowledged=0 under_way=0

create_ours() {
  window=$((window + 1))
  load "$clients" create.lua "http://127.0.0.1:$port" "w$window"
  acknowledged=$((acknowledged + requests))
  under_way=$((under_way + clients))
}

insert_sqlite() {
  local from count
  rm -f "$folder"/floor.db*
  sqlite3 "$folder/floor.db" "PRAGMA journal_mode=WAL; CREATE TABLE draft (n INTEGER PRIMARY KEY, id TEXT, body TEXT)" >/dev/null
  from=$(now_us)
  { echo 'PRAGMA synchronous=FULL;'
    yes "INSERT INTO draft (id, body) VALUES (hex(randomblob(16)), '$body');" 2>/dev/null || true
  } | timeout "$SECONDS_EACH" sqlite3 "$folder/floor.db" || [ $? = 124 ] || die 'sqlite3 failed'
  count=$(($(now_us) - from))
  rate=$(($(sqlite3 "$folder/floor.db" 'SELECT count(*) FROM draft') * 1000000 / count))
}

prepare_pgbench() {
  psql -qX "$postgres_url" >&2 <<SQL
CREATE SCHEMA floor;
CREATE TABLE floor.draft (id text PRIMARY KEY, body text NOT NULL, beside text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE floor.audit (seq bigserial PRIMARY KEY, draft_id text NOT NULL, details text NOT NULL, at timestamptz NOT NULL);
SQL
  cat >"$folder/floor.sql" <<SQL
BEGIN;
WITH d AS (INSERT INTO floor.draft VALUES (gen_random_uuid()::text, '$body', '$beside', now()) RETURNING id)
INSERT INTO floor.audit (draft_id, details, at) SELECT id, '$details', now() FROM d;
COMMIT;
SQL
  # A connection a client is what pgbench does; a server that admits fewer gets fewer, which is quicker, not slower.
  most=$(psql -qXAt "$postgres_url" -c "SELECT current_setting('max_connections')::int - 24")
}

# The first second is not counted: there its connections are forked and learn the tables, and at 176 of them that would
# make it ten times slower than it is.
insert_postgres() {
  local out connections=$((clients < most ? clients : most))
  out=$(pgbench -n -M prepared -c "$connections" -j 2 -T $((SECONDS_EACH + 1)) -P 1 -f "$folder/floor.sql" "$postgres_url" \
    2>&1) || die "$out"
  rate=$(awk '/^progress:/ && $2 > 1.5 { sum += $4; ++n } END { printf "%d", (n ? sum / n : 0) }' <<<"$out")
  ((rate > 0)) || die "pgbench says no rate: $out"
}

check_counts() {
  local counted
  sleep 0.5  # what was under way when wrk closed ends now
  counted=$(curl -sf "http://127.0.0.1:$port/api/status" -H "Authorization: Bearer $token" | jq '[.drafts[]] | add')
  if ((counted < acknowledged || counted > acknowledged + under_way)); then
    die "$acknowledged drafts acknowledged (and up to $under_way under way), but $counted are there"
  fi
  timeout 30 "$program" audit verify >"$folder/audit.txt" 2>&1 || die "the audit chain: $(cat "$folder/audit.txt")"
  say "  $1: $acknowledged acknowledged, $counted there; the audit chain verifies"
}

measure() {  # ENGINE URL OTHER OTHER_IS GOAL_AT_32 GOAL_AT_256
  window=0 acknowledged=0 under_way=0
  start_program "$2"
  sign_in
  local goal cpu before
  for clients in 32 256; do
    say "B4 $1 c=$clients"
    goal=$5
    [ $clients = 32 ] || goal=$6
    cpu=$(cpu_ms "$server") before=$acknowledged
    compare create_ours "$3"
    cpu=$(($(cpu_ms "$server") - cpu))
    row B4 "create a draft, $1, c=$clients" 'per s' "$4" ">= $goal" \
      "$((cpu * 1000 / (acknowledged - before))) us of CPU each; fdatasync $(fdatasync_rate)/s"
  done
  check_counts "$1"
  stop "$server"
}

measure SQLite "sqlite://$folder/drafts.db" insert_sqlite 'sqlite3, a commit each' 10 10
if [ -n "${TEST_POSTGRES_URL:-}" ]; then
  need psql pgbench
  create_postgres_database
  prepare_pgbench
  measure PostgreSQL "$postgres_url" insert_postgres "pgbench, at most $most connections" 1.5 3
else
  say 'B4 PostgreSQL: left out, TEST_POSTGRES_URL is not set (tools/with-services sets it)'
fi
