#!/usr/bin/env bash
# B2: real mails, each once, parsed and judged as `analyze` does, per second of CPU on one core; and how the process grows meanwhile.
#
# bench/b2_judge.sh PROGRAM (bench_judge stands in bench/ beside it). The other is the same judging by RE2 alone. Honest because
# both write every verdict down, and the files must be equal.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
judge=$(dirname "$program")/bench/bench_judge
[ -x "$judge" ] || die "no $judge: ninja -C $(dirname "$program") bench_judge"
corpus=../shared/data/mail/corpus
[ -d "$corpus" ] || { say "B2 is left out: $corpus is not there"; exit 0; }

judge_ours() { read -r rate grown start < <("$judge" --verdicts "$folder/ours" --at-most 1000 "$corpus"/*.mbox); }
judge_re2() { read -r rate grown_re2 _ < <("$judge" --re2-alone --verdicts "$folder/re2" --at-most 1000 "$corpus"/*.mbox); }

compare judge_ours judge_re2
cmp -s "$folder/ours" "$folder/re2" || die "the verdicts of the databases differ from those of RE2 alone"
row B2 'judge 1,000 fresh mails' 'per CPU-s' 'the same by RE2 alone' '>= 5' \
  "same verdicts; the process grew by $((grown / 1024)) MB, by RE2 alone $((grown_re2 / 1024)) MB; rules loaded in $start ms"
