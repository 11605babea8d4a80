/** A timeline and an erasure in words. Pure. */
import type { Erasure, TimelineItem } from "../../api/client";
import { step_words } from "../../lib/steps";
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
      return `${actor || say.somebody} ${step_words(title)}`;
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

const kTables: Record<string, [one: string, more: string]> = {
  messages: ["mail", "mails"],
  drafts: ["draft", "drafts"],
  draft_versions: ["version of a draft", "versions of drafts"],
  send_attempts: ["send attempt", "send attempts"],
  contacts: ["contact", "contacts"],
  contact_addresses: ["address", "addresses"],
  contact_notes: ["note", "notes"],
  contact_stages: ["stage change", "stage changes"],
  agent_tasks: ["task", "tasks"],
  agent_notes: ["note of an agent", "notes of agents"],
  agent_runs: ["analysis", "analyses"],
  questions: ["question", "questions"],
  audit_details: ["reason in the trail", "reasons in the trail"],
  threads: ["conversation", "conversations"],
  companies: ["company", "companies"],
  hubspot_contacts: ["CRM contact", "CRM contacts"],
  hubspot_deals: ["CRM deal", "CRM deals"],
};

/** "12 mails", the most first; what only serves the program is one line at the end. */
export function erasure_lines({ rows_by_table }: Pick<Erasure, "rows_by_table">): string[] {
  const rows = Object.entries(rows_by_table as Record<string, number>).filter(([, count]) => count > 0);
  const named = rows.flatMap(([table, count]) => {
    const words = kTables[table];
    return words ? [{ count, words: `${count.toLocaleString("en")} ${words[count === 1 ? 0 : 1]}` }] : [];
  });
  const rest = rows.filter(([table]) => !(table in kTables)).reduce((sum, [, count]) => sum + count, 0);
  const lines = named.sort((a, b) => b.count - a.count).map(({ words }) => words);
  return rest > 0 ? [...lines, say.erase_rest(rest)] : lines;
}
