-- Enrolments: contacts on their way through a sequence, what their steps made, and absences, which hold all mail of sequences.

CREATE TABLE enrollments (
  enrollment_id TEXT PRIMARY KEY,
  sequence_id TEXT NOT NULL,
  sequence_version BIGINT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  campaign_id TEXT REFERENCES campaigns (campaign_id),
  mailbox_id TEXT,
  user_id TEXT,
  batch_id TEXT NOT NULL,
  -- The domain of the contact's company, by which an answer of a colleague is known; empty: a freemail address.
  company_domain TEXT NOT NULL,
  -- The sequence allows that the contact is in another one, too.
  is_parallel BOOLEAN NOT NULL,
  status TEXT NOT NULL,
  -- Why it is in its state, as JSON (core/enrollment/enrollment.h); null: it goes its way.
  reason TEXT,
  step_id TEXT NOT NULL,
  next_at BIGINT,
  last_at BIGINT,
  -- As a JSON array, oldest first.
  draft_ids TEXT NOT NULL,
  -- When the scheduler looks at it; null: something else must happen first.
  wake_at BIGINT,
  -- When the contact last answered: drafts from before are out of date.
  replied_at BIGINT,
  -- Who works at it, until when by the machine's clock, and for the how-manieth time somebody does.
  leased_by TEXT,
  leased_until BIGINT,
  fence BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  FOREIGN KEY (sequence_id, sequence_version) REFERENCES sequence_versions (sequence_id, version),
  CONSTRAINT enrollment_status_known CHECK (status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED', 'FINISHED', 'STOPPED')),
  CONSTRAINT enrollment_says_why CHECK (reason IS NOT NULL OR status IN ('WAITING', 'DRAFTED', 'FINISHED')),
  CONSTRAINT enrollment_over_sleeps CHECK (wake_at IS NULL OR status NOT IN ('FINISHED', 'STOPPED'))
);
CREATE UNIQUE INDEX enrollments_one_living ON enrollments (contact_id)
  WHERE NOT is_parallel AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED');
CREATE UNIQUE INDEX enrollments_one_living_in_sequence ON enrollments (contact_id, sequence_id)
  WHERE status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED');
CREATE INDEX enrollments_contact_id ON enrollments (contact_id, sequence_id);
CREATE INDEX enrollments_wake_at ON enrollments (wake_at, enrollment_id) WHERE wake_at IS NOT NULL;
CREATE INDEX enrollments_company_domain ON enrollments (company_domain)
  WHERE company_domain <> '' AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED');
CREATE INDEX enrollments_campaign_id ON enrollments (campaign_id, status) WHERE campaign_id IS NOT NULL;
CREATE INDEX enrollments_sequence_id ON enrollments (sequence_id, status, enrollment_id);
CREATE INDEX enrollments_status ON enrollments (status, next_at, enrollment_id);

-- What a step made: a draft, or a task.
CREATE TABLE enrollment_steps (
  enrollment_id TEXT NOT NULL REFERENCES enrollments (enrollment_id),
  step_id TEXT NOT NULL,
  variant_id TEXT NOT NULL,
  draft_id TEXT,
  task_id TEXT,
  created_at BIGINT NOT NULL,
  CONSTRAINT enrollment_step_made_one CHECK ((draft_id IS NULL) <> (task_id IS NULL))
);
CREATE INDEX enrollment_steps_enrollment_id ON enrollment_steps (enrollment_id, created_at);
CREATE UNIQUE INDEX enrollment_steps_draft_id ON enrollment_steps (draft_id) WHERE draft_id IS NOT NULL;
CREATE UNIQUE INDEX enrollment_steps_task_id ON enrollment_steps (task_id) WHERE task_id IS NOT NULL;

-- Until when a contact is away, by their own automatic answer.
CREATE TABLE contact_absences (
  contact_id TEXT PRIMARY KEY REFERENCES contacts (contact_id),
  message_id TEXT NOT NULL,
  until BIGINT NOT NULL,
  noted_at BIGINT NOT NULL
);

-- Reports that mail to an address did not arrive for now: the third in seven days ends its sequences.
CREATE TABLE soft_bounces (
  message_id TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (message_id, key_hash)
);
CREATE INDEX soft_bounces_key_hash ON soft_bounces (key_hash, at);
