-- Sequences with all their versions, segments, and campaigns with whom their launch left out.

-- definition: the whole sequence as JSON (core/sequence/sequence.h); the other columns say again what is listed and looked for.
CREATE TABLE sequences (
  sequence_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  status TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT sequence_status_known CHECK (status IN ('DRAFT', 'ACTIVE', 'ARCHIVED'))
);

-- Every version, the present one too: who is enrolled in one goes on with it.
CREATE TABLE sequence_versions (
  sequence_id TEXT NOT NULL REFERENCES sequences (sequence_id),
  version BIGINT NOT NULL,
  definition TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (sequence_id, version)
);

CREATE TABLE segments (
  segment_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- A condition as JSON (core/campaign/condition.h); "null" is met by every contact.
  filter TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE campaigns (
  campaign_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sequence_id TEXT NOT NULL REFERENCES sequences (sequence_id),
  segment_id TEXT NOT NULL REFERENCES segments (segment_id),
  -- Mailbox ids as a JSON array; empty: the sequence's, else all.
  mailboxes TEXT NOT NULL,
  status TEXT NOT NULL,
  created_by TEXT NOT NULL,
  launched_at BIGINT,
  ended_at BIGINT,
  -- A large segment is enrolled in parts: the contact up to which it is done; null: everybody is enrolled.
  enrolling_after TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT campaign_status_known CHECK (status IN ('DRAFT', 'READY', 'RUNNING', 'PAUSED', 'CANCELLED', 'FINISHED')),
  CONSTRAINT campaign_runs_since_launch CHECK (status IN ('DRAFT', 'READY', 'CANCELLED') OR launched_at IS NOT NULL),
  CONSTRAINT campaign_over_has_end CHECK ((status IN ('CANCELLED', 'FINISHED')) = (ended_at IS NOT NULL))
);
CREATE INDEX campaigns_sequence_id ON campaigns (sequence_id);
CREATE INDEX campaigns_segment_id ON campaigns (segment_id);
CREATE INDEX campaigns_status ON campaigns (status, campaign_id);

-- Contacts of the segment that the launch did not enrol, and why.
CREATE TABLE campaign_skips (
  campaign_id TEXT NOT NULL REFERENCES campaigns (campaign_id),
  contact_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  words TEXT NOT NULL,
  "until" BIGINT,
  PRIMARY KEY (campaign_id, contact_id)
);
CREATE INDEX campaign_skips_contact_id ON campaign_skips (contact_id);
