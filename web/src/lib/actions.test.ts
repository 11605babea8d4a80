import { describe, expect, test } from "vitest";
import {
  aria_keys,
  find_action,
  is_prefix,
  key_cap,
  search_actions,
  shared_keys,
  type Action,
} from "./actions";

const action = (keys: string[], repeats = false): Action => ({
  id: keys.join(),
  keys,
  title: keys.join(),
  group: "",
  run: () => {},
  repeats,
});
const actions = [
  action(["j", "ArrowDown"], true),
  action(["1"]),
  action(["Shift+1"]),
  action(["s"]),
  action(["S"]),
  action(["?"]),
  action(["Control+k"]),
  action(["g r"]),
  action([" ", "PageDown"], true),
  action(["Shift+ "]),
];

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...more,
});

describe("find_action", () => {
  test.each([
    ["a letter", press("j"), "j,ArrowDown"],
    ["an arrow", press("ArrowDown"), "j,ArrowDown"],
    ["a digit", press("1", { code: "Digit1" }), "1"],
    ["a digit of an AZERTY keyboard", press("&", { code: "Digit1" }), "1"],
    ["a digit of the number pad", press("1", { code: "Numpad1" }), "1"],
    ["a digit with Shift on an AZERTY keyboard", press("1", { code: "Digit1", shiftKey: true }), "Shift+1"],
    ["a digit with Shift", press("!", { code: "Digit1", shiftKey: true }), "Shift+1"],
    ["shift", press("S", { shiftKey: true }), "S"],
    ["a shifted character", press("?", { shiftKey: true, code: "Slash" }), "?"],
    ["Ctrl", press("k", { ctrlKey: true }), "Control+k"],
    ["Cmd", press("k", { metaKey: true }), "Control+k"],
    ["the space bar", press(" "), " ,PageDown"],
    ["the space bar with Shift", press(" ", { shiftKey: true }), "Shift+ "],
    ["a held key that may repeat", press("j", { repeat: true }), "j,ArrowDown"],
  ])("%s", (_, event, id) => {
    expect(find_action(actions, event)?.id).toBe(id);
  });

  test.each([
    ["with Ctrl", press("s", { ctrlKey: true })],
    ["with Cmd", press("s", { metaKey: true })],
    ["with Alt", press("1", { altKey: true })],
    ["held key that decides", press("1", { code: "Digit1", repeat: true })],
    ["the second of a pair alone", press("r")],
    ["unknown", press("x")],
  ])("nothing for %s", (_, event) => {
    expect(find_action(actions, event)).toBeNull();
  });

  test("a pair: one key after the other", () => {
    expect(is_prefix(actions, press("g"))).toBe(true);
    expect(is_prefix(actions, press("j"))).toBe(false);
    expect(find_action(actions, press("r"), "g")?.id).toBe("g r");
    expect(find_action(actions, press("s"), "g")).toBeNull();
  });
});

test.each([
  ["j", "J"],
  ["S", "⇧ S"],
  ["Shift+1", "⇧ 1"],
  ["g r", "G R"],
  ["ArrowDown", "↓"],
  ["Escape", "Esc"],
  [" ", "Space"],
])("the cap of %s", (key, cap) => {
  expect(key_cap(key)).toBe(cap);
});

test("a screen reader is told Shift", () => {
  expect(aria_keys("S")).toBe("Shift+S");
  expect(aria_keys("s")).toBe("s");
});

test("the palette finds words anywhere, and what begins with them first", () => {
  const named = (title: string): Action => ({ ...action([]), id: title, title });
  const all = ["Go to the inbox", "Inbox zero", "Reject"].map(named);
  expect(search_actions(all, "inbox").map(({ title }) => title)).toEqual(["Inbox zero", "Go to the inbox"]);
  expect(search_actions(all, "the in")).toHaveLength(1);
  expect(search_actions(all, "")).toHaveLength(3);
});

test("a key that two actions share is found", () => {
  expect(shared_keys(actions)).toEqual([]);
  expect(shared_keys([...actions, action(["s"])])).toEqual(["s"]);
});

test("a digit with Shift, the sign that is printed, the place: in this order", () => {
  const made = (id: string, ...keys: string[]) => ({ id, title: id, group: "g", keys, run: () => {} });
  const actions = [made("one", "1"), made("send", "Shift+1"), made("no", "!")];
  const press = (more: object) => ({
    key: "1",
    code: "Digit1",
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    repeat: false,
    ...more,
  });
  const id = (more: object, of = actions) => find_action(of, press(more))?.id;
  expect(id({})).toBe("one");
  expect(id({ key: "&" })).toBe("one"); // AZERTY
  expect(id({ key: "!", shiftKey: true })).toBe("send");
  expect(id({ key: "!", shiftKey: true }, [made("one", "1"), made("no", "!")])).toBe("no");
  expect(id({ key: "!" })).toBe("no"); // a key of its own
});
