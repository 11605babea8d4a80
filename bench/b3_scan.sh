#!/usr/bin/env bash
# B3: patterns of the policy over the first 1,300 bytes of real mails, with spans, per second of CPU on one core.
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

# Real mails, each once and in lower case, as the floor does not fold: with a few dozen words repeated, automata stay small.
corpus=../shared/data/mail/corpus
[ -d "$corpus" ] || { say "B3 is left out: $corpus is not there"; exit 0; }
python3 - "$folder" "$corpus" <<'PYTHON'
import glob, mailbox, sys
with open(sys.argv[1] + "/mails", "w") as out:
    for path in sorted(glob.glob(sys.argv[2] + "/*.mbox")):
        for mail in mailbox.mbox(path):
            for part in mail.walk():
                if part.get_content_type() == "text/plain":
                    words = (part.get_payload(decode=True) or b"").decode("latin-1").lower().split()
                    text = " ".join(words).encode("ascii", "ignore").decode()[:1300]
                    if text:
                        print(text, file=out)
                    break
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
