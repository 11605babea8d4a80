import { describe, expect, test } from "vitest";
import type { Draft, ThreadMessage, TrailEntry } from "../../api/client";
import {
  answered_message,
  by_severity,
  marks_in,
  plain_lines,
  pointers_of,
  source_lines,
  trail_change,
  trail_words,
  verdict_title,
} from "./evidence";
import { findings_of, row_of } from "./row";
import { state_words } from "./state_words";

const now = Date.parse("2026-03-04T12:00:00Z");
const ok = { passed: true, issues: [] };
const draft = (more: Partial<Draft> = {}): Draft => ({
  id: "d",
  recipient: "a@b.example",
  subject: "Grüße",
  body: "Über 300 Firmen",
  status: "PENDING_APPROVAL",
  created_at: "2026-03-04T10:00:00Z",
  version: 1,
  content_hash: "h",
  ...more,
});
const with_findings = draft({
  verdict: { outcome: "send", reasons: [{ rule: "r", severity: "warn", words: "w" }] },
  checks: {
    compliance: {
      passed: false,
      violations: [{ rule: "c", words: "c", span: { start: 0, end: 5 }, field: "body" }],
    },
    quality: {
      passed: false,
      issues: [{ rule: "q", words: "q", span: { start: 2, end: 7 }, field: "subject" }],
    },
    tone: ok,
    length: { passed: false, issues: [{ rule: "l", words: "too long" }] },
  },
  claims: [
    { kind: "number", text: "300", span: { start: 6, end: 9 }, source: null },
    { kind: "name", text: "Firmen", span: { start: 10, end: 16 }, source: "mail" },
  ],
});

describe("findings", () => {
  test("issues, claims without a source and warnings are counted", () => {
    expect(findings_of(with_findings)).toBe(5);
    expect(findings_of(draft())).toBe(0);
  });

  test("each points into its own field, in characters", () => {
    const pointers = pointers_of(with_findings);
    expect(pointers.map(({ id, field, tone }) => `${id} ${field} ${tone}`)).toEqual([
      "compliance-0 body issue",
      "quality-0 subject issue",
      "length-0 body issue",
      "claim-0 body unsourced",
      "claim-1 body claim",
    ]);
    const places = (field: "body" | "subject") =>
      marks_in(field, with_findings[field], pointers).map((mark) =>
        with_findings[field].slice(mark.start, mark.end),
      );
    expect(places("body")).toEqual(["Über", "300", "Firmen"]);
    expect(places("subject")).toEqual(["üße"]);
  });

  test("a draft without verdict, checks and source still makes a row", () => {
    expect(row_of(draft())).toMatchObject({ agent: "", outcome: null, findings: 0, decided_by: null });
  });
});

describe("words", () => {
  test("the verdict's headline", () => {
    const verdict = (outcome: "send" | "hold" | "block", until: string | null = null) =>
      verdict_title(draft({ verdict: { outcome, until, reasons: [] } }), now);
    expect(verdict("send")).toBe("Ready to send");
    expect(verdict("block")).toBe("Blocked");
    expect(verdict("hold")).toBe("Held");
    expect(verdict("hold", "2026-03-09T09:00:00Z")).toMatch(/^Held until Mon,? 9 Mar/);
    expect(verdict_title(draft(), now)).toBe("Not decided yet");
  });

  test("the worst reason comes first", () => {
    const reasons = (["info", "block", "warn", "hold"] as const).map((severity) => ({
      rule: severity,
      severity,
      words: "",
    }));
    expect(by_severity(reasons).map(({ rule }) => rule)).toEqual(["block", "hold", "warn", "info"]);
  });

  test.each<[unknown, string[]]>([
    [null, []],
    ["a sentence", ["a sentence"]],
    [
      ["a", { b: 1 }],
      ["a", "b: 1"],
    ],
    [{ time_zone: "Europe/Madrid", empty: null }, ["time zone: Europe/Madrid"]],
  ])("evidence %j", (value, lines) => {
    expect(plain_lines(value)).toEqual(lines);
  });

  test.each<[unknown, string[]]>([
    ["the CRM", ["the CRM"]],
    [{ kind: "mail", quote: "we are 40" }, ["mail", "“we are 40”"]],
    [{ kind: "crm_field", field: "deal.amount" }, ["crm field, deal.amount"]],
  ])("source %j", (value, lines) => {
    expect(source_lines(value)).toEqual(lines);
  });

  const entry = (more: Partial<TrailEntry>): TrailEntry => ({
    seq: 1,
    at: "",
    actor: "Ada",
    action: "approve",
    ...more,
  });

  test.each([
    ["approve", "approved it"],
    ["approved", "approved it"],
    ["draft.approve", "approved it"],
    ["edited", "edited it"],
    ["rejected", "rejected it"],
    ["withdrawn_by_rule", "withdrawn by rule"],
  ])("the trail's %s", (action, words) => {
    expect(trail_words(entry({ action }))).toBe(words);
  });

  test("a change of state is told, a standstill is not", () => {
    expect(trail_change(entry({ from_status: "PENDING_APPROVAL", to_status: "APPROVED" }))).toBe(
      "Pending → Approved",
    );
    expect(trail_change(entry({ from_status: "APPROVED", to_status: "APPROVED" }))).toBe("");
    expect(trail_change(entry({ to_status: "PENDING_APPROVAL" }))).toBe("");
  });

  test("what became of a draft: every status but pending has words", () => {
    expect(state_words(draft(), now)).toBeNull();
    expect(
      state_words(draft({ status: "SENT", provider: "outbox", provider_message_id: "m1" }), now),
    ).toMatchObject({
      title: "Sent",
      lines: ["Receipt: outbox m1"],
    });
    for (const status of [
      "APPROVED",
      "REJECTED",
      "SENDING",
      "FAILED",
      "EXPIRED",
      "OUTCOME_UNKNOWN",
    ] as const) {
      expect(state_words(draft({ status }), now)?.title.length).toBeGreaterThan(0);
    }
  });
});

describe("answered_message", () => {
  const message = (message_id: string, direction: "in" | "out", sent_at: string): ThreadMessage => ({
    message_id,
    direction,
    sent_at,
    sender: "",
    subject: "",
  });
  const thread = [
    message("1", "in", "2026-03-01T10:00:00Z"),
    message("2", "out", "2026-03-02T10:00:00Z"),
    message("3", "in", "2026-03-03T10:00:00Z"),
    message("4", "in", "2026-03-05T10:00:00Z"),
  ];

  test.each([
    ["the one that the draft names", draft({ metadata: { message_id: "1" } }), thread, "1"],
    ["else the last that had come in", draft(), thread, "3"],
    ["else the last at all", draft({ created_at: "2020-01-01T00:00:00Z" }), thread, "4"],
    ["none in a thread of our own mails", draft(), thread.slice(1, 2), undefined],
    ["none without a thread", draft(), [], undefined],
  ])("%s", (_, of, messages, id) => {
    expect(answered_message(of, messages)?.message_id).toBe(id);
  });
});
