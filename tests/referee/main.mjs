// node tests/referee/main.mjs PROGRAM [--contacts N] [--mailboxes N] [--days N] [--seed N] [--kills N] [--from DATE] [--only PHASE,...] [--short]
//
// A seeded quarter of a campaign, driven from outside and judged by the mails in the outbox alone. On SQLite, and with TEST_POSTGRES_URL
// (tools/with-services) on PostgreSQL with three processes. Exit code 1 with the violations named, whose files then stay.
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { randomFrom } from "../torture/random.mjs";
import { compare, judge, unexplained } from "./judge.mjs";
import { Quarter, kSteps } from "./quarter.mjs";
import { Site } from "./site.mjs";

const kShown = 12;
const kHours = [9, 17];
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

function options() {
  const text = { type: "string" };
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { contacts: text, mailboxes: text, days: text, seed: text, kills: text, from: text, only: text, short: { type: "boolean" } },
  });
  if (positionals.length !== 1) throw new TypeError("usage: main.mjs PROGRAM [--contacts N] [--days N] ...");
  const number = (name, standard) => {
    const given = values[name] === undefined ? standard : Number(values[name]);
    if (!Number.isInteger(given) || given < 0) throw new TypeError(`--${name} ${values[name]} is not a number`);
    return given;
  };
  const { short = false } = values;
  return {
    program: positionals[0],
    contacts: number("contacts", short ? 60 : 20_000),
    mailboxes: number("mailboxes", short ? 3 : 10),
    days: number("days", short ? 21 : 84),
    seed: number("seed", Math.floor(Math.random() * 2 ** 31)),
    kills: number("kills", short ? 3 : 60),
    // Both changes of the clocks of autumn lie in the days after it.
    from: Date.parse(values.from ?? "2026-10-20T05:00:00Z"),
    only: values.only?.split(",") ?? null,
  };
}

async function open(given, server, limits) {
  const mailboxes = Array.from({ length: given.mailboxes }, (_, i) => `m${i}@ours.example`);
  const kinds = server ? { one: ["serve", "--no-samples"], two: ["serve", "--no-samples"], three: ["worker"] } : { one: ["serve", "--no-samples"] };
  return Site.open({ program: given.program, server, kinds, mailboxes, limits, from: given.from });
}

/** With inbound mail and kills: no rule is broken, and everything is explained. */
async function quarter(given, server) {
  const limits = { day: Math.max(4, Math.ceil((given.contacts / given.mailboxes) * 0.25)), gap_s: 45, week: 2 };
  const site = await open(given, server, limits);
  const run = new Quarter(site, { ...given, hours: kHours, random: randomFrom(given.seed), isQuiet: false });
  let violations = [];
  try {
    await run.prepare();
    await run.live();
    const { mails } = run.ledger;
    violations = judge({ mails, contacts: run.contacts, steps: kSteps, approved: run.approved, stops: run.stops, limits, hours: kHours });
    violations.push(...unexplained({ mails, contacts: run.contacts, steps: kSteps, reasons: await run.reasons() }));
    if (mails.length < run.contacts.length / 2) violations.push(`too little left to judge: ${mails.length} mails`);
    const crashes = site.nodes.flatMap(({ crashes }) => crashes);
    if (crashes.length > 0) violations.push(`a process ended by itself: ${JSON.stringify(crashes[0])}`);
  } catch (error) {
    violations.push(`${error.stack}`);
  }
  const kinds = {};
  for (const { kind } of run.stops) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const figures = { mails: run.ledger.mails.length, stops: run.stops.length, kinds: Object.entries(kinds).map((each) => each.join(" ")).join(", ") };
  await site.close({ keep: violations.length > 0 });
  return { violations, figures };
}

/** Without inbound mail, and everything approved: the outbox is the plan. */
async function plan(given, server) {
  const limits = { day: Math.max(2, Math.ceil((given.contacts / given.mailboxes) * 0.12)), gap_s: 600, week: 2 };
  const site = await open(given, server, limits);
  const run = new Quarter(site, { ...given, hours: [9, 11], random: randomFrom(given.seed), isQuiet: true, kills: 0 });
  let violations = [];
  let hash = "";
  try {
    await run.prepare();
    const lines = await run.plan();
    hash = lines.at(-1).plan_hash;
    await run.live();
    const bodies = new Map();
    for (const { recipient, subject, body } of run.approved) {
      const key = `${recipient}\n${subject}`;
      bodies.set(key, [...(bodies.get(key) ?? []), body]);
    }
    const mails = run.ledger.mails.filter(({ at }) => at < run.end);
    violations = compare({ plan: lines.filter(({ kind }) => kind === "send"), mails, bodies, sha256 });
    violations.push(...judge({ mails, contacts: run.contacts, steps: kSteps, approved: run.approved, stops: [], limits, hours: [9, 11] }));
  } catch (error) {
    violations.push(`${error.stack}`);
  }
  await site.close({ keep: violations.length > 0 });
  return { violations, figures: { mails: run.ledger.mails.length, plan_hash: hash.slice(0, 16) }, hash };
}

const given = options();
const server = process.env.TEST_POSTGRES_URL ?? null;
const phases = {
  quarter: () => quarter(given, null),
  plan: () => plan(given, null),
  ...(server && { "postgres-quarter": () => quarter(given, server), "postgres-plan": () => plan(given, server) }),
};
console.log(`referee: seed ${given.seed}, ${given.contacts} contacts, ${given.mailboxes} mailboxes, ${given.days} days`);
const hashes = new Set();
let failed = 0;
for (const [name, phase] of Object.entries(phases)) {
  if (given.only && !given.only.includes(name)) continue;
  const began = Date.now();
  const { violations, figures, hash } = await phase();
  if (hash) hashes.add(hash);
  console.log(`${name.padEnd(18)} ${violations.length === 0 ? "ok    " : "FAILED"} ${Math.round((Date.now() - began) / 1000)} s`);
  for (const [key, value] of Object.entries(figures)) console.log(`  ${key.padEnd(14)} ${value}`);
  for (const words of violations.slice(0, kShown)) console.log(`  ! ${words}`);
  if (violations.length > kShown) console.log(`  ! and ${violations.length - kShown} more`);
  if (violations.length > 0) ++failed;
}
if (hashes.size > 1) {
  console.log("  ! the plans of the two engines differ");
  ++failed;
}
process.exit(failed === 0 ? 0 : 1);
