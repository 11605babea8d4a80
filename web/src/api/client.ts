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
export type DeskRow = Schemas["DeskRow"];
export type DeskItem = Schemas["DeskItem"];
export type DraftChange = Schemas["DraftChange"];
export type ThreadMessage = Schemas["ThreadMessage"];
export type MessagePage = Schemas["MessagePage"];
export type WholeMessage = Schemas["WholeMessage"];
export type SearchHit = Schemas["SearchHit"];
export type SearchResult = Schemas["SearchResult"];
export type Question = Schemas["QuestionItem"];
export type QuestionAnswer = Question["answers"][number];
export type Contact = Schemas["ContactView"];
export type ContactStage = Contact["stage"];
export type ContactBasis = NonNullable<Contact["basis"]>;
export type ContactChange = Schemas["ContactChange"];
export type Company = Schemas["CompanyCard"];
export type TimelineItem = Schemas["TimelineItem"];
export type ContactTask = Schemas["TaskCard"];
export type Suppression = Schemas["SuppressionCheck"]["suppressions"][number];
export type Erasure = Schemas["Erasure"];
export type AuditStep = Schemas["FoundStep"];
export type ChainCheck = Schemas["ChainCheck"];
export type Me = Schemas["Me"];
export type PolicyPack = Schemas["PolicyPackCard"];
export type PolicyRule = PolicyPack["rules"][number];
export type Account = Schemas["Account"];
export type AccountList = Schemas["AccountList"];

export type Mailbox = Schemas["MailboxView"];

/** What the server answers is whole, also where a person who writes it may leave something out. */
type Whole<T> = T extends object ? { [Name in keyof T]-?: Whole<Exclude<T[Name], undefined>> } : T;
export type Sequence = Whole<Schemas["Sequence"]>;
export type SequenceStep = Sequence["steps"][number];
export type SequenceWindow = Whole<Schemas["MailboxWindow"]>;
export type StepVariant = SequenceStep["variants"][number];
export type PreviewItem = Schemas["PreviewItem"];
export type PreviewStep = Schemas["PreviewStep"];
export type Segment = Schemas["Segment"];
export type SegmentCount = Schemas["SegmentCount"];
export type CheckLine = Schemas["CheckLine"];
export type Campaign = Schemas["CampaignCard"];
export type CampaignCounts = Schemas["CampaignCounts"];
export type CampaignProgress = Schemas["CampaignProgress"];
/** What was planned at the launch of a campaign, held against what left. */
export type PlanReport = Schemas["PlanReport"];
export type PlanDeviation = Schemas["PlanDeviation"];
export type Skipped = Schemas["CampaignSkip"];
export type SimulationCard = Schemas["SimulationCard"];
export type Why = Schemas["Why"];
export type Enrollment = Schemas["Enrollment"];
export type EnrollBatch = Schemas["EnrollBatch"];

export type ProviderState = Schemas["ProviderState"];
export type Status = Schemas["Status"];
export { ApiError, set_operator_name, Unreachable } from "./http";

const kDrafts = "/api/operator/drafts";

const draft_path = (id: string, verb = "") => `${kDrafts}/${encodeURIComponent(id)}${verb && `/${verb}`}`;

/** If-Match: nobody overrules a colleague without knowing it. */
const seen_tag = (draft: Pick<Draft, "version" | "status">) => `"${draft.version}.${draft.status}"`;

const body_of = async <T>(answer: Promise<{ body: T }>): Promise<T> => (await answer).body;

export type DeskSplit =
  | "pending"
  | "urgent"
  | "needs_look"
  | "clean"
  | "snoozed"
  | "scheduled"
  | "doubtful"
  | "sent"
  | "rejected"
  | "failed"
  | "sending"
  | "expired";

/** Short rows of one part of the desk: what waits oldest first, so that nobody waits longest unseen. */
export const list_desk = (split: DeskSplit, limit: number, after: string | null = null) => {
  const query = new URLSearchParams({ split, limit: String(limit) });
  if (after !== null) query.set("after", after);
  return body_of(call<Schemas["DeskRowPage"]>("GET", `/api/desk?${query}`));
};

/** A draft with everything around it. */
export const get_desk_item = (id: string) =>
  body_of(call<DeskItem>("GET", `/api/desk/${encodeURIComponent(id)}`));

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

export type SalesFigure = Schemas["Figure"];
export type SendingReport = Schemas["SendingReport"];
export type SendingGroup = Schemas["SendingGroup"];
export type GroupBy = NonNullable<SendingReport["group_by"]>;
/** What became of the mails that were sent. */
export const get_sending = (query: URLSearchParams) =>
  body_of(call<SendingReport>("GET", `/api/reports/sending?${query}`));
export const sending_csv_url = (query: URLSearchParams) => `/api/reports/sending?${query}&format=csv`;

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

/** `wait_s`: so long its approval can still be withdrawn; then it leaves by itself. */
export const send = (draft: Draft, wait_s: number, key: string) =>
  body_of(
    call<Draft>(
      "POST",
      draft_path(draft.id, wait_s > 0 ? `send?wait_s=${wait_s}` : "send"),
      {},
      { key, if_match: seen_tag(draft) },
    ),
  );

/** Takes a rejection back. */
export const reopen = (draft: Draft, key: string) =>
  body_of(call<Draft>("POST", draft_path(draft.id, "reopen"), {}, { key, if_match: seen_tag(draft) }));

/** Puts a draft aside until then; null: it is there again. */
export const snooze = (draft: Draft, until: string | null, key: string) =>
  body_of(call<Draft>("POST", draft_path(draft.id, "snooze"), { until }, { key, if_match: seen_tag(draft) }));

/** Remembers that who wrote the mail is no lead, or no longer. A pending answer to it is rejected. */
export const mark_lead = (message_id: string, not_a_lead: boolean, key: string) =>
  body_of(
    call<Schemas["LeadMark"]>(
      "POST",
      `/api/messages/${encodeURIComponent(message_id)}/not_a_lead`,
      { not_a_lead },
      { key },
    ),
  );

export type Proposal = Schemas["ProposalRow"];
/** The mails of a large import that we would answer. */
export const list_proposals = (after: string | null) =>
  body_of(
    call<Schemas["ProposalPage"]>(
      "GET",
      `/api/desk/proposals${after === null ? "" : `?after=${encodeURIComponent(after)}`}`,
    ),
  );
/** Null ids: all of them. */
export const decide_proposals = (answer: "answer" | "dismiss", message_ids: string[] | null, key: string) =>
  body_of(call<Schemas["DecidedProposals"]>("POST", "/api/desk/proposals", { answer, message_ids }, { key }));

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

export const list_policy_packs = async (): Promise<PolicyPack[]> =>
  (await body_of(call<Schemas["PolicyPackPage"]>("GET", "/api/policy/packs"))).items;
export const switch_policy_pack = (id: string, enabled: boolean) =>
  body_of(call<PolicyPack>("PUT", `/api/policy/packs/${encodeURIComponent(id)}`, { enabled }));

export const list_mailboxes = () => body_of(call<Schemas["MailboxPage"]>("GET", "/api/mailboxes?limit=200"));

const with_query = (path: string, query: URLSearchParams) => {
  const words = query.toString();
  return words === "" ? path : `${path}?${words}`;
};
/** A further page: what it begins behind. */
const behind = (query: URLSearchParams, after: string | number | null) => {
  if (after !== null) query.set("after", String(after));
  return query;
};
const contact_path = (contact_id: string, verb = "") =>
  `/api/contacts/${encodeURIComponent(contact_id)}${verb && `/${verb}`}`;

export const list_contacts = (find: URLSearchParams, after: string | null) =>
  body_of(call<Schemas["ContactPage"]>("GET", with_query("/api/contacts", behind(find, after))));
export const get_contact = (contact_id: string) => body_of(call<Contact>("GET", contact_path(contact_id)));
/** 409 when somebody changed the contact since it was read. */
export const update_contact = (contact: Contact, fields: Omit<ContactChange, "version">) =>
  body_of(call<Contact>("PATCH", contact_path(contact.contact_id), { ...fields, version: contact.version }));
export const add_contact_note = (contact_id: string, text: string, key: string) =>
  body_of(call<unknown>("POST", contact_path(contact_id, "notes"), { text }, { key }));
export const list_companies = (q: string, after: string | null) =>
  body_of(
    call<Schemas["CompanyPage"]>(
      "GET",
      with_query("/api/companies", behind(new URLSearchParams(q ? { q } : {}), after)),
    ),
  );
export const get_company = (company_id: string) =>
  body_of(call<Company>("GET", `/api/companies/${encodeURIComponent(company_id)}`));
/** Of one contact, or of all of a company. */
export const list_timeline = (kind: "contacts" | "companies", id: string, after: string | null) =>
  body_of(
    call<Schemas["TimelinePage"]>(
      "GET",
      with_query(`/api/${kind}/${encodeURIComponent(id)}/timeline`, behind(new URLSearchParams(), after)),
    ),
  );
/** What is to be done about a contact, by due date. */
export const list_tasks = (contact_id: string) =>
  body_of(call<Schemas["TaskPage"]>("GET", `/api/tasks?${new URLSearchParams({ contact_id })}`));
export const add_task = (task: { contact_id: string; title: string; due_date: string }, key: string) =>
  body_of(call<ContactTask>("POST", "/api/tasks", task, { key }));
export const finish_task = ({ task_id, version }: ContactTask) =>
  body_of(
    call<ContactTask>("PATCH", `/api/tasks/${encodeURIComponent(task_id)}`, { status: "DONE", version }),
  );
export const check_suppression = (address: string) =>
  body_of(
    call<Schemas["SuppressionCheck"]>("GET", `/api/suppressions/check?${new URLSearchParams({ address })}`),
  );
export const add_suppression = (
  wish: { address: string; reason: Suppression["reason"]; source: string },
  key: string,
) => body_of(call<unknown>("POST", "/api/suppressions", wish, { key }));
/** `dry_run`: only says what would go. */
export const erase_contact = (contact_id: string, confirm: string, dry_run: boolean) =>
  body_of(call<Erasure>("POST", contact_path(contact_id, "erase"), { confirm, dry_run }));

/** Steps of all drafts, newest first. */
export const search_audit = (q: string, action: string, after: number | null) =>
  body_of(
    call<Schemas["StepPage"]>(
      "GET",
      with_query(
        "/api/audit",
        behind(
          new URLSearchParams({ order: "newest", ...(q ? { q } : {}), ...(action ? { action } : {}) }),
          after,
        ),
      ),
    ),
  );
/** Checks the rows behind `after`, a part of the trail at a time. */
export const verify_audit = (after: number) =>
  body_of(call<ChainCheck>("GET", `/api/audit/verify?after=${after}`));
