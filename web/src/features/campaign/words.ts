/** A campaign in words. Pure. */
import type { Campaign, CampaignCounts, CheckLine, SequenceStep } from "../../api/client";
import { say } from "../../lib/strings_sequences";
import type { IconName } from "../../ui/icons";

export const is_launched = (status: Campaign["status"]): boolean => status !== "DRAFT" && status !== "READY";
/** Something may still leave. */
export const is_living = (status: Campaign["status"]): boolean => status === "RUNNING" || status === "PAUSED";

export const status_tone = (status: Campaign["status"]): "good" | "amber" | "red" | "plain" =>
  status === "RUNNING" || status === "READY"
    ? "good"
    : status === "PAUSED"
      ? "amber"
      : status === "CANCELLED"
        ? "red"
        : "plain";

export const now_words = ({ status, counts }: Campaign): string =>
  is_launched(status) ? say.campaign_now(counts) : say.not_launched;

/** "Step 2: Did you find the time?"; the id of a step that the sequence has no more. */
export function step_name(steps: readonly SequenceStep[], step_id: string): string {
  const index = steps.findIndex((step) => step.step_id === step_id);
  const step = steps[index];
  if (!step) return step_id;
  return [say.step_number(index + 1), step.subject || step.title].filter(Boolean).join(": ");
}

const kOrder = { block: 0, warn: 1, ok: 2 };
/** What stops the launch first, then what is to be looked at. */
export const sorted_checks = (lines: readonly CheckLine[]): CheckLine[] =>
  [...lines].sort((a, b) => kOrder[a.outcome] - kOrder[b.outcome]);

export const outcome_icon = (outcome: CheckLine["outcome"]): IconName =>
  ({ ok: "check", warn: "warn", block: "block" })[outcome] as IconName;

/** The counts that say something, in the order of a contact's way. */
export function count_lines(counts: CampaignCounts): [name: string, value: number][] {
  const always = ["enrolled", "sent"];
  return Object.entries(say.count_names)
    .map(([key, name]): [string, string, number] => [key, name, counts[key as keyof CampaignCounts]])
    .filter(([key, , value]) => value > 0 || always.includes(key))
    .map(([, name, value]) => [name, value]);
}
