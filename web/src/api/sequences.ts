/** The routes of sequences, segments, campaigns and enrolments. */
import { call } from "./http";
import type { Page } from "./pages.svelte";
import type {
  Campaign,
  CampaignProgress,
  EnrollBatch,
  Enrollment,
  PlanReport,
  PreviewItem,
  Segment,
  SegmentCount,
  Sequence,
  Skipped,
} from "./client";

const get = async <T>(path: string) => (await call<T>("GET", path)).body;
const post = async <T>(path: string, body: unknown, key?: string) =>
  (await call<T>("POST", path, body, key === undefined ? {} : { key })).body;
const put = async <T>(path: string, body: unknown) => (await call<T>("PUT", path, body)).body;
const list = <T>(path: string, query: Record<string, string | null>) => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  return get<Page<T>>(`${path}?${new URLSearchParams(given)}`);
};
const one = (noun: string, id: string, verb = "") =>
  `/api/${noun}/${encodeURIComponent(id)}${verb && `/${verb}`}`;

/** What a person writes of a sequence. */
export type SequenceInput = Omit<Sequence, "status" | "created_at" | "updated_at"> & {
  in_flight?: "new_only" | "all";
};
export const list_sequences = (after: string | null, status: Sequence["status"] | null = null, limit = 50) =>
  list<Sequence>("/api/sequences", { limit: String(limit), after, status });
export const get_sequence = (id: string) => get<Sequence>(one("sequences", id));
export const create_sequence = (input: SequenceInput, key: string) =>
  post<Sequence>("/api/sequences", input, key);
/** 409 without `in_flight` when it is in use, with what the change concerns. */
export const change_sequence = (input: SequenceInput) =>
  put<Sequence>(one("sequences", input.sequence_id), input);
export const step_sequence = (id: string, verb: "activate" | "archive") =>
  post<Sequence>(one("sequences", id, verb), {});
/** What the contact would get, planned from now; nothing is written. */
export const preview_sequence = async (id: string, contact_id: string) =>
  (await post<{ items: PreviewItem[] }>(one("sequences", id, "preview"), { contact_ids: [contact_id] }))
    .items[0] ?? null;

export type SegmentInput = Pick<Segment, "segment_id" | "name" | "filter" | "version">;
export const list_segments = (after: string | null, limit = 50) =>
  list<Segment>("/api/segments", { limit: String(limit), after });
export const get_segment = (id: string) => get<Segment>(one("segments", id));
export const create_segment = (input: SegmentInput, key: string) =>
  post<Segment>("/api/segments", input, key);
export const change_segment = (input: SegmentInput) => put<Segment>(one("segments", input.segment_id), input);
export const delete_segment = async (id: string) => {
  await call<null>("DELETE", one("segments", id));
};
export const count_segment = (id: string) => get<SegmentCount>(one("segments", id, "count"));

export type CampaignInput = Pick<
  Campaign,
  "campaign_id" | "name" | "sequence_id" | "segment_id" | "mailboxes" | "version"
>;
export const list_campaigns = (after: string | null, status: Campaign["status"] | null = null, limit = 50) =>
  list<Campaign>("/api/campaigns", { limit: String(limit), after, status });
export const get_campaign = (id: string) => get<Campaign>(one("campaigns", id));
export const create_campaign = (input: CampaignInput, key: string) =>
  post<Campaign>("/api/campaigns", input, key);
export const change_campaign = (input: CampaignInput) =>
  put<Campaign>(one("campaigns", input.campaign_id), input);
/** 409 with the new count when the segment has another number of contacts. */
export const launch_campaign = (id: string, confirm_count: number) =>
  post<Campaign>(one("campaigns", id, "launch"), { confirm_count });
export const step_campaign = (id: string, verb: "pause" | "resume" | "cancel") =>
  post<Campaign>(one("campaigns", id, verb), {});
export const get_progress = (id: string) => get<CampaignProgress>(one("campaigns", id, "progress"));
export const get_plan_against_actual = (id: string) =>
  get<PlanReport>(`${one("campaigns", id, "plan-against-actual")}?limit=50`);
export const list_skipped = (id: string, after: string | null) =>
  list<Skipped>(one("campaigns", id, "skipped"), { limit: "50", after });

export const list_enrollments = (contact_id: string) =>
  list<Enrollment>("/api/enrollments", { contact_id, limit: "50" });
export const enroll = (sequence_id: string, contact_id: string, key: string) =>
  post<EnrollBatch>("/api/enrollments", { sequence_id, contact_ids: [contact_id] }, key);
export const step_enrollment = (id: string, verb: "pause" | "resume" | "stop") =>
  post<Enrollment>(one("enrollments", id, verb), {});
