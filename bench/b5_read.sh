#!/usr/bin/env bash
# B5: one draft read a second by signed-in clients, against nginx serving the same bytes from a file.
#
# bench/b5_read.sh PROGRAM. Both have two threads (API_THREADS and worker_processes), 32 connections kept alive, no access
# log. Honest because the two bodies are compared, byte for byte, first.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
PATH=$PATH:/usr/sbin
need wrk nginx curl jq cmp
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
  curl -sf "http://127.0.0.1:$nginx_port/draft" | cmp - <(curl -sf "http://127.0.0.1:$program_port/api/operator/drafts/one" \
    -H "Authorization: Bearer $token") || die 'the two do not serve the same bytes'
  compare read_ours read_nginx
  row B5 "read a draft, $1, c=32" 'per s' 'nginx, a static file' '>= 0.5' "$(stat -c %s "$folder/www/draft") bytes"
  stop "$server"
  stop "$nginx"
}

measure SQLite "sqlite://$folder/drafts.db"
if [ -n "${TEST_POSTGRES_URL:-}" ]; then
  need psql
  create_postgres_database
  measure PostgreSQL "$postgres_url"
fi
