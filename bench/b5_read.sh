#!/usr/bin/env bash
# B5: drafts read a second by signed-in clients, against nginx serving the same bytes from a file, and against fastify
# serving them out of a map to who bears the token (bench/fastify).
#
# bench/b5_read.sh PROGRAM. All have two threads or processes (API_THREADS, worker_processes, WORKERS), 32 connections kept
# alive, no access log. Honest because the bodies are compared, byte for byte, first, and ours and fastify refuse who bears
# no token. Ours reads the database and writes the JSON anew each time; the others have the bytes ready.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
PATH=$PATH:/usr/sbin
need wrk nginx curl jq cmp npm
export API_THREADS=2
SECONDS_EACH=${BENCH_SECONDS:-1}  # nothing here waits for a disk: a second is steady

start_nginx() {
  free_port
  nginx_port=$port
  mkdir -p "$folder/www"
  {
    [ "$(id -u)" != 0 ] || echo 'user root;'  # its workers must reach our folder
    cat <<CONF
worker_processes 2;
daemon off;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 100000000;
  sendfile on;
  open_file_cache max=16;
  default_type application/json;
  client_body_temp_path $folder/t1; proxy_temp_path $folder/t2; fastcgi_temp_path $folder/t3;
  uwsgi_temp_path $folder/t4; scgi_temp_path $folder/t5;
  server { listen 127.0.0.1:$nginx_port; root $folder/www; }
}
CONF
  } >"$folder/nginx.conf"
  nginx -e "$folder/nginx.log" -c "$folder/nginx.conf" >"$folder/nginx.out.log" 2>&1 &
  nginx=$!
  started[$nginx]=nginx
  await /draft "$(now_us)"
}

read_ours() { load 32 report.lua "http://127.0.0.1:$program_port/api/operator/drafts/one"; }
read_nginx() { load 32 report.lua "http://127.0.0.1:$nginx_port/draft"; }
read_fastify() { load 32 report.lua "http://127.0.0.1:$fastify_port/api/operator/drafts/one"; }

# get PORT PATH [CURL_ARGUMENT...]
get() { curl -s "http://127.0.0.1:$1$2" "${@:3}"; }
check_same() {
  local port
  get "$nginx_port" /draft | cmp - "$folder/www/draft" || die 'nginx does not serve the same bytes'
  for port in "$program_port" "$fastify_port"; do
    get "$port" /api/operator/drafts/one -H "Authorization: Bearer $token" | cmp - "$folder/www/draft" ||
      die 'they do not serve the same bytes'
    [ "$(get "$port" /api/operator/drafts/one -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer wrong')" = 401 ] ||
      die 'who bears a wrong token is answered'
  done
}

measure() {  # ENGINE URL
  say "B5 $1"
  start_program "$2"
  program_port=$port
  sign_in
  local text='thank you for asking. Shall we talk on Tuesday at ten? I can show you how the ledger works.'
  curl -sf -o /dev/null -X POST "http://127.0.0.1:$port/api/operator/drafts?draft_id=one" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' -d "{\"recipient\":\"ada@example.com\",\"subject\":\"Your question\",\"body\":\"$text\"}"
  mkdir -p "$folder/www"
  curl -sf "http://127.0.0.1:$port/api/operator/drafts/one" -H "Authorization: Bearer $token" -o "$folder/www/draft.new"
  mv "$folder/www/draft.new" "$folder/www/draft"
  start_nginx
  start_fastify WORKERS=2 TOKEN="$token" DRAFT="$folder/www/draft"
  fastify_port=$port
  check_same
  compare read_ours read_nginx
  row B5 "read a draft, $1, c=32" 'per s' 'nginx, a static file' '>= 0.5' "$(stat -c %s "$folder/www/draft") bytes"
  compare read_ours read_fastify
  row B5 "read a draft, $1, c=32" 'per s' 'fastify, a map' '>= 1.5' 'two processes of Node'
  stop "$server"
  stop "$nginx"
  stop "$peer"
}

install_peer fastify
measure SQLite "sqlite://$folder/drafts.db"
if [ -n "${TEST_POSTGRES_URL:-}" ]; then
  need psql
  create_postgres_database
  measure PostgreSQL "$postgres_url"
fi
