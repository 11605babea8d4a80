// What a Gmail account keeps: messages, threads, labels, drafts and the history of their changes. No HTTP in here.
import { Mail, baseSubject, idsOf } from "./mail.mjs";

const kSystemLabels = [
  "INBOX",
  "SENT",
  "DRAFT",
  "TRASH",
  "SPAM",
  "UNREAD",
  "STARRED",
  "IMPORTANT",
  "CHAT",
  "CATEGORY_PERSONAL",
  "CATEGORY_SOCIAL",
  "CATEGORY_PROMOTIONS",
  "CATEGORY_UPDATES",
  "CATEGORY_FORUMS",
];

const namedBy = (mail) => [...idsOf(mail.header("References")), ...idsOf(mail.header("In-Reply-To"))];

export class MailboxStore {
  constructor(clock) {
    this.clock = clock;
    this.clear();
  }

  clear() {
    this.messages = new Map(); // id -> message, in the order of arrival
    this.threads = new Map(); // thread id -> its messages, a Set
    this.threadsByRfcId = new Map(); // Message-ID -> the thread that had it last
    this.drafts = new Map(); // draft id -> message id
    this.labels = new Map(kSystemLabels.map((id) => [id, { id, name: id, type: "system" }]));
    this.history = [];
    this.historyId = 1_000;
    this.oldestHistoryId = 1_000;
    this.counter = 0;
  }

  /** A 16-digit hexadecimal id, in the order of arrival. */
  #newId() {
    this.counter += 1;
    return (0x19c0000000000000n + BigInt(this.counter) * 0x10001n).toString(16);
  }

  #note(change, message, extra = {}) {
    this.historyId += 7; // Gmail's ids grow, with gaps
    message.historyId = this.historyId;
    const { id, threadId } = message;
    const entry = { message: { id, threadId, labelIds: [...message.labels] }, ...extra };
    this.history.push({ id: this.historyId, change, entry, labels: [...message.labels] });
  }

  /** Puts a mail in: its thread as `threadFor` says, or the one given. */
  add(raw, labels, { threadId = null, at = this.clock.now() } = {}) {
    const mail = new Mail(raw);
    const id = this.#newId();
    const message = { id, mail, labels: new Set(labels), at, addedAt: this.clock.now() };
    message.threadId = this.fits(threadId, mail) ? threadId : (this.threadFor(mail) ?? id);
    this.#index(message);
    this.#note("messagesAdded", message);
    return message;
  }

  #index(message) {
    this.messages.set(message.id, message);
    if (!this.threads.has(message.threadId)) this.threads.set(message.threadId, new Set());
    this.threads.get(message.threadId).add(message);
    for (const rfcId of idsOf(message.mail.header("Message-ID")))
      this.threadsByRfcId.set(rfcId, message.threadId);
  }

  /** A draft keeps the thread that it asked for even when its subject does not fit yet; sending judges it anew. */
  addDraft(raw, threadId) {
    const message = this.add(raw, ["DRAFT"], { threadId });
    const draftId = `r${(0x4000000000000000n + BigInt(this.counter) * 7919n).toString()}`;
    message.wantedThreadId = threadId;
    this.drafts.set(draftId, message.id);
    return { draftId, message };
  }

  /** Takes a message away, as sending takes the draft's. */
  remove(id) {
    const message = this.messages.get(id);
    this.messages.delete(id);
    this.threads.get(message.threadId).delete(message);
    this.#note("messagesDeleted", message);
  }

  removeDraft(draftId) {
    this.remove(this.drafts.get(draftId));
    this.drafts.delete(draftId);
  }

  relabel(message, add, remove) {
    const added = add.filter((label) => !message.labels.has(label));
    const removed = remove.filter((label) => message.labels.has(label));
    added.forEach((label) => message.labels.add(label));
    if (added.length > 0) this.#note("labelsAdded", message, { labelIds: added });
    removed.forEach((label) => message.labels.delete(label));
    if (removed.length > 0) this.#note("labelsRemoved", message, { labelIds: removed });
  }

  thread(threadId) {
    return [...(this.threads.get(threadId) ?? [])];
  }

  /** Whether a mail may join that thread: it exists, the subject is the same and the headers name one of its messages. */
  fits(threadId, mail) {
    const others = this.thread(threadId);
    const ids = new Set(others.flatMap(({ mail: other }) => idsOf(other.header("Message-ID"))));
    const subject = baseSubject(mail.header("Subject"));
    return (
      namedBy(mail).some((id) => ids.has(id)) &&
      others.some(({ mail: other }) => baseSubject(other.header("Subject")) === subject)
    );
  }

  /** The thread that a mail belongs to by its headers and subject, or null. */
  threadFor(mail) {
    const candidates = new Set(namedBy(mail).map((id) => this.threadsByRfcId.get(id)));
    return [...candidates].find((threadId) => this.fits(threadId, mail)) ?? null;
  }

  /** The newest first. */
  newestFirst() {
    return [...this.messages.values()].reverse();
  }

  /** Forgets the history up to now: an older startHistoryId then answers 404. */
  forgetHistory() {
    this.history = [];
    this.oldestHistoryId = this.historyId;
  }
}
