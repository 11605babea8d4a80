# shellcheck shell=bash
# What the benchmarks share: the program under test and its peers (started, stopped by pid), interleaved pairs, rows.
#
# A benchmark sources this with the program's path as $1, defines one function for ours and one for the other, each of
# which sets `rate`, then calls `compare` and `row`. Rows are JSON, one a line, on standard output; what it does meanwhile
# goes to standard error. Files are kept under build/bench/<pid>, on the disk that the build is on: /tmp may be memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PAIRS=${BENCH_PAIRS:-5}      # measurements of each side
SECONDS_EACH=${BENCH_SECONDS:-2}  # how long one of them takes, where time is what bounds it
export LC_ALL=C

say() { printf '%s\n' "$*" >&2; }
die() { say "bench: $*"; exit 1; }

[ $# -ge 1 ] || die "usage: ${0##*/} PROGRAM"
program=$(realpath "$1")
[ -x "$program" ] || die "no program at $1"
folder=$PWD/build/bench/$$
mkdir -p "$folder"
declare -A started=()  # by pid: ours alone, as a pid that ended may be another process's soon
database=''

# shellcheck disable=SC2317  # called by the trap
clean_up() {
  trap - EXIT
  local pid
  for pid in "${!started[@]}"; do stop "$pid"; done
  if [ -n "$database" ]; then psql -qX "$TEST_POSTGRES_URL" -c "DROP DATABASE $database WITH (FORCE)" >&2 || true; fi
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

need() {
  local tool
  for tool in "$@"; do command -v "$tool" >/dev/null || die "$tool is missing: run tools/install test bench"; done
}

# ------------------------------------------------------------------------------------------------------- processes

# Sets `port` to one that nothing listens on now.
free_port() {
  while port=$((20000 + RANDOM % 12000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
  done
}

stop() {
  local tries
  unset "started[$1]"
  kill -TERM "$1" 2>/dev/null || return 0
  for ((tries = 0; tries < 100; ++tries)); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.05
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# True when the port answers GET PATH with 200; costs no process.
answers() {
  local line=''
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&3
  IFS= read -r -t 2 line <&3 2>/dev/null || true
  exec 3>&-
  [[ $line == HTTP/1.1\ 200* ]]
}

# Waits until PATH is there; sets `waited_ms`, counted from FROM (microseconds, as `now_us` gives them).
await() {
  local path=$1 from=$2 limit
  limit=$((from + 10000000))
  until answers "$path"; do
    [ "$(now_us)" -lt $limit ] || { tail -n 20 "$folder"/*.log >&2; die "nothing answered at $path within 10 s"; }
    sleep 0.002
  done
  # shellcheck disable=SC2034  # for the benchmark
  waited_ms=$((($(now_us) - from) / 1000))
}

now_us() { printf '%s' "${EPOCHREALTIME/./}"; }

# Starts the program on DATABASE_URL in a folder of its own; sets `server`, `port`, `waited_ms`.
start_program() {
  free_port
  export DATABASE_URL=$1 STATE_DIR=$folder/state OUTBOX_DIR=$folder/outbox API_PORT=$port LOG_LEVEL=error
  mkdir -p "$STATE_DIR" "$OUTBOX_DIR"
  local from
  from=$(now_us)
  (cd "$folder" && exec "$program" serve --no-samples) >"$folder/program.log" 2>&1 &
  server=$!
  started[$server]=program
  await /ready "$from"
}

# start_peer PATH COMMAND...: what we are compared with, ready when PATH is there on `port`; sets `peer`, `waited_ms`.
start_peer() {
  local path=$1 from
  shift
  from=$(now_us)
  "$@" >"$folder/peer.log" 2>&1 &
  peer=$!
  started[$peer]=$1
  await "$path" "$from"
}

# The original, reconstructed (bench/original/service.py says how), one worker; Debian's Python has its packages.
start_original() {
  free_port
  start_peer /health env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m uvicorn --app-dir bench/original service:app \
    --host 127.0.0.1 --port "$port" --workers 1 --no-access-log --log-level warning
}

# install_peer NAME: installs what bench/NAME locks, unless it is there; sets `node`.
install_peer() {
  local home=build/bench/$1
  mkdir -p "$home"
  cp "bench/$1"/{.npmrc,package.json,package-lock.json,*.mjs} "$home"
  if ! [ "$home/node_modules/.package-lock.json" -nt "bench/$1/package-lock.json" ]; then
    (cd "$home" && ../../../tools/with-node npm ci --silent >&2) || die "$1 cannot be installed by npm"
  fi
  node=$(tools/with-node bash -c 'command -v node')
}

# start_fastify [NAME=VALUE...]: what bench/fastify/server.mjs takes beside PORT.
start_fastify() {
  free_port
  start_peer /ready env NODE_ENV=production PORT="$port" "$@" "$node" build/bench/fastify/server.mjs
}

# A person and a personal token for them; sets `token`.
sign_in() {
  printf 'a long pass phrase for %s\n' $$ | "$program" user add bench@example.com --role owner --json >/dev/null
  token=$("$program" key add bench --user bench@example.com --json | jq -re .token)
}

# A database of our own on the PostgreSQL of tools/with-services; sets `database`, `postgres_url`.
create_postgres_database() {
  database=bench_$$
  psql -qX "$TEST_POSTGRES_URL" -c "CREATE DATABASE $database" >&2
  # shellcheck disable=SC2034  # for the benchmark
  postgres_url=${TEST_POSTGRES_URL%/*}/$database
}

# wrk for one window: load CONNECTIONS SCRIPT URL [ARGUMENT...]; sets `rate`, `requests`. Any error ends the benchmark.
load() {
  local connections=$1 script=$2 url=$3 out micros errors
  shift 3
  out=$(wrk -t 2 -c "$connections" -d "${SECONDS_EACH}s" --timeout 10s -s "bench/$script" -H "Authorization: Bearer ${token:-none}" \
    "$url" -- "$@")
  read -r _ requests micros errors < <(grep '^RESULT ' <<<"$out") || die "wrk: $out"
  [ "$errors" = 0 ] || die "$errors of $requests requests failed at $url: $out"
  rate=$(awk -v n="$requests" -v t="$micros" 'BEGIN { printf "%.6g", n * 1000000 / t }')
}

# time_get URL COUNT: sets `rate` to the p50, in microseconds, of COUNT requests one after another on one connection; the
# one that connects is not counted.
time_get() {
  local i times
  mapfile -t times < <(for ((i = 0; i <= $2; ++i)); do printf 'url = "%s"\noutput = "/dev/null"\n' "$1"; done |
    curl -sf -H "Authorization: Bearer ${token:-none}" -w '%{time_total}\n' -K - | tail -n +2)
  [ ${#times[@]} = "$2" ] || die "of $2 requests for $1 ${#times[@]} were answered"
  rate=$(awk -v t="$(percentile 50 "${times[@]}")" 'BEGIN { printf "%d", t * 1000000 }')
}

# --------------------------------------------------------------------------------------------------------- figures

# percentile P VALUE...: the nearest rank.
percentile() {
  local p=$1
  shift
  printf '%s\n' "$@" | sort -g | awk -v p="$p" '{ v[NR] = $1 } END { r = p / 100 * NR; i = int(r); if (i < r) i++; print v[i < 1 ? 1 : i] }'
}

# compare OURS OTHER: runs both functions in turn, A B B A ..., PAIRS times each; sets the lists `ours` and `others`.
compare() {
  local pair
  ours=() others=()
  for ((pair = 0; pair < PAIRS; ++pair)); do
    if ((pair % 2 == 0)); then
      "$1"; ours+=("$rate"); "$2"; others+=("$rate")
    else
      "$2"; others+=("$rate"); "$1"; ours+=("$rate")
    fi
  done
}

# row ID WORKLOAD UNIT OTHER GOAL [NOTE]: prints what `compare` found. GOAL is of the ratio ours/other: ">= 1.5", "<= 2".
# Without an other (OTHER is empty) the goal is of our own figure.
row() {
  jq -cn --arg id "$1" --arg workload "$2" --arg unit "$3" --arg other_is "$4" --arg goal "$5" --arg note "${6:-}" \
    --arg ours "${ours[*]}" --arg others "${others[*]}" '
    def numbers: split(" ") | map(select(. != "") | tonumber);
    def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
                       else (.[length / 2] + .[length / 2 - 1]) / 2 end;
    ($ours | numbers) as $a | ($others | numbers) as $b
    | [range([($a | length), ($b | length)] | min) | $a[.] / $b[.]] as $ratios
    | ($goal | split(" ")) as [$sign, $limit]
    | (if $other_is == "" then $a else $ratios end | median) as $judged
    | {id: $id, workload: $workload, unit: $unit, ours: ($a | median), other: ($b | median), other_is: $other_is,
       ratio: ($ratios | median), low: ($ratios | min), high: ($ratios | max), goal: $goal,
       met: (if $sign == ">=" then $judged >= ($limit | tonumber) else $judged <= ($limit | tonumber) end),
       note: $note, all_ours: $a, all_others: $b}'
}

# Processor time that process PID has used so far, in milliseconds.
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%d", ($12 + $13) * 1000 / hz }' "/proc/$1/stat"; }

# How often a second this disk makes 4 KiB durable: the floor under every commit. O_DSYNC is write + fdatasync.
fdatasync_rate() {
  local out
  out=$( (timeout -s INT 1 dd if=/dev/zero of="$folder/sync" bs=4k oflag=dsync || true) 2>&1)
  rm -f "$folder/sync"
  awk '/records out/ { split($1, n, "+"); count = n[1] } / s, / { for (i = 2; i <= NF; i++) if ($i == "s,") took = $(i - 1) }
       END { printf "%d", (took > 0 ? count / took : 0) }' <<<"$out"
}
