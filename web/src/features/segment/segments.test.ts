// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { Segments } from "./segments.svelte";

afterEach(() => vi.unstubAllGlobals());

test("a condition that is no JSON is not saved, and nothing else in its place", async () => {
  const asked = vi.fn();
  vi.stubGlobal("fetch", asked);
  const segments = new Segments(() => {});
  const input = { segment_id: "", name: "Pilots", filter: '{"field": ' as never, version: 0 };
  expect(await segments.save(input)).toBeNull();
  expect(segments.faults.within("filter")).not.toBe("");
  expect(asked).not.toHaveBeenCalled();
});
