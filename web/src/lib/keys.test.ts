import { describe, expect, test } from "vitest";
import { find_binding, key_cap, type Binding } from "./keys";

const binding = (keys: string[], repeats = false): Binding => ({
  keys,
  words: keys.join(),
  group: "",
  run: () => {},
  repeats,
});
const bindings = [
  binding(["j", "ArrowDown"], true),
  binding(["1"]),
  binding(["s"]),
  binding(["S"]),
  binding(["?"]),
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

describe("find_binding", () => {
  test.each([
    ["a letter", press("j"), "j,ArrowDown"],
    ["an arrow", press("ArrowDown"), "j,ArrowDown"],
    ["a digit", press("1", { code: "Digit1" }), "1"],
    ["a digit of an AZERTY keyboard", press("&", { code: "Digit1" }), "1"],
    ["a digit of the number pad", press("1", { code: "Numpad1" }), "1"],
    ["shift", press("S", { shiftKey: true }), "S"],
    ["a shifted character", press("?", { shiftKey: true, code: "Slash" }), "?"],
    ["a held key that may repeat", press("j", { repeat: true }), "j,ArrowDown"],
  ])("%s", (_, event, words) => {
    expect(find_binding(bindings, event)?.words).toBe(words);
  });

  test.each([
    ["with Ctrl", press("s", { ctrlKey: true })],
    ["with Cmd", press("s", { metaKey: true })],
    ["with Alt", press("1", { altKey: true })],
    ["shifted digit", press("!", { code: "Digit1", shiftKey: true })],
    ["held key that decides", press("1", { code: "Digit1", repeat: true })],
    ["unknown", press("x")],
  ])("nothing for %s", (_, event) => {
    expect(find_binding(bindings, event)).toBeNull();
  });

  test.each([
    ["j", "J"],
    ["S", "⇧ S"],
    ["ArrowDown", "↓"],
    ["Escape", "Esc"],
  ])("the cap of %s", (key, cap) => {
    expect(key_cap(key)).toBe(cap);
  });
});
