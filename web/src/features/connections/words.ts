/** What the Connections page says: one account and its state, each provider and its calls. Pure; `now` is epoch milliseconds. */
import { ApiError, Unreachable, type Account, type AccountList, type Status } from "../../api/client";
import { relative } from "../../lib/time";

export type Tone = "good" | "amber" | "red" | "plain";

/** The Gmail account as it stands. */
export interface GmailView {
  account: Account | null;
  tone: Tone;
  state: string;
  /** What is wrong, with what to do; shown in red. */
  alarm: string[];
  /** What else to know, or to do next. */
  notes: string[];
  /** What the button that begins a sign-in says; null: none can begin. */
  connect: string | null;
  may_disconnect: boolean;
}

const kWaits = "Until then no mail is read, and approved drafts wait.";
const kUseIt = "set MAIL_PROVIDER=gmail and start the server again";

/** `mail_provider`: the server's, null while unknown. */
export function gmail_view(list: AccountList, mail_provider: string | null): GmailView {
  const account = list.items.find(({ provider }) => provider === "google") ?? null;
  const is_used = mail_provider === "gmail";
  const is_unused = mail_provider !== null && !is_used;
  const view = { account, alarm: [], notes: [], connect: null, may_disconnect: account !== null };
  if (!list.can_connect) return without_client(view);
  if (account?.problem) {
    const alarm = is_used ? [account.problem, kWaits] : [account.problem];
    return { ...view, tone: "red", state: "Does not work", alarm, connect: "Connect again" };
  }
  if (account) {
    const notes = is_unused ? [`Mail goes by ${mail_provider}. To use this account, ${kUseIt}.`] : [];
    return { ...view, tone: "good", state: "Connected", notes };
  }
  if (is_used) {
    const alarm = [`No Gmail account is connected. ${kWaits}`];
    return { ...view, tone: "red", state: "Not connected", alarm, connect: "Connect Gmail" };
  }
  const notes = [`A connected account reads and sends once you ${kUseIt}.`];
  return { ...view, tone: "plain", state: "Not connected", notes, connect: "Connect Gmail" };
}

function without_client(view: Omit<GmailView, "tone" | "state">): GmailView {
  const set_up = "Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, and start the server again";
  if (!view.account) {
    const notes = [`${set_up}; docs/connect-gmail.md says where they are from.`];
    return { ...view, tone: "plain", state: "Not set up", notes };
  }
  const alarm = [
    `The server no longer has its Google client. ${set_up}, to use or to disconnect this account.`,
  ];
  return { ...view, tone: "red", state: "Does not work", alarm, may_disconnect: false };
}

const kRights: Record<string, string> = {
  "https://www.googleapis.com/auth/gmail.readonly": "read mail",
  "https://www.googleapis.com/auth/gmail.compose": "write drafts and send them",
};

/** "Read mail, write drafts and send them"; a right that is not known here by its own name. */
export function rights_words(scopes: string): string {
  const rights = scopes.split(/\s+/).filter((scope) => scope !== "");
  const words = rights.map((scope) => kRights[scope] ?? scope).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface ProviderRow {
  provider: string;
  title: string;
  tone: Tone;
  state: string;
  /** How its calls went; empty while there were none, or where they are not counted. */
  calls: string;
  last_ok_at: string | null;
  last_error: string | null;
}

const kTitles: Record<string, string> = {
  gmail: "Gmail",
  google: "Google sign-in",
  hubspot: "HubSpot",
  openai: "Language model",
  smtp: "SMTP",
  imap: "IMAP",
};

type Counted = NonNullable<Status["providers"]>[number];

/** Whatever the server tells of its providers: their counts, or, from one that does not count, whether it calls them. */
export function provider_rows(status: Status, now: number): ProviderRow[] {
  if (status.providers) return status.providers.map((provider) => counted_row(provider, now));
  return status.breakers.map(({ provider, open }) => ({
    ...row_of(provider),
    ...(open ? { tone: "red", state: "Not called: it failed" } : { tone: "good", state: "Called" }),
  }));
}

function row_of(provider: string): ProviderRow {
  const title = kTitles[provider] ?? provider;
  return { provider, title, tone: "plain", state: "", calls: "", last_ok_at: null, last_error: null };
}

function counted_row(counted: Counted, now: number): ProviderRow {
  const { last_ok_at } = counted;
  const told = { calls: calls_words(counted), last_ok_at, last_error: counted.last_error || null };
  return { ...row_of(counted.provider), ...told, ...state_of(counted, now) };
}

function state_of(counted: Counted, now: number): { tone: Tone; state: string } {
  if (counted.breaker === "open") {
    if (counted.open_until === null) return { tone: "red", state: "Not called: it failed" };
    const next = relative(counted.open_until, now);
    return { tone: "red", state: `Failed; next try ${next === "now" ? "in a moment" : next}` };
  }
  if (counted.breaker === "half_open") return { tone: "amber", state: "Failed; trying it now" };
  if (counted.calls === 0) return { tone: "plain", state: "Not called yet" };
  return counted.last_ok_at === null
    ? { tone: "amber", state: "No call succeeded yet" }
    : { tone: "good", state: "Works" };
}

/** "1,204 calls, 3 of them tries again, 1 without an answer". */
export function calls_words(
  counted: Pick<Counted, "calls" | "retries" | "failures" | "limited" | "refused">,
): string {
  if (counted.calls === 0) return "";
  const parts: [number, string][] = [
    [counted.retries, "of them tries again"],
    [counted.failures, "without an answer"],
    [counted.limited, "too fast for it"],
    [counted.refused, "refused"],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${amount(count)} ${words}`);
  return [`${amount(counted.calls)} ${counted.calls === 1 ? "call" : "calls"}`, ...told].join(", ");
}

const amount = (count: number): string => count.toLocaleString("en");

/** Why a change was not made. */
export function trouble_words(error: unknown): string {
  if (error instanceof Unreachable) {
    return "The server did not answer, so it is not known whether this was done. What is shown is asked for again.";
  }
  if (error instanceof ApiError) return error.message;
  throw error;
}
