// What must be true at rest (docs: the invariants I1 to I6), judged by the fake's ledger against the database and the people's
// memory. A violation is a sentence.
import { command } from "./node.mjs";

const bare = (id) => id?.replace(/^<|>$/g, "");
const countBy = (rows, key) => {
  const counts = new Map();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
};

/** Once each, and only what was approved: I1 and I2. */
function judgeDeliveries({ drafts, attempts, deliveries, client, allowHeld }, fail) {
  const byMessage = new Map(drafts.map((draft) => [draft.rfc_message_id, draft]));
  const sentBytes = new Map(
    attempts.filter(({ state }) => state === "SENT").map((a) => [a.draft_id, a.bytes_sha256]),
  );
  const times = countBy(deliveries, (row) => bare(row.rfc_message_id));
  for (const [id, count] of times)
    if (count > 1) fail("I1", `${byMessage.get(id)?.id ?? id} was delivered ${count} times`);
  for (const row of deliveries) {
    const draft = byMessage.get(bare(row.rfc_message_id));
    const known = draft && client.drafts.get(draft.id);
    if (!known || known.wish !== "send")
      fail("I2", `${draft?.id ?? row.rfc_message_id} left, and nobody wished it`);
    else if (draft.approved_at === null) fail("I2", `${draft.id} left without an approval`);
    else if (!row.to.includes(known.recipient)) fail("I2", `${draft.id} went to somebody else`);
    // What a person sent from Gmail's drafts may be a draft that was never noted: its bytes nobody here has seen.
    else if (draft.status === "SENT" && row.by !== "hand" && sentBytes.get(draft.id) !== row.sha256)
      fail("I2", `${draft.id} left with other bytes than its attempt says`);
  }
  for (const draft of drafts) {
    const delivered = times.get(draft.rfc_message_id) ?? 0;
    const known = client.drafts.get(draft.id);
    if (draft.status === "SENT" && delivered === 0) fail("I1", `${draft.id} is SENT and was never delivered`);
    if (draft.status !== "SENT" && delivered > 0)
      fail("I1", `${draft.id} was delivered and is ${draft.status}`);
    const isHeld = allowHeld && draft.status === "APPROVED";
    if (known?.wish === "send" && draft.status !== "SENT" && !isHeld)
      fail("I1", `${draft.id} was to be sent and is ${draft.status}`);
  }
}

/** Nothing acknowledged is lost: I3. */
function judgeAcknowledged({ drafts, client }, fail) {
  const stored = new Map(drafts.map((draft) => [draft.id, draft]));
  for (const known of client.drafts.values()) {
    const draft = stored.get(known.id);
    if (known.created && !draft) fail("I3", `${known.id} was acknowledged and is not there`);
    if (known.approved && draft && draft.approved_at === null)
      fail("I3", `the approval of ${known.id} is not there`);
    if (known.wish === "approve" && draft && draft.status !== "APPROVED")
      fail("I3", `${known.id} is ${draft.status}`);
  }
  for (const words of client.surprises) fail("I3", words);
}

/** All deliveries of the run stand in one window, as it is shorter than a day: I4. */
function judgeQuotas({ deliveries, limits }, fail) {
  if (!limits) return;
  if (deliveries.length > limits.day)
    fail("I4", `${deliveries.length} mails left, ${limits.day} may in a day`);
  for (const [to, count] of countBy(deliveries, (row) => row.to[0])) {
    if (count > limits.week) fail("I4", `${to} got ${count} mails, ${limits.week} may come in a week`);
  }
}

/** The work is done: no lease outlived its time, no attempt is open, no job was given up (I6). */
function judgeWork({ jobs, attempts }, fail) {
  for (const job of jobs) {
    const { kind, key, state, leased_until } = job;
    if (state === "DEAD") fail("I6", `a job was given up: ${kind} ${key}: ${job.last_error}`);
    if (state === "RUNNING" && leased_until < Date.now() - 10_000)
      fail("I6", `a lease outlived its time: ${kind} ${key}`);
  }
  for (const { draft_id, state } of attempts)
    if (state === "STARTED") fail("I6", `an attempt of ${draft_id} is open`);
}

/** What is wrong with these facts, one sentence each. */
export function violationsOf(facts) {
  const violations = [];
  const fail = (invariant, words) => violations.push(`${invariant}: ${words}`);
  judgeDeliveries(facts, fail);
  judgeAcknowledged(facts, fail);
  judgeQuotas(facts, fail);
  judgeWork(facts, fail);
  return violations;
}

/** {violations, figures}. `limits` {day, week}: of the quota phase. */
export async function judge(house, client, { limits = null } = {}) {
  const { database, vendor } = house;
  const facts = {
    client,
    limits,
    allowHeld: limits !== null,
    deliveries: vendor.rows("delivery"),
    drafts: await database.rows("SELECT id, status, rfc_message_id, approved_at FROM drafts"),
    attempts: await database.rows("SELECT draft_id, state, bytes_sha256, prepared_id FROM send_attempts"),
    jobs: await database.rows("SELECT kind, key, state, leased_until, last_error FROM jobs"),
  };
  const violations = violationsOf(facts);
  const fail = (invariant, words) => violations.push(`${invariant}: ${words}`);
  for (const node of house.nodes) {
    for (const { code, signal } of node.crashes)
      fail("R1", `${node.name} ended by itself: ${signal ?? code}`);
  }
  await house.endAll("SIGTERM");
  const audit = await command(house, ["audit", "verify"]);
  if (audit.code !== 0)
    fail("I5", `audit verify ended with ${audit.code}: ${audit.out.trim().slice(0, 300)}`);
  const wished = [...client.drafts.values()].filter(({ wish }) => wish === "send").length;
  const statuses = Object.fromEntries(countBy(facts.drafts, ({ status }) => status));
  const states = Object.fromEntries(countBy(facts.attempts, ({ state }) => state));
  const withdrawn = facts.attempts.filter(({ prepared_id }) => prepared_id?.startsWith("withdrawn")).length;
  return {
    violations,
    figures: { wished, delivered: facts.deliveries.length, statuses, attempts: states, withdrawn },
  };
}
