import { describe, expect, test } from "vitest";
import { ApiError, Unreachable, type DraftStatus } from "../../api/client";
import { kStatusWords, refusal_of, why_not, type Action } from "./decide";
import type { Me } from "../../api/client";

const now = Date.parse("2026-03-04T12:00:00Z");
const operator: Pick<Me, "role" | "scopes"> = {
  role: "operator",
  scopes: ["read", "draft", "approve", "send"],
};
const kStatuses = Object.keys(kStatusWords) as DraftStatus[];

describe("why_not", () => {
  test.each<[Action, DraftStatus[]]>([
    ["approve", ["PENDING_APPROVAL"]],
    ["reject", ["PENDING_APPROVAL", "APPROVED"]],
    ["send", ["APPROVED"]],
    ["withdraw", ["APPROVED"]],
    ["edit", ["PENDING_APPROVAL", "APPROVED"]],
    ["settle", ["OUTCOME_UNKNOWN"]],
  ])("%s is for %s only", (action, allowed) => {
    for (const status of kStatuses) {
      expect([status, why_not(action, { status }, operator) === null]).toEqual([
        status,
        allowed.includes(status),
      ]);
    }
  });

  test.each<[Action, string]>([
    ["approve", "approve"],
    ["reject", "approve"],
    ["withdraw", "approve"],
    ["send", "send"],
    ["edit", "draft"],
  ])("%s needs the scope %s", (action, scope) => {
    const status = action === "approve" ? "PENDING_APPROVAL" : "APPROVED";
    const without = { role: "reader", scopes: operator.scopes.filter((name) => name !== scope) };
    expect(why_not(action, { status }, without)).toContain("reader");
  });

  test("a pending draft that should be sent says what comes first", () => {
    expect(why_not("send", { status: "PENDING_APPROVAL" }, operator)).toMatch(/^Approve it first/);
  });
});

const error = (status: number, more: object = {}, retry_after_s: number | null = null) =>
  new ApiError(status, { title: "Title", status, detail: "The detail.", ...more }, retry_after_s);

describe("refusal_of", () => {
  test("a conflict says what the server said, with the gate's reasons", () => {
    const reasons = [
      { rule: "r", severity: "block", words: "The contact said no." },
      { rule: "w", severity: "warn", words: "A warning refuses nothing." },
      { rule: "d", severity: "hold", words: "The detail." },
    ];
    const refusal = refusal_of(error(409, { reasons }), "Not sent", now);
    expect(refusal).toMatchObject({
      title: "Not sent",
      lines: ["The detail.", "The contact said no."],
      uncertain: false,
    });
  });

  test("a limit says when it can be tried again", () => {
    expect(refusal_of(error(429, {}, 7200), "Not sent", now).lines.at(-1)).toMatch(
      /^It can be tried again in 2 h \(/,
    );
  });

  test("invalid fields are told apart, whatever the form of the path", () => {
    const errors = [
      { path: "/body", message: "too short" },
      { path: "$.subject", message: "empty" },
    ];
    const refusal = refusal_of(error(422, { errors }), "Not saved", now);
    expect(refusal.fields).toEqual({ body: "too short", subject: "empty" });
    expect(refusal.lines).toContain("/body: too short");
  });

  test("no answer is not a no", () => {
    expect(refusal_of(new Unreachable(), "Not sent", now)).toMatchObject({
      title: "No answer",
      uncertain: true,
    });
  });

  test("an ended session is told apart", () => {
    expect(refusal_of(error(401), "Not approved", now).signed_out).toBe(true);
  });

  test("a failure of the server names its trace", () => {
    expect(refusal_of(error(500, { detail: "", trace_id: "t-1" }), "Not sent", now)).toMatchObject({
      trace_id: "t-1",
    });
  });

  test("a fault of this program is not dressed up as a refusal", () => {
    expect(() => refusal_of(new TypeError("bug"), "Not sent", now)).toThrow("bug");
  });
});
