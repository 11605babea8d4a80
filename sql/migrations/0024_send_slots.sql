-- When approved mail that waits for its turn is to leave, so that it keeps its place; and the recipient's domain, by which a quota may count.

-- `at` is null for mail that waits for something of which nobody knows the end. A slot counts while its draft is APPROVED in this version.
CREATE TABLE send_slots (
  draft_id TEXT PRIMARY KEY REFERENCES drafts (id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  mailbox_id TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  domain_hash TEXT NOT NULL,
  at BIGINT
);
CREATE INDEX send_slots_mailbox ON send_slots (mailbox_id, at);
CREATE INDEX send_slots_key_hash ON send_slots (key_hash, at);
CREATE INDEX send_slots_domain ON send_slots (domain_hash, at) WHERE domain_hash <> '';

-- Empty: it says nothing of a company, or the mail is older than this column.
ALTER TABLE usage_events ADD COLUMN domain_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX usage_events_domain ON usage_events (domain_hash, at) WHERE released_at IS NULL AND domain_hash <> '';

-- Who else of a mailbox is due at the same instant.
CREATE INDEX drafts_not_before ON drafts (mailbox_id, not_before) WHERE status = 'APPROVED';
