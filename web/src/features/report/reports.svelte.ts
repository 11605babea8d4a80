/** The reports of a period. What was read stays while the server is away. */
import {
  ApiError,
  get_sending,
  make_report,
  type AgentPerformance,
  type ConversionFunnel,
  type EngagementSummary,
  type GroupBy,
  type SendingReport,
} from "../../api/client";
import { say } from "../../lib/strings";
import { sending_query } from "./sending";

interface All {
  period: string;
  engagement: EngagementSummary;
  funnel: ConversionFunnel;
  agents: AgentPerformance;
  sending: SendingReport;
  /** What the figures of sending were asked by. */
  query: URLSearchParams;
  group_by: GroupBy | "";
}

export const kPeriods = Object.keys(say.period);

export class Reports {
  period = $state("last_30_days");
  group_by = $state<GroupBy | "">("campaign");
  all = $state.raw<All | null>(null);
  busy = $state(false);
  trouble = $state<string | null>(null);
  private turn_ = 0;

  constructor(private readonly on_signed_out_: () => void) {}

  async open(period: string | null): Promise<void> {
    if (period !== null && kPeriods.includes(period)) this.period = period;
    await this.refresh();
  }

  async group(group_by: GroupBy | ""): Promise<void> {
    this.group_by = group_by;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const turn = ++this.turn_;
    const period = this.period;
    const group_by = this.group_by;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.busy = true;
    try {
      const [engagement, funnel, agents] = await Promise.all([
        make_report<EngagementSummary>("engagement_summary", period),
        make_report<ConversionFunnel>("conversion_funnel", period),
        make_report<AgentPerformance>("agent_performance", period),
      ]);
      // The server says when the period begins and ends: its clock counts.
      const query = sending_query(engagement, group_by, zone);
      const sending = await get_sending(query);
      if (turn !== this.turn_) return;
      this.all = { period, engagement, funnel, agents, sending, query, group_by };
      this.trouble = null;
    } catch (error) {
      if (turn !== this.turn_) return;
      if (error instanceof ApiError && error.status === 401) this.on_signed_out_();
      const is_off = error instanceof ApiError && error.status === 404;
      this.trouble = is_off
        ? say.reports_off
        : error instanceof ApiError
          ? error.message
          : say.reports_failed;
    } finally {
      if (turn === this.turn_) this.busy = false;
    }
  }
}
