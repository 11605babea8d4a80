import { expect, test } from "vitest";
import type { PolicyPack } from "../../api/client";
import { countries_words, ordered, outcome_view, parameter_words } from "./words";

test.each([
  ["block", "Blocks", "red"],
  ["hold", "Holds", "amber"],
  ["warn", "Warns", "amber"],
  ["info", "Informs", "plain"],
] as const)("a rule that says %s", (outcome, words, tone) => {
  expect(outcome_view(outcome)).toEqual({ words, tone });
});

test("countries by their names", () => {
  expect(countries_words([])).toBe("Every contact");
  expect(countries_words(["DE", "GB"])).toBe("Germany, United Kingdom");
});

test("parameters as a person reads them", () => {
  expect(parameter_words({})).toBe("");
  expect(parameter_words({ accepted: ["consent", "public_business"], inquiry_months: 6 })).toBe(
    "accepted: consent, public business; inquiry months: 6",
  );
});

test("what is on comes first", () => {
  const pack = (name: string, enabled: boolean) => ({ name, enabled }) as PolicyPack;
  const names = ordered([pack("Canada", false), pack("United States", true), pack("Germany", true)]).map(
    (each) => each.name,
  );
  expect(names).toEqual(["Germany", "United States", "Canada"]);
});
