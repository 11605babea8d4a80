/** What may be done with a draft, by whom; and what a refusal says. The server decides; this keeps hands off early. */
import { ApiError, Unreachable, type Draft, type DraftStatus, type Me } from "../../api/client";
import { duration, moment, with_local_instants } from "../../lib/time";

export type Action =
  "approve" | "reject" | "reopen" | "snooze" | "send" | "withdraw" | "edit" | "settle" | "vouch";

interface ActionRule {
  allowed_in: readonly DraftStatus[];
  scope: Me["scopes"][number];
  verb: string;
  doing: string;
  done: string;
  refused: string;
}

export const kActions: Record<Action, ActionRule> = {
  approve: {
    allowed_in: ["PENDING_APPROVAL"],
    scope: "approve",
    verb: "approve",
    doing: "Approving…",
    done: "Approved",
    refused: "Not approved",
  },
  reject: {
    allowed_in: ["PENDING_APPROVAL", "APPROVED"],
    scope: "approve",
    verb: "reject",
    doing: "Rejecting…",
    done: "Rejected",
    refused: "Not rejected",
  },
  reopen: {
    allowed_in: ["REJECTED"],
    scope: "approve",
    verb: "take back",
    doing: "Taking the rejection back…",
    done: "Rejection taken back",
    refused: "Still rejected",
  },
  snooze: {
    allowed_in: ["PENDING_APPROVAL"],
    scope: "approve",
    verb: "snooze",
    doing: "Snoozing…",
    done: "Snoozed",
    refused: "Not snoozed",
  },
  send: {
    allowed_in: ["APPROVED"],
    scope: "send",
    verb: "send",
    doing: "Sending…",
    done: "Sent",
    refused: "Not sent",
  },
  withdraw: {
    allowed_in: ["APPROVED"],
    scope: "approve",
    verb: "withdraw",
    doing: "Withdrawing…",
    done: "Approval withdrawn",
    refused: "Not withdrawn",
  },
  edit: {
    allowed_in: ["PENDING_APPROVAL", "APPROVED"],
    scope: "draft",
    verb: "edit",
    doing: "Saving…",
    done: "Saved",
    refused: "Not saved",
  },
  vouch: {
    allowed_in: ["PENDING_APPROVAL"],
    scope: "approve",
    verb: "vouch for a claim of",
    doing: "Recording…",
    done: "Recorded: you vouch for it",
    refused: "Not recorded",
  },
  settle: {
    allowed_in: ["OUTCOME_UNKNOWN"],
    scope: "send",
    verb: "settle",
    doing: "Recording…",
    done: "Recorded",
    refused: "Not recorded",
  },
};

export const kStatusWords: Record<DraftStatus, string> = {
  PENDING_APPROVAL: "Pending",
  APPROVED: "Approved",
  REJECTED: "Rejected",
  SENDING: "Sending",
  SENT: "Sent",
  FAILED: "Failed",
  EXPIRED: "Expired",
  OUTCOME_UNKNOWN: "Outcome unknown",
};

/** Why this person cannot do this to this draft now; null when they can. */
export function why_not(
  action: Action,
  draft: Pick<Draft, "status">,
  me: Pick<Me, "scopes" | "role">,
): string | null {
  const rule = kActions[action];
  if (!rule.allowed_in.includes(draft.status)) {
    if (action === "send" && draft.status === "PENDING_APPROVAL")
      return "Approve it first: only approved drafts are sent.";
    return `This draft is ${kStatusWords[draft.status].toLowerCase()}: there is nothing to ${rule.verb}.`;
  }
  if (!me.scopes.includes(rule.scope)) return `Your role (${me.role}) may not ${rule.verb} drafts.`;
  return null;
}

export interface Refusal {
  title: string;
  lines: string[];
  trace_id: string | null;
  /** No answer came: whether it happened is not known. */
  uncertain: boolean;
  signed_out: boolean;
  /** By field name, for a form. */
  fields: Record<string, string>;
}

function limit_words(error: ApiError, now: number): string[] {
  if (error.retry_after_s === null) return [];
  const at = new Date(now + error.retry_after_s * 1000).toISOString();
  return [`It can be tried again in ${duration(error.retry_after_s)} (${moment(at, now)}).`];
}

function api_lines(error: ApiError, now: number): string[] {
  const { problem } = error;
  if (error.status >= 500) return [problem.detail || "The server failed; nothing is known to have changed."];
  const lines = [problem.detail || problem.title];
  // Warnings do not refuse anything, and the sentence may name the reasons already.
  for (const { severity, words } of problem.reasons ?? []) {
    if ((severity === "hold" || severity === "block") && !lines[0]?.includes(words)) lines.push(words);
  }
  for (const { path, message } of problem.errors ?? []) lines.push(path ? `${path}: ${message}` : message);
  if (error.status === 429) lines.push(...limit_words(error, now));
  return [...new Set(lines)];
}

/** An error of the server, in words. `title` says what did not happen. */
export function refusal_of(error: unknown, title: string, now: number): Refusal {
  const plain = { title, trace_id: null, uncertain: false, signed_out: false, fields: {} };
  if (error instanceof Unreachable) {
    const lines = [
      "The server did not answer, so it is not known whether this happened. " +
        "Trying again is safe: the same request is never carried out twice.",
    ];
    return { ...plain, title: "No answer", lines, uncertain: true };
  }
  if (!(error instanceof ApiError)) throw error;
  const fields = Object.fromEntries(
    (error.problem.errors ?? []).map(({ path, message }) => [path.replace(/^[/$.]+/, ""), message]),
  );
  return {
    ...plain,
    lines: api_lines(error, now).map((line) => with_local_instants(line, now)),
    trace_id: error.problem.trace_id ?? null,
    signed_out: error.status === 401,
    fields,
  };
}
