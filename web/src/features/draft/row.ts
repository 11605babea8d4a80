/** What the list shows of a draft: small, so that ten thousand of them are nothing. */
import type { Claim, Draft, DraftStatus, Issue, Outcome, Verdict } from "../../api/client";
import { points_of, word_of, word_text, type Word } from "./points";

export interface Row {
  id: string;
  recipient: string;
  subject: string;
  agent: string;
  status: DraftStatus;
  created_at: string;
  /** When and by whom the status was reached, where the draft says so. */
  decided_at: string | null;
  decided_by: string | null;
  outcome: Outcome;
  /** When a hold ends by itself. */
  until: string | null;
  only_window: boolean;
  points: number;
  word: Word;
}

/**
 * It only waits for its send window. A person who presses Send may leave the window (but no quota, suppression or block),
 * so for the queue it is ready.
 */
export function is_only_window({ outcome, until, reasons }: Verdict): boolean {
  const holds = reasons.filter((reason) => reason.severity === "hold");
  return (
    outcome === "hold" &&
    until !== null &&
    holds.length > 0 &&
    holds.every((reason) => reason.rule === "time.window")
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

export function row_of(draft: Draft): Row {
  return {
    id: draft.id,
    recipient: draft.recipient,
    subject: draft.subject,
    agent: draft.source.agent,
    status: draft.status,
    created_at: draft.created_at,
    decided_at: draft.sent_at ?? draft.rejected_at ?? draft.approved_at ?? null,
    decided_by: draft.rejected_by ?? draft.approved_by ?? null,
    outcome: draft.verdict.outcome,
    until: draft.verdict.until,
    only_window: is_only_window(draft.verdict),
    points: points_of(draft).length,
    word: word_of(draft),
  };
}

/** Rows in which every word of `filter` occurs: recipient, subject, agent, the word (clean, check, blocked), id. */
export function filter_rows(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const text =
      `${row.recipient} ${row.subject} ${row.agent} ${word_text(row.word, row.points)} ${row.id}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
