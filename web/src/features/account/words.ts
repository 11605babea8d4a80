/** What the Accounts page says: one account and its state, each provider and its calls. Pure; `now` is epoch milliseconds. */
import {
  ApiError,
  Unreachable,
  type Account,
  type AccountList,
  type ProviderState,
  type Status,
} from "../../api/client";
import { relative } from "../../lib/time";

export type Tone = "good" | "amber" | "red" | "plain";

/** The account at one provider as it stands. */
export interface AccountView {
  provider: string;
  title: string;
  /** Who gives the sign-in. */
  who: string;
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
  /** What stops when it is disconnected, and what stays. */
  leaving: string[];
}

/** Whether mail really leaves: only what was tried and worked "delivers". */
export function delivery_state(status: Status, list: AccountList | null): { tone: Tone; words: string } {
  if (!status.mail_leaves) return { tone: "amber", words: "Delivers nothing" };
  const account = list?.items.find((item) => item.provider === "google");
  if (status.mail_provider === "gmail" && list && (!account || account.problem))
    return { tone: "red", words: account ? "Does not work" : "Not connected" };
  const counted = list?.states.find((state) => state.provider === status.mail_provider);
  if (!counted || counted.last_ok_at === null) return { tone: "amber", words: "Not tried yet" };
  return counted.breaker === "closed"
    ? { tone: "good", words: "Delivers" }
    : { tone: "red", words: "Does not work now" };
}

/** What differs between the providers. */
interface Uses {
  title: string;
  who: string;
  /** What an account is used for now, in a sentence about its absence; null: it is not used. */
  waits: string | null;
  /** What to know of an account that is connected, and of none. */
  connected: string[];
  missing: string[];
  /** Where there is no client, and none is needed. */
  instead: string | null;
  stops: string;
  stays: string;
}

/** A card for each provider that the server knows. `status`: null while unknown. */
export function account_views(list: AccountList, status: Status | null): AccountView[] {
  return list.providers.map(({ provider }) => account_view(list, provider, status));
}

export function account_view(list: AccountList, provider: string, status: Status | null): AccountView {
  const account = list.items.find((item) => item.provider === provider) ?? null;
  const offer = list.providers.find((item) => item.provider === provider);
  const uses = uses_of(provider, offer?.title ?? provider, status);
  const { title, who } = uses;
  const told = `The sign-in is forgotten here, and ${who} is told to end it.`;
  const leaving = [told, ...(uses.waits ? [uses.stops] : []), uses.stays];
  const view = { provider, title, who, account, alarm: [], notes: [], connect: null, leaving };
  if (!offer?.can_connect) return without_client(view, uses, offer?.set_up ?? "");
  if (account?.problem) {
    const alarm = uses.waits ? [account.problem, uses.waits] : [account.problem];
    const state = { tone: "red", state: "Does not work" } as const;
    return { ...view, ...state, alarm, connect: "Connect again", may_disconnect: true };
  }
  if (account) {
    const state = { tone: "good", state: "Connected" } as const;
    return { ...view, ...state, notes: uses.connected, may_disconnect: true };
  }
  const missing = { state: "Not connected", connect: `Connect ${title}`, may_disconnect: false };
  if (!uses.waits) return { ...view, ...missing, tone: "plain", notes: uses.missing };
  return { ...view, ...missing, tone: "red", alarm: [`No ${title} account is connected. ${uses.waits}`] };
}

type Bare = Omit<AccountView, "tone" | "state" | "may_disconnect">;

function without_client(view: Bare, uses: Uses, set_up: string): AccountView {
  if (!view.account) {
    const state = uses.instead ? "Not needed" : "Not set up";
    const notes = uses.instead ? [uses.instead] : [`${capital(set_up)}, and start the server again.`];
    return { ...view, tone: "plain", state, notes, may_disconnect: false };
  }
  const alarm = [
    `The server no longer has its ${view.who} client: ${set_up}, and start it again, to use or to disconnect this account.`,
  ];
  return { ...view, tone: "red", state: "Does not work", alarm, may_disconnect: false };
}

const kUseIt = "set MAIL_PROVIDER=gmail and start the server again";

function gmail_uses(status: Status | null): Uses {
  const mail_provider = status?.mail_provider ?? null;
  const is_unused = mail_provider !== null && mail_provider !== "gmail";
  return {
    title: "Gmail",
    who: "Google",
    waits: mail_provider === "gmail" ? "Until then no mail is read, and approved drafts wait." : null,
    connected: is_unused ? [`Mail goes by ${mail_provider}. To use this account, ${kUseIt}.`] : [],
    missing: [`A connected account reads and sends once you ${kUseIt}.`],
    instead: null,
    stops: "No more mail is read or sent until an account is connected; approved drafts wait.",
    stays: "Mail that was read, drafts and their trails stay.",
  };
}

/** `is_called` without a client: by the key of a private app. */
function crm_uses(title: string, is_called: boolean): Uses {
  return {
    title,
    who: title,
    waits: "Until then its records are not read, and tasks and notes wait.",
    connected: [],
    missing: [],
    instead: is_called ? `${title} is called with the key of a private app (HUBSPOT_API_KEY).` : null,
    stops: "No more records are read until an account is connected; tasks and notes wait.",
    stays: `Records that were read stay. The app stays in the ${title} account until it is uninstalled there.`,
  };
}

function uses_of(provider: string, title: string, status: Status | null): Uses {
  if (provider === "google") return gmail_uses(status);
  return crm_uses(title, status?.breakers.some((breaker) => breaker.provider === provider) ?? false);
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const kRights: Record<string, string> = {
  "https://www.googleapis.com/auth/gmail.readonly": "read mail",
  "https://www.googleapis.com/auth/gmail.compose": "write drafts and send them",
  "crm.objects.contacts.read": "read contacts, tasks and notes",
  "crm.objects.contacts.write": "write contacts, tasks and notes",
  "crm.objects.companies.read": "read companies",
  "crm.objects.deals.read": "read deals",
  forms: "read forms",
  oauth: "sign in",
};

/** "Read mail, write drafts and send them"; a right that is not known here by its own name. */
export function rights_words(scopes: string): string {
  const rights = scopes.split(/\s+/).filter((scope) => scope !== "");
  return capital(rights.map((scope) => kRights[scope] ?? scope).join(", "));
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
  openai_embeddings: "Search (embedding model)",
  smtp: "SMTP",
  imap: "IMAP",
};

export function provider_rows(states: readonly ProviderState[], now: number): ProviderRow[] {
  return states.map((counted) => ({
    provider: counted.provider,
    title: kTitles[counted.provider] ?? counted.provider,
    calls: calls_words(counted),
    last_ok_at: counted.last_ok_at ?? null,
    last_error: counted.last_error || null,
    ...state_of(counted, now),
  }));
}

function state_of(counted: ProviderState, now: number): { tone: Tone; state: string } {
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
  counted: Pick<ProviderState, "calls" | "retries" | "failures" | "limited" | "refused">,
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
