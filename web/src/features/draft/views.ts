/** The lists of the review page: one per draft status, in the order of its tabs. */
import type { DraftStatus } from "../../api/client";

export interface View {
  status: DraftStatus;
  /** In the address. */
  slug: string;
  label: string;
  /** Shown when the list is empty: what this list is for. */
  empty: string;
  /** Its drafts wait for somebody: the tab says how many. */
  waits: boolean;
  /** A tab of its own; the others are under "More". */
  is_tab: boolean;
}

export const kPendingView: View = {
  status: "PENDING_APPROVAL",
  slug: "pending",
  label: "Pending",
  empty: "Nothing waits for you.",
  waits: true,
  is_tab: true,
};

/** Sends that nobody can confirm: a person has to look. */
export const kDoubtView: View = {
  status: "OUTCOME_UNKNOWN",
  slug: "unknown",
  label: "In doubt",
  empty: "No doubtful sends. A mail whose answer was lost would be shown here for you to decide.",
  waits: true,
  is_tab: false,
};

export const kViews: readonly View[] = [
  kPendingView,
  {
    status: "APPROVED",
    slug: "approved",
    label: "Approved",
    empty: "Approved drafts wait here until they are sent.",
    waits: true,
    is_tab: true,
  },
  {
    status: "SENT",
    slug: "sent",
    label: "Sent",
    empty: "Mail that left is listed here, with its receipt.",
    waits: false,
    is_tab: true,
  },
  {
    status: "REJECTED",
    slug: "rejected",
    label: "Rejected",
    empty: "Rejected drafts stay here with their reason. They are never sent.",
    waits: false,
    is_tab: false,
  },
  kDoubtView,
  {
    status: "FAILED",
    slug: "failed",
    label: "Failed",
    empty: "No mail was refused by the provider.",
    waits: false,
    is_tab: false,
  },
  {
    status: "SENDING",
    slug: "sending",
    label: "Sending",
    empty: "Nothing is being sent at this moment.",
    waits: false,
    is_tab: false,
  },
  {
    status: "EXPIRED",
    slug: "expired",
    label: "Expired",
    empty: "No draft passed its deadline unapproved.",
    waits: false,
    is_tab: false,
  },
];

export const find_view = (slug: string): View => kViews.find((view) => view.slug === slug) ?? kPendingView;
