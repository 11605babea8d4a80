/** What a campaign would send: asked of the simulator, and read page by page. */
import { attempt } from "../../api/attempt";
import type { SimulationCard } from "../../api/client";
import { Pages } from "../../api/pages.svelte";
import * as api from "../../api/simulations";
import type { PlannedDay, PlannedSend, PlannedSkip, SimulationWish } from "../../api/simulations";

const kPollMs = 1_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class SimulationStore {
  card = $state.raw<SimulationCard | null>(null);
  busy = $state(false);
  /** Why there is no result, in the server's words. */
  refused = $state<string | null>(null);
  readonly sends: Pages<PlannedSend>;
  readonly days: Pages<PlannedDay>;
  readonly skips: Pages<PlannedSkip>;
  private turn_ = 0;

  constructor(
    private readonly on_signed_out_: () => void,
    private readonly poll_ms_ = kPollMs,
  ) {
    const id = () => this.card?.simulation_id ?? "";
    this.sends = new Pages((after) => api.list_planned_sends(id(), after), on_signed_out_);
    this.days = new Pages((after) => api.list_planned_days(id(), after), on_signed_out_);
    this.skips = new Pages((after) => api.list_planned_skips(id(), after), on_signed_out_);
  }

  /** One at a time; a wish that comes meanwhile is not heard. */
  async run(wish: SimulationWish): Promise<void> {
    if (this.busy) return;
    this.clear();
    const turn = this.turn_;
    this.busy = true;
    await attempt(
      async () => {
        let card = await api.create_simulation(wish);
        while (card.status === "RUNNING" && turn === this.turn_) {
          await sleep(this.poll_ms_);
          card = await api.get_simulation(card.simulation_id);
        }
        if (turn !== this.turn_) return;
        if (card.status === "FAILED") {
          this.refused = card.error;
          return;
        }
        this.card = card;
        await Promise.all([this.days.open(), this.sends.open(), this.skips.open()]);
      },
      this.on_signed_out_,
      (error) => {
        if (turn === this.turn_) this.refused = error.message;
        return true;
      },
    );
    if (turn === this.turn_) this.busy = false;
  }

  /** Another campaign is open. */
  clear(): void {
    this.turn_++;
    this.card = this.refused = null;
    this.busy = false;
    for (const pages of [this.sends, this.days, this.skips]) pages.clear();
  }
}
