#!/usr/bin/env bash
# B18: the endpoints of the Python service that came before, ours against it: health, analyze, create, pending(1,000).
#
# bench/b18_original.sh PROGRAM. The original's source is not available here: the other side is OUR RECONSTRUCTION of it,
# bench/original/service.py (FastAPI and uvicorn, one worker as it was started), written after its description. The same
# requests go to both. Ours checks who asks, judges each draft by its rules and answers only after it is committed and
# synced (SQLite, synchronous=FULL), with an audit row; theirs keeps drafts in a dictionary and loses them when it ends.
# Honest because both give each request the same status, find the same intents and action in the mail that is measured,
# and list the same 1,000 drafts (id, recipient, subject, body, metadata, status), each with every field of theirs.
# The processor time of one request on either side stands in the note: ours may use every processor, theirs one.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need wrk curl jq cmp
SECONDS_EACH=${BENCH_SECONDS:-1}
DRAFTS=1000

mail='{"message_id":"NUMBER","sender":"Ada Park <ada@example.com>","subject":"Reports for three companies","body":"Hi Ana,\n\n'
mail+='thank you for the call on Monday. We keep the books of three companies by hand, and the reports at the end of the '
mail+='month are a struggle: two people need four days, and every second time a figure is wrong. We looked at two other '
mail+='tools last year, and neither could show all companies on one page.\n\nWhat would forty seats cost us per year? We '
mail+='have a budget of $12,000 and would like to decide by the end of March. Could you send a proposal to '
mail+='office@example.com, with a link to how the import works? Our present system is described at '
mail+='https://example.com/books. It matters to us that our accountant, who works for Example Ltd, can see the reports '
mail+='without a seat.\n\nBest regards,\nAda Park\nHead of Finance"}'
refusal='{"message_id":"m-2","sender":"bob@example.com","subject":"Re: Reports","body":"No thanks. Please stop writing to me."}'
text='thank you for asking. Shall we talk on Tuesday at ten? I can show you how the ledger works.'

# ------------------------------------------------------------------------------------------- are they the same?

# say_status METHOD PATH [BODY]: what the service at `port` answers it with.
say_status() {
  local body=()
  [ -z "${3:-}" ] || body=(-H 'Content-Type: application/json' -d "$3")
  printf '%s %s %s\n' "$(curl -s -o /dev/null -w '%{http_code}' -X "$1" "${body[@]}" -H "Authorization: Bearer $token" \
    "http://127.0.0.1:$port$2")" "$1" "$2"
}

get() { curl -sf -H "Authorization: Bearer $token" "http://127.0.0.1:$port$1" "${@:2}"; }

# One request with a body for each of the drafts, as a configuration of curl: 32 of them under way at a time.
create_drafts() {
  jq -nr --arg text "$text" --arg token "$token" --arg base "http://127.0.0.1:$port" --argjson drafts $DRAFTS 'range($drafts)
    | "url = \($base)/api/operator/drafts?draft_id=d\(.)", "output = /dev/null", "write-out = \"%{http_code}\\n\"",
      "header = \"Content-Type: application/json\"", "header = \"Authorization: Bearer \($token)\"",
      "data = " + ({recipient: "c\(.)@example.com", subject: "Your question, \(.)", body: $text,
                   metadata: {campaign: "spring", number: .}} | tojson | tojson),
      "next"' | sed '$d' >"$folder/creates.conf"
  curl -s --no-progress-meter -Z --parallel-max 32 -K "$folder/creates.conf" | sort | uniq -c
}

# Everything that the two must have in common, as text.
describe() {
  create_drafts
  say_status GET /health
  say_status POST /api/agents/prospecting/analyze "$mail"
  say_status POST /api/agents/prospecting/analyze "$refusal"
  say_status POST /api/agents/prospecting/analyze '{"message_id":"m-3"}'
  say_status POST '/api/operator/drafts?draft_id=incomplete' '{"recipient":"ada@example.com"}'
  say_status GET /api/operator/drafts/d1
  say_status GET /api/operator/drafts/none
  for message in "$mail" "$refusal"; do
    get /api/agents/prospecting/analyze -H 'Content-Type: application/json' -d "$message" |
      jq -cS '[.message_id, .sender, .subject, .action, (.response_prompt != null),
        (.intent_analysis | {question, greeting, proposal, budget, timeline, pain_point})]'
  done
  get "/api/operator/drafts/pending?limit=$DRAFTS" | tee "$folder/pending.$1" |
    jq -cS 'sort_by(.id)[] | {id, recipient, subject, body, metadata, status}'
}

check_same() {
  port=$our_port
  describe ours >"$folder/ours.txt"
  port=$their_port
  describe theirs >"$folder/theirs.txt"
  cmp "$folder/ours.txt" "$folder/theirs.txt" >&2 || { diff "$folder/ours.txt" "$folder/theirs.txt" | head -n 20 >&2
    die 'the two do not answer alike'; }
  [ "$(jq length "$folder/pending.ours")" = $DRAFTS ] || die "not $DRAFTS drafts are pending"
  jq -en --slurpfile ours "$folder/pending.ours" --slurpfile theirs "$folder/pending.theirs" \
    '($theirs[0][0] | keys) - ($ours[0][0] | keys) == []' >/dev/null || die 'our drafts lack a field of theirs'
}

# --------------------------------------------------------------------------------------------------- how fast?

our_requests=0 their_requests=0 window=0

# ask PORT: for one window, or, of pages that take so long that a window would cut many off, five one after another.
ask() {
  local url=http://127.0.0.1:$1$path
  window=$((window + 1))
  case $script in
    pages)
      time_get "$url" 5
      requests=6 rate=$(awk -v us="$rate" 'BEGIN { printf "%.6g", 1000000 / us }')
      ;;
    create.lua) load 32 create.lua "$url" "w$window" ;;
    *) load 32 "$script" "$url" "$folder/mail.json" ;;
  esac
}
ask_ours() { ask "$our_port"; our_requests=$((our_requests + requests)); }
ask_theirs() { ask "$their_port"; their_requests=$((their_requests + requests)); }

measure() {  # WORKLOAD SCRIPT PATH GOAL NOTE
  local our_cpu their_cpu
  say "B18 $1"
  script=$2 path=$3 our_requests=0 their_requests=0
  our_cpu=$(cpu_ms "$server") their_cpu=$(cpu_ms "$peer")
  compare ask_ours ask_theirs
  our_cpu=$((($(cpu_ms "$server") - our_cpu) * 1000 / our_requests))
  their_cpu=$((($(cpu_ms "$peer") - their_cpu) * 1000 / their_requests))
  row B18 "$1" 'per s' 'FastAPI, our reconstruction' ">= $4" "$5; CPU each $our_cpu us, theirs $their_cpu us"
}

printf '%s' "$mail" >"$folder/mail.json"
start_program "sqlite://$folder/drafts.db"
our_port=$port
sign_in
start_original
their_port=$port
check_same
kib() { printf %s $(($(wc -c <"$folder/pending.$1") / 1024)); }
measure "pending, all $DRAFTS, c=1" pages "/api/operator/drafts/pending?limit=$DRAFTS" 30 \
  "ours $(kib ours) KiB with verdicts, theirs $(kib theirs) KiB"
measure 'health, c=32' report.lua /health 10 'no work on either side'
measure 'analyze, c=32' analyze.lua /api/agents/prospecting/analyze 10 "${#mail} bytes of JSON"
measure 'create, c=32' create.lua '' 10 'ours durable and signed in, theirs keeps nothing'
