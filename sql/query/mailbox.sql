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

-- name: mailbox_move_contacts
UPDATE contacts SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;

-- name: mailbox_move_threads
UPDATE threads SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;
