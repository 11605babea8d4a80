import { describe, expect, test } from "vitest";
import { age, duration, moment, relative, short_moment, with_local_instants } from "./time";

const now = Date.parse("2026-03-04T12:00:00Z");

describe("time in words", () => {
  test.each([
    ["2026-03-04T11:59:40Z", "now", "now"],
    ["2026-03-04T11:55:00Z", "5 min", "5 min ago"],
    ["2026-03-04T09:00:00Z", "3 h", "3 h ago"],
    ["2026-03-06T12:00:00Z", "2 d", "in 2 d"],
    ["2026-02-01T12:00:00Z", "4 wk", "4 wk ago"],
    ["2023-03-04T12:00:00Z", "3 y", "3 y ago"],
    ["not a date", "", ""],
  ])("%s", (at, short, long) => {
    expect(age(at, now)).toBe(short);
    expect(relative(at, now)).toBe(long);
  });

  test("a moment names the year only when it is another one", () => {
    expect(moment("2026-03-04T09:12:00Z", now)).toMatch(/^Wed,? 4 Mar,? \d\d:12$/);
    expect(moment("2024-03-04T09:12:00Z", now)).toContain("2024");
    expect(moment("nonsense", now)).toBe("nonsense");
  });

  test.each([
    ["2026-03-06T09:00:00Z", "Fri 09:00"],
    ["2026-04-06T09:00:00Z", "6 Apr"],
    ["nonsense", "nonsense"],
  ])("a badge says %s as %s", (at, words) => {
    expect(short_moment(at, now)).toBe(words);
  });

  test("instants in a sentence are put into words", () => {
    expect(with_local_instants("It opens at 2026-03-06T08:00:00Z.", now)).toMatch(
      /^It opens at Fri,? 6 Mar,? 08:00\.$/,
    );
    expect(with_local_instants("Order 2026-03-06 stays.", now)).toBe("Order 2026-03-06 stays.");
  });

  test.each([
    [0, "1 s"],
    [40, "40 s"],
    [61, "2 min"],
    [3600, "1 h"],
    [90_000, "25 h"],
  ])("%d s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
