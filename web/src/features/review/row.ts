/** What the list shows of a draft: small, so that ten thousand of them are nothing. */
import type { Claim, Draft, DraftStatus, Issue, Outcome } from "../../api/client";

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
  outcome: Outcome | null;
  findings: number;
}

export interface CheckResult {
  name: "compliance" | "quality" | "tone" | "length";
  passed: boolean;
  issues: Issue[];
}

/** The four checks in their fixed order, with compliance's violations named as what they are: issues. */
export function checks_of(draft: Draft): CheckResult[] {
  const checks = draft.checks;
  if (!checks) return [];
  return [
    { name: "compliance", passed: checks.compliance.passed, issues: checks.compliance.violations },
    { name: "quality", passed: checks.quality.passed, issues: checks.quality.issues },
    { name: "tone", passed: checks.tone.passed, issues: checks.tone.issues },
    { name: "length", passed: checks.length.passed, issues: checks.length.issues },
  ];
}

export const has_source = (claim: Claim): boolean =>
  claim.source !== null && claim.source !== undefined && claim.source !== "";

/** What a reader should look at before approving: issues, claims without a source, warnings of the gate. */
export function findings_of(draft: Draft): number {
  const issues = checks_of(draft).reduce((sum, check) => sum + check.issues.length, 0);
  const unsourced = (draft.claims ?? []).filter((claim) => !has_source(claim)).length;
  const warnings = (draft.verdict?.reasons ?? []).filter((reason) => reason.severity === "warn").length;
  return issues + unsourced + warnings;
}

export function row_of(draft: Draft): Row {
  const was_sent = draft.sent_at !== null && draft.sent_at !== undefined;
  return {
    id: draft.id,
    recipient: draft.recipient,
    subject: draft.subject,
    agent: draft.source?.agent ?? "",
    status: draft.status,
    created_at: draft.created_at,
    decided_at: (was_sent ? draft.sent_at : draft.approved_at) ?? null,
    decided_by: draft.rejected_by ?? draft.approved_by ?? null,
    outcome: draft.verdict?.outcome ?? null,
    findings: findings_of(draft),
  };
}

const kOutcomeWords: Record<Outcome, string> = { send: "ready", hold: "held hold", block: "blocked block" };

/** Rows in which every word of `filter` occurs: recipient, subject, agent, verdict, id. */
export function filter_rows(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const outcome = row.outcome ? kOutcomeWords[row.outcome] : "";
    const text = `${row.recipient} ${row.subject} ${row.agent} ${outcome} ${row.id}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
