import { expect, test } from "vitest";
import { find_params, find_place, kEverybody, parse_find } from "./find";

test("what is searched for survives the address", () => {
  const find = { ...kEverybody, q: "Ada & Söhne = 1", stage: "engaged" as const, tag: "a/b" };
  expect(parse_find(find_place(find))).toEqual(find);
  expect(find_place(kEverybody)).toBeNull();
  expect(parse_find(null)).toEqual(kEverybody);
});

test("an id is no search, and an unknown stage is no filter", () => {
  expect(parse_find("0198-7")).toBeNull();
  expect(parse_find("find:stage=lost&q=x")).toEqual({ ...kEverybody, q: "x" });
  expect(find_params({ ...kEverybody, q: "x" }).toString()).toBe("q=x");
});
