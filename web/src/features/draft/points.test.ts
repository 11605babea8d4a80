import { describe, expect, test } from "vitest";
import type { Draft } from "../../api/client";
import { acknowledged_words, points_of, word_of, word_text } from "./points";

const issue = (rule: string, severity = "warn") => ({
  rule,
  words: rule,
  field: "body",
  text: "x",
  span: { start: 0, end: 1 },
  severity,
});
const check = (issues: ReturnType<typeof issue>[] = [], passed = issues.length === 0) => ({ passed, issues });
const reason = (rule: string, severity: string) => ({ rule, severity, words: rule, evidence: "" });
const claim = (status: string, text = "40 %") => ({
  claim_id: text,
  kind: "number",
  class: "fact",
  text,
  span: { start: 0, end: 4 },
  status,
  expected: null,
  evidence: [],
  source: null,
});

function draft(more: Record<string, unknown> = {}): Draft {
  return {
    verdict: { outcome: "send", until: null, reasons: [] },
    checks: {
      compliance: { passed: true, violations: [] },
      quality: check(),
      tone: check(),
      length: check(),
    },
    claims: [],
    ...more,
  } as unknown as Draft;
}
const checks = (tone: ReturnType<typeof check>) => ({
  checks: { compliance: { passed: true, violations: [] }, quality: check(), tone, length: check() },
});
const verdict = (outcome: string, ...reasons: ReturnType<typeof reason>[]) => ({
  verdict: { outcome, until: null, reasons },
});

describe("three words, never one green light", () => {
  test.each([
    ["nothing found", {}, "Clean"],
    ["a failed check", checks(check([issue("tone.hype")])), "Check 1"],
    ["a failed check without a word", checks(check([], false)), "Check 1"],
    ["an unsourced claim", { claims: [claim("UNSUPPORTED")] }, "Check 1"],
    ["a claim with a source", { claims: [claim("VERIFIED")] }, "Clean"],
    ["a claim somebody vouches for", { claims: [claim("ACKNOWLEDGED")] }, "Clean"],
    ["a mail that speaks to machines", verdict("send", reason("thread.injection", "warn")), "Check 1"],
    ["a doubt about the contact", verdict("hold", reason("contact.doubt", "hold")), "Check 1"],
    ["outside the send window", verdict("hold", reason("time.window", "hold")), "Clean"],
    ["outside the mailbox's hours", verdict("hold", reason("mailbox.window", "hold")), "Clean"],
    ["just after another mail of the mailbox", verdict("hold", reason("mailbox.gap", "hold")), "Clean"],
    ["a mailbox that somebody paused", verdict("hold", reason("mailbox.paused", "hold")), "Check 1"],
    ["a quota that frees itself", verdict("hold", reason("quota.mailbox_day", "hold")), "Clean"],
    ["a note", verdict("send", reason("time.not_before", "info")), "Clean"],
    [
      "all of it",
      { ...checks(check([issue("tone.hype"), issue("tone.caps")])), claims: [claim("UNSUPPORTED")] },
      "Check 3",
    ],
    ["blocked", verdict("block", reason("suppression.address", "block")), "Blocked"],
    [
      "blocked and unsourced",
      { ...verdict("block", reason("suppression.address", "block")), claims: [claim("UNSUPPORTED")] },
      "Blocked",
    ],
  ])("%s", (_, more, words) => {
    const made = draft(more);
    expect(word_text(word_of(made), points_of(made).length)).toBe(words);
  });
});

test("every point has an id of its own", () => {
  const made = draft({
    ...checks(check([issue("a"), issue("b")])),
    ...verdict("hold", reason("contact.doubt", "hold"), reason("thread.injection", "warn")),
    claims: [claim("UNSUPPORTED"), claim("CONTRADICTED", "5 %")],
  });
  const ids = points_of(made).map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
});

describe("what was looked at stays what it was", () => {
  const other = reason("thread.other_recipient", "warn");
  const newer = reason("thread.newer_reply", "hold");
  const ids = (more: Record<string, unknown>) => points_of(draft(more)).map(({ id }) => id);

  test("a reason that comes to stand first is another point", () => {
    const [before] = ids(verdict("send", other));
    const [first, second] = ids(verdict("hold", other, newer));
    expect(first).not.toBe(before);
    expect(second).toBe(before);
  });
  test("so is the same rule about something else", () => {
    const about = (evidence: string) => ids(verdict("hold", { ...newer, evidence }))[0];
    expect(about("message m1")).not.toBe(about("message m2"));
  });
  test("and a claim that was only unsourced, and is contradicted now", () => {
    expect(ids({ claims: [claim("CONTRADICTED")] })).not.toEqual(ids({ claims: [claim("UNSUPPORTED")] }));
    const [of_two] = ids({ claims: [claim("VERIFIED", "5 %"), claim("UNSUPPORTED")] });
    expect(ids({ claims: [claim("UNSUPPORTED")] })).toEqual([of_two]);
  });
  test("reasons that say the same are still two", () => {
    expect(new Set(ids(verdict("hold", newer, newer))).size).toBe(2);
  });
  test("an id can stand in a list of words and in a selector", () => {
    const odd = { ...newer, evidence: 'a "b" \\ c' };
    for (const id of ids(verdict("hold", odd))) expect(id).not.toMatch(/[\s"\\]/);
  });
});

test("the trail gets each rule once, and the words of each claim", () => {
  const made = draft({
    ...checks(check([issue("tone.hype"), issue("tone.hype")])),
    claims: [claim("UNSUPPORTED"), claim("UNSUPPORTED", "5 %")],
  });
  expect(acknowledged_words(points_of(made))).toEqual([
    "tone.hype",
    "claim.number: “40 %”",
    "claim.number: “5 %”",
  ]);
});
