import { expect, test } from "vitest";
import type { Status } from "../../api/client";
import { approval_words, mail_words, send_words, writer_words } from "./words";

const status = (more: Partial<Status>): Status => ({
  status: "operational",
  operator_mode: true,
  approval_required: true,
  ...more,
});

test.each([
  [status({ mail_provider: "outbox" }), /outbox folder; nothing is delivered/, "to the outbox folder"],
  [status({ mail_provider: "gmail" }), /delivered through gmail/, "through gmail"],
  [status({}), /No mail provider/, ""],
])("where mail goes", (now, strip, beside_send) => {
  expect(mail_words(now)).toMatch(strip);
  expect(send_words(now)).toBe(beside_send);
});

test("before the server said anything, nothing is claimed", () => {
  expect(send_words(null)).toBe("");
});

test("who writes and who approves", () => {
  expect(writer_words(status({ writer: "template" }))).toMatch(/no language model/);
  expect(writer_words(status({ writer: "openai" }))).toBe("Text by openai");
  expect(writer_words(status({}))).toBe("");
  expect(approval_words(status({}))).toMatch(/person/);
  expect(approval_words(status({ approval_required: false }))).toMatch(/policy/);
});
