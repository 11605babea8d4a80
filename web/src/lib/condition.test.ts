import { describe, expect, test } from "vitest";
import { condition_of, condition_words, kConditionFields, operators_of, rows_of } from "./condition";

const stage = { field: "stage", op: "in", value: ["initial", "engaged"] };
const vip = { not: { field: "tag", op: "is", value: "vip" } };

describe("conditions", () => {
  test.each([
    [null],
    [{ all: [stage, vip] }],
    [{ any: [stage, { field: "created_at", op: "after", value: "2026-01-01" }] }],
    [{ all: [{ not: { field: "phone", op: "exists" } }] }],
  ])("rows give back what they were made of: %j", (condition) => {
    const rows = rows_of(condition);
    expect(rows).not.toBeNull();
    expect(rows && condition_of(rows)).toEqual(condition);
  });

  test("one comparison alone is one row, and exists may say false", () => {
    expect(rows_of(stage)?.rows).toHaveLength(1);
    expect(rows_of({ field: "phone", op: "exists", value: false })?.rows[0]?.negated).toBe(true);
  });

  test.each([
    [{ all: [{ any: [stage] }] }],
    [{ not: { all: [stage] } }],
    [{ field: "stage", op: "in", value: ["a,b"] }],
    [{ field: "stage", op: "before", value: "x" }],
    [{ all: [] }],
    [{ all: [stage], any: [stage] }],
    ["initial"],
  ])("what rows cannot show stays JSON: %j", (condition) => {
    expect(rows_of(condition)).toBeNull();
  });

  test("a list loses blanks and empty values", () => {
    const row = { field: "country", op: "in" as const, value: " DE, , AT ", negated: false };
    expect(condition_of({ join: "all", rows: [row] })).toEqual({
      all: [{ field: "country", op: "in", value: ["DE", "AT"] }],
    });
  });

  test("words, also of what rows cannot show", () => {
    expect(condition_words(null)).toBe("");
    expect(condition_words({ all: [stage, vip] })).toBe("stage is initial or engaged and tag is not vip");
    expect(
      condition_words({ all: [{ any: [vip, { field: "custom.site_type", op: "exists" }] }, stage] }),
    ).toBe("(tag is not vip or site type is known) and stage is initial or engaged");
  });

  test("every field has operators that the server takes", () => {
    for (const field of kConditionFields) expect(operators_of(field)).toContain("exists");
    expect(operators_of("created_at")).not.toContain("is");
    expect(operators_of("stage")).not.toContain("contains");
    expect(operators_of("custom.x")).toContain("before");
  });
});
