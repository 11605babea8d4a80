import { expect, test } from "vitest";
import { ApiError, Unreachable } from "../../api/client";
import { sign_in_words } from "./session.svelte";

const refused = (status: number, retry_after_s: number | null = null) =>
  new ApiError(status, { title: "t", status, detail: "The server's words." }, retry_after_s);

test.each([
  [new Unreachable(), /does not answer/],
  [refused(401), /Wrong email address or password/],
  [refused(429, 120), /Wait 2 min/],
  [refused(403), /The server's words/],
])("why a sign-in is refused: %s", (error, words) => {
  expect(sign_in_words(error)).toMatch(words);
});

test("a fault of this program is not dressed up as a refusal", () => {
  expect(() => sign_in_words(new TypeError("bug"))).toThrow("bug");
});
