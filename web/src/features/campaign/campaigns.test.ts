// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { Campaign } from "../../api/client";
import { notices } from "../../lib/notices.svelte";
import { Campaigns } from "./campaigns.svelte";

const counts = { contacts: 120 } as Campaign["counts"];
const ready = {
  campaign_id: "autumn",
  name: "Autumn",
  sequence_id: "pilot",
  segment_id: "all",
  status: "READY",
  checklist: [],
  counts,
} as unknown as Campaign;
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": status < 400 ? "application/json" : "application/problem+json" },
  });

afterEach(() => {
  vi.unstubAllGlobals();
  while (notices.dismiss_last());
});

/** `launch` answers launches; everything else is there. */
async function opened(launch: (confirm_count: number) => Response) {
  let now = ready;
  vi.stubGlobal("fetch", async (path: string, { body }: { body: string | null }) => {
    if (path.endsWith("/launch")) {
      const answer = launch((JSON.parse(body ?? "{}") as { confirm_count: number }).confirm_count);
      if (answer.ok) now = { ...ready, status: "RUNNING" };
      return answer;
    }
    if (path.endsWith("/progress")) return json(200, { campaign_id: "autumn", status: now.status, counts });
    if (path.includes("/skipped")) return json(200, { items: [], next: null });
    if (path.startsWith("/api/campaigns/")) return json(200, now);
    return json(200, { name: "Its name", steps: [] });
  });
  const campaigns = new Campaigns(() => {});
  await campaigns.open("autumn");
  return campaigns;
}

test("a launch with another number asks again, and nothing is launched before", async () => {
  const campaigns = await opened((count) =>
    count === 121
      ? json(200, { ...ready, status: "RUNNING" })
      : json(409, { title: "Moved", status: 409, count: 121, checklist: [] }),
  );
  expect(campaigns.names).toEqual({ sequence: "Its name", segment: "Its name" });
  expect(await campaigns.launch(120)).toBe(121);
  expect(campaigns.now?.status).toBe("READY");
  expect(notices.list).toEqual([]);
  expect(await campaigns.launch(121)).toBeNull();
  expect(campaigns.now?.status).toBe("RUNNING");
  expect(campaigns.progress?.status).toBe("RUNNING");
});

test("a launch that something stops is not asked again: the words say what stops it", async () => {
  const campaigns = await opened((count) =>
    json(409, { title: "Blocked", status: 409, detail: "The sequence is not active.", count, checklist: [] }),
  );
  expect(await campaigns.launch(120)).toBeNull();
  expect(campaigns.now?.status).toBe("READY");
  expect(notices.list[0]?.lines).toEqual(["The sequence is not active."]);
});

test("while a campaign runs, whoever pages through those left out keeps the pages", async () => {
  const running = { ...ready, status: "RUNNING" };
  let is_enrolling = true;
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    if (path.endsWith("/progress")) return json(200, { status: "RUNNING", counts, is_enrolling, steps: [] });
    if (path.includes("/skipped"))
      return json(200, { items: [{ contact_id: path }], next: path.includes("after") ? null : "p2" });
    if (path.startsWith("/api/campaigns/")) return json(200, running);
    return json(200, { name: "Its name", steps: [] });
  });
  const skips = () => asked.filter((path) => path.includes("/skipped")).length;
  const campaigns = new Campaigns(() => {});
  await campaigns.open("autumn");
  const first = skips();
  await campaigns.refresh();
  expect(skips()).toBe(first + 1); // the launch still leaves people out
  await campaigns.skipped.more();
  await campaigns.refresh();
  expect([campaigns.skipped.items.length, skips()]).toEqual([2, first + 2]);
  campaigns.close();
  is_enrolling = false;
  await campaigns.open("autumn");
  expect(skips()).toBe(first + 3);
  asked.length = 0;
  await campaigns.refresh();
  expect(asked.toSorted()).toEqual(["/api/campaigns/autumn", "/api/campaigns/autumn/progress"]);
});
