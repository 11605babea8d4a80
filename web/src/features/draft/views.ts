/** The lists of the review page, in the order of its tabs: the parts of what waits, then one for each further state. */
import type { DeskSplit, DraftStatus } from "../../api/client";
import type { Row } from "./row";

export interface View {
  /** The server's name of it. */
  split: DeskSplit;
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
  split: "pending",
  status: "PENDING_APPROVAL",
  slug: "pending",
  label: "Pending",
  empty: "Nothing waits for you.",
  waits: true,
  is_tab: true,
};

/** Sends that nobody can confirm: a person has to look. */
export const kDoubtView: View = {
  split: "doubtful",
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
    split: "urgent",
    status: "PENDING_APPROVAL",
    slug: "urgent",
    label: "Urgent",
    empty: "Nothing is urgent. Who is interested and waits a day is here.",
    waits: false,
    is_tab: true,
  },
  {
    split: "needs_look",
    status: "PENDING_APPROVAL",
    slug: "look",
    label: "Look",
    empty: "No draft has a point to look at.",
    waits: false,
    is_tab: true,
  },
  {
    split: "clean",
    status: "PENDING_APPROVAL",
    slug: "clean",
    label: "Clean",
    empty: "No clean draft waits.",
    waits: false,
    is_tab: true,
  },
  {
    split: "snoozed",
    status: "PENDING_APPROVAL",
    slug: "snoozed",
    label: "Snoozed",
    empty: "Nothing is snoozed. Press h on a draft to put it aside.",
    waits: false,
    is_tab: false,
  },
  {
    split: "scheduled",
    status: "APPROVED",
    slug: "approved",
    label: "Approved",
    empty: "Approved drafts wait here until they are sent.",
    waits: true,
    is_tab: false,
  },
  {
    split: "sent",
    status: "SENT",
    slug: "sent",
    label: "Sent",
    empty: "Mail that left is listed here, with its receipt.",
    waits: false,
    is_tab: false,
  },
  {
    split: "rejected",
    status: "REJECTED",
    slug: "rejected",
    label: "Rejected",
    empty: "Rejected drafts stay here with their reason. They are never sent.",
    waits: false,
    is_tab: false,
  },
  kDoubtView,
  {
    split: "failed",
    status: "FAILED",
    slug: "failed",
    label: "Failed",
    empty: "No mail was refused by the provider.",
    waits: false,
    is_tab: false,
  },
  {
    split: "sending",
    status: "SENDING",
    slug: "sending",
    label: "Sending",
    empty: "Nothing is being sent at this moment.",
    waits: false,
    is_tab: false,
  },
  {
    split: "expired",
    status: "EXPIRED",
    slug: "expired",
    label: "Expired",
    empty: "No draft passed its deadline unapproved.",
    waits: false,
    is_tab: false,
  },
];

export const find_view = (slug: string): View => kViews.find((view) => view.slug === slug) ?? kPendingView;

/** Whether a row still is what the view lists, as far as its row says. */
export const lists = (view: View, row: Pick<Row, "status" | "snoozed">): boolean =>
  row.status === view.status &&
  (row.status !== "PENDING_APPROVAL" || row.snoozed === (view.split === "snoozed"));

/** The server's counts by status as counts by split; the parts of what waits are not counted. */
export const counts_by_split = (by_status: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    kViews
      .filter(({ status, split }) => status !== "PENDING_APPROVAL" || split === "pending")
      .flatMap(({ split, status }) => (status in by_status ? [[split, by_status[status] ?? 0]] : [])),
  );
