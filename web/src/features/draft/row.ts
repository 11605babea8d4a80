/** What the list shows of a draft: small, so that ten thousand of them are nothing. */
import type { Claim, DeskRow, Draft, Issue, Reason, Verdict } from "../../api/client";
import { points_of, word_of, word_text } from "./points";

/** As the server lists it. */
export interface Row extends DeskRow {
  /** It is put aside until `until`. */
  snoozed: boolean;
}

/** Closed hours: the contact's (the send window), or the mailbox's own. A person who presses Send may leave them. */
const kHours = ["time.window", "mailbox.window"];

/** A hold that ends by itself says when, not whether: it is the planned time, no point (core/draft/standing.h: is_wait). */
export const is_wait = ({ rule }: Pick<Reason, "rule">): boolean =>
  rule.startsWith("time.") ||
  rule.startsWith("quota.") ||
  rule === "mailbox.window" ||
  rule === "mailbox.gap";

/**
 * It only waits for hours. A person who presses Send may leave these (but no quota, suppression or block), so for the
 * queue it is ready.
 */
export function is_only_window({ outcome, until, reasons }: Verdict): boolean {
  const holds = reasons.filter((reason) => reason.severity === "hold");
  return (
    outcome === "hold" &&
    until !== null &&
    holds.length > 0 &&
    holds.every(({ rule }) => kHours.includes(rule))
  );
}

export interface CheckResult {
  name: "compliance" | "quality" | "tone" | "length";
  passed: boolean;
  issues: Issue[];
}

/** The four checks in their fixed order, with compliance's violations named as what they are: issues. */
export function checks_of({ checks }: Draft): CheckResult[] {
  const { compliance, quality, tone, length } = checks;
  return [
    { name: "compliance", passed: compliance.passed, issues: compliance.violations },
    { name: "quality", ...quality },
    { name: "tone", ...tone },
    { name: "length", ...length },
  ];
}

/** It has a source that may state it, or a person vouches for it. */
export const is_settled = ({ status }: Claim): boolean => status === "VERIFIED" || status === "ACKNOWLEDGED";

/** It binds us, and nobody of us has said it before: the draft is not approved until a person vouches for it. */
export const needs_word = (claim: Claim): boolean =>
  claim.status === "CONTRADICTED" ||
  (claim.status === "UNSUPPORTED" &&
    (["offer", "commitment", "reference"].includes(claim.class) || claim.kind === "account"));

/** It is put aside now. A time that is over stays in the draft, and means nothing any more. */
export const is_snoozed = ({ snoozed_until }: Pick<Draft, "snoozed_until">, now: number): boolean =>
  snoozed_until !== null && Date.parse(snoozed_until) > now;

/** When a wait ends, other than for closed hours, which a person may leave. */
function until_of(draft: Draft, now: number): string | null {
  if (is_snoozed(draft, now)) return draft.snoozed_until;
  return is_only_window(draft.verdict) ? null : draft.verdict.until;
}

/** The row of a draft; what only the list knows (name, company, first words, intent) comes from the row before. */
export function row_of(draft: Draft, now: number, before?: Row): Row {
  const decided_at = draft.sent_at ?? draft.rejected_at ?? draft.approved_at;
  return {
    id: draft.id,
    name: before?.name ?? draft.recipient,
    company: before?.company ?? "",
    subject: draft.subject,
    words: before?.words ?? "",
    intent: before?.intent ?? "",
    status: draft.status,
    at: draft.status === "PENDING_APPROVAL" ? draft.created_at : (decided_at ?? draft.created_at),
    until: until_of(draft, now),
    points: points_of(draft).length,
    word: word_of(draft),
    version: draft.version,
    snoozed: is_snoozed(draft, now),
  };
}

/** Rows in which every word of `filter` occurs: name, company, subject, first words, intent, the word (clean, check, blocked), id. */
export function filter_rows(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const text =
      `${row.name} ${row.company} ${row.subject} ${row.words} ${row.intent} ${word_text(row.word, row.points)} ${row.id}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
