import { describe, expect, test } from "vitest";
import { merge_kept, Queue } from "./queue";
import { filter_rows, type Row } from "./row";

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id,
  name: `${id}@x.example`,
  company: "",
  subject: `About ${id}`,
  words: "",
  intent: "question",
  status: "PENDING_APPROVAL",
  at: "2026-01-01T00:00:00Z",
  until: null,
  points: 0,
  word: "clean",
  version: 1,
  snoozed: false,
  ...more,
});
const rows = (ids: string) => Array.from(ids, (id) => row(id));
const ids = (queue: Queue) =>
  queue
    .rows()
    .map(({ id }) => id)
    .join("");

function two_pages(): Queue {
  const queue = new Queue();
  queue.append(null, rows("abc"), "c1");
  queue.append("c1", rows("def"), null);
  return queue;
}

describe("merge_kept", () => {
  test.each([
    ["nothing kept", "abcd", "bd", "", "bd"],
    ["kept at the start", "abcd", "bd", "a", "abd"],
    ["kept in the middle", "abcd", "ad", "bc", "abcd"],
    ["kept at the end", "abcd", "ab", "d", "abd"],
    ["new ones behind", "abc", "acx", "b", "abcx"],
    ["everything left", "abc", "", "ac", "ac"],
    ["kept and still there", "abc", "abc", "b", "abc"],
  ])("%s", (_, old, fresh, kept, merged) => {
    expect(
      merge_kept(rows(old), rows(fresh), new Set(kept))
        .map(({ id }) => id)
        .join(""),
    ).toBe(merged);
  });
});

describe("Queue", () => {
  test("knows whether it is complete", () => {
    const queue = new Queue();
    expect([queue.is_empty, queue.is_complete]).toEqual([true, false]);
    queue.append(null, rows("ab"), "c1");
    expect([queue.is_complete, queue.next_cursor]).toEqual([false, "c1"]);
    queue.append("c1", rows("c"), null);
    expect([queue.is_complete, queue.next_cursor]).toEqual([true, null]);
  });

  test("a page fetched again does not repeat the rows of the next one", () => {
    const queue = two_pages();
    queue.replace(null, rows("bcd"), "c2");
    expect(ids(queue)).toBe("bcdef");
    expect(queue.is_complete).toBe(true);
  });

  test("new drafts at the end make it incomplete again", () => {
    const queue = two_pages();
    queue.replace("c1", rows("defg"), "c3");
    expect([ids(queue), queue.next_cursor]).toEqual(["abcdefg", "c3"]);
  });

  test("handled rows stay until they are cleared", () => {
    const queue = two_pages();
    queue.update(row("b", { status: "APPROVED" }));
    queue.keep("b");
    queue.replace(null, rows("acd"), "c2");
    expect(ids(queue)).toBe("abcdef");
    expect(queue.rows()[1]?.status).toBe("APPROVED");
    queue.clear_kept();
    expect([ids(queue), queue.kept_count]).toEqual(["acdef", 0]);
  });

  test("the row that is being read stays when somebody else takes it", () => {
    const queue = two_pages();
    queue.replace(null, rows("bc"), "c2", "a");
    expect([ids(queue), queue.is_kept("a")]).toEqual(["abcdef", true]);
    queue.replace("c1", rows("def"), null, "a");
    expect(ids(queue)).toBe("abcdef");
  });

  test("only what is seen, and the end, is fetched again", () => {
    const queue = two_pages();
    queue.append("c9", rows("xyz"), null);
    queue.mark_stale();
    expect(queue.stale_cursors(new Set(["e"]))).toEqual([null, "c1", "c9"]);
    expect(queue.stale_cursors(new Set(["b"]))).toEqual([null, "c9"]);
    queue.replace(null, rows("abc"), "c1");
    expect(queue.stale_cursors(new Set(["b"]))).toEqual(["c9"]);
  });

  test("new drafts at the front of a full page lose none between the pages", () => {
    const queue = two_pages();
    queue.replace(null, rows("xab"), "c0");
    expect(ids(queue)).toBe("xabcdef");
  });

  test("a row that is not in the list is not updated", () => {
    expect(two_pages().update(row("z"))).toBe(false);
  });
});

describe("a new draft", () => {
  test("comes at the end of a list that is whole", () => {
    const queue = new Queue();
    queue.append(null, rows("ab"), null);
    expect(queue.add(row("c"))).toBe(true);
    expect(ids(queue)).toBe("abc");
    expect(queue.add(row("c"))).toBe(false);
  });

  test("waits where more pages follow", () => {
    const queue = new Queue();
    queue.append(null, rows("ab"), "b");
    expect(queue.add(row("c"))).toBe(false);
    expect(ids(queue)).toBe("ab");
  });
});

describe("filter_rows", () => {
  const list = [
    row("ada", { word: "check", points: 2 }),
    row("ben", { subject: "Price list", intent: "nurturing" }),
  ];
  test.each([
    ["", "ada ben"],
    ["ADA", "ada"],
    ["check", "ada"],
    ["clean", "ben"],
    ["price nurt", "ben"],
    ["price ada", ""],
    ["x.example", "ada ben"],
  ])("%j", (filter, found) => {
    expect(
      filter_rows(list, filter)
        .map(({ id }) => id)
        .join(" "),
    ).toBe(found);
  });
});
