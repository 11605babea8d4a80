import { expect, test } from "vitest";
import { diff_words } from "./diff";

const of = (kinds: string[], pieces: ReturnType<typeof diff_words>) =>
  pieces
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join("");

test("both texts can be read back from what changed", () => {
  const before = "Hello Ada,\n\nit costs 40 a month.\n";
  const after = "Hello Ada,\n\nit costs 45 a month, paid by the year.\n";
  const pieces = diff_words(before, after);
  expect(of(["same", "removed"], pieces)).toBe(before);
  expect(of(["same", "added"], pieces)).toBe(after);
  expect(of(["removed"], pieces)).toBe("40");
});

test("two texts that share nothing are shown as two, soon", () => {
  const text = (seed: number) =>
    Array.from({ length: 8000 }, (_, i) => `w${(i * 7919 + seed) % 100_003}`).join(" ");
  const pieces = diff_words(text(1), text(50_000));
  expect(of(["same", "added"], pieces)).toBe(text(50_000));
});
