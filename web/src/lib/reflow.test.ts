import { describe, expect, test } from "vitest";
import { reflow } from "./reflow";

const kWrapped =
  "we are forty people in two offices and look for a way to share the list of\n" +
  "customers without sending sheets around. What would it cost for a year, and\n" +
  "can we begin small?";

describe("reflow", () => {
  test("joins what a mail program wrapped, and moves no place", () => {
    const flowed = reflow(kWrapped);
    expect(flowed).not.toContain("\n");
    expect(flowed.length).toBe(kWrapped.length);
  });

  test.each([
    ["paragraphs", `${kWrapped}\n\nBest regards\nAda`, "\n\nBest regards\nAda"],
    [
      "a list",
      `${kWrapped}\n- price for a year\n- who answers questions`,
      "\n- price for a year\n- who answers",
    ],
    ["a quote", `${kWrapped}\n> you wrote last week`, "\n> you wrote"],
    ["a signature", "Ada Lindqvist\nNorthpier\n12 Harbour Row", "Ada Lindqvist\nNorthpier\n12 Harbour Row"],
    [
      "a table",
      "seats                     price a year for all of them together\n40                        4,000",
      "\n40",
    ],
  ])("keeps the lines of %s", (_, text, kept) => {
    expect(reflow(text)).toContain(kept);
  });

  test("a short line ends a paragraph even without an empty one", () => {
    expect(reflow("Hi Robin,\nwe are forty people and look for a way to share the list")).toMatch(
      /^Hi Robin,\n/,
    );
  });

  test("a long mail is no trouble", () => {
    const text = `${"word ".repeat(15).trim()}\n`.repeat(20_000);
    expect(reflow(text)).toHaveLength(text.length);
  });
});
