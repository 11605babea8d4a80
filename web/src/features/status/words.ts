/** The status strip's sentences. */
import type { Status } from "../../api/client";

export function mail_words(status: Status): string {
  if (status.mail_leaves) return `Mail goes out through ${status.mail_provider}`;
  return `Mail goes to the ${status.mail_provider} folder; nothing is delivered`;
}

/** Beside the Send button: what sending does here. */
export function send_words(status: Status | null): string {
  if (!status) return "";
  return status.mail_leaves ? `through ${status.mail_provider}` : `to the ${status.mail_provider} folder`;
}

export function writer_words(status: Status): string {
  return status.writer === "template"
    ? "Text comes from templates; no language model"
    : `Text by ${status.writer}`;
}

export function approval_words(status: Status): string {
  return status.approval_required
    ? "A person approves every mail"
    : "Drafts without findings are approved by policy";
}

/** Empty while time is real. */
export function clock_words(status: Status): string {
  if (!status.clock.simulated) return "";
  const at = new Date(status.clock.now).toLocaleString("en-GB", {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `Time is simulated: ${at} UTC`;
}
