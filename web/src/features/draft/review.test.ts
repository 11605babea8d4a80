// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft, Me } from "../../api/client";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings";
import { Review } from "./review.svelte";
import { row_of } from "./row";

const passed = { passed: true, issues: [] };
const draft = (id: string): Draft =>
  ({
    id,
    status: "PENDING_APPROVAL",
    version: 1,
    content_hash: `hash of ${id}`,
    recipient: `${id}@x.example`,
    subject: `About ${id}`,
    body: "Hello",
    created_at: "2026-01-01T00:00:00Z",
    snoozed_until: null,
    verdict: { outcome: "send", until: null, reasons: [] },
    checks: {
      compliance: { passed: true, violations: [] },
      quality: passed,
      tone: passed,
      length: passed,
    },
    claims: [],
  }) as unknown as Draft;
const kDrafts = ["a", "b", "c"].map(draft);
const me = { name: "Grace", role: "operator", scopes: ["read", "draft", "approve", "send"] } as unknown as Me;
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } });

/** Whose drafts are not delivered. */
let lost: Set<string>;
let approved: string[];
let review: Review;
beforeEach(async () => {
  lost = new Set();
  approved = [];
  vi.stubGlobal("fetch", async (path: string) => {
    const [, id = "", verb = ""] = /drafts\/([^/?]+)\/([a-z]+)|$/.exec(path) ?? [];
    if (verb === "approve") {
      approved.push(id);
      return json({ ...draft(id), status: "APPROVED" });
    }
    if (path.startsWith("/api/desk?"))
      return json({ items: kDrafts.map((each) => row_of(each, 0)), next: null });
    const [, asked = ""] = /\/api\/desk\/([^/?]+)|$/.exec(path) ?? [];
    if (lost.has(asked)) throw new TypeError("aborted");
    if (asked !== "") return json({ draft: draft(asked), thread: null, trail: null });
    return json({ items: [], last: 0, next: null });
  });
  review = new Review({ me: () => me, on_signed_out: () => {}, go: () => {}, is_narrow: () => true });
});
afterEach(() => {
  review.stop();
  vi.unstubAllGlobals();
  while (notices.dismiss_last());
});

/** Longer than a person rests on a draft before it is asked for, and than a frame. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

test("a key that was pressed on a draft that never came decides about no other draft", async () => {
  lost.add("a");
  await review.open("pending", "a");
  review.act("approve"); // held: it may still come
  await settle();
  review.act("approve"); // it did not come: nothing is held any more
  expect(notices.list.at(-1)?.title).toBe(say.no_answer);
  lost.delete("a");
  await review.refresh();
  expect(review.shown?.id).toBe("a");
  await settle();
  expect(approved).toEqual([]);
  review.act("approve");
  await settle();
  expect(approved).toEqual(["a"]);
  expect(review.shown?.id).toBe("b");
});

test("keys that were meant for one draft are dropped when the address opens another", async () => {
  let go_on = () => {};
  const slow = new Promise<void>((resolve) => (go_on = resolve));
  const before = globalThis.fetch;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path === "/api/desk/a") await slow;
    return before(path, init);
  });
  await review.open("pending", "a");
  review.act("approve");
  await review.open("pending", "b");
  await settle();
  go_on();
  await settle();
  expect([approved, review.shown?.id]).toEqual([[], "b"]);
});

test("a key that was pressed while a draft was loading is done when it is there", async () => {
  await review.open("pending", "a");
  review.act("approve");
  await settle();
  expect(approved).toEqual(["a"]);
});
