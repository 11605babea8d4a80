/** What was planned at the launch, held against what left. */
import { attempt } from "../../api/attempt";
import type { PlanDeviation, PlanReport } from "../../api/client";
import { get_plan_against_actual } from "../../api/sequences";

export class PlanStore {
  now = $state.raw<PlanReport | null>(null);
  failed = $state(false);
  private asked_ = 0;

  constructor(private readonly on_signed_out_: () => void) {}

  /** The newest question counts: an older answer that comes late is dropped. */
  async ask(campaign_id: string): Promise<void> {
    const number = ++this.asked_;
    const is_done = await attempt(
      async () => {
        const report = await get_plan_against_actual(campaign_id);
        if (number === this.asked_) this.now = report;
      },
      this.on_signed_out_,
      () => true,
    );
    if (number === this.asked_) this.failed = !is_done;
  }
}

export type PlanPart = "moved" | "missing" | "extra";

/** The lists that have something in them, with what they hold beyond the lines that are shown. */
export function parts_of(
  report: PlanReport,
): { part: PlanPart; count: number; lines: PlanDeviation[]; more: number }[] {
  const parts: PlanPart[] = ["moved", "missing", "extra"];
  return parts
    .map((part) => {
      const lines = report[part];
      const count = report[`${part}_count`];
      return { part, count, lines, more: count - lines.length };
    })
    .filter(({ count }) => count > 0);
}
