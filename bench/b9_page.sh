#!/usr/bin/env bash
# B9: a page of 50 of 20,000 drafts that wait: the first, and the 200th by following `Link: rel="next"`.
#
# bench/b9_page.sh PROGRAM. The deep page against the first one, and the first one against the bare SQL in the sqlite3
# shell. Honest because following the links yields every draft once, and the 200th page is what SQL says it is.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need curl jq sqlite3

DRAFTS=20000 PAGE=50 DEEP=200 REQUESTS=10  # requests a round: 50 of each in five rounds
db=$folder/drafts.db

# One draft made by the program, copied with new ids in the order of n; nothing is computed again.
fill() {
  local text='thank you for asking. Shall we talk on Tuesday at ten? I can show you how the ledger works.' columns
  curl -sf -o /dev/null -X POST "$base/api/operator/drafts?draft_id=page-00001" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' -d "{\"recipient\":\"ada@example.com\",\"subject\":\"Your question\",\"body\":\"$text\"}"
  columns=$(sqlite3 "$db" "SELECT group_concat(CASE name WHEN 'id' THEN 'printf(''page-%05d'', n)'
    WHEN 'rfc_message_id' THEN 'n || rfc_message_id' WHEN 'created_at' THEN 'created_at + n' ELSE name END, ', ')
    FROM pragma_table_info('drafts')")
  sqlite3 -cmd '.timeout 5000' "$db" "WITH RECURSIVE many (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < $DRAFTS)
    INSERT INTO drafts SELECT $columns FROM many, (SELECT * FROM drafts WHERE id = 'page-00001'); ANALYZE"
}

# Follows the links from the first page and checks what came: in long pages, to be quick about it. DEEP's own address is the
# link that ends the pages before it, with the short page's limit. Sets `deep_url`.
walk() {
  local long=$(((DEEP - 1) * PAGE / 10)) seen=0 path
  path="/api/operator/drafts/pending?limit=$long"
  : >"$folder/ids"
  while [ -n "$path" ] && ((seen <= DRAFTS)); do
    curl -sf -D "$folder/head" "$base$path" -H "Authorization: Bearer $token" | jq -r '.[].id' >>"$folder/ids"
    seen=$(wc -l <"$folder/ids")
    path=$(sed -n 's/^[Ll]ink: <\([^>]*\)>; rel="next".*/\1/p' "$folder/head")
    if ((seen == (DEEP - 1) * PAGE)); then deep_url=$base${path/limit=$long/limit=$PAGE}; fi
  done
  [ "$seen/$(sort -u "$folder/ids" | wc -l)" = $DRAFTS/$DRAFTS ] || die 'the links do not yield every draft once'
  curl -sf "$deep_url" -H "Authorization: Bearer $token" | tee "$folder/page.json" | jq -r '.[].id' |
    cmp - <(sqlite3 "$db" "SELECT id FROM drafts WHERE status = 'PENDING_APPROVAL' ORDER BY created_at, id
      LIMIT $PAGE OFFSET $(((DEEP - 1) * PAGE))") || die "page $DEEP is not what SQL says"
}

# get URL: the p50, in microseconds, of REQUESTS requests on one connection; the one that connects is not counted.
get() {
  local i times
  mapfile -t times < <(for ((i = 0; i <= REQUESTS; ++i)); do printf 'url = "%s"\noutput = "/dev/null"\n' "$1"; done |
    curl -sf -H "Authorization: Bearer $token" -w '%{time_total}\n' -K - | tail -n +2)
  [ ${#times[@]} = $REQUESTS ] || die "of $REQUESTS requests ${#times[@]} were answered"
  rate=$(awk -v t="$(percentile 50 "${times[@]}")" 'BEGIN { printf "%d", t * 1000000 }')
}
get_first() { get "$base/api/operator/drafts/pending?limit=$PAGE"; }
get_deep() { get "$deep_url"; }

# The same rows by the sqlite3 shell: the mean of many in one process, as its .timer knows no less than a millisecond.
select_first() {
  local from i
  from=$(now_us)
  { echo '.output /dev/null'
    for ((i = 0; i < 50; ++i)); do
      echo "SELECT * FROM drafts WHERE status = 'PENDING_APPROVAL' ORDER BY created_at, id LIMIT $PAGE;"
    done
  } | sqlite3 -readonly "$db"
  rate=$((($(now_us) - from) / 50))
}

say 'B9'
start_program "sqlite://$db"
base=http://127.0.0.1:$port
sign_in
fill
walk
compare get_deep get_first
row B9 "page $DEEP of the queue, SQLite" 'us, p50' 'the first page' '<= 1.1' "$DRAFTS wait, $PAGE a page"
compare get_first select_first
row B9 'the first page, SQLite' 'us, p50' 'the bare SQL, sqlite3' '<= 2' "$(wc -c <"$folder/page.json") bytes of JSON"
