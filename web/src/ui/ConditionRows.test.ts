// @vitest-environment jsdom
import { flushSync, mount, unmount } from "svelte";
import { expect, test } from "vitest";
import { is_broken } from "../lib/condition";
import ConditionRows from "./ConditionRows.svelte";

const kGroup = { any: [{ all: [{ field: "tag", op: "is", value: "vip" }] }] };

test("text that is no JSON takes the place of the condition before it, and says so", () => {
  const told: unknown[] = [];
  const props = { condition: kGroup, none: "", on_change: (condition: unknown) => void told.push(condition) };
  const rows = mount(ConditionRows, { target: document.body, props });
  const area = document.querySelector("textarea")!;
  const type = (text: string) => {
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };
  expect(JSON.parse(area.value)).toEqual(kGroup);
  type('{"any": [');
  expect(told.at(-1)).toBe('{"any": [');
  expect(is_broken(told.at(-1))).toBe(true);
  expect(document.querySelector("[data-test=fault]")?.textContent).toContain("JSON");
  type('{"field": "tag", "op": "exists"}');
  expect(told.at(-1)).toEqual({ field: "tag", op: "exists" });
  expect(document.querySelector("[data-test=fault]")).toBeNull();
  void unmount(rows);
});
