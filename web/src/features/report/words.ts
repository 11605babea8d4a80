/** The reports as tables: rows of words and figures. What is not measured is null, and said so. */
import type { AgentPerformance, ConversionFunnel, EngagementSummary } from "../../api/client";
import { say } from "../../lib/strings";

export interface Figure {
  label: string;
  value: number | null;
  unit: "count" | "rate" | "ms";
}

const count = (label: string, value: number | null): Figure => ({ label, value, unit: "count" });
const rate = (label: string, value: number | null): Figure => ({ label, value, unit: "rate" });

export function engagement_figures({ metrics: m }: EngagementSummary): Figure[] {
  return [
    count("Mails sent", m.total_emails_sent),
    count("People reached", m.contacts),
    count("Replies", m.total_replies),
    rate("Reply rate", m.reply_rate),
    count("Opt-outs", m.total_unsubscribes),
    rate("Opt-out rate", m.unsubscribe_rate),
    count("Bounces", m.total_bounces),
    rate("Bounce rate", m.bounce_rate),
    count("Complaints", m.total_complaints),
    count("Drafts waiting", m.drafts_pending),
    count("Drafts approved", m.drafts_approved),
    count("Drafts rejected", m.drafts_rejected),
    rate("Rejected", m.reject_rate),
    rate("Opened", m.open_rate),
    rate("Clicked", m.click_rate),
  ];
}

export function funnel_figures({ funnel_stages: s }: ConversionFunnel): Figure[] {
  return [
    count("Reached", s.reached),
    count("Replied", s.replied),
    count("Qualified", s.qualified),
    count("Asked for a demo", s.demo_requested),
  ];
}

export function agent_figures({ agents: a, system_health }: AgentPerformance): Figure[] {
  return [
    count("Mails read", a.prospecting_agent.messages_analyzed),
    count("Worth an answer", a.prospecting_agent.high_intent_identified),
    count("Drafts made", a.prospecting_agent.drafts_created),
    rate("Drafts approved", a.prospecting_agent.approval_rate),
    count("Follow-ups planned", a.nurturing_agent.follow_ups_scheduled),
    count("Drafts checked", a.validation_agent.drafts_reviewed),
    rate("Drafts rejected", a.validation_agent.rejection_rate),
    { label: "Time for a mail", value: system_health.avg_processing_time_ms, unit: "ms" },
    rate("Errors", system_health.error_rate),
  ];
}

export function figure_words({ value, unit }: Figure): string {
  if (value === null) return say.unknown_figure;
  if (unit === "rate") return `${(value * 100).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
  if (unit === "ms") return `${Math.round(value).toLocaleString("en")} ms`;
  return value.toLocaleString("en");
}

/** A spreadsheet's cell: quoted, and never a formula. */
const cell = (text: string): string =>
  `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

export const csv_of = (groups: readonly (readonly [string, readonly Figure[]])[]): string =>
  [
    ["Report", "Figure", "Value"],
    ...groups.flatMap(([title, figures]) =>
      figures.map(({ label, value }) => [title, label, value === null ? "" : String(value)]),
    ),
  ]
    .map((line) => line.map(cell).join(","))
    .join("\r\n") + "\r\n";
