/** What the server believes of a mail, read from its analysis with care: older mails have less of it. */
import type { ThreadMessage } from "../../api/client";
import { span_reader, type ByteSpan, type Mark } from "../../lib/spans";

export interface BeliefReason {
  /** Joins the line with the words in the mail. */
  id: string;
  rule: string;
  words: string;
  weight: number;
  span: ByteSpan | null;
}

export interface Belief {
  intent: string;
  mood: string;
  /** How likely a person would want to answer: 0 to 100. */
  percent: number;
  kind: string;
  kind_reason: string;
  language: string;
  return_date: string | null;
  is_injection: boolean;
  injections: ByteSpan[];
  doubts: { rule: string; words: string; span: ByteSpan | null }[];
  reasons: BeliefReason[];
  found: [string, string[]][];
}

type Json = Record<string, unknown>;
const object = (value: unknown): Json =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const span = (value: unknown): ByteSpan | null => {
  const { start, end } = object(value);
  return number(end) > number(start) ? { start: number(start), end: number(end) } : null;
};

const kFound: [string, string][] = [
  ["people", "People"],
  ["companies", "Companies"],
  ["money", "Money"],
  ["dates", "Dates"],
  ["phones", "Phones"],
  ["emails", "Addresses"],
  ["urls", "Links"],
];

export const in_words = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function belief_of(message: Pick<ThreadMessage, "analysis" | "kind" | "kind_reason">): Belief | null {
  const analysis = object(message.analysis);
  if (Object.keys(analysis).length === 0) return null;
  const injection = object(analysis["injection"]);
  const entities = object(analysis["entities"]);
  const reasons = list(analysis["reasons"])
    .map(object)
    .map((each) => ({
      rule: text(each["rule"]),
      words: text(each["words"]),
      weight: number(each["weight"]),
      span: span(each["span"]),
    }));
  return {
    intent: text(analysis["intent"]),
    mood: text(analysis["sentiment"]),
    percent: Math.round(100 * Math.min(1, Math.max(0, number(analysis["relevance_score"])))),
    kind: message.kind,
    kind_reason: message.kind_reason,
    language: text(analysis["language"]),
    return_date: text(analysis["return_date"]) || null,
    is_injection: injection["suspected"] === true,
    injections: list(injection["spans"]).flatMap((each) => span(each) ?? []),
    doubts: list(analysis["doubts"])
      .map(object)
      .map((each) => ({ rule: text(each["rule"]), words: text(each["words"]), span: span(each["span"]) })),
    // Those that moved the score, the strongest first; the intents' own stand in `intent`.
    reasons: reasons
      .filter(({ rule }) => rule.startsWith("relevance."))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .map((reason, index) => ({ ...reason, id: `why-${index}` })),
    found: kFound.flatMap(([name, label]): [string, string[]][] => {
      const values = list(entities[name]).map(text).filter(Boolean);
      return values.length > 0 ? [[label, values]] : [];
    }),
  };
}

/**
 * Marks of the mail's new words. `raw`: as the server has them, whose bytes it counts; `lead`: how many characters are left out before
 * the first that is shown. What is dangerous lies on top.
 */
export function belief_marks(belief: Belief, raw: string, lead: number): Mark[] {
  const read = span_reader(raw);
  const mark = (id: string, tone: string, at: ByteSpan | null): Mark[] => {
    const place = at ? read(at) : null;
    return place && place.end > lead
      ? [{ id, tone, start: Math.max(0, place.start - lead), end: place.end - lead }]
      : [];
  };
  return [
    ...belief.injections.flatMap((at) => mark("injection", "injection", at)),
    ...belief.doubts.flatMap((doubt, index) => mark(`doubt-${index}`, "doubt", doubt.span)),
    ...belief.reasons.flatMap((reason) => mark(reason.id, "reason", reason.span)),
  ];
}

/** "English" for "en"; nothing where it could not be told. */
export function language_words(code: string): string {
  if (code === "" || code === "und") return "";
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code; // no language code
  }
}
