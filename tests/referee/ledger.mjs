// What left: the mails in the Maildirs of the outbox, in the order in which they were found. Nothing else is believed about what was sent.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** "=?utf-8?Q?...?=" and "=?utf-8?B?...?=" in words. */
function decodeWords(text) {
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?[^?]+\?([QqBb])\?([^?]*)\?=/g, (_, kind, words) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(words, "base64").toString()
        : quotedPrintable(words.replace(/_/g, " ")),
    );
}

function quotedPrintable(text) {
  const bytes = text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

function decodeBody(body, encoding) {
  const kind = encoding.toLowerCase();
  if (kind === "base64") return Buffer.from(body, "base64").toString();
  return kind === "quoted-printable"
    ? quotedPrintable(Buffer.from(body).toString("latin1"))
    : body;
}

/** {header(name), text}: `text` is the first text/plain part, with LF. */
export function parseMail(raw) {
  const cut = raw.search(/\r?\n\r?\n/);
  const headers = raw.slice(0, cut).replace(/\r?\n[ \t]+/g, " ");
  const header = (name) =>
    decodeWords(new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, "im").exec(headers)?.[1].trim() ?? "");
  const body = raw.slice(cut).replace(/^\r?\n\r?\n/, "");
  const boundary = /boundary="?([^";]+)"?/i.exec(header("Content-Type"))?.[1];
  if (!boundary) {
    const text = decodeBody(body, header("Content-Transfer-Encoding"));
    return { header, text: text.replace(/\r\n/g, "\n") };
  }
  const parts = body.split(`--${boundary}`).slice(1).map((part) => parseMail(part.replace(/^\r?\n/, "")));
  const plain = parts.find((part) => /^text\/plain/i.test(part.header("Content-Type"))) ?? parts[0];
  return { header, text: plain?.text ?? "" };
}

const addressOf = (field) => (/<([^>]+)>/.exec(field)?.[1] ?? field).trim().toLowerCase();

export class Ledger {
  /** `boxes`: address -> folder of its Maildir. */
  constructor(boxes) {
    this.boxes = boxes;
    this.seen = new Set();
    this.mails = [];
  }

  /** The mails that came since the last look, oldest first by their Date; appended to `mails`. */
  look() {
    const found = [];
    for (const [mailbox, folder] of this.boxes) {
      let names = [];
      try {
        names = readdirSync(join(folder, "new"));
      } catch {
        continue; // nothing has left from it yet
      }
      for (const name of names) {
        const file = join(folder, "new", name);
        if (this.seen.has(file)) continue;
        this.seen.add(file);
        const mail = parseMail(readFileSync(file, "latin1"));
        found.push({
          file,
          mailbox,
          from: addressOf(mail.header("From")),
          to: addressOf(mail.header("To")),
          at: Date.parse(mail.header("Date")),
          subject: mail.header("Subject"),
          message_id: mail.header("Message-ID"),
          unsubscribe: /<(http[^>]+)>/.exec(mail.header("List-Unsubscribe"))?.[1] ?? "",
          text: mail.text,
        });
      }
    }
    found.sort((a, b) => a.at - b.at || (a.to < b.to ? -1 : 1));
    for (const mail of found) this.mails.push({ ...mail, index: this.mails.length });
    return this.mails.slice(this.mails.length - found.length);
  }
}
