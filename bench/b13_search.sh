#!/usr/bin/env bash
# B13: one search over 100,000 mails: every stored vector is read from SQLite and compared.
#
# bench/b13_search.sh PROGRAM (bench_search stands in bench/ beside it). Against the same comparisons with the codes in memory
# already: what the table costs. Honest because both must find the same best score.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
search=$(dirname "$program")/bench/bench_search
[ -x "$search" ] || die "no $search: ninja -C $(dirname "$program") bench_search"
count=${BENCH_VECTORS:-100000}

say "B13 fills $count vectors"
"$search" fill "$folder/search.db" "$count"
bytes=$(stat -c %s "$folder/search.db")
search_ours() { read -r rate best < <("$search" ours "$folder/search.db"); }
search_floor() { read -r rate best_floor < <("$search" floor "$folder/search.db"); }
compare search_ours search_floor
[ "$best" = "$best_floor" ] || die "the best scores differ: $best, $best_floor"
row B13 "search $count mails" 'per CPU-s' 'codes in memory' '>= 0.02' "$((bytes / count)) bytes of the file a mail of 2 KB of text"
