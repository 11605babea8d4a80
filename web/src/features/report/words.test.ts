import { describe, expect, test } from "vitest";
import { csv_of, figure_words, type Figure } from "./words";

const figure = (value: number | null, unit: Figure["unit"]): Figure => ({ label: "Replies", value, unit });

describe("figures", () => {
  test.each([
    [figure(1204, "count"), "1,204"],
    [figure(0, "count"), "0"],
    [figure(null, "count"), "not measured"],
    [figure(null, "rate"), "not measured"],
    [figure(0.0729, "rate"), "7.3 %"],
    [figure(113.5, "ms"), "114 ms"],
  ])("%o", (given, words) => {
    expect(figure_words(given)).toBe(words);
  });
});

test("CSV: quoted, no formula, empty where nothing is measured", () => {
  const csv = csv_of([
    ["Replies", [figure(3, "count"), { ...figure(null, "rate"), label: 'a "rate"' }]],
    ["=SUM(A1)", [figure(1, "count")]],
  ]);
  expect(csv).toBe(
    '"Report","Figure","Value"\r\n"Replies","Replies","3"\r\n"Replies","a ""rate""",""\r\n"\'=SUM(A1)","Replies","1"\r\n',
  );
});
