/** The lists of the review page: one per draft status, in the order of its tabs. */
import type { DraftStatus } from "../../api/client";

export interface View {
  status: DraftStatus;
  /** In the address. */
  slug: string;
  label: string;
  /** Shown when the list is empty: what this list is for. */
  empty: string;
  /** A tab of its own; the others are under "More". */
  is_tab: boolean;
}

export const kPendingView: View = {
  status: "PENDING_APPROVAL",
  slug: "pending",
  label: "Pending",
  empty: "Nothing waits for you.",
  is_tab: true,
};

export const kViews: readonly View[] = [
  kPendingView,
  {
    status: "APPROVED",
    slug: "approved",
    label: "Approved",
    empty: "Approved drafts wait here until they are sent.",
    is_tab: true,
  },
  {
    status: "SENT",
    slug: "sent",
    label: "Sent",
    empty: "Mail that left is listed here, with its receipt.",
    is_tab: true,
  },
  {
    status: "REJECTED",
    slug: "rejected",
    label: "Rejected",
    empty: "Rejected drafts stay here with their reason. They are never sent.",
    is_tab: false,
  },
  {
    status: "OUTCOME_UNKNOWN",
    slug: "unknown",
    label: "In doubt",
    empty: "No doubtful sends. A mail whose answer was lost would be shown here for you to decide.",
    is_tab: false,
  },
  {
    status: "FAILED",
    slug: "failed",
    label: "Failed",
    empty: "No mail was refused by the provider.",
    is_tab: false,
  },
  {
    status: "SENDING",
    slug: "sending",
    label: "Sending",
    empty: "Nothing is being sent at this moment.",
    is_tab: false,
  },
  {
    status: "EXPIRED",
    slug: "expired",
    label: "Expired",
    empty: "No draft passed its deadline unapproved.",
    is_tab: false,
  },
];

export const find_view = (slug: string): View => kViews.find((view) => view.slug === slug) ?? kPendingView;
