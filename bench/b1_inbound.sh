#!/usr/bin/env bash
# B1: raw mails of about 10 KB, parsed, judged, threaded, deduplicated and stored with their drafts and trail, per second of CPU.
#
# bench/b1_inbound.sh PROGRAM (bench_inbound stands in bench/ beside it). Ours is `import mail`, start and drafting included, on
# SQLite that syncs, at most 64 mails a commit. The floor (bench/inbound.cc) is GMime, one RE2::Set and the inserts of the very
# rows that ours wrote; the other peer is Node's mailparser, which parses and does nothing else. Honest because the floor writes as
# many rows as ours has, and all three see every mail: the counts are in the note.
# shellcheck source=bench/lib.sh
. "${BASH_SOURCE%/*}/lib.sh"
need jq python3 sqlite3
inbound=$(dirname "$program")/bench/bench_inbound
[ -x "$inbound" ] || die "no $inbound: ninja -C $(dirname "$program") bench_inbound"
count=1000

jq -r '.absence_words[], .opt_outs[], .hard_words[] | select(.lang == "en") | .words[]' policy/message_kind.json |
  grep -v "[^ -~]" | sed "s/'?*/'?/g" >"$folder/patterns"

# A third plain, a third with HTML beside it, a third with an attachment; every fifth answers an earlier one.
python3 - "$folder" $count <<'PYTHON'
import base64, os, random, sys
random.seed(1)
folder, count = sys.argv[1], int(sys.argv[2])
words = "we had a look at your note about stock counting and the team would like to see how it works in our two plants before spring".split()
def lines(size):
    text = ""
    while len(text) < size:
        text += " ".join(random.choice(words) for _ in range(11)) + ".\n"
    return text
os.mkdir(folder + "/eml")
with open(folder + "/mails", "w") as mbox:
    for i in range(count):
        ask = "Hi Ana,\n\ncould you send me a quote for %d users this week?\n\n" % (i + 2)
        body = ask + lines(1200) + "\nBen\n-- \nBen %d\nAcme Ltd\n\nOn Mon, 5 Jan 2026, Ana wrote:\n" % i
        body += "".join("> " + line + "\n" for line in lines(7000 if i % 3 == 0 else 2500).splitlines())
        head = "From: Ben B%d <ben%d@acme%d.example>\nTo: ana@ours.example\nSubject: Stock counting %d\n" % (i, i, i % 200, i)
        head += "Date: Mon, 05 Jan 2026 10:%02d:%02d +0000\nMessage-ID: <%d@acme.example>\nMIME-Version: 1.0\n" % (i // 60 % 60, i % 60, i)
        if i % 5 == 4:
            head += "In-Reply-To: <%d@acme.example>\nReferences: <%d@acme.example>\n" % (i - 4, i - 4)
        plain = "Content-Type: text/plain; charset=utf-8\n\n" + body
        if i % 3 == 0:
            mail = head + plain
        else:
            html = "".join("<p>%s</p>\n" % line for line in lines(4000).splitlines())
            second = "Content-Type: text/html; charset=utf-8\n\n<html><body>" + html + "</body></html>\n"
            if i % 3 == 2:
                data = base64.encodebytes(random.randbytes(3500)).decode()
                second = "Content-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\n" + data
            kind = "alternative" if i % 3 == 1 else "mixed"
            mail = head + "Content-Type: multipart/%s; boundary=b1\n\n--b1\n%s\n--b1\n%s\n--b1--\n" % (kind, plain, second)
        open("%s/eml/%04d.eml" % (folder, i), "w").write(mail)
        mbox.write("From ben@acme.example Mon Jan  5 10:00:00 2026\n" + mail.rstrip("\n") + "\n\n")
PYTHON

cpu_of() {  # cpu_of COMMAND...: sets `cpu` to the seconds that it took of all cores
  local TIMEFORMAT='%U %S'
  { time "$@" >"$folder/out" 2>"$folder/err"; } 2>"$folder/cpu" || { cat "$folder/err" >&2; die "$1 failed"; }
  cpu=$(awk '{ print $1 + $2 }' "$folder/cpu")
}
inbound_ours() {
  rm -rf "$folder/ours"
  mkdir "$folder/ours"
  export DATABASE_URL=sqlite:$folder/ours/db STATE_DIR=$folder/ours OUTBOX_DIR=$folder/ours/outbox LOG_LEVEL=error
  cpu_of "$program" import mail --answer "$folder/mails" --json
  added=$(jq -r .mail.added "$folder/out")
  [ "$added" = $count ] || die "ours took $added of $count mails: $(cat "$folder/out")"
  rate=$(awk -v n=$count -v s="$cpu" 'BEGIN { printf "%.6g", n / s }')
}
inbound_floor() {
  rm -f "$folder"/floor*
  read -r rate mails rows hits < <("$inbound" "$folder/mails" "$folder/reference" "$folder/patterns" "$folder/floor")
  [ "$mails" = $count ] || die "the floor saw $mails of $count mails"
}
inbound_node() { read -r rate texts < <("$node" build/bench/mailparser/parse.mjs "$folder/eml"); }

inbound_ours
sqlite3 "$folder/ours/db" "VACUUM INTO '$folder/reference'"
drafts=$(sqlite3 "$folder/reference" 'SELECT count(*) FROM drafts')
install_peer mailparser
compare inbound_ours inbound_floor
row B1 "import $count mails of 10 KB" 'per CPU-s' 'bare GMime + RE2::Set + inserts' '>= 0.8' "drafts $drafts, rows of the floor $rows, hits $hits"
compare inbound_ours inbound_node
row B1 "import $count mails of 10 KB" 'per CPU-s' "Node's mailparser, parsing alone" '>= 15' "texts found $texts of 500"
