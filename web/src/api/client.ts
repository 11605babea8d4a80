/**
 * The server's routes as functions, and the names by which the app knows its shapes. The only reader of the generated
 * types.ts: when the server's document changes, the compiler points here first.
 */
import { call } from "./http";
import type { components, operations } from "./types";

type Schemas = components["schemas"];

export type Draft = Schemas["Draft"];
export type DraftStatus = Draft["status"];
export type Verdict = Schemas["Verdict"];
export type Outcome = Verdict["outcome"];
export type Reason = Schemas["Reason"];
export type Severity = Reason["severity"];
export type Checks = Schemas["Checks"];
export type Issue = Schemas["Issue"];
export type Claim = Schemas["Claim"];
export type Span = Schemas["Span"];
export type TrailEntry = Schemas["TrailEntry"];
export type Trail = Schemas["Trail"];
export type DraftVersion = Schemas["DraftVersion"];
export type DraftChange = Schemas["DraftChange"];
export type ThreadMessage = Schemas["ThreadMessage"];
export type MessagePage = Schemas["MessagePage"];
export type WholeMessage = Schemas["WholeMessage"];
export type SearchHit = Schemas["SearchHit"];
export type SearchResult = Schemas["SearchResult"];
export type Question = Schemas["QuestionItem"];
export type QuestionAnswer = Question["answers"][number];
export type Me = Schemas["Me"];
export type Account = Schemas["Account"];
export type AccountList = Schemas["AccountList"];

export type ProviderState = Schemas["ProviderState"];
export type Status = Schemas["Status"];
export { ApiError, set_operator_name, Unreachable } from "./http";

export interface DraftPage {
  items: Draft[];
  next: string | null;
}

const kDrafts = "/api/operator/drafts";

const draft_path = (id: string, verb = "") => `${kDrafts}/${encodeURIComponent(id)}${verb && `/${verb}`}`;

/** The cursor that a `Link: <...?after=CURSOR>; rel="next"` header names; null on the last page. */
export function next_cursor(link: string | null): string | null {
  for (const part of (link ?? "").split(/,(?=\s*<)/)) {
    const match = /<([^>]*)>\s*;.*\brel="?next"?/i.exec(part);
    if (match) return new URL(match[1] ?? "", "http://server/").searchParams.get("after");
  }
  return null;
}

/** If-Match: nobody overrules a colleague without knowing it. */
const seen_tag = (draft: Pick<Draft, "version" | "status">) => `"${draft.version}.${draft.status}"`;

const body_of = async <T>(answer: Promise<{ body: T }>): Promise<T> => (await answer).body;

/** Drafts of one status. Pending ones come oldest first, so that nobody waits longest unseen. */
export async function list_drafts(
  status: DraftStatus,
  limit: number,
  after: string | null = null,
): Promise<DraftPage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (after) query.set("after", after);
  if (status === "PENDING_APPROVAL") {
    const answer = await call<Draft[]>("GET", `${kDrafts}/pending?${query}`);
    return { items: answer.body, next: next_cursor(answer.headers.get("link")) };
  }
  query.set("status", status);
  const page = await body_of(call<Schemas["DraftPage"]>("GET", `${kDrafts}?${query}`));
  return { items: page.items, next: page.next ?? null };
}

export const get_draft = (id: string) => body_of(call<Draft>("GET", draft_path(id)));

export const get_trail = (id: string) => body_of(call<Trail>("GET", draft_path(id, "trail")));

/** What was done to drafts behind the step `after`; without one only the number of the last. */
export const list_changes = (after: number | null) =>
  body_of(
    call<Schemas["DraftChanges"]>("GET", `/api/operator/changes${after === null ? "" : `?after=${after}`}`),
  );

export const get_thread = (thread_id: string) =>
  body_of(call<Schemas["Thread"]>("GET", `/api/threads/${encodeURIComponent(thread_id)}`));

export const get_message = (message_id: string) =>
  body_of(call<WholeMessage>("GET", `/api/messages/${encodeURIComponent(message_id)}`));

export type MailSplit = NonNullable<Extract<MailSplitParameter, string>>;
type MailSplitParameter = NonNullable<operations["list_inbox"]["parameters"]["query"]>["split"];

/** Incoming mail, the newest first. A page of a rare split may be empty and still have more behind it. */
export function list_inbox(split: MailSplit | null, after: string | null): Promise<MessagePage> {
  const query = new URLSearchParams({ limit: "50" });
  if (split) query.set("split", split);
  if (after) query.set("after", after);
  return body_of(call<MessagePage>("GET", `/api/inbox?${query}`));
}

export type ReportType = Schemas["ReportInput"]["report_type"];
export const make_report = <T>(report_type: ReportType, time_period: string) =>
  body_of(call<T>("POST", "/api/agents/reporting/generate", { report_type, time_period }));
export type EngagementSummary = Schemas["EngagementSummary"];
export type ConversionFunnel = Schemas["ConversionFunnel"];
export type AgentPerformance = Schemas["AgentPerformance"];

/** The mails whose words are nearest to the question, the nearest first. */
export const search_messages = (query: string) =>
  body_of(call<SearchResult>("GET", `/api/search?${new URLSearchParams({ q: query })}`));

/** Approves exactly the bytes that were on the screen: another content_hash at the server is refused with 409. */
export const approve = (draft: Draft, approved_by: string, acknowledged: string[], key: string) =>
  body_of(
    call<Draft>(
      "POST",
      draft_path(draft.id, "approve"),
      { approved_by, content_hash: draft.content_hash, acknowledged },
      { key, if_match: seen_tag(draft) },
    ),
  );

/** A person vouches for one claim of exactly this content; an edit takes it back. */
export const acknowledge_claim = (draft: Draft, claim_id: string, reason: string, key: string) =>
  body_of(
    call<Draft>(
      "POST",
      draft_path(draft.id, `claims/${encodeURIComponent(claim_id)}/acknowledge`),
      { content_hash: draft.content_hash, reason },
      { key },
    ),
  );

export const reject = (draft: Draft, reason: string, rejected_by: string, key: string) =>
  body_of(
    call<Draft>(
      "POST",
      draft_path(draft.id, "reject"),
      { reason, rejected_by },
      { key, if_match: seen_tag(draft) },
    ),
  );

export const send = (draft: Draft, key: string) =>
  body_of(call<Draft>("POST", draft_path(draft.id, "send"), {}, { key, if_match: seen_tag(draft) }));

export const withdraw = (draft: Draft, key: string) =>
  body_of(call<Draft>("POST", draft_path(draft.id, "withdraw"), {}, { key, if_match: seen_tag(draft) }));

/** Settles a doubt: what the person saw at the provider. `provider_message_id` is needed when it was sent. */
export const decide_outcome = (
  draft: Draft,
  outcome: { was_sent: boolean; provider_message_id: string; reason: string },
  key: string,
) =>
  body_of(call<Draft>("POST", draft_path(draft.id, "outcome"), outcome, { key, if_match: seen_tag(draft) }));

/** Saves a new version; `draft.version` must still be the server's, else 409. */
export const edit = (draft: Draft, subject: string, body: string) =>
  body_of(
    call<Draft>(
      "PATCH",
      draft_path(draft.id),
      { subject, body, version: draft.version },
      { if_match: seen_tag(draft) },
    ),
  );

const kQuestions = "/api/operator/questions";
/** What is open, oldest first. */
export const list_questions = () =>
  body_of(call<Schemas["QuestionPage"]>("GET", `${kQuestions}?status=OPEN`));
export const answer_question = (question_id: string, answer: QuestionAnswer, key: string) =>
  body_of(
    call<Schemas["Question"]>(
      "POST",
      `${kQuestions}/${encodeURIComponent(question_id)}/answer`,
      { answer },
      { key },
    ),
  );

export const get_me = () => body_of(call<Me>("GET", "/api/me"));
export const sign_in = (email: string, password: string) =>
  body_of(call<unknown>("POST", "/api/session", { email, password }));
export const sign_out = () => body_of(call<unknown>("DELETE", "/api/session"));
export const get_status = () => body_of(call<Status>("GET", "/api/status"));

const account_path = (provider: string) => `/api/accounts/${encodeURIComponent(provider)}`;
export const list_accounts = () => body_of(call<AccountList>("GET", "/api/accounts"));
/** The address to which the person's browser must go. */
export const connect_account = async (provider: string): Promise<string> =>
  (await body_of(call<Schemas["SignInPage"]>("POST", account_path(provider)))).url;
export const disconnect_account = (provider: string) => body_of(call<null>("DELETE", account_path(provider)));
