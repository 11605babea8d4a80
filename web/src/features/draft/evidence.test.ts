import { describe, expect, test } from "vitest";
import type { Claim, Draft, Severity, ThreadMessage, TrailEntry } from "../../api/client";
import {
  answered_message,
  is_place,
  marks_in,
  open_words,
  own_reasons,
  planned_words,
  pointers_of,
  source_words,
  trail_change,
} from "./evidence";
import { points_of } from "./points";
import { needs_word, row_of } from "./row";
import { state_words } from "./state_words";

const now = Date.parse("2026-03-04T12:00:00Z");
const ok = { passed: true, issues: [] };
const draft = (more: Partial<Draft> = {}): Draft =>
  ({
    id: "d",
    sender: "Robin <r@b.example>",
    recipient: "a@b.example",
    subject: "Grüße",
    body: "Über 300 Firmen",
    footer: "",
    metadata: {},
    status: "PENDING_APPROVAL",
    version: 1,
    content_hash: "h",
    rfc_message_id: "m",
    verdict: { outcome: "send", until: null, reasons: [] },
    checks: { compliance: { passed: true, violations: [] }, quality: ok, tone: ok, length: ok },
    claims: [],
    source: { agent: "prospecting", run_id: null, model: null, prompt_version: null },
    created_at: "2026-03-04T10:00:00Z",
    ...more,
  }) as Draft;
const issue = (rule: string, start: number, end: number, field = "body") => ({
  rule,
  words: rule,
  field,
  text: "",
  span: { start, end },
  severity: "warn" as const,
});
const reason = (rule: string, severity: Severity) => ({ rule, severity, words: rule, evidence: "" });
const claim = (more: Partial<Claim>): Claim => ({
  claim_id: "c1",
  kind: "number",
  class: "fact",
  text: "300",
  span: { start: 6, end: 9 },
  status: "UNSUPPORTED",
  expected: null,
  evidence: [],
  source: null,
  ...more,
});
const their_word = {
  source: "message:m1",
  kind: "message",
  quote: "50 %",
  stated_by: "them",
  sha256: null,
} as const;
const with_findings = draft({
  verdict: {
    outcome: "send",
    until: null,
    reasons: [
      reason("i", "info"),
      reason("c", "warn"),
      reason("claim.unsourced", "warn"),
      reason("h", "hold"),
      reason("w", "warn"),
    ],
  },
  checks: {
    compliance: { passed: false, violations: [issue("c", 0, 5)] },
    quality: { passed: false, issues: [issue("q", 2, 7, "subject")] },
    tone: ok,
    length: { passed: false, issues: [issue("l", 0, 0)] },
  },
  claims: [
    claim({}),
    claim({
      kind: "name",
      text: "Firmen",
      span: { start: 10, end: 16 },
      source: "message:m1",
      status: "VERIFIED",
    }),
  ],
});

describe("findings", () => {
  test("doubts of the gate, issues and claims without a source are counted", () => {
    expect(points_of(with_findings)).toHaveLength(6);
    expect(points_of(draft())).toHaveLength(0);
  });

  test("a claim that a person vouches for is no finding", () => {
    expect(points_of(draft({ claims: [claim({ class: "offer", status: "ACKNOWLEDGED" })] }))).toHaveLength(0);
  });

  test("what binds us needs a person's word, a fact does not", () => {
    expect(needs_word(claim({ class: "offer" }))).toBe(true);
    expect(needs_word(claim({ class: "commitment", status: "ACKNOWLEDGED" }))).toBe(false);
    expect(needs_word(claim({ class: "reference", status: "VERIFIED" }))).toBe(false);
    expect(needs_word(claim({ class: "fact" }))).toBe(false);
    expect(needs_word(claim({ kind: "account" }))).toBe(true);
    expect(needs_word(claim({ status: "CONTRADICTED" }))).toBe(true);
  });

  test.each([
    [claim({ class: "offer", evidence: [their_word] }), "An offer that only they speak of"],
    [claim({ class: "commitment" }), "A promise that no mail of ours makes"],
    [claim({ status: "CONTRADICTED", expected: "90 € a month" }), "Our own mail says: “90 € a month”"],
    [claim({ kind: "account" }), "Bank details that no mail of ours names"],
    [claim({}), "No source: check it yourself"],
  ])("what is open about a claim, in words", (given, words) => {
    expect(open_words(given)).toBe(words);
  });

  test("each points into its own field, in characters", () => {
    const pointers = pointers_of(with_findings);
    expect(pointers.map(({ id, field, tone }) => `${id} ${field} ${tone}`)).toEqual([
      "compliance-0 body issue",
      "quality-0 subject issue",
      "length-0 body issue",
      "claim:c1:UNSUPPORTED body unsourced",
      "claim:c1:VERIFIED body claim",
    ]);
    const places = (field: "body" | "subject") =>
      marks_in(field, with_findings[field], pointers).map((mark) =>
        with_findings[field].slice(mark.start, mark.end),
      );
    expect(places("body")).toEqual(["Über", "300", "Firmen"]);
    expect(places("subject")).toEqual(["üße"]);
  });

  test("a row of a draft that nobody decided", () => {
    const row = row_of(draft(), now);
    expect(row).toMatchObject({ name: "a@b.example", points: 0, word: "clean", snoozed: false });
    expect(row.at).toBe(draft().created_at);
  });

  test("a row keeps what only the list knows, and says until when it is put aside", () => {
    const before = { ...row_of(draft(), now), name: "Ada", company: "Northpier", words: "How much?" };
    const snoozed_until = new Date(now + 60_000).toISOString();
    const row = row_of(draft({ snoozed_until }), now, before);
    expect(row).toMatchObject({ name: "Ada", company: "Northpier", words: "How much?", snoozed: true });
    expect(row.until).toBe(snoozed_until);
    expect(row_of(draft({ snoozed_until }), now + 61_000)).toMatchObject({ snoozed: false, until: null });
  });
});

describe("words", () => {
  test("when it can leave", () => {
    const until = "2026-03-09T09:00:00Z";
    const planned = (outcome: "send" | "hold" | "block", rules: string[] = [], more: Partial<Draft> = {}) =>
      planned_words(
        draft({
          verdict: {
            outcome,
            until: rules.length > 0 ? until : null,
            reasons: rules.map((rule) => reason(rule, "hold")),
          },
          ...more,
        }),
        now,
      );
    expect(planned("send")).toMatch(/^Can be sent/);
    expect(planned("block")).toBe("");
    expect(planned("hold", ["time.window"])).toMatch(/^Outside sending hours\. Goes out Mon,? 9 Mar/);
    expect(planned("hold", ["time.window", "mailbox.window"])).toMatch(/^Outside sending hours/);
    expect(planned("hold", ["time.window", "quota.contact_week"])).toMatch(/^Waits until Mon/);
    expect(planned("hold")).toBe("");
    expect(planned("send", [], { status: "REJECTED" })).toBe("");
  });

  test("the gate's own reasons, the worst first, without what the checks and claims say below", () => {
    expect(own_reasons(with_findings).map(({ rule }) => rule)).toEqual(["h", "w", "i"]);
  });

  test("something that is missing has no place in the text", () => {
    expect([is_place({ start: 0, end: 0 }), is_place({ start: 0, end: 1 })]).toEqual([false, true]);
  });

  test.each([
    ["message:m1", "in the mail it answers"],
    ["message:m0", "in an earlier mail"],
    ["sender", "in the sender's settings"],
    ["contact:first_name", "contact, first name"],
    ["document:a:b", "document, a:b"],
    ["the CRM", "the CRM"],
  ])("source %s", (source, words) => {
    expect(source_words(source, draft({ message_id: "m1" }))).toBe(words);
  });

  const entry = (more: Partial<TrailEntry>): TrailEntry => ({
    seq: 1,
    at: "",
    actor: "Ada",
    actor_id: "user-1",
    from_status: null,
    details: {},
    hash: "",
    mode: "person",
    action: "approve",
    to_status: "APPROVED",
    version: 1,
    content_hash: "",
    reason: "",
    trace_id: "",
    ...more,
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
  const message = (
    message_id: string,
    direction: ThreadMessage["direction"],
    sent_at: string,
  ): ThreadMessage => ({
    message_id,
    rfc_message_id: message_id,
    thread_id: "t",
    labels: [],
    kind_reason: "",
    recipients: [],
    direction,
    sent_at,
    kind: "human_reply",
    sender: "",
    sender_name: "",
    subject: "",
    text: "",
    reply_text: "",
    attachments: [],
    analysis: {},
    html_bytes: 0,
    linked_by: "references",
    mailbox_id: "eva@sender.example",
  });
  const thread = [
    message("1", "in", "2026-03-01T10:00:00Z"),
    message("2", "out", "2026-03-02T10:00:00Z"),
    message("3", "in", "2026-03-03T10:00:00Z"),
    message("4", "in", "2026-03-05T10:00:00Z"),
  ];

  test.each([
    ["the one that the draft names", draft({ message_id: "1" }), thread, "1"],
    ["else the last that had come in", draft(), thread, "3"],
    ["else the last at all", draft({ created_at: "2020-01-01T00:00:00Z" }), thread, "4"],
    ["none in a thread of our own mails", draft(), thread.slice(1, 2), undefined],
    ["none without a thread", draft(), [], undefined],
  ])("%s", (_, of, messages, id) => {
    expect(answered_message(of, messages)?.message_id).toBe(id);
  });
});
