// The verdict over a quarter, by the ledger alone and by what the program acknowledged: each rule that a mail broke, with the mail.
import { wrongTime } from "./calendar.mjs";

const kDay = 86_400_000;

const told = (mail) => `${new Date(mail.at).toISOString()} ${mail.mailbox} -> ${mail.to} "${mail.subject}"`;

/** All spellings of an address that the world knows are those of one mailbox. */
export const person = (address) => address.replace(/\+[^@]*@/, "@").toLowerCase();

/** The mails that overfill a window of `ms` that may hold `most`. */
function overfull(mails, most, ms) {
  return mails.filter((mail, i) => i >= most && mail.at - mails[i - most].at < ms);
}

function grouped(mails, key) {
  const groups = new Map();
  for (const mail of mails) {
    const name = key(mail);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(mail);
  }
  return groups;
}

/** Which step of the sequence it is, by the words that only that step has; null: none. */
export function stepOf(mail, steps) {
  return steps.find(({ mark }) => mail.text.includes(mark))?.step_id ?? null;
}

/**
 * `approved`: [{recipient, subject, body}] as the program acknowledged them. `stops`: [{kind, contact, stops: person|company|until, index, until}],
 * `index`: how many mails had left when the program had acknowledged it. `limits`: {day, gap_s, week}; `hours`: [from, to].
 */
export function judge({ mails, contacts, steps, approved, stops, limits, hours }) {
  const violations = [];
  const say = (rule, mail, more = "") => violations.push(`${rule}: ${told(mail)}${more && `, ${more}`}`);
  const known = new Map();
  for (const contact of contacts)
    for (const address of [contact.email, contact.email2].filter(Boolean)) known.set(person(address), contact);

  const texts = grouped(approved, (each) => `${person(each.recipient)}\n${each.subject}`);
  const seen = new Set();
  for (const mail of mails) {
    const contact = known.get(person(mail.to));
    if (!contact) {
      say("to a stranger", mail);
      continue;
    }
    const step = stepOf(mail, steps);
    if (!step) say("of no step", mail);
    const once = `${contact.contact_id} ${step}`;
    if (seen.has(once)) say("twice", mail, step ?? "");
    seen.add(once);
    if (/\{\{|\}\}/.test(mail.subject + mail.text)) say("with an unfilled field", mail);
    const wished = texts.get(`${person(mail.to)}\n${mail.subject}`) ?? [];
    if (!wished.some(({ body }) => mail.text.startsWith(body.trimEnd()))) say("not as approved", mail);
    const wrong = wrongTime(mail.at, contact.country, ...hours);
    if (wrong) say("at the wrong time", mail, wrong);
    if (mail.from !== mail.mailbox) say("from another mailbox", mail, mail.from);
  }

  for (const [mailbox, group] of grouped(mails, (mail) => mail.mailbox)) {
    for (const mail of overfull(group, limits.day, kDay)) say("over the mailbox's day", mail, mailbox);
    if (limits.gap_s > 0)
      for (const mail of overfull(group, 1, limits.gap_s * 1000)) say("within the gap", mail, mailbox);
  }
  for (const [, group] of grouped(mails, (mail) => known.get(person(mail.to))?.contact_id ?? mail.to)) {
    for (const mail of overfull(group, limits.week, 7 * kDay)) say("over the contact's week", mail);
    for (const mail of group.filter(({ mailbox }) => mailbox !== group[0].mailbox))
      say("from a second mailbox", mail, `before from ${group[0].mailbox}`);
  }

  for (const stop of stops) {
    const isMeant = (mail) => {
      const contact = known.get(person(mail.to));
      if (!contact || mail.index < stop.index) return false;
      if (stop.stops === "company") return contact.domain === stop.contact.domain;
      if (contact.contact_id !== stop.contact.contact_id) return false;
      return stop.stops === "person" || new Date(mail.at).toISOString().slice(0, 10) <= stop.until;
    };
    for (const mail of mails.filter(isMeant)) say(`after ${stop.kind}`, mail, `stored before mail ${stop.index}`);
  }
  return violations;
}

/** Contacts who got fewer mails than the sequence has, and of whom the program says no reason. `reasons`: contact_id -> words. */
export function unexplained({ mails, contacts, steps, reasons }) {
  const got = new Map();
  for (const mail of mails) got.set(person(mail.to), (got.get(person(mail.to)) ?? 0) + 1);
  return contacts
    .filter(({ email, contact_id }) => (got.get(person(email)) ?? 0) < steps.length && !reasons.get(contact_id))
    .map(({ contact_id, email }) => `not explained: ${contact_id} got ${got.get(person(email)) ?? 0} of ${steps.length}`);
}

/** Plan and outbox, mail for mail. `plan`: the simulator's send lines. */
export function compare({ plan, mails, bodies, sha256 }) {
  const name = (at, mailbox, to, subject, body) => `${new Date(at).toISOString()} ${mailbox} ${to} "${subject}" ${body.slice(0, 12)}`;
  const planned = plan.map((line) =>
    name(Date.parse(line.at), line.mailbox.toLowerCase(), line.recipient.toLowerCase(), line.subject, line.body_sha256),
  );
  const left = mails.map((mail) => {
    const body = (bodies.get(`${mail.to}\n${mail.subject}`) ?? []).find((each) => mail.text.startsWith(each.trimEnd()));
    return name(mail.at, mail.mailbox, mail.to, mail.subject, body === undefined ? "no such body" : sha256(body));
  });
  const ofPlan = new Set(planned);
  const ofOutbox = new Set(left);
  return [
    ...planned.filter((each) => !ofOutbox.has(each)).map((each) => `planned, but did not leave so: ${each}`),
    ...left.filter((each) => !ofPlan.has(each)).map((each) => `left, but is not planned so: ${each}`),
    ...(planned.length !== left.length ? [`${planned.length} planned, ${left.length} left`] : []),
  ];
}
