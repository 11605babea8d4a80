import { expect, test } from "vitest";
import { Cache } from "./cache";
import { retry_wait_s } from "./retry";
import { new_uuid } from "./uuid";

test("a cache forgets what was used longest ago", () => {
  const cache = new Cache<number>(2);
  cache.put("a", 1);
  cache.put("b", 2);
  cache.get("a");
  cache.put("c", 3);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([1, undefined, 3]);
});

test("waits grow and stay bounded", () => {
  expect([0, 1, 2, 5, 6, 1000].map(retry_wait_s)).toEqual([1, 1, 2, 15, 30, 30]);
});

test("a UUID is one, also where crypto.randomUUID is missing", () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(new_uuid()).toMatch(form);
  const random_uuid = Object.getOwnPropertyDescriptor(Crypto.prototype, "randomUUID");
  Object.defineProperty(Crypto.prototype, "randomUUID", { value: undefined, configurable: true });
  try {
    expect(new_uuid()).toMatch(form);
    expect(new_uuid()).not.toBe(new_uuid());
  } finally {
    if (random_uuid) Object.defineProperty(Crypto.prototype, "randomUUID", random_uuid);
  }
});
