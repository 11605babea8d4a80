/** A timeline and an erasure in words. Pure. */
import type { Erasure, TimelineItem } from "../../api/client";
import { say } from "../../lib/strings";
import type { IconName } from "../../ui/icons";

const kIcons: Record<string, IconName> = {
  mail: "inbox",
  draft: "edit",
  decision: "review",
  task: "check",
  note: "info",
  stage: "up",
  suppression: "block",
  suppression_lifted: "undo",
  deal: "reports",
};
export const icon_of = ({ kind }: TimelineItem): IconName => kIcons[kind] ?? "info";

const plain = (word: string) => word.replaceAll("_", " ").toLowerCase();

/** "Ada wrote", "Draft, sent", "Stage: engaged": what it is, in the reader's words. */
export function heading_of({ kind, title, status, actor }: TimelineItem): string {
  switch (kind) {
    case "mail":
      return status === "in" ? say.they_wrote : say.we_wrote;
    case "draft":
      return say.draft_is(plain(status));
    case "decision":
      return `${actor || say.somebody}: ${plain(title)}`;
    case "task":
      return say.task_is(plain(status));
    case "note":
      return say.note_by(actor);
    case "stage":
      return say.stage_is(plain(status));
    case "suppression":
      return say.suppressed_for(plain(title));
    case "suppression_lifted":
      return say.suppression_lifted;
    case "deal":
      return say.deal_is(plain(status));
    default:
      return plain(kind);
  }
}

/** What stands below the heading; what the heading says already is left out. */
export function lines_of({ kind, title, words }: TimelineItem): string[] {
  const has_title = ["mail", "draft", "task", "deal"].includes(kind);
  return [has_title ? title : "", words].filter((line) => line.trim() !== "");
}

/** The draft that an item is about. */
export const draft_of = ({ kind, ref_id }: TimelineItem): string | null =>
  kind === "draft" || kind === "decision" ? ref_id : null;

const kTables: Record<string, string> = {
  messages: "mails",
  drafts: "drafts",
  draft_versions: "versions of drafts",
  send_attempts: "send attempts",
  contacts: "contact",
  contact_addresses: "addresses",
  contact_notes: "notes",
  contact_stages: "stage changes",
  agent_tasks: "tasks",
  agent_notes: "notes of agents",
  agent_runs: "analyses",
  questions: "questions",
  audit_details: "reasons in the history",
  threads: "conversations",
  companies: "company",
  hubspot_contacts: "CRM contacts",
  hubspot_deals: "CRM deals",
};

/** "12 mails", the most first; what only serves the program is one line at the end. */
export function erasure_lines({ rows_by_table }: Pick<Erasure, "rows_by_table">): string[] {
  const rows = Object.entries(rows_by_table as Record<string, number>).filter(([, count]) => count > 0);
  const known = rows.filter(([table]) => table in kTables).sort((a, b) => b[1] - a[1]);
  const rest = rows.filter(([table]) => !(table in kTables)).reduce((sum, [, count]) => sum + count, 0);
  const lines = known.map(([table, count]) => `${count.toLocaleString("en")} × ${kTables[table]}`);
  return rest > 0 ? [...lines, say.erase_rest(rest)] : lines;
}
