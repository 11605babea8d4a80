-- Many mailboxes: each with an owner, its own limits, window and state. A mailbox is named by its address in normal form, which never
-- changes; so the columns that held the address hold its id.

ALTER TABLE mailboxes RENAME TO mailboxes_before;
CREATE TABLE mailboxes (
  mailbox_id TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  provider TEXT NOT NULL,
  -- The one that the settings make (SENDER_EMAIL, MAIL_PROVIDER): what names no mailbox belongs to it.
  is_first BOOLEAN NOT NULL,
  user_id TEXT,
  shared_with TEXT NOT NULL,
  visibility TEXT NOT NULL,
  signature TEXT NOT NULL,
  "window" TEXT,
  limits TEXT NOT NULL,
  -- When the ramp of the limits began.
  ramp_from BIGINT NOT NULL,
  status TEXT NOT NULL,
  -- Why it is not ACTIVE: rule, words, evidence, until.
  hold TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  -- Set where nothing is sent or read any more, but the address is still ours: a mailbox that was deleted, an earlier SENDER_EMAIL,
  -- an address of the samples.
  retired_at BIGINT,
  CONSTRAINT mailbox_visibility_known CHECK (visibility IN ('own', 'team', 'all')),
  CONSTRAINT mailbox_status_known CHECK (status IN ('ACTIVE', 'PAUSED', 'AUTH_FAILING', 'DISCONNECTED')),
  CONSTRAINT mailbox_first_is_used CHECK (NOT is_first OR retired_at IS NULL)
);
-- SENDER_EMAIL is not known here: the address that came last is what it says, or said last. The start corrects it.
INSERT INTO mailboxes (mailbox_id, address, name, provider, is_first, user_id, shared_with, visibility, signature, "window",
  limits, ramp_from, status, hold, created_at, updated_at, version, retired_at)
SELECT b.mailbox, b.address, b.name, CASE WHEN b.provider = 'samples' THEN 'outbox' ELSE b.provider END,
  COALESCE(b.mailbox = l.mailbox, FALSE), NULL, '[]', 'all', '', NULL, '{"day":null,"ramp":null,"gap_s":0}', b.created_at,
  CASE WHEN b.mailbox = l.mailbox THEN 'ACTIVE' ELSE 'DISCONNECTED' END, NULL, b.created_at, b.created_at, 1,
  CASE WHEN b.mailbox = l.mailbox THEN NULL ELSE b.created_at END
FROM mailboxes_before b LEFT JOIN (SELECT mailbox FROM mailboxes_before WHERE provider <> 'samples'
  ORDER BY created_at DESC, mailbox LIMIT 1) l ON 1 = 1;
DROP TABLE mailboxes_before;
CREATE UNIQUE INDEX mailboxes_first ON mailboxes (is_first) WHERE is_first;
CREATE INDEX mailboxes_user_id ON mailboxes (user_id) WHERE user_id IS NOT NULL;

ALTER TABLE drafts RENAME COLUMN mailbox TO mailbox_id;
ALTER TABLE send_attempts RENAME COLUMN mailbox TO mailbox_id;
ALTER TABLE usage_events RENAME COLUMN mailbox TO mailbox_id;
ALTER TABLE messages ADD COLUMN mailbox_id TEXT NOT NULL DEFAULT '';
ALTER TABLE threads ADD COLUMN mailbox_id TEXT NOT NULL DEFAULT '';
-- The mailbox that all mail to a contact comes from; null until the first mail.
ALTER TABLE contacts ADD COLUMN mailbox_id TEXT;
UPDATE messages SET mailbox_id = COALESCE((SELECT mailbox_id FROM mailboxes WHERE is_first), '');
UPDATE threads SET mailbox_id = COALESCE((SELECT mailbox_id FROM mailboxes WHERE is_first), '');
UPDATE contacts SET mailbox_id = (SELECT mailbox_id FROM mailboxes WHERE is_first)
WHERE contact_id IN (SELECT a.contact_id FROM contact_addresses a JOIN drafts d ON d.recipient_key = a.email_key
                     WHERE d.status = 'SENT');
CREATE INDEX drafts_mailbox_id ON drafts (mailbox_id, status, created_at, id);
CREATE INDEX messages_mailbox_id ON messages (mailbox_id, sent_at, message_id);
CREATE INDEX threads_mailbox_id ON threads (mailbox_id, thread_id);
CREATE INDEX contacts_mailbox_id ON contacts (mailbox_id, contact_id) WHERE mailbox_id IS NOT NULL;
CREATE INDEX send_attempts_mailbox_id ON send_attempts (mailbox_id, started_at);

-- A sign-in that was begun for one mailbox, and not for the account of the settings.
ALTER TABLE oauth_states ADD COLUMN mailbox_id TEXT;

-- Whom a mailbox wrote to, by the hash of the person's alias key: also those who were no contact then, and in every spelling.
CREATE TABLE written_to (
  key_hash TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL
);
CREATE INDEX written_to_mailbox_id ON written_to (mailbox_id);
INSERT INTO written_to (key_hash, mailbox_id)
SELECT DISTINCT u.key_hash, m.mailbox_id FROM usage_events u JOIN mailboxes m ON m.is_first
WHERE u.released_at IS NULL AND length(u.key_hash) = 64 AND u.key_hash NOT LIKE '%@%';
