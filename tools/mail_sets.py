"""The development sets, and the program that judges them: what tools/accuracy and tools/train_relevance share.

The sets lie in ../shared/data (or $SA_DATA); their README says who labelled them. Their rows never enter this repository.
"""
import base64
import email.header
import hashlib
import json
import os
import pathlib
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = pathlib.Path(os.environ.get("SA_DATA", ROOT.parent / "shared" / "data"))

absent = []  # names of sets that are not there


def rows_of(name):
    """The rows of a manifest; none, said aloud, when it is not there."""
    path = DATA / name
    if not path.exists():
        absent.append(name)
        return []
    with path.open(encoding="utf-8") as file:
        return [dict(json.loads(line), folder=path.parent) for line in file]


def as_mail(text, subject="", sender="", date="2026-01-05T10:00:00Z", html=False, headers=None):
    """A text as the mail in which it would arrive."""
    at = time.strptime(date, "%Y-%m-%dT%H:%M:%SZ")
    fields = {
        "From": sender or "Jo Doe <jo@example.com>",
        "To": "rep@ours.example",
        "Subject": email.header.Header(subject or "Re: our talk", "utf-8").encode(),
        "Date": time.strftime("%a, %d %b %Y %H:%M:%S +0000", at),
        "Message-ID": "<" + hashlib.sha256((text + subject).encode()).hexdigest()[:24] + "@example.com>",
        "MIME-Version": "1.0",
        "Content-Type": f"text/{'html' if html else 'plain'}; charset=utf-8",
        "Content-Transfer-Encoding": "base64",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return head + "\n" + base64.encodebytes(text.encode()).decode()


def mail_of(row):
    """A reply as it would come in; the tests of the sources gave some rows header fields."""
    headers = row.get("headers") or {}
    return as_mail(row["text"], row.get("subject", ""), row.get("from", ""), row.get("now", "2026-01-05T10:00:00Z"), headers=headers)


class Program:
    """`sales-agent analyze`, with the program's rules or those of another folder."""

    def __init__(self, path, policy_dir=None):
        self.path = path
        self.environment = dict(os.environ, **({"POLICY_DIR": str(policy_dir)} if policy_dir else {}))

    def analyze(self, *paths, stdin=None, flags=()):
        """Its lines for these paths (or for standard input), in order."""
        done = subprocess.run([self.path, "analyze", *flags, *map(str, paths)], input=stdin, capture_output=True, check=True,
                              env=self.environment)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def analyze_texts(self, mails, flags=()):
        """One mbox through standard input."""
        mbox = "".join(f"From x@example.com Mon Jan  5 10:00:00 2026\n{mail}\n" for mail in mails)
        lines = self.analyze("-", stdin=mbox.encode(), flags=flags)
        assert len(lines) == len(mails), (len(lines), len(mails))
        return lines
