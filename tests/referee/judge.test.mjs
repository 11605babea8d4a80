// Each rule is broken once: a judge who says nothing of it judges nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, judge, unexplained } from "./judge.mjs";

const kMinute = 60_000;
const kStart = Date.parse("2026-12-01T10:00:00Z");
const ada = { contact_id: "c1", email: "ada@firm.example", email2: "", country: "DE", domain: "firm.example" };
const ben = { contact_id: "c2", email: "ben@firm.example", email2: "b@home.example", country: "DE", domain: "firm.example" };
const steps = [
  { step_id: "first", mark: "Mark one." },
  { step_id: "again", mark: "Mark two." },
];

function mail(index, more = {}) {
  return {
    index,
    mailbox: "m1@ours.example",
    from: "m1@ours.example",
    to: "ada@firm.example",
    at: kStart + index * 60 * kMinute,
    subject: "Stock",
    text: `Hello Ada,\n\n${index === 0 ? "Mark one." : "Mark two."}\n\n--\nOurs`,
    ...more,
  };
}

const approved = ["Mark one.", "Mark two."].flatMap((mark) =>
  ["ada@firm.example", "ben@firm.example"].map((recipient) => ({ recipient, subject: "Stock", body: `Hello Ada,\n\n${mark}\n` })),
);

function verdict(mails, more = {}) {
  return judge({
    mails,
    contacts: [ada, ben],
    steps,
    approved,
    stops: [],
    limits: { day: 20, gap_s: 0, week: 2 },
    hours: [9, 17],
    ...more,
  });
}

test("a quarter without fault has none", () => {
  assert.deepEqual(verdict([mail(0), mail(1)]), []);
});

const rows = [
  ["twice", [mail(0), mail(1, { text: mail(0).text })], {}],
  ["to a stranger", [mail(0, { to: "eve@other.example" })], {}],
  ["of no step", [mail(0, { text: "Hello Ada,\n\nBuy now.\n" })], {}],
  ["with an unfilled field", [mail(0, { text: `${mail(0).text}{{company}}` })], {}],
  ["not as approved", [mail(0, { text: "Hello Eve,\n\nMark one.\n" })], {}],
  ["not as approved", [mail(0, { subject: "Another" })], {}],
  ["at the wrong time", [mail(0, { at: Date.parse("2026-12-01T16:30:00Z") })], {}],
  ["at the wrong time", [mail(0, { at: Date.parse("2026-12-05T10:00:00Z") })], {}],
  ["at the wrong time", [mail(0, { at: Date.parse("2026-12-25T10:00:00Z") })], {}],
  ["from another mailbox", [mail(0, { from: "m2@ours.example" })], {}],
  ["from a second mailbox", [mail(0), mail(1, { mailbox: "m2@ours.example", from: "m2@ours.example" })], {}],
  ["over the mailbox's day", [mail(0), mail(1)], { limits: { day: 1, gap_s: 0, week: 2 } }],
  ["within the gap", [mail(0), mail(1)], { limits: { day: 9, gap_s: 3601, week: 2 } }],
  ["over the contact's week", [mail(0), mail(1)], { limits: { day: 9, gap_s: 0, week: 1 } }],
  ["after reply", [mail(0), mail(1)], { stops: [{ kind: "reply", contact: ada, stops: "person", index: 1 }] }],
  ["after colleague", [mail(0), mail(1)], { stops: [{ kind: "colleague", contact: ben, stops: "company", index: 1 }] }],
  [
    "after absence",
    [mail(0), mail(1)],
    { stops: [{ kind: "absence", contact: ada, stops: "until", index: 1, until: "2026-12-01" }] },
  ],
];
for (const [rule, mails, more] of rows)
  test(`it says: ${rule}`, () => {
    assert.match(verdict(mails, more).join("\n"), new RegExp(`^${rule}: `, "m"));
  });

test("what was stored later stops nothing that left before, and another person not at all", () => {
  const stops = [
    { kind: "reply", contact: ada, stops: "person", index: 2 },
    { kind: "reply", contact: ben, stops: "person", index: 0 },
    { kind: "absence", contact: ada, stops: "until", index: 1, until: "2026-11-30" },
  ];
  assert.deepEqual(verdict([mail(0), mail(1)], { stops }), []);
});

test("who got too little needs a reason", () => {
  const given = { mails: [mail(0), mail(1)], contacts: [ada, ben], steps };
  assert.equal(unexplained({ ...given, reasons: new Map() }).length, 1);
  assert.deepEqual(unexplained({ ...given, reasons: new Map([["c2", "They replied."]]) }), []);
});

test("plan and outbox differ by the second, the mailbox and the body", () => {
  const sha256 = (text) => `sha-of-${text.length}`;
  const body = "Hello Ada,\n\nMark one.\n";
  const bodies = new Map([["ada@firm.example\nStock", [body]]]);
  const line = {
    at: new Date(kStart).toISOString(),
    mailbox: "m1@ours.example",
    recipient: "ada@firm.example",
    subject: "Stock",
    body_sha256: sha256(body),
  };
  const differences = (more) => compare({ plan: [{ ...line, ...more }], mails: [mail(0)], bodies, sha256 }).length;
  assert.equal(differences({}), 0);
  assert.equal(differences({ at: new Date(kStart + 1000).toISOString() }), 2);
  assert.equal(differences({ mailbox: "m2@ours.example" }), 2);
  assert.equal(differences({ body_sha256: "other" }), 2);
  assert.equal(compare({ plan: [line, { ...line, subject: "More" }], mails: [mail(0)], bodies, sha256 }).length, 2);
});
