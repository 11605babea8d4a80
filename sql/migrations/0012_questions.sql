-- Questions to persons: what a mail may mean for a contact, where nobody is sure. One open question for each contact and kind.

CREATE TABLE questions (
  question_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  enrollment_id TEXT,
  message_id TEXT REFERENCES messages (message_id),
  rule TEXT NOT NULL,
  words TEXT NOT NULL,
  span TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_at BIGINT,
  created_at BIGINT NOT NULL,
  CONSTRAINT question_status_known CHECK (status IN ('OPEN', 'ANSWERED')),
  CONSTRAINT question_answer_known CHECK (answer IS NULL OR answer IN ('continue', 'stop', 'suppress')),
  CONSTRAINT question_answered_by_somebody CHECK ((status = 'ANSWERED') = (answer IS NOT NULL AND answered_by IS NOT NULL
    AND answered_at IS NOT NULL))
);
CREATE UNIQUE INDEX questions_one_open ON questions (contact_id, kind) WHERE status = 'OPEN';
CREATE INDEX questions_status ON questions (status, created_at, question_id);

-- What the hourly job forget_old did is done by three jobs, each of its own noun.
DELETE FROM jobs WHERE kind = 'forget_old';
