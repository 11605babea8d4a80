import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** Jobs are named as actions are. */
const kJobs = ["enroll_segment", "sync_mailbox"];

/** What the program writes into the trail: what is named where a row is written, and names made of a verb and a noun. */
function actions_of_the_program(): string[] {
  const src = join(import.meta.dirname, "../../../src");
  const read = (name: string) => readFileSync(join(src, name), "utf8");
  const literals = (code: string) => [...code.matchAll(/"([a-z_]+)"/g)].map(([, name = ""]) => name);
  const files = readdirSync(join(src, "actions"), { recursive: true, encoding: "utf8" });
  const found = files
    .filter((name) => name.endsWith(".cc"))
    .map((name) => read(join("actions", name)))
    .flatMap((text) => [
      ...text.matchAll(/(?:append_audit|change_enrollment|store_change)\(\s*tx_?,[^,]+,([^,]*)/g),
      ...text.matchAll(/const char\* action =([^;]*);/g),
      ...text.matchAll(/("[a-z]+_(?:enrollment|campaign|sequence|segment|launch|mailbox)")/g),
    ])
    .flatMap(([, code = ""]) => literals(code));
  const constants = [...read("core/audit/audit.h").matchAll(/const char\* k\w+ =([^;]*);/g)];
  const all = [...found, ...constants.flatMap(([, code = ""]) => literals(code))];
  return [...new Set(all)].filter((name) => !kJobs.includes(name));
}

test("every step that the program writes has words", () => {
  const actions = actions_of_the_program();
  expect(actions).toContain("advance_enrollment");
  expect(actions).toContain("end_launch");
  expect(actions).toContain("rechain");
  expect(actions.filter((name) => !kSteps.includes(name))).toEqual([]);
});
