import { expect, test } from "vitest";
import { kSteps, step_words } from "./steps";

test.each([
  ["approve", "approved it"],
  ["confirm_sent", "recorded it as sent"],
  ["retire_mailbox", "let another mailbox take over"],
  ["moved_by_rule", "moved by rule"],
])("the trail's %s", (action, words) => {
  expect(step_words(action)).toBe(words);
});

test("the steps that can be searched for are those that have words", () => {
  expect(kSteps).toContain("approve");
  expect(kSteps).not.toContain("moved_by_rule");
});
