// Gmail's search words, as far as a connector uses them. A word that is not known here is refused loudly, never guessed.
import { addressesOf } from "./mail.mjs";

const kDay = 86_400_000;
const kSpan = { d: kDay, m: 30 * kDay, y: 365 * kDay };
const kPlaces = {
  sent: "SENT",
  inbox: "INBOX",
  drafts: "DRAFT",
  draft: "DRAFT",
  trash: "TRASH",
  spam: "SPAM",
};

/** An instant in ms from seconds since 1970 or YYYY/MM/DD (midnight, here in UTC). */
function instant(text) {
  if (/^\d{9,}$/.test(text)) return Number(text) * 1000;
  const day = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(text);
  if (!day) throw new RangeError(`"${text}" is neither seconds nor YYYY/MM/DD`);
  return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
}

function span(text) {
  const match = /^(\d+)([dmy])$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a number of d, m or y`);
  return Number(match[1]) * kSpan[match[2]];
}

const holds = (value, word) => (value ?? "").toLowerCase().includes(word.toLowerCase());
const bare = (id) => id.replace(/^<|>$/g, "");

/** Operator -> (what stands after the colon, now) -> predicate of a message. */
const kOperators = {
  rfc822msgid:
    (id) =>
    ({ mail }) =>
      bare(mail.header("Message-ID") ?? "") === bare(id),
  in: (place) => {
    if (place === "anywhere") return () => true;
    if (!kPlaces[place]) throw new RangeError(`in:${place} is not known to the fake`);
    return ({ labels }) => labels.has(kPlaces[place]);
  },
  is: (state) => {
    if (!["unread", "read", "starred"].includes(state))
      throw new RangeError(`is:${state} is not known to the fake`);
    return ({ labels }) => (state === "read" ? !labels.has("UNREAD") : labels.has(state.toUpperCase()));
  },
  label:
    (name) =>
    ({ labels }) =>
      labels.has(name) || labels.has(name.toUpperCase()),
  from:
    (word) =>
    ({ mail }) =>
      holds(mail.header("From"), word),
  to:
    (word) =>
    ({ mail }) =>
      ["To", "Cc", "Bcc"].some((name) => addressesOf(mail.header(name)).some((a) => holds(a, word))),
  subject:
    (word) =>
    ({ mail }) =>
      holds(mail.header("Subject"), word),
  after:
    (text) =>
    ({ at }) =>
      at >= instant(text),
  before:
    (text) =>
    ({ at }) =>
      at < instant(text),
  newer_than:
    (text, now) =>
    ({ at }) =>
      at >= now - span(text),
  older_than:
    (text, now) =>
    ({ at }) =>
      at < now - span(text),
};

function predicate(term, now) {
  const parts = /^(-?)(?:([a-z0-9_]+):)?(?:"([^"]*)"|(.*))$/s.exec(term);
  const [, minus, operator, quoted, plain] = parts;
  const word = quoted ?? plain;
  if (operator && !kOperators[operator])
    throw new RangeError(`the search word ${operator}: is not known to the fake`);
  const test = operator
    ? kOperators[operator](word, now)
    : ({ mail }) => holds(mail.raw.toString("utf8"), word);
  return minus ? (message) => !test(message) : test;
}

/** {test, anywhere}: whether a message is meant, and whether trash and spam are. Throws RangeError. */
export function parseQuery(q, now) {
  const terms = q.match(/-?(?:[a-z0-9_]+:)?(?:"[^"]*"|[^\s"]+)/g) ?? [];
  const tests = terms.map((term) => predicate(term, now));
  const anywhere = terms.some((term) => /^(in:(anywhere|trash|spam)|rfc822msgid:)/.test(term));
  return { test: (message) => tests.every((test) => test(message)), anywhere };
}
