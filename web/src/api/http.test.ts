import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  approve,
  decide_outcome,
  edit,
  list_contacts,
  list_desk,
  reject,
  send,
  withdraw,
  type Draft,
} from "./client";
import { ApiError, call, retry_after_seconds, Unreachable } from "./http";

interface Sent {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

let sent: Sent[] = [];
let answers: (() => Response)[] = [];

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json", ...headers },
    });
const no_answer = () => {
  throw new TypeError("fetch failed");
};

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answers = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    sent.push({
      path,
      method: init.method ?? "",
      headers,
      body: init.body ? JSON.parse(String(init.body)) : null,
    });
    const answer = answers.shift();
    if (!answer) throw new Error("no more answers");
    return answer();
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Runs a call to its end, however long it pauses. */
async function settle<T>(promise: Promise<T>): Promise<T | unknown> {
  const result = promise.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return result;
}

const draft = { id: "a b", version: 3, status: "PENDING_APPROVAL", content_hash: "hash" } as Draft;

describe("a POST", () => {
  test("carries a key, the header no foreign page can send, and what was on the screen", async () => {
    answers = [json(200, { id: "a b" })];
    await settle(approve(draft, "Ada", [], "key-1"));
    expect(sent).toEqual([
      {
        path: "/api/operator/drafts/a%20b/approve",
        method: "POST",
        headers: expect.objectContaining({
          "Idempotency-Key": "key-1",
          "If-Match": '"3.PENDING_APPROVAL"',
          "X-Requested-With": "sales-agent",
        }),
        body: { acknowledged: [], approved_by: "Ada", content_hash: "hash" },
      },
    ]);
  });

  test("without an answer is repeated with the same key, then given up", async () => {
    answers = [no_answer, no_answer, no_answer];
    expect(await settle(approve(draft, "Ada", [], "key-1"))).toBeInstanceOf(Unreachable);
    expect(sent.map(({ headers }) => headers["Idempotency-Key"])).toEqual(["key-1", "key-1", "key-1"]);
  });

  test("that the server still works on is asked for again, not reported as a conflict", async () => {
    const in_flight = json(409, {
      type: "urn:sales-agent:problem:idempotency-in-flight",
      title: "In flight",
      status: 409,
    });
    answers = [no_answer, in_flight, json(200, { id: "a b" })];
    expect(await settle(approve(draft, "Ada", [], "key-1"))).toEqual({ id: "a b" });
  });

  test.each([409, 422, 429, 403, 500])("refused with %d is not repeated", async (status) => {
    answers = [json(status, { title: "No", status, detail: "Because." })];
    const error = await settle(approve(draft, "Ada", [], "key-1"));
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).message).toBe("Because.");
    expect(sent).toHaveLength(1);
  });

  test("finds the wait of a 429, and a 503 that asks for a long one is not repeated", async () => {
    answers = [json(429, { title: "Slow down", status: 429 }, { "Retry-After": "120" })];
    expect(await settle(call("POST", "/x", {}))).toMatchObject({ retry_after_s: 120 });
    answers = [json(503, { title: "Busy", status: 503 }, { "Retry-After": "60" })];
    expect(await settle(call("POST", "/x", {}))).toMatchObject({ status: 503 });
    expect(sent).toHaveLength(2);
  });
});

describe("other calls", () => {
  test("a GET is not repeated here", async () => {
    answers = [no_answer];
    expect(await settle(call("GET", "/x"))).toBeInstanceOf(Unreachable);
    expect(sent).toHaveLength(1);
  });

  test.each([
    ["approve", () => approve(draft, "Ada", [], "k")],
    ["reject", () => reject(draft, "why", "Ada", "k")],
    ["withdraw", () => withdraw(draft, "k")],
    ["send", () => send(draft, 0, "k")],
    ["outcome", () => decide_outcome(draft, { was_sent: false, provider_message_id: "", reason: "r" }, "k")],
    ["edit", () => edit(draft, "s", "b")],
  ])("every decision says what it saw: %s", async (_, decide) => {
    answers = [json(200, {})];
    await settle(decide());
    expect(sent[0]?.headers["If-Match"]).toBe('"3.PENDING_APPROVAL"');
  });

  test("an edit says which version it edits", async () => {
    answers = [json(200, {})];
    await settle(edit(draft, "s", "b"));
    expect(sent[0]).toMatchObject({ method: "PATCH", body: { subject: "s", body: "b", version: 3 } });
  });

  test("an error page that is not JSON still becomes an error", async () => {
    answers = [() => new Response("<html>", { status: 502, statusText: "Bad Gateway" })];
    expect(await settle(call("GET", "/x"))).toMatchObject({ status: 502, message: "Bad Gateway" });
  });

  test("an answer without content is null", async () => {
    answers = [() => new Response(null, { status: 204 })];
    expect(await settle(call("DELETE", "/x"))).toMatchObject({ body: null });
  });
});

describe("lists", () => {
  test("the desk: a split, and where its next page begins", async () => {
    answers = [json(200, { items: [{ id: "1" }], next: "c2" })];
    expect(await settle(list_desk("needs_look", 2))).toEqual({ items: [{ id: "1" }], next: "c2" });
    expect(sent[0]?.path).toBe("/api/desk?split=needs_look&limit=2");
    answers = [json(200, { items: [], next: null })];
    await settle(list_desk("sent", 50, "c 1"));
    expect(sent[1]?.path).toBe("/api/desk?split=sent&limit=50&after=c+1");
  });

  test("people: what is searched for, and a page behind another", async () => {
    answers = [json(200, { items: [], next: null })];
    await settle(list_contacts(new URLSearchParams({ q: "ada", stage: "engaged" }), "c1"));
    expect(sent[0]?.path).toBe("/api/contacts?q=ada&stage=engaged&after=c1");
  });

  test.each([
    [null, null],
    ["30", 30],
    ["Wed, 04 Mar 2026 12:00:30 GMT", 30],
    ["Wed, 04 Mar 2026 11:00:00 GMT", 0],
    ["soon", null],
  ])("Retry-After: %s", (header, seconds) => {
    expect(retry_after_seconds(header, Date.parse("2026-03-04T12:00:00Z"))).toBe(seconds);
  });
});
