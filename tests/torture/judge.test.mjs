// The judge finds what it is there for: each planted fault is named, and a sound run is not blamed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violationsOf } from "./judge.mjs";

function facts() {
  const known = { id: "d", recipient: "ada@example.org", wish: "send", created: true, approved: true };
  return {
    client: { drafts: new Map([["d", known]]), surprises: [] },
    limits: null,
    allowHeld: false,
    deliveries: [{ rfc_message_id: "<d@example.com>", sha256: "a1", to: ["ada@example.org"] }],
    drafts: [{ id: "d", status: "SENT", rfc_message_id: "d@example.com", approved_at: 1 }],
    attempts: [{ draft_id: "d", state: "SENT", bytes_sha256: "a1" }],
    jobs: [],
  };
}

test("a sound run", () => assert.deepEqual(violationsOf(facts()), []));

const kFaults = {
  "delivered 2 times": (all) => all.deliveries.push(all.deliveries[0]),
  "was never delivered": (all) => all.deliveries.pop(),
  "was delivered and is APPROVED": (all) => (all.drafts[0].status = "APPROVED"),
  "was to be sent and is OUTCOME_UNKNOWN": (all) => (all.drafts[0].status = "OUTCOME_UNKNOWN"),
  "nobody wished it": (all) => (all.client.drafts.get("d").wish = "approve"),
  "left without an approval": (all) => (all.drafts[0].approved_at = null),
  "went to somebody else": (all) => (all.deliveries[0].to = ["eve@example.org"]),
  "other bytes": (all) => (all.deliveries[0].sha256 = "b2"),
  "was acknowledged and is not there": (all) => all.drafts.pop(),
  "the approval of d is not there": (all) => (all.drafts[0].approved_at = null),
  "no answer": (all) => all.client.surprises.push("POST /d: no answer"),
  "1 mails left, 0 may in a day": (all) => (all.limits = { day: 0, week: 2 }),
  "got 1 mails, 0 may come in a week": (all) => (all.limits = { day: 2, week: 0 }),
  "a job was given up": (all) => all.jobs.push({ kind: "send_draft", key: "k", state: "DEAD" }),
  "a lease outlived its time": (all) =>
    all.jobs.push({ kind: "send_draft", key: "k", state: "RUNNING", leased_until: Date.now() - 60_000 }),
  "an attempt of d is open": (all) => (all.attempts[0].state = "STARTED"),
};
for (const [words, plant] of Object.entries(kFaults)) {
  test(`it says: ${words}`, () => {
    const all = facts();
    plant(all);
    assert.ok(
      violationsOf(all).some((violation) => violation.includes(words)),
      violationsOf(all).join("\n"),
    );
  });
}
