-- name: contact_get
SELECT * FROM contacts WHERE contact_id = :contact_id;

-- name: contact_find_by_email
SELECT * FROM contacts WHERE email_key = :email_key;

-- name: contact_insert
INSERT INTO contacts (contact_id, email, email_key, name, company, timezone, engagement_stage, created_at, updated_at)
VALUES (:contact_id, :email, :email_key, :name, :company, :timezone, :engagement_stage, :created_at, :updated_at)
ON CONFLICT (email_key) DO NOTHING;

-- name: contact_fill
-- Fills what was not known; what is known stays.
UPDATE contacts SET name = CASE WHEN name = '' THEN :name ELSE name END,
  company = CASE WHEN company = '' THEN :company ELSE company END, updated_at = :updated_at
WHERE email_key = :email_key AND ((name = '' AND :name <> '') OR (company = '' AND :company <> ''));

-- name: contact_set_stage
UPDATE contacts SET engagement_stage = :engagement_stage, updated_at = :updated_at WHERE contact_id = :contact_id;

-- name: mailbox_insert
INSERT INTO mailboxes (mailbox, address, name, provider, created_at)
VALUES (:mailbox, :address, :name, :provider, :created_at)
ON CONFLICT (mailbox) DO UPDATE SET address = excluded.address, name = excluded.name, provider = excluded.provider;

-- name: mailbox_list
SELECT mailbox, address, name, provider, created_at FROM mailboxes ORDER BY mailbox;
