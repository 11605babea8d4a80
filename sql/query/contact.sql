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

-- name: suppression_list_of
-- :key_hashes is the hashes, 64 digits each, one behind the other.
WITH RECURSIVE hashes (key_hash, rest) AS (
  SELECT substr(CAST(:key_hashes AS TEXT), 1, 64), substr(CAST(:key_hashes AS TEXT), 65)
  UNION ALL SELECT substr(rest, 1, 64), substr(rest, 65) FROM hashes WHERE rest <> '')
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE key_hash IN (SELECT h.key_hash FROM hashes h) ORDER BY suppression_id;

-- name: suppression_find
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE suppression_id = :suppression_id;

-- name: suppression_insert
-- The first of one key and reason stands: a later one does not replace it.
INSERT INTO suppressions (suppression_id, key_hash, scope, reason, source, created_at, shown)
VALUES (:suppression_id, :key_hash, :scope, :reason, :source, :created_at, :shown)
ON CONFLICT (key_hash, reason) DO NOTHING;

-- name: suppression_list
-- A part is found by taking it away: LIKE would read signs of :q as wildcards, and capital letters otherwise on each engine.
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE suppression_id > :after AND (CAST(:q AS TEXT) = '' OR key_hash = :key_hash
  OR replace(lower(shown), lower(CAST(:q AS TEXT)), '') <> lower(shown))
  AND (CAST(:reason AS TEXT) = '' OR reason = :reason) AND (CAST(:scope AS TEXT) = '' OR scope = :scope)
ORDER BY suppression_id LIMIT :limit;

-- name: suppression_delete
DELETE FROM suppressions WHERE suppression_id = :suppression_id;

-- name: suppression_removal_insert
INSERT INTO suppression_removals (removal_id, suppression_id, key_hash, scope, reason, source, created_at, shown, removed_at,
  removed_by, removal_reason, proof)
VALUES (:removal_id, :suppression_id, :key_hash, :scope, :reason, :source, :created_at, :shown, :removed_at, :removed_by,
  :removal_reason, :proof);

-- name: suppression_removal_list
SELECT removal_id, suppression_id, key_hash, scope, reason, source, created_at, shown, removed_at, removed_by, removal_reason,
  proof FROM suppression_removals
WHERE key_hash = :key_hash ORDER BY removed_at, removal_id;

-- name: unsubscribe_link_find
SELECT unsubscribe_id, key_hash, form, shown, created_at FROM unsubscribe_links WHERE unsubscribe_id = :unsubscribe_id;

-- name: unsubscribe_link_find_by_key
SELECT unsubscribe_id, key_hash, form, shown, created_at FROM unsubscribe_links WHERE key_hash = :key_hash AND form = 'key';

-- name: unsubscribe_link_insert
-- The first stands, by its id and as the key's own.
INSERT INTO unsubscribe_links (unsubscribe_id, key_hash, form, shown, created_at)
VALUES (:unsubscribe_id, :key_hash, :form, :shown, :created_at)
ON CONFLICT DO NOTHING;

-- name: unsubscribe_unknown_insert
INSERT INTO unsubscribe_unknown (unsubscribe_id, is_ours, received_at) VALUES (:unsubscribe_id, :is_ours, :received_at)
ON CONFLICT (unsubscribe_id) DO NOTHING;

-- name: unsubscribe_unknown_take
-- The mail that carries it was read.
DELETE FROM unsubscribe_unknown WHERE unsubscribe_id = :unsubscribe_id;

-- name: erase_addresses
-- Every address that stands in a column of its own: the spellings of a person are found among them.
SELECT recipient_key AS address FROM drafts UNION SELECT sender_key FROM messages UNION SELECT email_key FROM contact_addresses
UNION SELECT email_key FROM hubspot_contacts UNION SELECT email_key FROM hubspot_form_submissions
UNION SELECT recipient_key FROM send_attempts;

-- name: erase_draft_list
-- The drafts to one address, or of the contact.
SELECT id, status, version, content_hash FROM drafts
WHERE recipient_key = :address OR contact_id = :contact_id ORDER BY created_at, id;

-- name: erase_draft_versions_delete
DELETE FROM draft_versions WHERE draft_id = :draft_id;

-- name: erase_attempts_delete
DELETE FROM send_attempts WHERE draft_id = :draft_id;

-- name: erase_draft_delete
DELETE FROM drafts WHERE id = :draft_id;

-- name: erase_draft_blank
-- What left stays as a fact, without a word or a name.
UPDATE drafts SET recipient = '', recipient_key = '', subject = '', body = '', footer = '', metadata = '{}',
  thread_id = NULL, message_id = NULL, contact_id = NULL, in_reply_to = NULL, reference_ids = '[]', unsubscribe_url = '',
  verdict = :verdict, checks = :checks, claims = '[]', source = :source, rejected_reason = NULL, failed_reason = NULL
WHERE id = :draft_id;

-- name: erase_attempt_blank
UPDATE send_attempts SET recipient_key = '', error = NULL WHERE draft_id = :draft_id;

-- name: erase_audit_rows_of_draft
SELECT a.seq AS seq FROM draft_audit_log a JOIN audit_details d ON d.seq = a.seq WHERE a.draft_id = :draft_id ORDER BY a.seq;

-- name: erase_audit_candidates
SELECT seq, reason || ' ' || details AS words FROM audit_details WHERE lower(reason || ' ' || details) LIKE :pattern;

-- name: erase_message_candidates
-- The mails in which a domain occurs. :pattern is in lower case.
SELECT message_id, thread_id, direction, rfc_message_id, sender, sender_name, sender_key, recipients, subject, base_subject, in_reply_to, reference_ids, text,
  reply_text, html, attachments, analysis, gmail_metadata, kind_reason FROM messages
WHERE lower(sender || ' ' || sender_key || ' ' || recipients || ' ' || subject || ' ' || coalesce(in_reply_to, '') || ' ' || reference_ids || ' ' || text
  || ' ' || reply_text || ' ' || coalesce(html, '') || ' ' || analysis || ' ' || kind_reason) LIKE :pattern;

-- name: erase_message_update
UPDATE messages SET sender = :sender, sender_name = :sender_name, recipients = :recipients, subject = :subject, base_subject = :base_subject,
  in_reply_to = :in_reply_to, reference_ids = :reference_ids, text = :text, reply_text = :reply_text, html = :html,
  attachments = :attachments, analysis = :analysis, gmail_metadata = :gmail_metadata, kind_reason = :kind_reason
WHERE message_id = :message_id;

-- name: erase_message_unanswer
-- A draft to somebody else that answers a mail which goes.
UPDATE drafts SET message_id = NULL WHERE message_id = :message_id;

-- name: erase_message_vectors
DELETE FROM message_embeddings WHERE message_id_fk = :message_id;

-- name: erase_message_questions
-- What was asked about the mail holds its words.
DELETE FROM questions WHERE message_id = :message_id;

-- name: erase_message_delete
DELETE FROM messages WHERE message_id = :message_id;

-- name: erase_message_link
DELETE FROM thread_links WHERE rfc_message_id = :rfc_message_id;

-- name: erase_message_runs
UPDATE agent_runs SET output = '{}', message_id = NULL WHERE message_id = :message_id;

-- name: erase_message_jobs
DELETE FROM jobs WHERE key = :message_id;

-- name: erase_draft_runs
UPDATE agent_runs SET output = '{}', draft_id = NULL WHERE draft_id = :draft_id;

-- name: erase_thread_links
DELETE FROM thread_links WHERE thread_id = :thread_id
  AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = :thread_id)
  AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.thread_id = :thread_id);

-- name: erase_thread_delete
DELETE FROM threads WHERE thread_id = :thread_id
  AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = :thread_id)
  AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.thread_id = :thread_id);

-- name: erase_thread_blank
-- The subject was the person's, where a mail of theirs began it.
UPDATE threads SET subject = '', base_subject = '', hubspot_contact_id = NULL WHERE thread_id = :thread_id;

-- name: erase_draft_thread_list
SELECT thread_id FROM drafts WHERE id = :draft_id AND thread_id IS NOT NULL;

-- name: erase_contact_questions
DELETE FROM questions WHERE contact_id = :contact_id;

-- name: erase_contact_addresses
DELETE FROM contact_addresses WHERE contact_id = :contact_id;

-- name: erase_contact
DELETE FROM contacts WHERE contact_id = :contact_id;

-- name: erase_tasks
DELETE FROM agent_tasks WHERE contact_id_fk = :key;

-- name: erase_notes
DELETE FROM agent_notes WHERE contact_id_fk = :key;

-- name: erase_crm_contact_ids
SELECT contact_id AS id FROM hubspot_contacts WHERE email_key = :address;

-- name: erase_crm_contact
UPDATE hubspot_contacts SET email = '', email_key = '', name = '', custom_properties = '{}', archived = 1
WHERE email_key = :address;

-- name: erase_crm_deals
UPDATE hubspot_deals SET contact_id_fk = NULL, dealname = '' WHERE contact_id_fk = :key;

-- name: erase_submissions
DELETE FROM hubspot_form_submissions WHERE email_key = :address;

-- name: erase_replays
-- Answers that were kept for a repeated request.
DELETE FROM idempotency_keys WHERE lower(coalesce(body, '') || ' ' || coalesce(headers, '')) LIKE :pattern;

-- name: erase_shown
UPDATE suppressions SET shown = NULL WHERE key_hash = :key_hash AND shown IS NOT NULL;

-- name: erase_objection
DELETE FROM suppressions WHERE key_hash = :key_hash AND reason = 'objection';

-- name: erase_removals_shown
UPDATE suppression_removals SET shown = NULL, removal_reason = '', proof = '' WHERE key_hash = :key_hash;

-- name: erase_links_shown
UPDATE unsubscribe_links SET shown = NULL WHERE key_hash = :key_hash AND shown IS NOT NULL;

-- name: erase_other_draft_candidates
SELECT id, subject, body, metadata, verdict, checks, claims, source, rejected_reason, failed_reason FROM drafts
WHERE lower(subject || ' ' || body || ' ' || metadata || ' ' || verdict || ' ' || checks || ' ' || claims || ' ' || source || ' '
  || coalesce(rejected_reason, '') || ' ' || coalesce(failed_reason, '')) LIKE :pattern;

-- name: erase_other_draft_update
UPDATE drafts SET subject = :subject, body = :body, metadata = :metadata, verdict = :verdict, checks = :checks, claims = :claims,
  source = :source, rejected_reason = :rejected_reason, failed_reason = :failed_reason
WHERE id = :id;

-- name: erase_thread_candidates
SELECT thread_id AS id, subject AS one, base_subject AS two FROM threads WHERE lower(subject) LIKE :pattern;

-- name: erase_thread_update
UPDATE threads SET subject = :one, base_subject = :two WHERE thread_id = :id;

-- name: erase_question_candidates
SELECT question_id AS id, words AS one, '' AS two FROM questions WHERE lower(words) LIKE :pattern;

-- name: erase_question_update
-- What the words were is gone, and with it where they stood.
UPDATE questions SET words = :one, span = '{"start":0,"end":0}' WHERE question_id = :id;

-- name: erase_task_candidates
SELECT task_id AS id, title AS one, body AS two FROM agent_tasks WHERE lower(title || ' ' || body) LIKE :pattern;

-- name: erase_task_update
UPDATE agent_tasks SET title = :one, body = :two WHERE task_id = :id;

-- name: erase_note_candidates
SELECT note_id AS id, context_json AS one, contact_id_fk AS two FROM agent_notes
WHERE lower(context_json || ' ' || contact_id_fk) LIKE :pattern;

-- name: erase_note_update
UPDATE agent_notes SET context_json = :one, contact_id_fk = :two WHERE note_id = :id;

-- name: erase_run_candidates
SELECT run_id AS id, output AS one, coalesce(message_id, '') AS two FROM agent_runs WHERE lower(output || ' ' || coalesce(message_id, '')) LIKE :pattern;

-- name: erase_run_update
UPDATE agent_runs SET output = :one, message_id = CASE WHEN message_id IS NULL THEN NULL ELSE :two END WHERE run_id = :id;

-- name: erase_job_candidates
SELECT job_id AS id, payload AS one, coalesce(last_error, '') AS two FROM jobs
WHERE lower(payload || ' ' || coalesce(last_error, '')) LIKE :pattern;

-- name: erase_job_update
UPDATE jobs SET payload = :one, last_error = CASE WHEN last_error IS NULL THEN NULL ELSE :two END WHERE job_id = :id;

-- name: erase_attempt_candidates
SELECT attempt_id AS id, error AS one, '' AS two FROM send_attempts WHERE lower(error) LIKE :pattern;

-- name: erase_attempt_update
UPDATE send_attempts SET error = :one WHERE attempt_id = :id;

-- name: erase_deal_candidates
SELECT deal_id AS id, dealname AS one, '' AS two FROM hubspot_deals WHERE lower(dealname) LIKE :pattern;

-- name: erase_deal_update
UPDATE hubspot_deals SET dealname = :one WHERE deal_id = :id;

-- name: erase_company_candidates
SELECT company_id AS id, custom_properties AS one, name AS two FROM hubspot_companies
WHERE lower(custom_properties || ' ' || name) LIKE :pattern;

-- name: erase_company_update
UPDATE hubspot_companies SET custom_properties = :one, name = :two WHERE company_id = :id;
