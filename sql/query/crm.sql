-- name: crm_company_save
INSERT INTO hubspot_companies (company_id, name, domain, industry, custom_properties, archived, changed_at, synced_at)
VALUES (:company_id, :name, :domain, :industry, :custom_properties, :archived, :changed_at, :synced_at)
ON CONFLICT (company_id) DO UPDATE SET name = excluded.name, domain = excluded.domain, industry = excluded.industry,
  custom_properties = excluded.custom_properties, archived = excluded.archived, changed_at = excluded.changed_at,
  synced_at = excluded.synced_at
WHERE :is_current OR hubspot_companies.changed_at <= excluded.changed_at;

-- name: crm_contact_save
-- What was read later may be older: the search lags. The newer change stays; what was asked for by its id is so now.
INSERT INTO hubspot_contacts (contact_id, email, email_key, name, company_id_fk, lifecycle_stage, custom_properties,
  merged_into, archived, changed_at, synced_at)
VALUES (:contact_id, :email, :email_key, :name, :company_id_fk, :lifecycle_stage, :custom_properties, NULL, :archived,
  :changed_at, :synced_at)
ON CONFLICT (contact_id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key, name = excluded.name,
  company_id_fk = excluded.company_id_fk, lifecycle_stage = excluded.lifecycle_stage,
  custom_properties = excluded.custom_properties, merged_into = NULL, archived = excluded.archived,
  changed_at = excluded.changed_at, synced_at = excluded.synced_at
WHERE :is_current
  OR (hubspot_contacts.changed_at <= excluded.changed_at AND hubspot_contacts.merged_into IS NULL);

-- name: crm_contact_note_merge
-- A record that became part of another one; it may not have been read before. Who it was stands there.
INSERT INTO hubspot_contacts (contact_id, email, email_key, name, company_id_fk, lifecycle_stage, custom_properties,
  merged_into, archived, changed_at, synced_at)
VALUES (:contact_id, '', '', '', NULL, '', '{}', :merged_into, 0, :changed_at, :synced_at)
ON CONFLICT (contact_id) DO UPDATE SET email = '', email_key = '', name = '', custom_properties = '{}',
  merged_into = excluded.merged_into, synced_at = excluded.synced_at;

-- name: crm_deal_stage
SELECT stage FROM hubspot_deals WHERE deal_id = :deal_id;

-- name: crm_deal_save
INSERT INTO hubspot_deals (deal_id, dealname, stage, amount, currency, company_id_fk, contact_id_fk, archived, changed_at,
  synced_at)
VALUES (:deal_id, :dealname, :stage, :amount, :currency, :company_id_fk, :contact_id_fk, :archived, :changed_at,
  :synced_at)
ON CONFLICT (deal_id) DO UPDATE SET dealname = excluded.dealname, stage = excluded.stage, amount = excluded.amount,
  currency = excluded.currency, company_id_fk = excluded.company_id_fk, contact_id_fk = excluded.contact_id_fk,
  archived = excluded.archived, changed_at = excluded.changed_at, synced_at = excluded.synced_at
WHERE :is_current OR hubspot_deals.changed_at <= excluded.changed_at;

-- name: crm_submission_insert
INSERT INTO hubspot_form_submissions (submission_id, form_id, contact_id_fk, email_key, fields, page_url, submitted_at,
  message_id)
VALUES (:submission_id, :form_id, :contact_id_fk, :email_key, :fields, :page_url, :submitted_at, :message_id)
ON CONFLICT (submission_id) DO NOTHING;

-- name: crm_company_archive
-- A record that is gone, known or not. It changed after all that the search still says of it; but once only, or the daily
-- sweep would outrun what a restored record says.
INSERT INTO hubspot_companies (company_id, name, domain, industry, custom_properties, archived, changed_at, synced_at)
VALUES (:record_id, '', '', '', '{}', 1, :synced_at, :synced_at)
ON CONFLICT (company_id) DO UPDATE SET archived = 1, synced_at = excluded.synced_at, changed_at = CASE
  WHEN hubspot_companies.changed_at < excluded.changed_at THEN excluded.changed_at ELSE hubspot_companies.changed_at + 1 END
WHERE hubspot_companies.archived = 0;

-- name: crm_contact_archive
-- What was deleted there, perhaps by a person's right to be forgotten, does not stay here.
INSERT INTO hubspot_contacts (contact_id, email, email_key, name, company_id_fk, lifecycle_stage, custom_properties,
  merged_into, archived, changed_at, synced_at)
VALUES (:record_id, '', '', '', NULL, '', '{}', NULL, 1, :synced_at, :synced_at)
ON CONFLICT (contact_id) DO UPDATE SET email = '', email_key = '', name = '', custom_properties = '{}', archived = 1,
  synced_at = excluded.synced_at, changed_at = CASE
  WHEN hubspot_contacts.changed_at < excluded.changed_at THEN excluded.changed_at ELSE hubspot_contacts.changed_at + 1 END
WHERE hubspot_contacts.archived = 0 OR hubspot_contacts.email <> '' OR hubspot_contacts.name <> '';

-- name: crm_deal_archive
INSERT INTO hubspot_deals (deal_id, dealname, stage, amount, currency, company_id_fk, contact_id_fk, archived, changed_at,
  synced_at)
VALUES (:record_id, '', '', NULL, '', NULL, NULL, 1, :synced_at, :synced_at)
ON CONFLICT (deal_id) DO UPDATE SET archived = 1, synced_at = excluded.synced_at, changed_at = CASE
  WHEN hubspot_deals.changed_at < excluded.changed_at THEN excluded.changed_at ELSE hubspot_deals.changed_at + 1 END
WHERE hubspot_deals.archived = 0;

-- name: crm_company_archive_all
UPDATE hubspot_companies SET archived = 1, changed_at = 0, synced_at = :synced_at;

-- name: crm_contact_archive_all
UPDATE hubspot_contacts SET archived = 1, changed_at = 0, synced_at = :synced_at;

-- name: crm_deal_archive_all
UPDATE hubspot_deals SET archived = 1, changed_at = 0, synced_at = :synced_at;

-- name: crm_contact_find
SELECT contact_id, email, email_key, name, company_id_fk, lifecycle_stage, merged_into, archived FROM hubspot_contacts
WHERE contact_id = :contact_id;

-- name: crm_contact_find_by_email
SELECT contact_id, email, email_key, name, company_id_fk, lifecycle_stage, merged_into, archived FROM hubspot_contacts
WHERE email_key = :email_key AND email_key <> '' AND archived = 0 AND merged_into IS NULL
ORDER BY changed_at DESC, contact_id LIMIT 1;

-- name: crm_contact_find_properties
SELECT custom_properties FROM hubspot_contacts
WHERE email_key = :email_key AND email_key <> '' AND archived = 0 AND merged_into IS NULL
ORDER BY changed_at DESC, contact_id LIMIT 1;

-- name: crm_company_find_name
SELECT name FROM hubspot_companies WHERE company_id = :company_id AND archived = 0;

-- name: crm_task_get
SELECT task_id, contact_id_fk, company_id, title, body, due_date, due_at, status, created_at, crm_id FROM agent_tasks
WHERE task_id = :task_id;

-- name: crm_note_get
SELECT note_id, contact_id_fk, context_json, created_at, crm_id FROM agent_notes WHERE note_id = :note_id;

-- name: crm_task_note_id
UPDATE agent_tasks SET crm_id = :crm_id, crm_provider = :crm_provider WHERE task_id = :id AND crm_id IS NULL;

-- name: crm_note_note_id
UPDATE agent_notes SET crm_id = :crm_id, crm_provider = :crm_provider WHERE note_id = :id AND crm_id IS NULL;
