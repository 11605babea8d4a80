import { afterEach, expect, test, vi } from "vitest";
import type { PlanDeviation, PlanReport } from "../../api/client";
import { PlanStore, parts_of } from "./plan.svelte";

const line: PlanDeviation = {
  contact_id: "c1",
  step_id: "first",
  planned_at: "2026-11-24T09:00:00Z",
  sent_at: null,
  planned_mailbox: "ana@ours.example",
  mailbox: null,
  draft_id: "d1",
  recipient: "ada@acme.example",
  rule: "draft.pending",
  words: "Nobody has approved the draft yet.",
};
const report: PlanReport = {
  campaign_id: "autumn",
  is_planned: true,
  planned_at: "2026-11-20T09:00:00Z",
  plan_hash: "a",
  planned: 9,
  same: 3,
  waiting: 2,
  moved_count: 0,
  missing_count: 4,
  extra_count: 0,
  moved: [],
  missing: [line],
  extra: [],
};

afterEach(() => vi.unstubAllGlobals());

const answers = (answer: () => Promise<Response>) => vi.stubGlobal("fetch", vi.fn(answer));
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } });

test("only lists with something in them are shown, with what is left away", () => {
  expect(parts_of(report)).toEqual([{ part: "missing", count: 4, lines: [line], more: 3 }]);
});

test("a failed look keeps what was shown", async () => {
  const plan = new PlanStore(() => {});
  answers(() => Promise.resolve(json(report)));
  await plan.ask("autumn");
  expect(plan.now?.planned).toBe(9);
  expect(plan.failed).toBe(false);
  answers(() => Promise.reject(new TypeError("no network")));
  await plan.ask("autumn");
  expect(plan.now?.planned).toBe(9);
  expect(plan.failed).toBe(true);
});
