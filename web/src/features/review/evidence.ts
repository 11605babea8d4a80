/** Verdict, claims, evidence and history in words, and where they point in the text. */
import type { Draft, Reason, Severity, ThreadMessage, TrailEntry } from "../../api/client";
import { span_reader, type ByteSpan, type Mark } from "../../lib/spans";
import { moment } from "../../lib/time";
import { kStatusWords } from "./decide";
import { checks_of, has_source } from "./row";

/** The headline of a draft's verdict. */
export function verdict_title(draft: Draft, now: number): string {
  const verdict = draft.verdict;
  if (!verdict) return "Not decided yet";
  if (verdict.outcome === "block") return "Blocked";
  if (verdict.outcome === "hold") return verdict.until ? `Held until ${moment(verdict.until, now)}` : "Held";
  return "Ready to send";
}

const kSeverityOrder: Severity[] = ["block", "hold", "warn", "info"];

export const by_severity = (reasons: readonly Reason[]): Reason[] =>
  [...reasons].sort((a, b) => kSeverityOrder.indexOf(a.severity) - kSeverityOrder.indexOf(b.severity));

/**
 * Evidence or a source as lines of text. The server may give a sentence, a list, or an object of plain fields; whatever
 * it is, it is shown as text and never followed.
 */
export function plain_lines(value: unknown): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) return value.flatMap(plain_lines);
  if (typeof value === "object") {
    return Object.entries(value).flatMap(([name, part]) => {
      const lines = plain_lines(part);
      return lines.length > 0 ? [`${name.replaceAll("_", " ")}: ${lines.join(", ")}`] : [];
    });
  }
  return [String(value)];
}

/** A finding that can point into the text. Its id joins the mark in the letter with the line beside it. */
export interface Pointer {
  id: string;
  field: string;
  span: ByteSpan | null;
  tone: "issue" | "claim" | "unsourced";
}

export const issue_id = (check: string, index: number) => `${check}-${index}`;
export const claim_id = (index: number) => `claim-${index}`;

export function pointers_of(draft: Draft): Pointer[] {
  const issues = checks_of(draft).flatMap((check) =>
    check.issues.map((issue, index): Pointer => ({
      id: issue_id(check.name, index),
      field: issue.field || "body",
      span: issue.span ?? null,
      tone: "issue",
    })),
  );
  const claims = (draft.claims ?? []).map((claim, index): Pointer => ({
    id: claim_id(index),
    field: "body",
    span: claim.span ?? null,
    tone: has_source(claim) ? "claim" : "unsourced",
  }));
  return [...issues, ...claims];
}

/** The marks of one field of the letter; a span that lies outside the text is left out. */
export function marks_in(field: string, text: string, pointers: readonly Pointer[]): Mark[] {
  const read = span_reader(text);
  return pointers.flatMap(({ id, field: of, span, tone }) => {
    const place = of === field && span ? read(span) : null;
    return place ? [{ id, tone, ...place }] : [];
  });
}

/** The message that a draft answers: the one it names, else the last that had come in when it was written. */
export function answered_message(draft: Draft, messages: readonly ThreadMessage[]): ThreadMessage | null {
  const named = messages.find((message) => message.message_id === draft.metadata?.["message_id"]);
  if (named) return named;
  const received = messages.filter((message) => message.direction === "in");
  const before = received.filter((message) => Date.parse(message.sent_at) <= Date.parse(draft.created_at));
  return before.at(-1) ?? received.at(-1) ?? null;
}

const kTrailWords: Record<string, string> = {
  create: "drafted it",
  approve: "approved it",
  reject: "rejected it",
  withdraw: "withdrew the approval",
  edit: "edited it",
  send: "sent it",
  expire: "let it expire",
};

/** "approved it", or the server's own word for an action that is not known here. */
export function trail_words(entry: TrailEntry): string {
  const verb = entry.action.replace(/^draft[._]/, "").replace(/(?:d|ed)$/, "");
  const known = kTrailWords[entry.action] ?? kTrailWords[verb] ?? kTrailWords[`${verb}e`];
  return known ?? entry.action.replaceAll("_", " ");
}

export function trail_change(entry: TrailEntry): string {
  const words = (status: string) => kStatusWords[status as keyof typeof kStatusWords] ?? status;
  if (!entry.to_status || entry.from_status === entry.to_status) return "";
  return entry.from_status
    ? `${words(entry.from_status)} → ${words(entry.to_status)}`
    : words(entry.to_status);
}
