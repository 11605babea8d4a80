/** Shapes of the routes of sequences, segments, campaigns and enrolments, as the generator writes them. */
type Instant = string;

export interface StepVariant {
  variant_id: string;
  weight: number;
  subject: string | null;
  body: string | null;
}
export interface SequenceStep {
  step_id: string;
  kind: "email" | "task";
  after_days: number;
  thread: "new" | "same";
  subject: string;
  body: string;
  title: string;
  variants: StepVariant[];
  condition: unknown;
  expires_after_days: number | null;
}
export interface SequenceWindow {
  days: string[];
  from: string;
  to: string;
  zone: string;
}
export interface Sequence {
  sequence_id: string;
  name: string;
  version: number;
  status: "DRAFT" | "ACTIVE" | "ARCHIVED";
  mailboxes: string[] | null;
  language: string;
  allow_parallel: boolean;
  window: SequenceWindow | null;
  holidays: string[];
  stop_on: string[];
  company_reply: "hold" | "ignore";
  on_reply: Record<string, unknown>;
  absence: { resume: string; plus_business_days: number; without_date_days: number; max_days: number };
  steps: SequenceStep[];
  created_at: Instant;
  updated_at: Instant;
}
export interface PreviewStep {
  step_id: string;
  kind: "email" | "task";
  at: Instant;
  local_at: string;
  mailbox: string;
  variant_id: string;
  subject: string;
  body: string;
  verdict: "send" | "hold" | "block";
  reasons: { rule: string; words: string }[];
}
export interface PreviewSkip {
  step_id: string;
  rule: string;
  words: string;
  until: Instant | null;
}
export interface PreviewItem {
  contact_id: string;
  steps: PreviewStep[];
  skips: PreviewSkip[];
}
export interface Segment {
  segment_id: string;
  name: string;
  filter: unknown;
  created_at: Instant;
  updated_at: Instant;
  version: number;
}
export interface SegmentCount {
  count: number;
  sample: string[];
}
export interface CheckLine {
  rule: string;
  outcome: "ok" | "warn" | "block";
  words: string;
  count: number;
  sample: string[];
}
export interface CampaignCounts {
  contacts: number;
  enrolled: number;
  skipped: number;
  waiting: number;
  drafted: number;
  held: number;
  paused: number;
  finished: number;
  stopped: number;
  pending: number;
  approved: number;
  sent: number;
}
export interface Campaign {
  campaign_id: string;
  name: string;
  sequence_id: string;
  segment_id: string;
  mailboxes: string[];
  status: "DRAFT" | "READY" | "RUNNING" | "PAUSED" | "CANCELLED" | "FINISHED";
  created_by: string;
  launched_at: Instant | null;
  ended_at: Instant | null;
  enrolling_after: string | null;
  created_at: Instant;
  updated_at: Instant;
  version: number;
  checklist: CheckLine[];
  counts: CampaignCounts;
}
export interface CampaignStepProgress {
  step_id: string;
  waiting: number;
  drafted: number;
  held: number;
  paused: number;
  pending: number;
  approved: number;
  sent: number;
}
export interface CampaignProgress {
  campaign_id: string;
  status: Campaign["status"];
  is_enrolling: boolean;
  counts: CampaignCounts;
  steps: CampaignStepProgress[];
  next_at: Instant | null;
  launched_at: Instant | null;
  ended_at: Instant | null;
}
export interface Skipped {
  contact_id: string;
  rule: string;
  words: string;
  until: Instant | null;
}
export interface Enrollment {
  enrollment_id: string;
  sequence_id: string;
  sequence_version: number;
  contact_id: string;
  campaign_id: string | null;
  mailbox_id: string | null;
  user_id: string | null;
  status: "WAITING" | "DRAFTED" | "HELD" | "PAUSED" | "FINISHED" | "STOPPED";
  reason: { rule: string; words: string; evidence: string; until: Instant | null } | null;
  step_id: string;
  next_at: Instant | null;
  last_at: Instant | null;
  draft_ids: string[];
  created_at: Instant;
  updated_at: Instant;
  version: number;
}
export interface EnrollBatch {
  batch_id: string;
  enrolled: number;
  skipped: Skipped[];
}
