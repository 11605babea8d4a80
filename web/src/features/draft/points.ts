/**
 * What a person has to look at before approving: failed checks, claims without a source, what the gate doubts. One list makes the word
 * (Clean, Check N, Blocked), the button, the keys n and p, and what the approval says was looked at.
 */
import type { Draft, Reason } from "../../api/client";
import { say } from "../../lib/strings";
import { claim_point_id, issue_id, open_words, own_reasons } from "./evidence";
import { checks_of, is_settled, is_wait } from "./row";

export interface Point {
  /** Joins the line, the mark in the text and what was seen. */
  id: string;
  rule: string;
  words: string;
  evidence: string;
  /** It points into the draft's text. */
  is_place: boolean;
  /** A person's word settles it. */
  claim_id: string | null;
}

export type Word = "clean" | "check" | "blocked";

/**
 * By what it says, not by its place: the gate judges anew while a draft is read, and a reason that comes to stand first was not looked
 * at. Of several that say the same, the number tells them apart.
 */
const reason_id = ({ rule, evidence }: Reason, number: number) =>
  ["reason", rule, evidence, number].map(encodeURIComponent).join(":");

export function points_of(draft: Draft): Point[] {
  const reasons = own_reasons(draft)
    .filter((reason) => (reason.severity === "hold" || reason.severity === "warn") && !is_wait(reason))
    .map((reason, index, all): Point => {
      const { rule, words, evidence } = reason;
      const same = all.slice(0, index).filter((each) => each.rule === rule && each.evidence === evidence);
      return { id: reason_id(reason, same.length), rule, words, evidence, is_place: false, claim_id: null };
    });
  const issues = checks_of(draft).flatMap((check) =>
    check.issues.flatMap((issue, index): Point[] => {
      if (issue.severity === "info" && check.passed) return [];
      const is_place = issue.span.end > issue.span.start;
      const id = issue_id(check.name, index);
      return [{ id, rule: issue.rule, words: issue.words, evidence: "", is_place, claim_id: null }];
    }),
  );
  // A check that failed without saying why is a point all the same.
  const silent = checks_of(draft)
    .filter((check) => !check.passed && check.issues.length === 0)
    .map((check): Point => {
      const words = `The check of ${check.name} did not pass.`;
      return {
        id: `${check.name}-failed`,
        rule: check.name,
        words,
        evidence: "",
        is_place: false,
        claim_id: null,
      };
    });
  const claims = draft.claims.flatMap((claim): Point[] => {
    if (is_settled(claim)) return [];
    const is_place = claim.span.end > claim.span.start;
    const words = `“${claim.text}”`;
    const rule = `claim.${claim.kind}`;
    return [
      {
        id: claim_point_id(claim),
        rule,
        words,
        evidence: open_words(claim),
        is_place,
        claim_id: claim.claim_id,
      },
    ];
  });
  return [...reasons, ...issues, ...silent, ...claims];
}

export function word_of(draft: Draft): Word {
  if (draft.verdict.outcome === "block") return "blocked";
  return points_of(draft).length > 0 ? "check" : "clean";
}

export function word_text(word: Word, points: number): string {
  return word === "check" ? say.check(points) : say[word];
}

/** What the trail keeps of a point that was looked at: the rule, and for a claim its words. */
export const acknowledged_words = (points: readonly Point[]): string[] => [
  ...new Set(
    points.map(({ rule, words, claim_id }) => (claim_id === null ? rule : `${rule}: ${words}`.slice(0, 300))),
  ),
];
