// Gmail's reading side: messages, threads, labels, history.
import { parseQuery } from "./gmail_query.mjs";
import { googleRefusal, invalid, notFound } from "./google_error.mjs";

const kFormats = ["minimal", "full", "raw", "metadata"];
const kHistoryTypes = {
  messageAdded: "messagesAdded",
  messageDeleted: "messagesDeleted",
  labelAdded: "labelsAdded",
  labelRemoved: "labelsRemoved",
};

/** The page of `all` that `pageToken` and `maxResults` ask for, and the next token. */
export function pageOf(call, all, { standard, most }) {
  const wanted = Number(call.query.get("maxResults") ?? standard);
  if (!Number.isInteger(wanted) || wanted < 0) throw invalid("Invalid value for maxResults");
  const token = call.query.get("pageToken");
  const start = token === null ? 0 : Number(/^p(\d+)$/.exec(token)?.[1] ?? NaN);
  if (Number.isNaN(start)) throw invalid("Invalid pageToken");
  const size = Math.min(wanted || standard, most);
  const next = start + size < all.length ? { nextPageToken: `p${start + size}` } : {};
  return { items: all.slice(start, start + size), next };
}

/** A message as Gmail shows it in a format. */
export function shown(message, format = "full", metadataHeaders = []) {
  const { id, threadId, labels, mail, at, historyId } = message;
  const base = {
    id,
    threadId,
    labelIds: [...labels],
    snippet: mail.snippet(),
    sizeEstimate: mail.raw.length,
    historyId: String(historyId),
    internalDate: String(at),
  };
  if (format === "minimal") return base;
  if (format === "raw") return { ...base, raw: mail.raw.toString("base64url") };
  const payload = mail.payload();
  if (format === "full") return { ...base, payload };
  const wanted = metadataHeaders.map((name) => name.toLowerCase());
  const headers = mail.headers.filter(
    ({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()),
  );
  return { ...base, payload: { partId: "", mimeType: payload.mimeType, headers } };
}

export function formatOf(call) {
  const format = (call.query.get("format") ?? "full").toLowerCase();
  if (!kFormats.includes(format)) throw invalid(`Invalid value at 'format': "${format}"`);
  return format;
}

/** What `q` asks for; 501 for words that the fake does not know. */
export function searchOf(q, now) {
  try {
    return parseQuery(q, now);
  } catch (error) {
    throw googleRefusal(501, `the fake cannot search so: ${error.message}`);
  }
}

/** Whether a search knows a message: what was only just added is missing for as long as the index lags. */
export function indexOf(call, gmail) {
  const lagMs = call.query.get("q") ? (call.fault("lag")?.ms ?? gmail.settings.search_lag_ms) : 0;
  const until = gmail.clock.now() - lagMs;
  return (message) => lagMs === 0 || message.addedAt <= until;
}

export class GmailMessages {
  constructor(gmail) {
    this.gmail = gmail;
    this.store = gmail.store;
  }

  #message(id) {
    const message = this.store.messages.get(id);
    if (message) return message;
    throw /^[0-9a-f]{1,16}$/.test(id) ? notFound() : invalid("Invalid id value");
  }

  /** GET messages: the newest first. What was only just added is missing from a search for as long as the index lags. */
  list(call) {
    const { test, anywhere } = searchOf(call.query.get("q") ?? "", this.gmail.clock.now());
    const labels = call.query.getAll("labelIds");
    const all =
      anywhere ||
      call.query.get("includeSpamTrash") === "true" ||
      labels.some((l) => ["TRASH", "SPAM"].includes(l));
    const isIndexed = indexOf(call, this.gmail);
    const found = this.store
      .newestFirst()
      .filter(
        (message) =>
          isIndexed(message) &&
          (all || !(message.labels.has("TRASH") || message.labels.has("SPAM"))) &&
          labels.every((label) => message.labels.has(label)) &&
          test(message),
      );
    const { items, next } = pageOf(call, found, { standard: 100, most: 500 });
    const messages = items.map(({ id, threadId }) => ({ id, threadId }));
    return { body: { ...(messages.length ? { messages } : {}), ...next, resultSizeEstimate: found.length } };
  }

  get(call) {
    const format = formatOf(call);
    return { body: shown(this.#message(call.params.id), format, call.query.getAll("metadataHeaders")) };
  }

  modify(call) {
    const message = this.#message(call.params.id);
    const { addLabelIds = [], removeLabelIds = [] } = call.json();
    const unknown = [...addLabelIds, ...removeLabelIds].find((label) => !this.store.labels.has(label));
    if (unknown !== undefined) throw invalid(`Invalid label: ${unknown}`);
    this.store.relabel(message, addLabelIds, removeLabelIds);
    call.effect = "labels_changed";
    this.gmail.watching.changed(message);
    return { body: { id: message.id, threadId: message.threadId, labelIds: [...message.labels] } };
  }

  createLabel(call) {
    const { name } = call.json();
    if (!name) throw invalid("Invalid label name");
    if ([...this.store.labels.values()].some((label) => label.name.toLowerCase() === name.toLowerCase())) {
      throw googleRefusal(409, "Label name exists or conflicts");
    }
    const label = { id: `Label_${this.store.labels.size + 1}`, name, type: "user" };
    this.store.labels.set(label.id, label);
    call.effect = "label_created";
    return { body: label };
  }

  thread(call) {
    const messages = this.store.thread(call.params.id);
    if (messages.length === 0) throw notFound();
    const format = formatOf(call);
    const headers = call.query.getAll("metadataHeaders");
    const historyId = String(Math.max(...messages.map((message) => message.historyId)));
    return {
      body: {
        id: call.params.id,
        historyId,
        messages: messages.map((message) => shown(message, format, headers)),
      },
    };
  }

  history(call) {
    const start = call.query.get("startHistoryId");
    if (!/^\d+$/.test(start ?? "")) throw invalid("Missing/invalid parameter: startHistoryId");
    const { oldestHistoryId, historyId } = this.store;
    const unknown = Number(start) < oldestHistoryId || Number(start) > historyId;
    if (call.fault("history_too_old") || unknown) throw notFound();
    const found = this.store.history.filter((row) => row.id > Number(start) && this.#wanted(row, call));
    const { items, next } = pageOf(call, found, { standard: 100, most: 500 });
    const history = items.map(({ id, change, entry }) => {
      const { id: messageId, threadId } = entry.message;
      return { id: String(id), messages: [{ id: messageId, threadId }], [change]: [entry] };
    });
    return { body: { ...(history.length ? { history } : {}), ...next, historyId: String(historyId) } };
  }

  #wanted({ change, labels }, call) {
    const types = call.query.getAll("historyTypes");
    const unknown = types.find((type) => !kHistoryTypes[type]);
    if (unknown !== undefined) throw invalid(`Invalid value at 'history_types': "${unknown}"`);
    const label = call.query.get("labelId");
    return (
      (types.length === 0 || types.some((type) => kHistoryTypes[type] === change)) &&
      (!label || labels.includes(label))
    );
  }
}
