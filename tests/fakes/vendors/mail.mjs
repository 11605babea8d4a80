// As much of RFC 5322 and MIME as Gmail shows through its API: headers, addresses, the tree of parts, and what is malformed.
import { createHash } from "node:crypto";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** {headers: [{name, value}], body}: unfolded, in their order; raw bytes as UTF-8. */
function split(raw) {
  const text = raw.toString("latin1");
  const end = /\r?\n\r?\n/.exec(text);
  const head = raw.subarray(0, end ? end.index : raw.length).toString("utf8");
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = lines
    .filter((line) => line.includes(":"))
    .map((line) => {
      const at = line.indexOf(":");
      return { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
    });
  return { headers, body: raw.subarray(end ? end.index + end[0].length : raw.length) };
}

const find = (headers, name) =>
  headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value ?? null;
const parameter = (value, name) =>
  new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, "i").exec(value ?? "");

/** The bare addresses of an address list, in lower case. Quoted names and comments are stepped over. */
export function addressesOf(value) {
  const plain = (value ?? "").replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/\([^()]*\)/g, "");
  return [...plain.matchAll(/[^\s<>,;:"]+@[^\s<>,;:"]+/g)].map((match) => match[0].toLowerCase());
}

/** The ids of a References or In-Reply-To line. */
export const idsOf = (value) => (value ?? "").match(/<[^<>\s]+>/g) ?? [];

/** The subject without its Re:/Fwd:, as threads compare it. */
export const baseSubject = (value) =>
  (value ?? "")
    .replace(/^(\s*(re|fwd?|aw|sv)\s*:)+/i, "")
    .trim()
    .toLowerCase();

export class Mail {
  constructor(raw) {
    this.raw = raw;
    Object.assign(this, split(raw));
  }

  header(name) {
    return find(this.headers, name);
  }

  /** Its parts as Gmail's MessagePart; bodies in base64url. */
  payload() {
    return partOf(this.headers, this.body, "");
  }

  snippet() {
    const text = textOf(this.payload());
    return text.replace(/\s+/g, " ").trim().slice(0, 200);
  }
}

function decoded(headers, body) {
  const encoding = (find(headers, "Content-Transfer-Encoding") ?? "").toLowerCase();
  if (encoding === "base64") return Buffer.from(body.toString("latin1"), "base64");
  if (encoding !== "quoted-printable") return body;
  const text = body.toString("latin1").replace(/=\r?\n/g, "");
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  );
}

function partOf(headers, body, partId) {
  const type = find(headers, "Content-Type") ?? "text/plain";
  const mimeType = type.split(";")[0].trim().toLowerCase();
  const filename = parameter(find(headers, "Content-Disposition"), "filename") ?? parameter(type, "name");
  const part = { partId, mimeType, filename: filename?.[1] ?? filename?.[2] ?? "", headers };
  const boundary = parameter(type, "boundary");
  if (!mimeType.startsWith("multipart/") || !boundary) {
    const data = decoded(headers, body);
    return { ...part, body: { size: data.length, data: data.toString("base64url") } };
  }
  const pieces = body
    .toString("latin1")
    .split(`--${boundary[1] ?? boundary[2]}`)
    .slice(1);
  const inner = pieces.filter((piece) => !piece.startsWith("--"));
  const parts = inner.map((piece, at) => {
    const mail = split(Buffer.from(piece.replace(/^\r?\n/, "").replace(/\r?\n$/, ""), "latin1"));
    return partOf(mail.headers, mail.body, partId === "" ? String(at) : `${partId}.${at}`);
  });
  return { ...part, body: { size: 0 }, parts };
}

function textOf(part) {
  if (part.parts) return part.parts.map(textOf).find((text) => text !== "") ?? "";
  return part.mimeType === "text/plain" ? Buffer.from(part.body.data, "base64url").toString("utf8") : "";
}

/** What is wrong with a mail that is to be sent, in a sentence; null when nothing is. */
export function faultOfMail(raw) {
  const text = raw.toString("latin1");
  if (/(^|[^\r])\n/.test(text) || /\r(?!\n)/.test(text)) return "Bare CR or LF in the message";
  const head = text.split("\r\n\r\n")[0];
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const bad = lines.findIndex((line) => !/^[\x21-\x39\x3b-\x7e]+:/.test(line));
  if (bad >= 0) return `Line ${bad + 1} of the header is no header field`;
  const mail = new Mail(raw);
  const once = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"];
  const twice = once.find(
    (name) => mail.headers.filter((one) => one.name.toLowerCase() === name.toLowerCase()).length > 1,
  );
  if (twice) return `More than one ${twice} header`;
  const recipients = ["To", "Cc", "Bcc"].flatMap((name) => addressesOf(mail.header(name)));
  return recipients.length === 0 ? "Recipient address required" : null;
}

/** The bytes with the header fields of `lines` before them. */
export const withHeaders = (raw, lines) =>
  Buffer.concat([Buffer.from(lines.map((line) => `${line}\r\n`).join("")), raw]);

/** The bytes with header `name` renamed to `keptAs` and a new one of that name put in front. */
export function replaceHeader(raw, name, value, keptAs) {
  const text = raw.toString("latin1");
  const at = text.indexOf("\r\n\r\n");
  const end = at < 0 ? text.length : at;
  const head = text.slice(0, end).replace(new RegExp(`^${name}:`, "im"), `${keptAs}:`);
  return withHeaders(Buffer.from(head + text.slice(end), "latin1"), [`${name}: ${value}`]);
}
