import { describe, expect, test } from "vitest";
import { parse_route, route_hash } from "./route";

describe("route", () => {
  test.each([
    ["", "", null],
    ["#/", "", null],
    ["#/pending", "pending", null],
    ["#/pending/", "pending", null],
    ["#/sent/test-1", "sent", "test-1"],
    ["#/sent/a%20b%2Fc", "sent", "a b/c"],
    ["#/sent/a/b", "sent", "a/b"],
    ["#/sent/%E0%A4", "sent", null],
  ])("%s", (hash, view, id) => {
    expect(parse_route(hash)).toEqual({ view, id });
  });

  test.each(["plain", "with space", "sl/ash", "ümlaut?#%", "日本"])(
    "an id survives the address: %s",
    (id) => {
      expect(parse_route(route_hash({ view: "pending", id }))).toEqual({ view: "pending", id });
    },
  );
});
