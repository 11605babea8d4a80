// Gmail's writing side: drafts and sending. There is no idempotency key: what is sent twice leaves twice, and the ledger
// says so. A draft that was sent is gone (404), and the sent message has an id of its own.
import { randomBytes } from "node:crypto";
import { formatOf, indexOf, pageOf, searchOf, shown } from "./gmail_messages.mjs";
import { googleRefusal, invalid, notFound } from "./google_error.mjs";
import { Mail, addressesOf, faultOfMail, replaceHeader, sha256, withHeaders } from "./mail.mjs";

const kLargestMail = 36_700_160; // the discovery document's maxSize of an upload
const kTopLevel = /^multipart\/related\s*;.*boundary="?([^";]+)"?/i;

/** Strict base64url, with or without its padding; Gmail takes the standard alphabet too. */
function fromBase64(text) {
  if (
    typeof text !== "string" ||
    !/^[A-Za-z0-9_+/-]*={0,2}$/.test(text) ||
    text.replace(/=+$/, "").length % 4 === 1
  ) {
    throw invalid("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed");
  }
  return Buffer.from(text, "base64");
}

/** The two parts of a multipart/related upload: the JSON and the mail. */
function multipartUpload(call) {
  const boundary = kTopLevel.exec(call.headers["content-type"])?.[1];
  const text = call.body.toString("latin1");
  const pieces = boundary ? text.split(`--${boundary}`).slice(1, -1) : [];
  if (pieces.length !== 2) throw googleRefusal(400, "Malformed multipart body.", { reason: "badContent" });
  const [json, mail] = pieces.map((piece) => {
    const at = /\r?\n\r?\n/.exec(piece);
    return Buffer.from(at ? piece.slice(at.index + at[0].length).replace(/\r?\n$/, "") : "", "latin1");
  });
  return { json: JSON.parse(json.toString("utf8") || "{}"), raw: mail };
}

export class GmailSending {
  constructor(gmail) {
    this.gmail = gmail;
    this.store = gmail.store;
  }

  /** {raw, threadId, id} of a body in any of the three ways in; `draft` says whether the message stands in a Draft. */
  #given(call, draft) {
    if (call.path.startsWith("/upload/")) return this.#uploaded(call, draft);
    const json = call.json();
    const message = draft ? json.message : json;
    const raw = message?.raw === undefined ? null : fromBase64(message.raw);
    return { raw, threadId: message?.threadId ?? null, id: json.id };
  }

  #uploaded(call, draft) {
    const kind = call.query.get("uploadType");
    if (kind === "media" && call.contentType() === "message/rfc822")
      return { raw: call.body, threadId: null };
    if (kind !== "multipart")
      throw googleRefusal(400, "Unsupported uploadType or media type.", { reason: "badRequest" });
    const { json, raw } = multipartUpload(call);
    return { raw, threadId: (draft ? json.message : json)?.threadId ?? null, id: json.id };
  }

  /** The thread that was asked for: a malformed id is refused, an unknown one is not found. */
  #checkThread(threadId) {
    if (threadId === null) return;
    if (!/^[0-9a-f]{1,16}$/.test(threadId)) throw invalid("Invalid thread_id value");
    if (this.store.thread(threadId).length === 0) throw notFound();
  }

  #checkMail(raw) {
    if (raw === null || raw.length === 0)
      throw invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
    if (raw.length > kLargestMail) throw googleRefusal(413, "Request Entity Too Large");
    const fault = faultOfMail(raw);
    if (fault) throw invalid(fault);
  }

  /** A draft may lack its recipients; all else that a mail needs is looked at now. */
  createDraft(call) {
    const { raw, threadId } = this.#given(call, true);
    this.#checkThread(threadId);
    const bytes = raw ?? Buffer.from("\r\n");
    const fault = faultOfMail(bytes);
    if (raw && fault && fault !== "Recipient address required") throw invalid(fault);
    const { draftId, message } = this.store.addDraft(bytes, threadId);
    call.effect = "draft_created";
    const { id, labels } = message;
    return { body: { id: draftId, message: { id, threadId: message.threadId, labelIds: [...labels] } } };
  }

  #draft(draftId) {
    const message = this.store.messages.get(this.store.drafts.get(draftId));
    if (!message) throw notFound();
    return message;
  }

  getDraft(call) {
    const message = this.#draft(call.params.id);
    return { body: { id: call.params.id, message: shown(message, formatOf(call)) } };
  }

  listDrafts(call) {
    const q = this.gmail.settings.drafts_search_finds_all ? "" : (call.query.get("q") ?? "");
    const { test } = searchOf(q, this.gmail.clock.now());
    const isIndexed = indexOf(call, this.gmail);
    const fits = (message) => isIndexed(message) && test(message);
    const found = [...this.store.drafts].reverse().filter(([, id]) => fits(this.store.messages.get(id)));
    const { items, next } = pageOf(call, found, { standard: 100, most: 500 });
    const drafts = items.map(([id, messageId]) => {
      return { id, message: { id: messageId, threadId: this.store.messages.get(messageId).threadId } };
    });
    return {
      body: { ...(drafts.length ? { drafts } : {}), ...next, resultSizeEstimate: found.length },
    };
  }

  deleteDraft(call) {
    this.#draft(call.params.id);
    this.store.removeDraft(call.params.id);
    call.effect = "draft_deleted";
    return { status: 204 };
  }

  /** POST drafts/send {id}: the draft's bytes leave, unless the call brings newer ones, and the draft is gone. */
  sendDraft(call) {
    const { id: draftId, raw } = this.#given(call, true);
    if (!draftId) throw invalid("Missing draft id");
    const draft = this.#draft(draftId);
    const bytes = raw ?? draft.mail.raw;
    this.#checkMail(bytes);
    const threadId = draft.wantedThreadId ?? null;
    this.store.removeDraft(draftId);
    return this.#leave(call, bytes, { threadId, draftId });
  }

  /** The person finds a draft in Gmail and presses "send" there: {id}, or whichever lies there. No call of ours takes part. */
  sendByHand(call) {
    const draftId = call.json().id ?? [...this.store.drafts.keys()].at(-1);
    if (draftId === undefined) return {};
    const draft = this.#draft(draftId);
    this.store.removeDraft(draftId);
    const threadId = draft.wantedThreadId ?? null;
    return this.#leave(call, draft.mail.raw, { threadId, draftId, by: "hand" }).body;
  }

  sendMessage(call) {
    const { raw, threadId } = this.#given(call, false);
    this.#checkThread(threadId);
    this.#checkMail(raw);
    return this.#leave(call, raw, { threadId, draftId: null });
  }

  #leave(call, raw, { threadId, draftId, by = "call" }) {
    const stored = this.#stamped(call, raw);
    const sent = new Mail(stored);
    const to = ["To", "Cc", "Bcc"].flatMap((name) => addressesOf(sent.header(name)));
    const own = to.includes(this.gmail.settings.address.toLowerCase()) ? ["INBOX", "UNREAD"] : [];
    const message = this.store.add(stored, ["SENT", ...own], { threadId });
    call.effect = "mail_sent";
    this.gmail.ledger.add("delivery", {
      by,
      message_id: message.id,
      thread_id: message.threadId,
      draft_id: draftId,
      rfc_message_id: new Mail(raw).header("Message-ID"),
      stored_rfc_message_id: sent.header("Message-ID"),
      sha256: sha256(raw),
      stored_sha256: sha256(stored),
      from: sent.header("From"),
      to,
    });
    this.gmail.watching.changed(message);
    return { body: { id: message.id, threadId: message.threadId, labelIds: [...message.labels] } };
  }

  /** What Gmail does to the bytes: a Received line, its own Message-ID and From where ours are missing or not its own. */
  #stamped(call, raw) {
    const { address, rewrite_message_id, keep_original_message_id } = this.gmail.settings;
    const own = `<CA${randomBytes(24).toString("base64url")}@mail.gmail.com>`;
    const mail = new Mail(raw);
    let bytes = raw;
    if (mail.header("Message-ID") === null) bytes = withHeaders(bytes, [`Message-ID: ${own}`]);
    else if (rewrite_message_id || call.fault("rewrite_message_id")) {
      const kept = keep_original_message_id ? "X-Google-Original-Message-ID" : "X-Fake-Lost-Message-ID";
      bytes = replaceHeader(bytes, "Message-ID", own, kept);
    }
    const from = addressesOf(mail.header("From"))[0];
    if (from === undefined) bytes = withHeaders(bytes, [`From: ${address}`]);
    else if (from !== address.toLowerCase())
      bytes = replaceHeader(bytes, "From", address, "X-Google-Original-From");
    const date = new Date(this.gmail.clock.now()).toUTCString().replace("GMT", "+0000");
    if (mail.header("Date") === null) bytes = withHeaders(bytes, [`Date: ${date}`]);
    return withHeaders(bytes, [
      `Received: from 1018260153209 named unknown by gmailapi.google.com with HTTPREST; ${date}`,
    ]);
  }
}
