-- name: mailbox_get
SELECT * FROM mailboxes WHERE mailbox_id = :mailbox_id;

-- name: mailbox_list
-- Those in use: the first, then by age.
SELECT * FROM mailboxes WHERE retired_at IS NULL ORDER BY is_first DESC, created_at, mailbox_id;

-- name: mailbox_address_list
-- Every address that is or was ours.
SELECT mailbox_id FROM mailboxes ORDER BY mailbox_id;

-- name: mailbox_insert
INSERT INTO mailboxes (mailbox_id, address, name, provider, is_first, user_id, shared_with, visibility, signature, "window", limits,
  ramp_from, status, hold, created_at, updated_at, version, retired_at)
VALUES (:mailbox_id, :address, :name, :provider, :is_first, :user_id, :shared_with, :visibility, :signature, :window, :limits,
  :ramp_from, :status, :hold, :created_at, :updated_at, :version, :retired_at);

-- name: mailbox_insert_retired
-- An address of ours that nobody sends from; a mailbox that is there stays as it is.
INSERT INTO mailboxes (mailbox_id, address, name, provider, is_first, user_id, shared_with, visibility, signature, "window", limits,
  ramp_from, status, hold, created_at, updated_at, version, retired_at)
VALUES (:mailbox_id, :address, :name, :provider, :is_first, :user_id, :shared_with, :visibility, :signature, :window, :limits,
  :ramp_from, :status, :hold, :created_at, :updated_at, :version, :retired_at)
ON CONFLICT (mailbox_id) DO NOTHING;

-- name: mailbox_update
-- Only what was read: a row of another version stays as it is.
UPDATE mailboxes SET address = :address, name = :name, provider = :provider, is_first = :is_first, user_id = :user_id,
  shared_with = :shared_with, visibility = :visibility, signature = :signature, "window" = :window, limits = :limits,
  ramp_from = :ramp_from, status = :status, hold = :hold, updated_at = :updated_at, version = :version, retired_at = :retired_at
WHERE mailbox_id = :mailbox_id AND version = :version - 1;

-- name: mailbox_list_activity
-- When each mailbox in use (or one of them) sent and was read last.
SELECT m.mailbox_id,
  (SELECT max(u.at) FROM usage_events u WHERE u.mailbox_id = m.mailbox_id AND u.released_at IS NULL) AS last_sent_at,
  (SELECT max(c.synced_at) FROM sync_cursors c
   WHERE c.stream IN ('imap:' || m.mailbox_id, 'gmail:' || m.mailbox_id)) AS last_read_at
FROM mailboxes m WHERE m.retired_at IS NULL AND (CAST(:mailbox_id AS TEXT) = '' OR m.mailbox_id = :mailbox_id);

-- name: mailbox_count_sending
SELECT count(*) AS drafts FROM drafts WHERE mailbox_id = :mailbox_id AND status IN ('SENDING', 'OUTCOME_UNKNOWN');

-- name: written_to_insert
INSERT INTO written_to (key_hash, mailbox_id) VALUES (:key_hash, :mailbox_id) ON CONFLICT (key_hash) DO NOTHING;

-- name: mailbox_of_person
-- The mailbox that a person hears from: as their contact says, else the one that wrote to them.
SELECT mailbox_id FROM (
  SELECT c.mailbox_id, CASE WHEN a.email_key = :email_key THEN 0 ELSE 1 END AS place, a.email_key
  FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
  JOIN mailboxes m ON m.mailbox_id = c.mailbox_id AND m.retired_at IS NULL
  WHERE (a.email_key = :email_key OR a.alias_key = :alias_key)
  UNION ALL
  SELECT w.mailbox_id, 2 AS place, '' AS email_key FROM written_to w
  JOIN mailboxes m ON m.mailbox_id = w.mailbox_id AND m.retired_at IS NULL WHERE w.key_hash = :key_hash) AS known
ORDER BY place, email_key LIMIT 1;

-- name: mailbox_keep_contact
-- Who is written to from a mailbox hears from it from now on, unless they hear from another.
UPDATE contacts SET mailbox_id = :mailbox_id
WHERE mailbox_id IS NULL AND contact_id IN (SELECT contact_id FROM contact_addresses WHERE key_hash = :key_hash);
