import { describe, expect, test } from "vitest";
import type { SalesFigure, SendingReport } from "../../api/client";
import { group_name, interval_words, sending_query, share_words, total_rows } from "./sending";

const figure = (value: number | null, low: number | null, high: number | null, n = 100): SalesFigure => ({
  value,
  n,
  low,
  high,
  as_of: "2026-11-23T10:00:00Z",
  small: n < 30,
});

describe("a share and its interval", () => {
  test.each([
    [figure(0.12, 0.06, 0.209), "12 %", "between 6 and 21 %"],
    [figure(0.003, 0.0011, 0.0082), "0.3 %", "between 0.1 and 0.8 %"],
    [figure(0, 0, 0.11), "0 %", "between 0 and 11 %"],
    [figure(1, 0.96, 1), "100 %", "between 96 and 100 %"],
    [figure(null, null, null, 0), "not measured", ""],
  ])("%o", (given, share, interval) => {
    expect(share_words(given)).toBe(share);
    expect(interval_words(given)).toBe(interval);
  });
});

const report = (n: number): SendingReport => ({
  from: "2026-11-01T00:00:00Z",
  to: "2026-12-01T00:00:00Z",
  zone: "UTC",
  group_by: null,
  total: {
    sent: figure(1204, null, null, 1204),
    delivered: figure(1200, null, null, 1200),
    bounce: figure(0.5, 0.3, 0.7, n),
    replied: figure(0.5, 0.3, 0.7, n),
    positive: figure(0.5, 0.3, 0.7, n),
    complaint: figure(null, null, null, 0),
    opt_out: figure(0.5, 0.3, 0.7, n),
  },
  groups: [],
});

test("the total names each figure, and marks what is too little to judge by", () => {
  const rows = total_rows(report(29));
  expect(rows.map(({ title }) => title)).toEqual([
    "Sent",
    "Delivered",
    "Bounces",
    "Replies",
    "Positive replies",
    "Complaints",
    "Opt-outs",
  ]);
  expect(rows[0]).toMatchObject({ words: "1,204", few: false });
  expect(rows[3]).toMatchObject({ words: "50 %, between 30 and 70 %", few: true });
  expect(rows[5]).toMatchObject({ words: "not measured", few: false });
  expect(total_rows(report(30))[3]?.few).toBe(false);
});

test("a group is named with what it is a part of", () => {
  const figures = report(1).total;
  expect(group_name({ key: "spring", sequence_id: null, step_id: null, figures })).toBe("spring");
  expect(group_name({ key: "a", sequence_id: "pilot", step_id: "first", figures })).toBe("pilot / first / a");
  expect(group_name({ key: null, sequence_id: null, step_id: null, figures })).toBe("none");
});

test("the server is asked for the period, the reader's zone and the groups", () => {
  const query = sending_query(report(1), "step", "Europe/Berlin");
  expect(query.toString()).toBe(
    "from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00%3A00%3A00Z&zone=Europe%2FBerlin&group_by=step",
  );
  expect(sending_query(report(1), "", "UTC").has("group_by")).toBe(false);
});
