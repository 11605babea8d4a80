import { afterEach, expect, test, vi } from "vitest";
import type { Why } from "../../api/client";
import { ApiError } from "../../api/http";
import { WhyStore } from "./why.svelte";

const get_why = vi.hoisted(() => vi.fn());
vi.mock("../../api/why", () => ({ get_why }));
afterEach(() => vi.clearAllMocks());

const why = (rule: string): Why => ({
  sending: false,
  next_send_at: null,
  causes: [{ rule, words: "", do: "", count: 1, sample: [], ends_at: null }],
});

test("the answer to the newest question stays, whichever comes first", async () => {
  const store = new WhyStore(vi.fn());
  let answer_late: (late: Why) => void = () => undefined;
  get_why.mockReturnValueOnce(new Promise<Why>((resolve) => (answer_late = resolve)));
  get_why.mockResolvedValueOnce(why("campaign.paused"));
  const first = store.ask({ campaign_id: "a" });
  await store.ask({ campaign_id: "b" });
  answer_late(why("draft.pending"));
  await first;
  expect(store.now?.causes[0]?.rule).toBe("campaign.paused");
  expect(get_why).toHaveBeenNthCalledWith(2, { campaign_id: "b" });
});

test("what could not be fetched is said, and what was known stays", async () => {
  const signed_out = vi.fn();
  const store = new WhyStore(signed_out);
  get_why.mockResolvedValueOnce(why("draft.pending"));
  await store.ask({});
  get_why.mockRejectedValueOnce(new ApiError(503, { status: 503, title: "Unavailable" } as never, null));
  await store.ask({});
  expect(store.failed).toBe(true);
  expect(store.now?.causes[0]?.rule).toBe("draft.pending");
  get_why.mockResolvedValueOnce(why("campaign.paused"));
  await store.ask({});
  expect(store.failed).toBe(false);
  expect(signed_out).not.toHaveBeenCalled();
});
