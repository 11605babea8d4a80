#!/usr/bin/env bash
# B9: a page of 50 of 100,000 drafts that wait: the first, the 1,000th by following `Link: rel="next"`, and the newest
# of the 5,000 that were rejected (`GET /api/operator/drafts?status=REJECTED`).
#
# bench/b9_page.sh PROGRAM. The deep page against the first one, and each against its bare SQL: in the sqlite3 shell, and in
# pgbench when TEST_POSTGRES_URL is set. Honest because following the links yields every draft once, and the pages are what
# SQL says they are, id by id.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need curl jq sqlite3

DRAFTS=100000 REJECTED=5000 PAGE=50 DEEP=1000 REQUESTS=20  # requests a round: 100 of each in five rounds
db=$folder/drafts.db
pending=/api/operator/drafts/pending
filtered="/api/operator/drafts?status=REJECTED&limit=$PAGE"
start="-1, ''" end="9223372036854775807, ''"

sql_sqlite() { sqlite3 -cmd '.timeout 5000' "$db" "$1"; }
sql_postgres() { psql -qXAt "$postgres_url" -c "$1"; }

get() { curl -sf "$base$1" -H "Authorization: Bearer $token" "${@:2}"; }

# ------------------------------------------------------------------------------------------------------- the queue

# One draft made by the program, copied with new ids in the order of n; nothing is computed again.
fill() {  # COLUMNS_SQL PADDED MANY SETTLE: the dialect of the engine
  local text='thank you for asking. Shall we talk on Tuesday at ten? I can show you how the ledger works.' columns
  get '/api/operator/drafts?draft_id=page-000001' -o /dev/null -H 'Content-Type: application/json' \
    -d "{\"recipient\":\"ada@example.com\",\"subject\":\"Your question\",\"body\":\"$text\"}"
  columns=$(run_sql "$1" | awk -v ORS='' -v pending=$DRAFTS -v padded="$2" '{ print (NR > 1 ? ", " : "") new($0) }
    function rejected(value, else_name) { return "CASE WHEN n > " pending " THEN " value " ELSE " else_name " END" }
    function new(name) {
      if (name == "id") return "\047page-\047 || " padded
      if (name == "rfc_message_id") return "n || rfc_message_id"
      if (name == "created_at") return "created_at + n"
      if (name == "status") return rejected("\047REJECTED\047", name)
      if (name ~ /^rejected_(by|reason)$/) return rejected("\047nobody\047", name)
      return name
    }')
  run_sql "$3 INSERT INTO drafts SELECT $columns FROM many, (SELECT * FROM drafts WHERE id = 'page-000001') AS first"
  run_sql "$4"
}

# page_sql WHAT STATUS PLACE: the bare SQL of a page after PLACE: the oldest first of what waits, the newest of the rest.
page_sql() {
  local after='>' order=ASC
  if [ "$2" != PENDING_APPROVAL ]; then after='<' order=DESC; fi
  printf "SELECT %s FROM drafts WHERE status = '%s' AND (created_at, id) %s (%s) ORDER BY created_at %s, id %s LIMIT %d" \
    "$1" "$2" "$after" "$3" $order $order $PAGE
}

# Follows the links from the first page and checks what came: in long pages, to be quick about it. DEEP's own address is the
# link that ends the pages before it, with the short page's limit. Sets `deep_url`, `deep_place`.
walk() {
  local long=$(((DEEP - 1) * PAGE / 50)) seen=0 path before=$(((DEEP - 1) * PAGE))
  path="$pending?limit=$long"
  : >"$folder/ids"
  while [ -n "$path" ] && ((seen <= DRAFTS)); do
    get "$path" -D "$folder/head" | grep -o '{"id":"page-[0-9]*"' >>"$folder/ids"
    seen=$(wc -l <"$folder/ids")
    path=$(sed -n 's/^[Ll]ink: <\([^>]*\)>; rel="next".*/\1/p' "$folder/head")
    if ((seen == before)); then deep_url=${path/limit=$long/limit=$PAGE}; fi
  done
  [ "$seen/$(sort -u "$folder/ids" | wc -l)" = $DRAFTS/$DRAFTS ] || die 'the links do not yield every draft once'
  deep_place=$(run_sql "SELECT created_at || ', ''' || id || '''' FROM drafts WHERE status = 'PENDING_APPROVAL'
    ORDER BY created_at, id LIMIT 1 OFFSET $((before - 1))")
}

check_pages() {
  same "$pending?limit=$PAGE" '.[].id' PENDING_APPROVAL "$start"
  same "$deep_url" '.[].id' PENDING_APPROVAL "$deep_place"
  same "$filtered" '.items[].id' REJECTED "$end"
}
same() {
  get "$1" | tee "$folder/page.json" | jq -r "$2" >"$folder/page.ids"
  [ "$(wc -l <"$folder/page.ids")" = $PAGE ] || die "no full page at $1"
  run_sql "$(page_sql id "$3" "$4")" | cmp - "$folder/page.ids" || die "not what SQL says: $1"
}

# -------------------------------------------------------------------------------------------------------- the pages

get_first() { time_get "$base$pending?limit=$PAGE" $REQUESTS; }
get_deep() { time_get "$base$deep_url" $REQUESTS; }
get_filtered() { time_get "$base$filtered" $REQUESTS; }
select_first() { "select_$engine" "$(page_sql '*' PENDING_APPROVAL "$start")"; }
select_deep() { "select_$engine" "$(page_sql '*' PENDING_APPROVAL "$deep_place")"; }
select_filtered() { "select_$engine" "$(page_sql '*' REJECTED "$end")"; }

# The same rows by the sqlite3 shell: the mean of many in one process, as its .timer knows no less than a millisecond.
select_sqlite() {
  local from i
  from=$(now_us)
  { echo '.output /dev/null'
    for ((i = 0; i < 50; ++i)); do echo "$1;"; done
  } | sqlite3 -readonly "$db"
  rate=$((($(now_us) - from) / 50))
}

# By pgbench on one connection, which logs the microseconds of each; the first ones prepare.
select_postgres() {
  local out
  echo "$1;" >"$folder/page.sql"
  rm -f "$folder"/pgbench.*
  out=$(pgbench -n -M prepared -c 1 -t $((REQUESTS + 5)) -l --log-prefix="$folder/pgbench" -f "$folder/page.sql" \
    "$postgres_url" 2>&1) || die "$out"
  mapfile -t times < <(awk 'NR > 5 { print $3 }' "$folder"/pgbench.*)
  rate=$(percentile 50 "${times[@]}")
}

measure() {  # ENGINE NAME URL SQL_IN
  engine=$1
  say "B9 $2"
  run_sql() { "sql_$engine" "$1"; }
  start_program "$3"
  base=http://127.0.0.1:$port
  sign_in
  "fill_$engine"
  walk
  check_pages
  compare get_deep get_first
  row B9 "page $DEEP of the queue, $2" 'us, p50' 'the first page' '<= 1.1' "$DRAFTS wait, $PAGE a page"
  compare get_first select_first
  row B9 "the first page, $2" 'us, p50' "the bare SQL, $4" '<= 2'
  compare get_deep select_deep
  row B9 "page $DEEP, $2" 'us, p50' "the bare SQL, $4" '<= 2'
  compare get_filtered select_filtered
  row B9 "the rejected, first page, $2" 'us, p50' "the bare SQL, $4" '<= 2' "$REJECTED rejected; $(wc -c <"$folder/page.json") bytes of JSON"
  stop "$server"
}

fill_sqlite() {
  fill "SELECT name FROM pragma_table_info('drafts')" "printf('%06d', n)" \
    "WITH RECURSIVE many (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < $((DRAFTS + REJECTED)))" ANALYZE
}
fill_postgres() {
  fill "SELECT column_name FROM information_schema.columns WHERE table_name = 'drafts' ORDER BY ordinal_position" \
    "lpad(n::text, 6, '0')" "WITH many AS (SELECT generate_series(2, $((DRAFTS + REJECTED))) AS n)" 'VACUUM (ANALYZE) drafts'
}

measure sqlite SQLite "sqlite://$db" sqlite3
if [ -n "${TEST_POSTGRES_URL:-}" ]; then
  need psql pgbench
  create_postgres_database
  measure postgres PostgreSQL "$postgres_url" pgbench
else
  say 'B9 PostgreSQL: left out, TEST_POSTGRES_URL is not set (tools/with-services sets it)'
fi
