import { describe, expect, test } from "vitest";
import { segments, span_reader, split_unseen, unseen_words, type Mark } from "./spans";

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** The span that the server would give for `part`. */
function server_span(text: string, part: string) {
  const start = bytes(text.slice(0, text.indexOf(part)));
  return { start, end: start + bytes(part) };
}

describe("span_reader", () => {
  test.each([
    ["plain ascii text", "ascii"],
    ["Grüße aus Köln", "Köln"],
    ["日本語のサポート", "サポート"],
    ["before 🚀🚀 launch", "launch"],
    ["a 👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦"],
    ["مرحبا بالعالم", "بالعالم"],
    ["whole", "whole"],
  ])("%s: finds %s", (text, part) => {
    const place = span_reader(text)(server_span(text, part));
    expect(place && text.slice(place.start, place.end)).toBe(part);
  });

  test.each([
    ["inside a character at the start", "é!", { start: 1, end: 3 }, "é!"],
    ["inside a character at the end", "aé!", { start: 0, end: 2 }, "aé"],
    ["inside an emoji", "a🚀b", { start: 2, end: 3 }, "🚀"],
    ["past the end", "abc", { start: 1, end: 99 }, "bc"],
  ])("%s: marks whole characters", (_, text, span, marked) => {
    const place = span_reader(text)(span);
    expect(place && text.slice(place.start, place.end)).toBe(marked);
  });

  test.each([
    ["empty", { start: 1, end: 1 }],
    ["backwards", { start: 2, end: 1 }],
    ["negative", { start: -1, end: 1 }],
    ["outside", { start: 3, end: 9 }],
    ["not a number", { start: NaN, end: 2 }],
  ])("%s is no place", (_, span) => {
    expect(span_reader("abc")(span)).toBeNull();
  });

  test("a lone surrogate counts three bytes, as a decoder's replacement character does", () => {
    const place = span_reader("\ud83dx")({ start: 3, end: 4 });
    expect(place).toEqual({ start: 1, end: 2 });
  });
});

describe("segments", () => {
  const mark = (id: string, start: number, end: number): Mark => ({ id, tone: `tone-${id}`, start, end });

  test("text without marks is one piece", () => {
    expect(segments("abc", [])).toEqual([{ text: "abc", ids: [], tone: "" }]);
  });

  test("overlapping marks are cut at their edges and lose no character", () => {
    const pieces = segments("abcdef", [mark("x", 1, 4), mark("y", 3, 6)]);
    expect(pieces.map((piece) => [piece.text, piece.ids.join("+"), piece.tone])).toEqual([
      ["a", "", ""],
      ["bc", "x", "tone-x"],
      ["d", "x+y", "tone-x"],
      ["ef", "y", "tone-y"],
    ]);
  });

  test("marks outside the text are ignored", () => {
    expect(segments("ab", [mark("x", 5, 9)]).map((piece) => piece.text)).toEqual(["ab"]);
  });

  test("no text, no pieces", () => {
    expect(segments("", [])).toEqual([]);
  });
});

describe("split_unseen", () => {
  test.each([
    ["plain", ["plain"]],
    ["a\u202egnp\u202c", ["a", "\u202e", "gnp", "\u202c", ""]],
    ["zero\u200bwidth", ["zero", "\u200b", "width"]],
    ["hidden\u{e0041}\u{e0042}text", ["hidden", "\u{e0041}\u{e0042}", "text"]],
    ["👩‍👩‍👧‍👦 می‌خواهم", ["👩‍👩‍👧‍👦 می‌خواهم"]],
    ["🏴󠁧󠁢󠁷󠁬󠁳󠁿 flag", ["🏴󠁧󠁢󠁷󠁬󠁳󠁿 flag"]],
  ])("%j", (text, parts) => {
    expect(split_unseen(text)).toEqual(parts);
    expect(split_unseen(text).join("")).toBe(text);
  });

  test("says what is unseen", () => {
    expect(unseen_words("\u202e")).toBe("U+202E");
    expect(unseen_words("\u{e0041}\u{e0042}\u{e0043}")).toBe("3 hidden characters");
  });
});
