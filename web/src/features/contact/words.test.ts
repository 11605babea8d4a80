import { expect, test } from "vitest";
import type { TimelineItem } from "../../api/client";
import { draft_of, erasure_lines, heading_of, lines_of } from "./words";

const item = (more: Partial<TimelineItem>): TimelineItem => ({
  item_id: "x:1",
  at: "2026-11-22T10:00:00Z",
  kind: "mail",
  title: "",
  words: "",
  actor: "",
  status: "",
  ref_id: "",
  ...more,
});

test("each kind says what happened", () => {
  expect(heading_of(item({ kind: "mail", status: "in" }))).toBe("They wrote");
  expect(heading_of(item({ kind: "mail", status: "out" }))).toBe("We wrote");
  expect(heading_of(item({ kind: "draft", status: "PENDING_APPROVAL" }))).toBe("Draft, pending approval");
  expect(heading_of(item({ kind: "decision", title: "acknowledge_claim", actor: "Eva" }))).toBe(
    "Eva vouched for a claim",
  );
  expect(heading_of(item({ kind: "stage", status: "engaged" }))).toBe("Stage: engaged");
});

test("the heading's words are not said twice, and a draft can be opened", () => {
  expect(lines_of(item({ kind: "mail", title: "Price", words: "How much?" }))).toEqual([
    "Price",
    "How much?",
  ]);
  expect(lines_of(item({ kind: "decision", title: "approve", words: " " }))).toEqual([]);
  expect(draft_of(item({ kind: "decision", ref_id: "d1" }))).toBe("d1");
  expect(draft_of(item({ kind: "note", ref_id: "n1" }))).toBeNull();
});

test("an erasure names what a person knows, the most first, and sums up the rest", () => {
  const rows_by_table = { contacts: 1, messages: 12, record_terms: 7, idempotency_keys: 2, drafts: 0 };
  expect(erasure_lines({ rows_by_table })).toEqual(["12 mails", "1 contact", "9 further rows"]);
});
