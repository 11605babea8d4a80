import { expect, test } from "vitest";
import type { Campaign, CheckLine, SequenceStep } from "../../api/client";
import { count_lines, is_launched, is_living, now_words, sorted_checks, step_name } from "./words";

const counts = {
  contacts: 120,
  enrolled: 118,
  skipped: 2,
  waiting: 100,
  drafted: 10,
  held: 0,
  paused: 0,
  finished: 3,
  stopped: 5,
  pending: 8,
  approved: 2,
  sent: 0,
};
const line = (rule: string, outcome: CheckLine["outcome"]) => ({
  rule,
  outcome,
  words: "",
  count: 0,
  sample: [],
});

test("before the launch nothing is said to be on its way", () => {
  expect(is_launched("READY")).toBe(false);
  expect(is_launched("CANCELLED")).toBe(true);
  expect(is_living("PAUSED")).toBe(true);
  expect(is_living("FINISHED")).toBe(false);
  expect(now_words({ status: "READY", counts } as Campaign)).toBe("Not launched");
  expect(now_words({ status: "RUNNING", counts } as Campaign)).toBe(
    "0 sent, 8 to approve, 100 waiting, 0 held, 3 finished, 5 stopped",
  );
});

test("what stops the launch stands first", () => {
  const lines = [line("a", "ok"), line("b", "warn"), line("c", "block"), line("d", "warn")];
  expect(sorted_checks(lines).map(({ rule }) => rule)).toEqual(["c", "b", "d", "a"]);
});

test("counts of nothing are left out, except of what a campaign is for", () => {
  expect(count_lines(counts)).toEqual([
    ["Contacts", 120],
    ["Enrolled", 118],
    ["Left out", 2],
    ["Waiting", 100],
    ["To approve", 8],
    ["Approved", 2],
    ["Sent", 0],
    ["Finished", 3],
    ["Stopped", 5],
  ]);
});

test("a step is named by its place and its subject; one that is gone by its id", () => {
  const steps = [
    { step_id: "first", subject: "A pilot", title: "" },
    { step_id: "again", subject: "", title: "" },
    { step_id: "call", subject: "", title: "Call them" },
  ] as unknown as SequenceStep[];
  expect(["first", "again", "call", "old"].map((id) => step_name(steps, id))).toEqual([
    "Step 1: A pilot",
    "Step 2",
    "Step 3: Call them",
    "old",
  ]);
});
