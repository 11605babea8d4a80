// The people: who they are, and what they do about a mail. Written as people and their servers write; a seed decides who does what.
import { kCountries } from "./calendar.mjs";

const kNames = ["Ada", "Ben", "Chloé", "Dieter", "Emi", "Farid", "Grace", "Hana", "Ivo", "Jules", "Kenji", "Lena"];
const kDay = 86_400_000;

/** `count` contacts of five countries, three to a company. */
export function people(count) {
  const countries = Object.keys(kCountries);
  return Array.from({ length: count }, (_, i) => {
    const contact_id = `c${String(i).padStart(5, "0")}`;
    const company = Math.floor(i / 3);
    const first_name = kNames[i % kNames.length];
    const domain = `firm-${company}.example`;
    return {
      contact_id,
      first_name,
      email: `p${i}@${domain}`,
      email2: i % 4 === 0 ? `p${i}@private-${i}.example` : "",
      country: countries[company % countries.length],
      company: `Firm ${company}`,
      domain,
    };
  });
}

export function contactList(contacts) {
  const columns = ["contact_id", "first_name", "email", "email2", "country", "timezone", "company"];
  const rows = contacts.map((each) =>
    columns.map((name) => (name === "timezone" ? kCountries[each.country] : each[name])).join(","),
  );
  return `${columns.join(",")}\n${rows.join("\n")}\n`;
}

// ------------------------------------------------------------------------------------------------ what they write

const kReplies = [
  "Hi,\n\nthanks, that sounds interesting. Could you send me a price for 40 sites?\n\nBest\n",
  "Guten Tag,\n\nvielen Dank für Ihre Nachricht. Können wir nächste Woche telefonieren?\n\nViele Grüße\n",
  "Bonjour,\n\nmerci pour votre message. Je transmets à mon collègue des achats.\n\nCordialement\n",
  "Thanks, but we have just signed with somebody else.\n",
];
/** As real people put it, in twelve languages. */
const kOptOuts = [
  "Please remove me from your list.",
  "Bitte nehmen Sie mich aus Ihrem Verteiler.",
  "Merci de me retirer de votre liste de diffusion.",
  "Por favor, elimínenme de su lista de correo.",
  "Vi prego di cancellarmi dalla vostra mailing list.",
  "Por favor, retirem-me da vossa lista de e-mails.",
  "Gelieve mij van uw mailinglijst te verwijderen.",
  "Proszę usunąć mnie z listy mailingowej.",
  "Ta bort mig från er e-postlista, tack.",
  "Fjern mig venligst fra jeres mailingliste.",
  "Poistakaa minut postituslistaltanne.",
  "配信を停止してください。",
];

const kFolded = /[^\x20-\x7e]/;
const word = (text) => (kFolded.test(text) ? `=?utf-8?B?${Buffer.from(text).toString("base64")}?=` : text);

let serial = 0;
const newId = () => `<referee-${++serial}@people.example>`;

function mail({ from, name = "", to, at, subject, text, headers = [] }) {
  return [
    `From: ${name ? `${word(name)} ` : ""}<${from}>`,
    `To: <${to}>`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    `Subject: ${word(subject)}`,
    `Message-ID: ${newId()}`,
    ...headers,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    text,
  ].join("\n");
}

const inThread = (sent) => [`In-Reply-To: ${sent.message_id}`, `References: ${sent.message_id}`];
const quoted = (sent) => `\nOn Monday, ${sent.from} wrote:\n${sent.text.replace(/^/gm, "> ")}`;

function report({ sent, at, action, status, words }) {
  const mark = `b${++serial}`;
  return [
    `From: Mail Delivery System <mailer-daemon@mx.example>`,
    `To: <${sent.from}>`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    "Subject: Undelivered Mail Returned to Sender",
    `Message-ID: ${newId()}`,
    "Auto-Submitted: auto-replied",
    "Return-Path: <>",
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${mark}"`,
    "",
    `--${mark}`,
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `This is the mail system at host mx.example.\n\n<${sent.to}>: ${words}\n`,
    `--${mark}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example",
    "",
    `Final-Recipient: rfc822; ${sent.to}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${words}`,
    "",
    `--${mark}`,
    "Content-Type: message/rfc822",
    "",
    `From: <${sent.from}>`,
    `To: <${sent.to}>`,
    `Message-ID: ${sent.message_id}`,
    `Subject: ${word(sent.subject)}`,
    "",
    "Hello",
    `--${mark}--`,
    "",
  ].join("\n");
}

function complaint({ sent, at }) {
  const mark = `f${++serial}`;
  return [
    "From: <feedback@mail.example>",
    `To: <${sent.from}>`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    "Subject: Email feedback report",
    `Message-ID: ${newId()}`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=feedback-report; boundary="${mark}"`,
    "",
    `--${mark}`,
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "This is an email abuse report.",
    `--${mark}`,
    "Content-Type: message/feedback-report",
    "",
    "Feedback-Type: abuse",
    "User-Agent: Feedback/1.0",
    "Version: 1",
    `Original-Rcpt-To: <${sent.to}>`,
    "",
    `--${mark}`,
    "Content-Type: message/rfc822",
    "",
    `From: <${sent.from}>`,
    `To: <${sent.to}>`,
    `Message-ID: ${sent.message_id}`,
    `Subject: ${word(sent.subject)}`,
    "",
    "Hello",
    `--${mark}--`,
    "",
  ].join("\n");
}

/** Each: share of the mails that are answered so, and what comes of it. `stops`: who gets no mail afterwards (person, company, or until a date). */
export const kReactions = {
  reply: [0.03, "person"],
  reply_new_thread: [0.01, "person"],
  reply_alias: [0.01, "person"],
  reply_other_address: [0.01, "person"],
  reply_other_mailbox: [0.01, "person"],
  colleague: [0.01, "company"],
  absence_dated: [0.015, "until"],
  absence_undated: [0.01, "until"],
  bounce_hard: [0.01, "person"],
  bounce_soft: [0.01, "person"],
  delayed: [0.01, null],
  complaint: [0.004, "person"],
  opt_out: [0.02, "person"],
  one_click: [0.01, "person"],
  suppressed: [0.005, "person"],
};

/**
 * What happens about one mail: null, or {at, kind, contact, mails[] (raw), stops, until?, request?}. `at`: when it arrives.
 */
export function react(sent, contact, mailboxes, random) {
  let draw = random.next();
  const kind = Object.keys(kReactions).find((name) => (draw -= kReactions[name][0]) < 0);
  if (!kind) return null;
  const at = sent.at + random.between(5, 36 * 60) * 60_000;
  const made = { at, kind, contact, sent, mails: [], stops: kReactions[kind][1] };
  const text = random.pick(kReplies);
  const answer = (more) =>
    mail({
      from: contact.email,
      name: contact.first_name,
      to: sent.from,
      at,
      subject: `Re: ${sent.subject.replace(/^Re: /, "")}`,
      text: text + quoted(sent),
      headers: inThread(sent),
      ...more,
    });
  const [user, domain] = contact.email.split("@");
  switch (kind) {
    case "reply":
      made.mails.push(answer({}));
      break;
    case "reply_new_thread":
      made.mails.push(answer({ subject: "Your mail", text, headers: [] }));
      break;
    case "reply_alias":
      made.mails.push(answer({ from: `${user}+phone@${domain}` }));
      break;
    case "reply_other_address":
      if (!contact.email2) return null;
      made.mails.push(answer({ from: contact.email2 }));
      break;
    case "reply_other_mailbox":
      made.mails.push(answer({ to: random.pick(mailboxes), subject: "Your colleague's mail", text, headers: [] }));
      break;
    case "colleague":
      made.mails.push(answer({ from: `boss@${domain}`, name: "The boss" }));
      break;
    case "absence_dated": {
      made.until = new Date(at + 9 * kDay).toISOString().slice(0, 10);
      made.mails.push(
        answer({
          subject: `Automatic reply: ${sent.subject}`,
          text: `I am out of the office until ${made.until} and will answer when I am back.\n`,
          headers: ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", ...inThread(sent)],
        }),
      );
      break;
    }
    case "absence_undated":
      made.until = new Date(at + 6 * kDay).toISOString().slice(0, 10);
      made.mails.push(
        answer({
          subject: `Automatische Antwort: ${sent.subject}`,
          text: "Ich bin zurzeit nicht im Büro und habe keinen Zugriff auf meine E-Mails.\n",
          headers: ["Auto-Submitted: auto-replied", ...inThread(sent)],
        }),
      );
      break;
    case "bounce_hard":
      made.mails.push(
        report({ sent, at, action: "failed", status: "5.1.1", words: "550 5.1.1 User unknown" }),
      );
      break;
    case "bounce_soft":
      for (let i = 0; i < 3; ++i)
        made.mails.push(
          report({ sent, at: at + i, action: "failed", status: "4.2.2", words: "452 4.2.2 Mailbox full" }),
        );
      break;
    case "delayed":
      made.mails.push(
        report({ sent, at, action: "delayed", status: "4.4.1", words: "Connection timed out" }),
      );
      break;
    case "complaint":
      made.mails.push(complaint({ sent, at }));
      break;
    case "opt_out":
      made.mails.push(answer({ text: `${random.pick(kOptOuts)}\n` }));
      break;
    case "one_click":
      made.request = { method: "POST", url: sent.unsubscribe, form: "List-Unsubscribe=One-Click" };
      break;
    case "suppressed":
      made.request = { method: "POST", path: "/api/suppressions", body: { address: `${user}+any@${domain}` } };
      break;
  }
  return made;
}

/** Raw mails as one mbox. */
export function mbox(mails) {
  return mails.map((raw) => `From referee Thu Jan  1 00:00:00 1970\n${raw.replace(/^(>*From )/gm, ">$1")}\n`).join("\n");
}
