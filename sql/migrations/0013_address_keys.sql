-- Who must not be written to, and how often somebody was written to, by the hash of the person's alias key: one for all spellings of a
-- mailbox, and one that can be kept when the person is erased. SQL cannot compute it: what stood here before lies in tables named
-- `..._to_hash` until the first start has moved it (src/actions/upgrade/).

-- The parts of a migration that the program itself did, after the SQL.
CREATE TABLE upgrades (
  name TEXT PRIMARY KEY,
  finished_at BIGINT NOT NULL
);

-- What the program must keep secret and find again, sealed with SECRET_KEY (base/crypto/secret_box.h).
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);

ALTER TABLE suppressions RENAME TO suppressions_to_hash;
CREATE TABLE suppressions (
  suppression_id TEXT PRIMARY KEY,
  key_hash TEXT NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  shown TEXT,
  CONSTRAINT suppression_scope_known CHECK (scope IN ('address', 'domain')),
  CONSTRAINT suppression_reason_known CHECK (reason IN ('unsubscribe', 'objection', 'complaint', 'hard_bounce', 'manual'))
);
-- Each reason stands for itself: lifting a colleague's wish must not lift the contact's own.
CREATE UNIQUE INDEX suppressions_key_hash ON suppressions (key_hash, reason);

DROP INDEX suppression_removals_key;
ALTER TABLE suppression_removals RENAME TO suppression_removals_to_hash;
CREATE TABLE suppression_removals (
  removal_id TEXT PRIMARY KEY,
  suppression_id TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  shown TEXT,
  removed_at BIGINT NOT NULL,
  removed_by TEXT NOT NULL,
  removal_reason TEXT NOT NULL,
  proof TEXT NOT NULL
);
CREATE INDEX suppression_removals_key_hash ON suppression_removals (key_hash, removed_at);

-- Quotas count a person, not a spelling; the hash stays when the person is erased.
DROP INDEX usage_events_recipient;
ALTER TABLE usage_events RENAME COLUMN recipient_key TO key_hash;
CREATE INDEX usage_events_key_hash ON usage_events (key_hash, at) WHERE released_at IS NULL;
ALTER TABLE send_attempts ADD COLUMN key_hash TEXT NOT NULL DEFAULT '';

-- The opt-out links: one for each key, and those of the signed form that mails before this migration carry. A row outlives its draft.
CREATE TABLE unsubscribe_links (
  unsubscribe_id TEXT PRIMARY KEY,
  key_hash TEXT NOT NULL,
  form TEXT NOT NULL,
  shown TEXT,
  created_at BIGINT NOT NULL,
  CONSTRAINT unsubscribe_link_form_known CHECK (form IN ('key', 'signed', 'read'))
);
CREATE UNIQUE INDEX unsubscribe_links_key ON unsubscribe_links (key_hash) WHERE form = 'key';

-- Opt-outs by an id that this database does not know, because it was restored: kept until the mail that carries it is read.
CREATE TABLE unsubscribe_unknown (
  unsubscribe_id TEXT PRIMARY KEY,
  is_ours BOOLEAN NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX unsubscribe_unknown_ours ON unsubscribe_unknown (received_at) WHERE is_ours;
