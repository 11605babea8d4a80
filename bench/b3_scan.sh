#!/usr/bin/env bash
# B3: patterns of the policy over mails of 150 words, with spans, per second of CPU on one core.
#
# bench/b3_scan.sh PROGRAM (bench_scan stands in bench/ beside it). Against bare RE2::Set, which says only whether a pattern is
# there, on text in lower case; and against Python's re, pattern by pattern. Honest because all three find about as much, the
# counts are in the note. The last row is the cost of a hostile body of 4x the length: linear is at most 4x, with room for noise.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need jq python3
scan=$(dirname "$program")/bench/bench_scan
[ -x "$scan" ] || die "no $scan: ninja -C $(dirname "$program") bench_scan"

jq -r '.absence_words[], .opt_outs[], .hard_words[] | select(.lang == "en") | .words[]' policy/message_kind.json |
  grep -v "[^ -~]" >"$folder/patterns"
sed "s/'?*/'?/g" "$folder/patterns" >"$folder/plain"  # what ours makes of an apostrophe by itself

# Words of no meaning with, in every fifth mail, something to find.
python3 - "$folder" <<'PYTHON'
import random, sys
random.seed(3)
words = "we had a look at your note about stock counting and the team would like to see how it works in our two plants before spring".split()
hits = ["please remove me from your list", "i am out of the office until monday", "user unknown", "the mailbox is not found"]
with open(sys.argv[1] + "/mails", "w") as out:
    for i in range(20000):
        text = [random.choice(words) for _ in range(150)]
        if i % 5 == 0:
            text.insert(random.randrange(150), random.choice(hits))
        print(" ".join(text), file=out)
for name, length in (("short", 20000), ("long", 80000)):
    with open(f"{sys.argv[1]}/{name}", "w") as out:
        print("please remove " * (length // 14), file=out)
PYTHON

scan_ours() { read -r rate found < <("$scan" ours "$folder/patterns" "$folder/mails"); }
scan_floor() { read -r rate found_floor < <("$scan" floor "$folder/plain" "$folder/mails"); }
scan_python() {
  read -r rate found_python < <(python3 - "$folder" <<'PYTHON'
import re, sys, time
patterns = [re.compile(r"\b(?:%s)" % line.rstrip("\n"), re.M) for line in open(sys.argv[1] + "/plain")]
mails = open(sys.argv[1] + "/mails").read().splitlines()[:200]
start, found = time.process_time(), 0
for mail in mails:
    found += sum(next(pattern.finditer(mail), None) is not None for pattern in patterns)
print(round(len(mails) / (time.process_time() - start)), found * 100)
PYTHON
  )
}
scan_long() { read -r rate _ < <("$scan" ours "$folder/patterns" "$folder/long"); rate=$(awk -v r="$rate" 'BEGIN { print 1000 / r }'); }
scan_short() { read -r rate _ < <("$scan" ours "$folder/patterns" "$folder/short"); rate=$(awk -v r="$rate" 'BEGIN { print 1000 / r }'); }

count=$(wc -l <"$folder/patterns")
say "B3 $count patterns"
compare scan_ours scan_floor
row B3 "scan a mail, $count patterns, spans" 'per CPU-s' 'bare RE2::Set, no spans' '>= 0.5' "pairs found $found, floor $found_floor"
compare scan_ours scan_python
row B3 "scan a mail, $count patterns, spans" 'per CPU-s' "Python's re" '>= 100' "pairs found $found, re about $found_python"
compare scan_long scan_short
row B3 'hostile body, 80 KB against 20 KB' 'ms' '20 KB' '<= 5' 'linear is 4'
