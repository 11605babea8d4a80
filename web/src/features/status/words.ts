/** The status strip's sentences. */
import type { Status } from "../../api/client";

export function mail_words(status: Status): string {
  switch (status.mail_provider) {
    case "outbox":
      return "Mail goes to the outbox folder; nothing is delivered";
    case null:
    case undefined:
    case "":
      return "No mail provider";
    default:
      return `Mail is delivered through ${status.mail_provider}`;
  }
}

/** Beside the Send button: what sending does here. */
export function send_words(status: Status | null): string {
  if (!status?.mail_provider) return "";
  return status.mail_provider === "outbox" ? "to the outbox folder" : `through ${status.mail_provider}`;
}

export function writer_words(status: Status): string {
  if (!status.writer) return "";
  return status.writer === "template"
    ? "Text comes from templates; no language model"
    : `Text by ${status.writer}`;
}

export function approval_words(status: Status): string {
  return status.approval_required
    ? "A person approves every mail"
    : "Drafts without findings are approved by policy";
}
