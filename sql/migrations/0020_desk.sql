-- The desk: until when a person has put a draft aside; which mails an import proposes to answer; whose mail is no lead.
ALTER TABLE drafts ADD COLUMN snoozed_until BIGINT;

CREATE INDEX agent_runs_proposed ON agent_runs (message_id) WHERE action = 'proposed';

-- By the hash of the sender's address: no mail from there gets a draft by itself.
CREATE TABLE not_leads (
  key_hash TEXT PRIMARY KEY,
  marked_by TEXT NOT NULL,
  marked_at BIGINT NOT NULL
);
