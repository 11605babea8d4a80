import { afterEach, expect, test, vi } from "vitest";
import type { SimulationCard } from "../../api/client";
import { ApiError } from "../../api/http";
import { SimulationStore } from "./simulation.svelte";

const api = vi.hoisted(() => ({
  create_simulation: vi.fn(),
  get_simulation: vi.fn(),
  list_planned_sends: vi.fn(),
  list_planned_days: vi.fn(),
  list_planned_skips: vi.fn(),
}));
vi.mock("../../api/simulations", () => api);
afterEach(() => vi.clearAllMocks());

const wish = { campaign_id: "autumn", days: 30, approve: "all" } as const;
const card = (status: SimulationCard["status"], error = ""): SimulationCard => ({
  simulation_id: "s1",
  status,
  error,
  contacts: 2,
  sends: 4,
  skips: 0,
  holds: 0,
  plan_hash: "",
  diff: null,
});
const page = <T>(items: T[]) => Promise.resolve({ items, next: null });

test("one that takes long is asked for until it is done, and then read", async () => {
  api.create_simulation.mockResolvedValue(card("RUNNING"));
  api.get_simulation.mockResolvedValueOnce(card("RUNNING")).mockResolvedValueOnce(card("DONE"));
  api.list_planned_sends.mockReturnValue(page([{ contact_id: "ada" }]));
  api.list_planned_days.mockReturnValue(page([]));
  api.list_planned_skips.mockReturnValue(page([]));
  const simulation = new SimulationStore(vi.fn(), 1);
  await simulation.run(wish);
  expect(api.get_simulation).toHaveBeenCalledTimes(2);
  expect(simulation.card?.sends).toBe(4);
  expect(simulation.sends.items).toHaveLength(1);
  expect(api.list_planned_sends).toHaveBeenCalledWith("s1", null);
  expect(simulation.busy).toBe(false);
});

test("why there is no result is said in the server's words", async () => {
  const simulation = new SimulationStore(vi.fn(), 1);
  api.create_simulation.mockResolvedValueOnce(card("FAILED", "There is no segment vips."));
  await simulation.run(wish);
  expect(simulation.refused).toBe("There is no segment vips.");
  api.create_simulation.mockRejectedValueOnce(
    new ApiError(
      429,
      { status: 429, title: "Limited", detail: "A simulation of yours is still running." } as never,
      10,
    ),
  );
  await simulation.run(wish);
  expect(simulation.refused).toBe("A simulation of yours is still running.");
  expect(simulation.card).toBeNull();
});

test("the result of a campaign that was left is dropped", async () => {
  const simulation = new SimulationStore(vi.fn(), 1);
  let answer: (late: SimulationCard) => void = () => undefined;
  api.create_simulation.mockReturnValueOnce(new Promise<SimulationCard>((resolve) => (answer = resolve)));
  const running = simulation.run(wish);
  simulation.clear();
  answer(card("DONE"));
  await running;
  expect(simulation.card).toBeNull();
  expect(api.list_planned_sends).not.toHaveBeenCalled();
});
