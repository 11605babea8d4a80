/** What changed between two texts, word by word: for a person who decides between them. Bounded: two texts that share little are shown as two. */
import { diffWordsWithSpace } from "diff";

export interface DiffPiece {
  text: string;
  kind: "same" | "added" | "removed";
}

const kMostEdits = 600;
const kMostMs = 400;

export function diff_words(before: string, after: string): DiffPiece[] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: kMostEdits, timeout: kMostMs });
  if (!parts) {
    return [
      { text: before, kind: "removed" },
      { text: after, kind: "added" },
    ];
  }
  return parts.map(({ value, added, removed }) => ({
    text: value,
    kind: added ? "added" : removed ? "removed" : "same",
  }));
}
