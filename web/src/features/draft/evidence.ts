/** Verdict, claims and trail in words, and where findings point in the text. */
import type { Claim, Draft, Reason, Severity, ThreadMessage, TrailEntry } from "../../api/client";
import { span_reader, type ByteSpan, type Mark } from "../../lib/spans";
import { say } from "../../lib/strings";
import { moment } from "../../lib/time";
import { kStatusWords } from "./decide";
import { checks_of, is_only_window, is_settled, needs_word } from "./row";

/** When it can leave, once it is approved; "" when that is not known. */
export function planned_words({ verdict, status, not_before }: Draft, now: number): string {
  if (status !== "PENDING_APPROVAL" && status !== "APPROVED") return "";
  if (verdict.outcome === "block") return "";
  if (is_only_window(verdict) && verdict.until) return say.sends_at(moment(verdict.until, now));
  const until = verdict.until ?? not_before;
  if (until && Date.parse(until) > now) return say.waits_until(moment(until, now));
  return verdict.outcome === "send" ? say.sends_now : "";
}

const kSeverityOrder: Severity[] = ["block", "hold", "warn", "info"];

/**
 * The gate's reasons, the worst first, without those that only repeat what stands below: each issue of the checks, and
 * that claims lack a source.
 */
export function own_reasons(draft: Draft): Reason[] {
  const below = new Set(checks_of(draft).flatMap((check) => check.issues.map((issue) => issue.rule)));
  for (const rule of ["claim.unsourced", "claim.commitment_unsupported", "claim.contradicted"]) {
    if (!draft.claims.every(is_settled)) below.add(rule);
  }
  return draft.verdict.reasons
    .filter((reason) => reason.severity !== "warn" || !below.has(reason.rule))
    .sort((a, b) => kSeverityOrder.indexOf(a.severity) - kSeverityOrder.indexOf(b.severity));
}

/** Where a claim was found: "message:<id>", "contact:name", "document:<id>" in words. */
export function source_words(source: string, draft: Draft): string {
  const [, kind = "", rest = ""] = /^(\w+):(.*)$/s.exec(source) ?? ["", source];
  if (kind === "sender") return "in the sender's settings";
  if (kind === "message") return rest === draft.message_id ? "in the mail it answers" : "in an earlier mail";
  return [kind, rest].filter(Boolean).join(", ").replaceAll("_", " ");
}

const kClassWords = {
  offer: "An offer",
  commitment: "A promise",
  reference: "A reference customer",
  fact: "A fact",
  event: "A date",
} as const;

/** What is open about a claim: "An offer that no mail of ours makes". */
export function open_words(claim: Claim): string {
  if (claim.status === "CONTRADICTED") return `Our own mail says: “${claim.expected ?? ""}”`;
  if (!needs_word(claim)) return "No source: check it yourself";
  if (claim.kind === "account") return "Bank details that no mail of ours names";
  const theirs = claim.evidence.some(({ stated_by }) => stated_by !== "us");
  return `${kClassWords[claim.class]} that ${theirs ? "only they speak of" : "no mail of ours makes"}`;
}

/** A finding that can point into the text. Its id joins the mark in the draft with the line beside it. */
export interface Pointer {
  id: string;
  field: string;
  span: ByteSpan;
  tone: "issue" | "claim" | "unsourced";
}

export const issue_id = (check: string, index: number) => `${check}-${index}`;
/** By what it says, not by its place: another claim, or the same one in another state, has to be looked at anew. */
export const claim_point_id = ({ claim_id, status }: Claim) =>
  ["claim", claim_id, status].map(encodeURIComponent).join(":");
export const is_place = (span: ByteSpan): boolean => span.end > span.start;

export function pointers_of(draft: Draft): Pointer[] {
  const issues = checks_of(draft).flatMap((check) =>
    check.issues.map((issue, index): Pointer => {
      return { id: issue_id(check.name, index), field: issue.field, span: issue.span, tone: "issue" };
    }),
  );
  const claims = draft.claims.map((claim): Pointer => {
    const tone = is_settled(claim) ? "claim" : "unsourced";
    return { id: claim_point_id(claim), field: "body", span: claim.span, tone };
  });
  return [...issues, ...claims];
}

/** The marks of one field of the draft; a span that lies outside the text is left out. */
export function marks_in(field: string, text: string, pointers: readonly Pointer[]): Mark[] {
  const read = span_reader(text);
  return pointers.flatMap(({ id, field: of, span, tone }) => {
    const place = of === field ? read(span) : null;
    return place ? [{ id, tone, ...place }] : [];
  });
}

/** The message that a draft answers: the one it names, else the last that had come in when it was written. */
export function answered_message(draft: Draft, messages: readonly ThreadMessage[]): ThreadMessage | null {
  const named = messages.find((message) => message.message_id === draft.message_id);
  if (named) return named;
  const received = messages.filter((message) => message.direction === "in");
  const before = received.filter((message) => Date.parse(message.sent_at) <= Date.parse(draft.created_at));
  return before.at(-1) ?? received.at(-1) ?? null;
}

export function trail_change(entry: TrailEntry): string {
  const words = (status: string) => kStatusWords[status as keyof typeof kStatusWords] ?? status;
  if (!entry.from_status || entry.from_status === entry.to_status) return "";
  return `${words(entry.from_status)} → ${words(entry.to_status)}`;
}
