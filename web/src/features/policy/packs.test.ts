// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { PolicyPack } from "../../api/client";
import { Packs } from "./packs.svelte";

afterEach(() => vi.unstubAllGlobals());

const pack = (enabled: boolean) =>
  ({ pack_id: "de", name: "Germany", enabled, rules: [] }) as unknown as PolicyPack;
const answers = (status: number, body: unknown) =>
  vi.fn(
    async () =>
      new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }),
  );

test("a switch is sent once, and what the server says is shown", async () => {
  const packs = new Packs(() => {});
  packs.list = [pack(false)];
  const asked = answers(200, pack(true));
  vi.stubGlobal("fetch", asked);
  await Promise.all([packs.turn(pack(false), true), packs.turn(pack(false), true)]);
  expect(asked).toHaveBeenCalledTimes(1);
  const [path, options] = asked.mock.calls[0] as unknown as [string, RequestInit];
  expect(path).toBe("/api/policy/packs/de");
  expect(options.method).toBe("PUT");
  expect(options.body).toBe('{"enabled":true}');
  expect(packs.list[0]?.enabled).toBe(true);
  expect(packs.busy).toBeNull();
});

test("a refused switch changes nothing", async () => {
  const packs = new Packs(() => {});
  packs.list = [pack(false)];
  vi.stubGlobal("fetch", answers(403, { status: 403, title: "Forbidden", detail: "Only a lead may." }));
  await packs.turn(pack(false), true);
  expect(packs.list[0]?.enabled).toBe(false);
  expect(packs.busy).toBeNull();
});
