-- name: contact_get
SELECT * FROM contacts WHERE contact_id = :contact_id;

-- name: contact_find_by_email
-- By any address; the same spelling before another one of the same mailbox.
SELECT c.contact_id AS contact_id, c.email AS email, c.email_key AS email_key, c.name AS name, c.company AS company,
  c.timezone AS timezone, c.engagement_stage AS engagement_stage, c.created_at AS created_at, c.updated_at AS updated_at
FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
WHERE a.email_key = :email_key OR a.alias_key = :alias_key
ORDER BY CASE WHEN a.email_key = :email_key THEN 0 ELSE 1 END, a.created_at, a.email_key LIMIT 1;

-- name: contact_address_insert
INSERT INTO contact_addresses (email_key, contact_id, email, alias_key, linked_by, created_at)
VALUES (:email_key, :contact_id, :email, :alias_key, :linked_by, :created_at)
ON CONFLICT (email_key) DO NOTHING;

-- name: contact_address_list
SELECT email_key, contact_id, email, alias_key, linked_by, created_at FROM contact_addresses
WHERE contact_id = :contact_id ORDER BY created_at, email_key LIMIT 200;

-- name: contact_insert
INSERT INTO contacts (contact_id, email, email_key, name, company, timezone, engagement_stage, created_at, updated_at)
VALUES (:contact_id, :email, :email_key, :name, :company, :timezone, :engagement_stage, :created_at, :updated_at)
ON CONFLICT (email_key) DO NOTHING;

-- name: contact_fill
-- Fills what was not known; what is known stays.
UPDATE contacts SET name = CASE WHEN name = '' THEN :name ELSE name END,
  company = CASE WHEN company = '' THEN :company ELSE company END,
  timezone = CASE WHEN timezone = '' THEN :timezone ELSE timezone END, updated_at = :updated_at
WHERE contact_id = :contact_id AND ((name = '' AND :name <> '') OR (company = '' AND :company <> '')
  OR (timezone = '' AND :timezone <> ''));

-- name: contact_set_stage
UPDATE contacts SET engagement_stage = :engagement_stage, updated_at = :updated_at WHERE contact_id = :contact_id;

-- name: mailbox_insert
INSERT INTO mailboxes (mailbox, address, name, provider, created_at)
VALUES (:mailbox, :address, :name, :provider, :created_at)
ON CONFLICT (mailbox) DO UPDATE SET address = excluded.address, name = excluded.name, provider = excluded.provider;

-- name: mailbox_list
SELECT mailbox, address, name, provider, created_at FROM mailboxes ORDER BY mailbox;
