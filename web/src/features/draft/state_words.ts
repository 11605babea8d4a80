/** What became of a draft, for the line above it. */
import type { Draft } from "../../api/client";
import { moment } from "../../lib/time";
import type { IconName } from "../../ui/icons";

export interface StateWords {
  tone: "good" | "amber" | "red" | "plain";
  icon: IconName;
  title: string;
  lines: string[];
}

const by = (name: string | null | undefined) => (name ? ` by ${name}` : "");
const at = (instant: string | null | undefined, now: number) => (instant ? `, ${moment(instant, now)}` : "");

function receipt(draft: Draft): string[] {
  const id = draft.provider_message_id;
  return id ? [`Receipt: ${draft.provider ? `${draft.provider} ` : ""}${id}`] : [];
}

/** Null for a draft that simply waits. */
export function state_words(draft: Draft, now: number): StateWords | null {
  switch (draft.status) {
    case "PENDING_APPROVAL":
      return null;
    case "APPROVED": {
      const title = `Approved${by(draft.approved_by)}${at(draft.approved_at, now)}`;
      return { tone: "good", icon: "check", title, lines: ["Exactly these words, once it is sent."] };
    }
    case "REJECTED": {
      const lines = draft.rejected_reason ? [draft.rejected_reason] : [];
      return {
        tone: "plain",
        icon: "cross",
        title: `Rejected${by(draft.rejected_by)}${at(draft.rejected_at, now)}`,
        lines,
      };
    }
    case "SENDING":
      return {
        tone: "plain",
        icon: "send",
        title: "Being sent",
        lines: ["The provider has it; its answer is shown here."],
      };
    case "SENT":
      return { tone: "good", icon: "send", title: `Sent${at(draft.sent_at, now)}`, lines: receipt(draft) };
    case "FAILED": {
      const lines = [draft.failed_reason || "The provider refused it for good."];
      return { tone: "red", icon: "cross", title: "Not delivered", lines };
    }
    case "EXPIRED": {
      const lines = ["It passed its deadline unapproved and will not be sent."];
      return { tone: "plain", icon: "hold", title: `Expired${at(draft.expires_at, now)}`, lines };
    }
    case "OUTCOME_UNKNOWN": {
      const lines = [
        "It was handed to the provider, whose answer was lost. It is not sent again by itself: look for it at the " +
          "provider, then say what you found.",
      ];
      return { tone: "amber", icon: "question", title: "It is not known whether this mail was sent", lines };
    }
  }
}
