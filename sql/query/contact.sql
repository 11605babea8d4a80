-- name: contact_get
SELECT p.* FROM contacts p WHERE p.contact_id = :contact_id AND seen_contact(p);

-- name: contact_find_by_email
-- By any address; the same spelling before another one of the same mailbox.
SELECT c.* FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
WHERE a.email_key = :email_key OR a.alias_key = :alias_key
ORDER BY CASE WHEN a.email_key = :email_key THEN 0 ELSE 1 END, a.created_at, a.email_key LIMIT 1;

-- name: contact_insert
INSERT INTO contacts (contact_id, email, email_key, first_name, last_name, name, company_id, company, title, phone, country,
  timezone, zone_source, language, linkedin_url, stage, user_id, mailbox_id, basis, basis_at, source, tags, custom,
  created_at, updated_at, version, came_by)
VALUES (:contact_id, :email, :email_key, :first_name, :last_name, :name, :company_id, :company, :title, :phone, :country,
  :timezone, :zone_source, :language, :linkedin_url, :stage, :user_id, :mailbox_id, :basis, :basis_at, :source, :tags,
  :custom, :created_at, :updated_at, :version, :came_by);

-- name: contact_origin
SELECT came_by FROM contacts WHERE contact_id = :contact_id;

-- name: contact_set_origin
UPDATE contacts SET came_by = :came_by WHERE contact_id = :contact_id;

-- name: contact_update
-- Only what was read: a row of another version stays as it is.
UPDATE contacts SET email = :email, email_key = :email_key, first_name = :first_name, last_name = :last_name, name = :name,
  company_id = :company_id, company = :company, title = :title, phone = :phone, country = :country, timezone = :timezone,
  zone_source = :zone_source, language = :language, linkedin_url = :linkedin_url, stage = :stage, user_id = :user_id,
  mailbox_id = :mailbox_id, basis = :basis, basis_at = :basis_at, source = :source, tags = :tags, custom = :custom, updated_at = :updated_at,
  version = :version
WHERE contact_id = :contact_id AND version = :version - 1;

-- name: contact_list
-- Newest first. The first page begins at the last id: no text is behind every other in every database's language.
SELECT p.* FROM contacts p WHERE p.contact_id <> :after_id
  AND p.contact_id <= CASE WHEN CAST(:after_id AS TEXT) = '' THEN (SELECT max(contact_id) FROM contacts) ELSE :after_id END
  AND seen_contact(p)
ORDER BY p.contact_id DESC LIMIT :limit;

-- name: contact_list_after
-- In the order of ids: for who goes through all of them.
SELECT * FROM contacts WHERE contact_id > :after_id ORDER BY contact_id LIMIT :limit;

-- name: contact_list_by_company
SELECT * FROM contacts WHERE company_id = :company_id AND contact_id > :after_id ORDER BY contact_id LIMIT :limit;

-- name: contact_list_by_term
-- The records in one range of terms that have a term in each of the other ranges, too; an empty range asks nothing. A record with
-- two terms of the first range counts once, at the later one.
SELECT c.*, CAST(:low AS TEXT) AS found_low, t.term AS found_term FROM record_terms t JOIN contacts c ON c.contact_id = t.record_id
WHERE t.term >= :low AND t.term < :high AND (t.term, t.record_id) < (:after_term, :after_id) AND seen_contact(c)
  AND NOT EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term > t.term AND e.term < :high)
  AND (CAST(:low1 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low1 AND e.term < :high1))
  AND (CAST(:low2 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low2 AND e.term < :high2))
  AND (CAST(:low3 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low3 AND e.term < :high3))
  AND (CAST(:low4 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low4 AND e.term < :high4))
  AND (CAST(:low5 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low5 AND e.term < :high5))
  AND (CAST(:low6 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low6 AND e.term < :high6))
  AND (CAST(:low7 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low7 AND e.term < :high7))
  AND (CAST(:low8 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low8 AND e.term < :high8))
ORDER BY t.term DESC, t.record_id DESC LIMIT :limit;

-- name: record_term_count
-- How many terms a range has, or 1,000 when there are more.
SELECT count(*) AS terms FROM (SELECT 1 AS one FROM record_terms WHERE term >= :low AND term < :high LIMIT 1000) p;

-- name: record_term_list
SELECT term FROM record_terms WHERE record_id = :record_id;

-- name: record_term_insert
INSERT INTO record_terms (term, record_id) VALUES (:term, :record_id) ON CONFLICT (term, record_id) DO NOTHING;

-- name: record_term_delete
DELETE FROM record_terms WHERE term = :term AND record_id = :record_id;

-- name: contact_address_find
SELECT email_key, contact_id, email, alias_key, key_hash, linked_by, created_at FROM contact_addresses
WHERE email_key = :email_key;

-- name: contact_address_insert
INSERT INTO contact_addresses (email_key, contact_id, email, alias_key, key_hash, linked_by, created_at)
VALUES (:email_key, :contact_id, :email, :alias_key, :key_hash, :linked_by, :created_at)
ON CONFLICT (email_key) DO NOTHING;

-- name: contact_address_delete
DELETE FROM contact_addresses WHERE contact_id = :contact_id AND email_key = :email_key;

-- name: contact_address_list
SELECT email_key, contact_id, email, alias_key, key_hash, linked_by, created_at FROM contact_addresses
WHERE contact_id = :contact_id ORDER BY created_at, email_key LIMIT 200;

-- name: contact_address_list_of
-- Those of a page of contacts: :contact_ids is the ids, each behind its length in three digits.
WITH RECURSIVE ids (contact_id, rest) AS (
  SELECT '', CAST(:contact_ids AS TEXT)
  UNION ALL SELECT substr(rest, 4, CAST(substr(rest, 1, 3) AS INTEGER)), substr(rest, 4 + CAST(substr(rest, 1, 3) AS INTEGER))
    FROM ids WHERE rest <> '')
SELECT a.email_key AS email_key, a.contact_id AS contact_id, a.email AS email, a.alias_key AS alias_key, a.key_hash AS key_hash,
  a.linked_by AS linked_by, a.created_at AS created_at
FROM contact_addresses a WHERE a.contact_id IN (SELECT i.contact_id FROM ids i)
ORDER BY a.contact_id, a.created_at, a.email_key;

-- name: contact_brief_list
-- What a list of contacts says beside each: the last mail either way, the owner's name, the open task that is due first.
-- :contact_ids as in contact_address_list_of.
WITH RECURSIVE ids (contact_id, rest) AS (
  SELECT '', CAST(:contact_ids AS TEXT)
  UNION ALL SELECT substr(rest, 4, CAST(substr(rest, 1, 3) AS INTEGER)), substr(rest, 4 + CAST(substr(rest, 1, 3) AS INTEGER))
    FROM ids WHERE rest <> ''),
  touches (contact_id, at) AS (
    SELECT a.contact_id, m.sent_at FROM contact_addresses a JOIN messages m ON m.sender_key = a.email_key
      WHERE a.contact_id IN (SELECT i.contact_id FROM ids i) AND seen(m.mailbox_id)
    UNION ALL SELECT a.contact_id, r.sent_at FROM contact_addresses a JOIN message_recipients r ON r.recipient_key = a.email_key
      JOIN messages m ON m.message_id = r.message_id WHERE a.contact_id IN (SELECT i.contact_id FROM ids i) AND seen(m.mailbox_id)
    UNION ALL SELECT a.contact_id, d.sent_at FROM contact_addresses a JOIN drafts d ON d.recipient_key = a.email_key
      WHERE a.contact_id IN (SELECT i.contact_id FROM ids i) AND d.sent_at IS NOT NULL AND seen(d.mailbox_id))
SELECT c.contact_id AS contact_id, coalesce(u.name, '') AS owner, (SELECT max(t.at) FROM touches t WHERE t.contact_id = c.contact_id)
    AS last_touch_at, k.task_id AS task_id, k.title AS task_title, k.due_date AS task_due_date
FROM contacts c LEFT JOIN users u ON u.user_id = c.user_id
LEFT JOIN agent_tasks k ON k.task_id = (SELECT o.task_id FROM agent_tasks o
  WHERE o.contact_id_fk = c.contact_id AND o.status = 'OPEN' AND seen_lying(o.mailbox_id) ORDER BY o.due_at, o.task_id LIMIT 1)
WHERE c.contact_id IN (SELECT i.contact_id FROM ids i);

-- name: contact_address_list_after
SELECT email_key, contact_id, email, alias_key, key_hash, linked_by, created_at FROM contact_addresses
WHERE email_key > :after_id AND key_hash = '' ORDER BY email_key LIMIT :limit;

-- name: contact_address_hash
UPDATE contact_addresses SET alias_key = :alias_key, key_hash = :key_hash WHERE email_key = :email_key;

-- name: contact_note_insert
-- It lies in the mailbox that the contact hears from, when who writes it sees that one.
INSERT INTO contact_notes (note_id, contact_id, text, created_by, created_at, mailbox_id)
VALUES (:note_id, :contact_id, :text, :created_by, :created_at,
  (SELECT c.mailbox_id FROM contacts c WHERE c.contact_id = :contact_id AND seen(c.mailbox_id)));

-- name: stage_move_insert
INSERT INTO contact_stages (move_id, contact_id, from_stage, to_stage, rule, words, evidence, moved_by, at)
VALUES (:move_id, :contact_id, :from_stage, :to_stage, :rule, :words, :evidence, :moved_by, :at);

-- name: contact_duplicate_list
-- Those that share a term of a range with another one, by term.
SELECT c.*, CAST(:low AS TEXT) AS found_low, t.term AS found_term
FROM (SELECT term FROM record_terms WHERE term >= :low AND term < :high AND term > :after_term
  GROUP BY term HAVING count(*) > 1 ORDER BY term LIMIT :limit) shared
JOIN record_terms t ON t.term = shared.term JOIN contacts c ON c.contact_id = t.record_id AND seen_contact(c)
ORDER BY t.term, c.contact_id LIMIT 400;

-- name: consent_list_expired
-- Contacts whose basis may be one that has run out.
SELECT DISTINCT n.contact_id AS contact_id FROM consents n JOIN contacts c ON c.contact_id = n.contact_id AND c.basis = n.basis
WHERE n.expires_at <= :now AND n.withdrawn_at IS NULL AND n.contact_id > :after_id ORDER BY n.contact_id LIMIT :limit;

-- name: consent_insert
INSERT INTO consents (consent_id, contact_id, basis, obtained_at, source, proof, expires_at, withdrawn_at, withdrawn_by, created_by,
  created_at)
VALUES (:consent_id, :contact_id, :basis, :obtained_at, :source, :proof, :expires_at, :withdrawn_at, :withdrawn_by, :created_by,
  :created_at);

-- name: consent_list
-- Newest first.
SELECT * FROM consents WHERE contact_id = :contact_id ORDER BY created_at DESC, consent_id DESC;

-- name: consent_withdraw
UPDATE consents SET withdrawn_at = :withdrawn_at, withdrawn_by = :withdrawn_by
WHERE consent_id = :consent_id AND withdrawn_at IS NULL;

-- name: merge_insert
INSERT INTO contact_merges (merge_id, from_id, into_id, before, merged_by, merged_at)
VALUES (:merge_id, :from_id, :into_id, :before, :merged_by, :merged_at);

-- name: merge_find
-- The latest in which the contact was one of the two.
SELECT * FROM contact_merges WHERE from_id = :contact_id OR into_id = :contact_id
ORDER BY CASE WHEN from_id = :contact_id THEN 0 ELSE 1 END, merged_at DESC, merge_id DESC LIMIT 1;

-- name: merge_delete
DELETE FROM contact_merges WHERE merge_id = :merge_id;

-- name: merge_forget
DELETE FROM contact_merges WHERE merged_at < :before;

-- name: merge_row_list
-- What is kept of a contact by its id.
SELECT 'note' AS kind, note_id AS id FROM contact_notes WHERE contact_id = :contact_id
UNION ALL SELECT 'stage', move_id FROM contact_stages WHERE contact_id = :contact_id
UNION ALL SELECT 'consent', consent_id FROM consents WHERE contact_id = :contact_id
UNION ALL SELECT 'task', task_id FROM agent_tasks WHERE contact_id_fk = :contact_id
UNION ALL SELECT 'agent_note', note_id FROM agent_notes WHERE contact_id_fk = :contact_id
UNION ALL SELECT 'question', question_id FROM questions WHERE contact_id = :contact_id
UNION ALL SELECT 'draft', id FROM drafts WHERE contact_id = :contact_id
UNION ALL SELECT 'enrollment', enrollment_id FROM enrollments WHERE contact_id = :contact_id;

-- name: merge_move_note
UPDATE contact_notes SET contact_id = :to_id WHERE note_id = :id AND contact_id = :from_id;

-- name: merge_move_stage
UPDATE contact_stages SET contact_id = :to_id WHERE move_id = :id AND contact_id = :from_id;

-- name: merge_move_consent
UPDATE consents SET contact_id = :to_id WHERE consent_id = :id AND contact_id = :from_id;

-- name: merge_move_task
UPDATE agent_tasks SET contact_id_fk = :to_id WHERE task_id = :id AND contact_id_fk = :from_id;

-- name: merge_move_agent_note
UPDATE agent_notes SET contact_id_fk = :to_id WHERE note_id = :id AND contact_id_fk = :from_id;

-- name: merge_move_question
UPDATE questions SET contact_id = :to_id WHERE question_id = :id AND contact_id = :from_id;

-- name: merge_move_draft
UPDATE drafts SET contact_id = :to_id WHERE id = :id AND contact_id = :from_id;

-- name: merge_move_enrollment
UPDATE enrollments SET contact_id = :to_id, fence = fence + 1 WHERE enrollment_id = :id AND contact_id = :from_id;

-- name: merge_move_address
UPDATE contact_addresses SET contact_id = :to_id, linked_by = :linked_by WHERE email_key = :email_key AND contact_id = :from_id;

-- name: merge_move_drafts_to
-- Drafts to an address that moves.
UPDATE drafts SET contact_id = :to_id WHERE contact_id = :from_id AND recipient_key = :email_key;

-- name: merge_delete_question
DELETE FROM questions WHERE question_id = :question_id;

-- name: merge_delete_contact
DELETE FROM contacts WHERE contact_id = :contact_id;

-- name: company_get
SELECT * FROM companies WHERE company_id = :company_id;

-- name: company_find_by_domain
SELECT * FROM companies WHERE domain = :domain AND domain <> '';

-- name: company_find_by_name
-- The oldest of that name.
SELECT * FROM companies WHERE name_key = :name_key ORDER BY company_id LIMIT 1;

-- name: company_insert
INSERT INTO companies (company_id, name, name_key, domain, country, timezone, created_at, updated_at, version)
VALUES (:company_id, :name, :name_key, :domain, :country, :timezone, :created_at, :updated_at, :version);

-- name: company_update
UPDATE companies SET name = :name, name_key = :name_key, domain = :domain, country = :country, timezone = :timezone,
  updated_at = :updated_at, version = :version
WHERE company_id = :company_id AND version = :version - 1;

-- name: company_delete_left
-- One that nobody is of any more, and of which nothing but the name is known.
DELETE FROM companies WHERE company_id = :company_id AND domain = '' AND country = '' AND timezone = ''
  AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.company_id = :company_id);

-- name: company_list
-- As contact_list.
SELECT * FROM companies WHERE company_id <> :after_id
  AND company_id <= CASE WHEN CAST(:after_id AS TEXT) = '' THEN (SELECT max(company_id) FROM companies) ELSE :after_id END
ORDER BY company_id DESC LIMIT :limit;

-- name: company_list_by_term
SELECT c.*, CAST(:low AS TEXT) AS found_low, t.term AS found_term FROM record_terms t JOIN companies c ON c.company_id = t.record_id
WHERE t.term >= :low AND t.term < :high AND (t.term, t.record_id) < (:after_term, :after_id)
  AND NOT EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term > t.term AND e.term < :high)
  AND (CAST(:low1 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low1 AND e.term < :high1))
  AND (CAST(:low2 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low2 AND e.term < :high2))
  AND (CAST(:low3 AS TEXT) = '' OR EXISTS (SELECT 1 FROM record_terms e WHERE e.record_id = t.record_id AND e.term >= :low3 AND e.term < :high3))
ORDER BY t.term DESC, t.record_id DESC LIMIT :limit;

-- name: import_get
SELECT * FROM imports WHERE import_id = :import_id;

-- name: import_find_unfinished
SELECT * FROM imports WHERE fingerprint = :fingerprint AND status = 'RUNNING';

-- name: import_insert
INSERT INTO imports (import_id, fingerprint, status, dry_run, path, options, mapping, encoding, delimiter, rows, outcomes, bytes,
  error, created_by, created_at, updated_at, finished_at)
VALUES (:import_id, :fingerprint, :status, :dry_run, :path, :options, :mapping, :encoding, :delimiter, :rows, :outcomes, :bytes,
  :error, :created_by, :created_at, :updated_at, :finished_at);

-- name: import_update
-- Only what still runs moves.
UPDATE imports SET status = :status, rows = :rows, outcomes = :outcomes, error = :error, updated_at = :updated_at,
  finished_at = :finished_at
WHERE import_id = :import_id AND status = 'RUNNING';

-- name: import_set_path
UPDATE imports SET path = :path WHERE import_id = :import_id AND status = 'RUNNING';

-- name: import_list_running
SELECT * FROM imports WHERE status = 'RUNNING' ORDER BY import_id;

-- name: import_error_insert
INSERT INTO import_errors (import_id, line, column_name, rule, words, row_text, created_at)
VALUES (:import_id, :line, :column_name, :rule, :words, :row_text, :created_at);

-- name: import_error_list
SELECT import_id, line, column_name, rule, words, row_text, created_at FROM import_errors
WHERE import_id = :import_id AND line > :after_line ORDER BY line LIMIT :limit;

-- name: import_error_forget
DELETE FROM import_errors WHERE created_at < :before;

-- name: import_seen_find
SELECT count(*) AS seen FROM import_seen WHERE import_id = :import_id AND key_hash = :key_hash;

-- name: import_seen_insert
INSERT INTO import_seen (import_id, key_hash) VALUES (:import_id, :key_hash) ON CONFLICT (import_id, key_hash) DO NOTHING;

-- name: import_seen_forget
-- Some of what imports that have ended leave.
DELETE FROM import_seen WHERE (import_id, key_hash) IN (SELECT s.import_id, s.key_hash FROM import_seen s
  JOIN imports i ON i.import_id = s.import_id WHERE i.status <> 'RUNNING' LIMIT 5000);

-- name: contact_timeline
-- What happened with a contact, or with all of a company, newest first: each source gives its newest, and the newest of all are the
-- page. The ids begin with the kind, so that no two are alike. A task may be kept under the CRM's id of the contact.
WITH people AS (SELECT p.contact_id FROM contacts p WHERE p.contact_id = :contact_id AND seen_contact(p)
    UNION SELECT p.contact_id FROM contacts p WHERE p.company_id = :company_id AND seen_contact(p)),
  addresses AS (SELECT a.email_key, a.key_hash, a.contact_id FROM contact_addresses a JOIN people p ON p.contact_id = a.contact_id)
SELECT item_id, at, kind, title, words, actor, status, ref_id FROM (
  SELECT * FROM (SELECT 'mail:' || m.message_id AS item_id, m.sent_at AS at, 'mail' AS kind, m.subject AS title,
      substr(m.reply_text, 1, 500) AS words, m.sender AS actor, m.direction AS status, m.message_id AS ref_id
    FROM messages m WHERE m.sender_key IN (SELECT email_key FROM addresses) AND seen(m.mailbox_id) AND m.sent_at <= :after_at
      AND (m.sent_at < :after_at OR 'mail:' || m.message_id < :after_id)
    ORDER BY m.sent_at DESC, m.message_id DESC LIMIT :limit) received
  UNION SELECT * FROM (SELECT 'mail:' || m.message_id AS item_id, r.sent_at AS at, 'mail' AS kind, m.subject AS title,
      substr(m.reply_text, 1, 500) AS words, m.sender AS actor, m.direction AS status, m.message_id AS ref_id
    FROM message_recipients r JOIN messages m ON m.message_id = r.message_id
    WHERE r.recipient_key IN (SELECT email_key FROM addresses) AND seen(m.mailbox_id) AND r.sent_at <= :after_at
      AND (r.sent_at < :after_at OR 'mail:' || r.message_id < :after_id)
    ORDER BY r.sent_at DESC, r.message_id DESC LIMIT :limit) written
  UNION SELECT * FROM (SELECT 'draft:' || d.id AS item_id, d.created_at AS at, 'draft' AS kind, d.subject AS title,
      substr(d.body, 1, 500) AS words, '' AS actor, d.status AS status, d.id AS ref_id
    FROM drafts d WHERE d.recipient_key IN (SELECT email_key FROM addresses) AND seen(d.mailbox_id) AND d.created_at <= :after_at
      AND (d.created_at < :after_at OR 'draft:' || d.id < :after_id)
    ORDER BY d.created_at DESC, d.id DESC LIMIT :limit) drafted
  UNION SELECT * FROM (SELECT 'decision:' || substr('000000000000' || CAST(l.seq AS TEXT), length(CAST(l.seq AS TEXT)) + 1) AS item_id,
      l.at AS at, 'decision' AS kind, l.action AS title, coalesce(x.reason, '') AS words, l.actor AS actor, l.status AS status,
      l.draft_id AS ref_id
    FROM drafts d JOIN draft_audit_log l ON l.draft_id = d.id LEFT JOIN audit_details x ON x.seq = l.seq
    WHERE d.recipient_key IN (SELECT email_key FROM addresses) AND seen(d.mailbox_id) AND l.action <> 'create' AND l.at <= :after_at
      AND (l.at < :after_at
        OR 'decision:' || substr('000000000000' || CAST(l.seq AS TEXT), length(CAST(l.seq AS TEXT)) + 1) < :after_id)
    ORDER BY l.at DESC, l.seq DESC LIMIT :limit) decided
  UNION SELECT * FROM (SELECT 'task:' || t.task_id AS item_id, t.created_at AS at, 'task' AS kind, t.title AS title,
      t.body AS words, t.created_by AS actor, t.status AS status, t.task_id AS ref_id
    FROM agent_tasks t WHERE t.contact_id_fk IN (SELECT contact_id FROM people
        UNION SELECT h.contact_id FROM addresses a JOIN hubspot_contacts h ON h.email_key = a.email_key)
      AND seen_lying(t.mailbox_id) AND t.created_at <= :after_at
      AND (t.created_at < :after_at OR 'task:' || t.task_id < :after_id)
    ORDER BY t.created_at DESC, t.task_id DESC LIMIT :limit) planned
  UNION SELECT * FROM (SELECT 'note:' || n.note_id AS item_id, n.created_at AS at, 'note' AS kind, '' AS title, n.text AS words,
      n.created_by AS actor, '' AS status, n.note_id AS ref_id
    FROM contact_notes n WHERE n.contact_id IN (SELECT contact_id FROM people) AND seen_lying(n.mailbox_id) AND n.created_at <= :after_at
      AND (n.created_at < :after_at OR 'note:' || n.note_id < :after_id)
    ORDER BY n.created_at DESC, n.note_id DESC LIMIT :limit) noted
  UNION SELECT * FROM (SELECT 'consent:' || n.consent_id AS item_id, n.created_at AS at, 'consent' AS kind, n.basis AS title,
      n.source AS words, n.created_by AS actor, 'given' AS status, n.consent_id AS ref_id
    FROM consents n WHERE n.contact_id IN (SELECT contact_id FROM people) AND n.created_at <= :after_at
      AND (n.created_at < :after_at OR 'consent:' || n.consent_id < :after_id)
    ORDER BY n.created_at DESC, n.consent_id DESC LIMIT :limit) consented
  UNION SELECT * FROM (SELECT 'consent_withdrawn:' || n.consent_id AS item_id, n.withdrawn_at AS at, 'consent_withdrawn' AS kind,
      n.basis AS title, n.source AS words, coalesce(n.withdrawn_by, '') AS actor, 'withdrawn' AS status, n.consent_id AS ref_id
    FROM consents n WHERE n.contact_id IN (SELECT contact_id FROM people) AND n.withdrawn_at <= :after_at
      AND (n.withdrawn_at < :after_at OR 'consent_withdrawn:' || n.consent_id < :after_id)
    ORDER BY n.withdrawn_at DESC, n.consent_id DESC LIMIT :limit) withdrew
  UNION SELECT * FROM (SELECT 'stage:' || s.move_id AS item_id, s.at AS at, 'stage' AS kind, s.rule AS title, s.words AS words,
      s.moved_by AS actor, s.to_stage AS status, s.evidence AS ref_id
    FROM contact_stages s WHERE s.contact_id IN (SELECT contact_id FROM people)
      AND (substr(s.evidence, 1, 8) <> 'message:' OR seen_message_id(substr(s.evidence, 9))) AND s.at <= :after_at
      AND (s.at < :after_at OR 'stage:' || s.move_id < :after_id)
    ORDER BY s.at DESC, s.move_id DESC LIMIT :limit) moved
  UNION SELECT * FROM (SELECT DISTINCT 'suppression:' || s.suppression_id AS item_id, s.created_at AS at, 'suppression' AS kind,
      s.reason AS title, s.source AS words, '' AS actor, s.scope AS status, s.suppression_id AS ref_id
    FROM addresses a JOIN suppressions s ON s.key_hash = a.key_hash WHERE a.key_hash <> '' AND s.created_at <= :after_at
      AND (s.created_at < :after_at OR 'suppression:' || s.suppression_id < :after_id)
    ORDER BY at DESC, item_id DESC LIMIT :limit) suppressed
  UNION SELECT * FROM (SELECT DISTINCT 'suppression_lifted:' || s.removal_id AS item_id, s.removed_at AS at, 'suppression_lifted' AS kind,
      s.reason AS title, s.removal_reason AS words, s.removed_by AS actor, s.scope AS status, s.suppression_id AS ref_id
    FROM addresses a JOIN suppression_removals s ON s.key_hash = a.key_hash WHERE a.key_hash <> '' AND s.removed_at <= :after_at
      AND (s.removed_at < :after_at OR 'suppression_lifted:' || s.removal_id < :after_id)
    ORDER BY at DESC, item_id DESC LIMIT :limit) lifted
  UNION SELECT * FROM (SELECT DISTINCT 'deal:' || d.deal_id AS item_id, d.changed_at AS at, 'deal' AS kind, d.dealname AS title,
      coalesce(d.amount || ' ' || d.currency, '') AS words, '' AS actor, d.stage AS status, d.deal_id AS ref_id
    FROM addresses a JOIN hubspot_contacts h ON h.email_key = a.email_key JOIN hubspot_deals d ON d.contact_id_fk = h.contact_id
    WHERE d.archived = 0 AND d.changed_at <= :after_at AND (d.changed_at < :after_at OR 'deal:' || d.deal_id < :after_id)
    ORDER BY at DESC, item_id DESC LIMIT :limit) dealt
) every_source ORDER BY at DESC, item_id DESC LIMIT :limit;

-- name: person_message_list
-- The mails from and to a contact, oldest first.
WITH addresses AS (SELECT email_key FROM contact_addresses WHERE contact_id = :contact_id)
SELECT message_id, sent_at FROM (
  SELECT m.message_id AS message_id, m.sent_at AS sent_at FROM messages m
  WHERE m.sender_key IN (SELECT email_key FROM addresses) AND seen(m.mailbox_id) AND (m.sent_at, m.message_id) > (:after_at, :after_id)
  UNION SELECT r.message_id AS message_id, r.sent_at AS sent_at FROM message_recipients r
  JOIN messages m ON m.message_id = r.message_id
  WHERE r.recipient_key IN (SELECT email_key FROM addresses) AND seen(m.mailbox_id)
    AND (r.sent_at, r.message_id) > (:after_at, :after_id)) mails
ORDER BY sent_at, message_id LIMIT :limit;

-- name: person_draft_list
-- Drafts to a contact, with those whose mail was not read from a mailbox.
SELECT d.* FROM drafts d WHERE seen(d.mailbox_id) AND (d.contact_id = :contact_id
  OR d.recipient_key IN (SELECT email_key FROM contact_addresses WHERE contact_id = :contact_id))
ORDER BY d.created_at, d.id;

-- name: person_notes
SELECT note_id, text, created_by, created_at FROM contact_notes WHERE contact_id = :contact_id AND seen_lying(mailbox_id)
ORDER BY created_at, note_id;

-- name: person_stages
SELECT move_id, from_stage, to_stage, rule, words, evidence, moved_by, at FROM contact_stages WHERE contact_id = :contact_id
  AND (substr(evidence, 1, 8) <> 'message:' OR seen_message_id(substr(evidence, 9)))
ORDER BY at, move_id;

-- name: person_tasks
SELECT task_id, title, body, due_date, status, user_id, created_by, done_by, done_at, created_at FROM agent_tasks
WHERE contact_id_fk = :contact_id AND seen_lying(mailbox_id) ORDER BY created_at, task_id;

-- name: person_agent_notes
SELECT note_id, context_json, created_at FROM agent_notes WHERE contact_id_fk = :contact_id
  AND EXISTS (SELECT 1 FROM contacts c WHERE c.contact_id = :contact_id AND seen_lying(c.mailbox_id))
ORDER BY created_at, note_id;

-- name: person_questions
SELECT q.question_id AS question_id, q.kind AS kind, q.words AS words, q.status AS status, q.answer AS answer,
  q.answered_by AS answered_by, q.answered_at AS answered_at, q.created_at AS created_at
FROM questions q WHERE q.contact_id = :contact_id AND seen_question(q) ORDER BY q.created_at, q.question_id;

-- name: person_suppressions
SELECT s.suppression_id AS suppression_id, s.scope AS scope, s.reason AS reason, s.source AS source, s.created_at AS created_at,
  s.shown AS address
FROM contact_addresses a JOIN suppressions s ON s.key_hash = a.key_hash WHERE a.contact_id = :contact_id
ORDER BY s.created_at, s.suppression_id;

-- name: person_sent
-- When a mail to the person counted in a quota.
SELECT u.mailbox_id AS mailbox, u.at AS at FROM contact_addresses a JOIN usage_events u ON u.key_hash = a.key_hash
WHERE a.contact_id = :contact_id AND u.released_at IS NULL AND seen(u.mailbox_id) ORDER BY u.at, u.usage_id;

-- name: person_crm_contacts
SELECT h.contact_id AS contact_id, h.email AS email, h.name AS name, h.lifecycle_stage AS lifecycle_stage,
  h.custom_properties AS custom_properties, h.changed_at AS changed_at
FROM contact_addresses a JOIN hubspot_contacts h ON h.email_key = a.email_key WHERE a.contact_id = :contact_id
ORDER BY h.contact_id;

-- name: person_deals
SELECT d.deal_id AS deal_id, d.dealname AS dealname, d.stage AS stage, d.amount AS amount, d.currency AS currency,
  d.changed_at AS changed_at
FROM contact_addresses a JOIN hubspot_contacts h ON h.email_key = a.email_key JOIN hubspot_deals d ON d.contact_id_fk = h.contact_id
WHERE a.contact_id = :contact_id ORDER BY d.deal_id;

-- name: person_form_submissions
SELECT f.submission_id AS submission_id, f.form_id AS form_id, f.fields AS fields, f.page_url AS page_url,
  f.submitted_at AS submitted_at
FROM contact_addresses a JOIN hubspot_form_submissions f ON f.email_key = a.email_key WHERE a.contact_id = :contact_id
ORDER BY f.submitted_at, f.submission_id;

-- name: person_enrollments
SELECT e.enrollment_id AS enrollment_id, e.sequence_id AS sequence_id, e.campaign_id AS campaign_id, e.status AS status,
  e.reason AS reason, e.step_id AS step_id, e.next_at AS next_at, e.last_at AS last_at, e.replied_at AS replied_at,
  e.created_at AS created_at
FROM enrollments e WHERE e.contact_id = :contact_id ORDER BY e.created_at, e.enrollment_id;

-- name: person_steps
SELECT s.enrollment_id AS enrollment_id, s.step_id AS step_id, s.variant_id AS variant_id, s.draft_id AS draft_id,
  s.task_id AS task_id, s.created_at AS created_at
FROM enrollments e JOIN enrollment_steps s ON s.enrollment_id = e.enrollment_id WHERE e.contact_id = :contact_id
  AND (s.draft_id IS NULL OR seen_draft_id(s.draft_id))
ORDER BY s.created_at, s.enrollment_id;

-- name: person_absences
SELECT a.until AS until_at, a.noted_at AS noted_at FROM contact_absences a WHERE a.contact_id = :contact_id;

-- name: person_campaign_skips
SELECT k.campaign_id AS campaign_id, k.rule AS rule, k.words AS words FROM campaign_skips k WHERE k.contact_id = :contact_id
ORDER BY k.campaign_id;

-- name: suppression_list_of
-- :key_hashes is the hashes, 64 digits each, one behind the other.
WITH RECURSIVE hashes (key_hash, rest) AS (
  SELECT substr(CAST(:key_hashes AS TEXT), 1, 64), substr(CAST(:key_hashes AS TEXT), 65)
  UNION ALL SELECT substr(rest, 1, 64), substr(rest, 65) FROM hashes WHERE rest <> '')
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE key_hash IN (SELECT h.key_hash FROM hashes h) ORDER BY suppression_id;

-- name: suppression_list_of_person
-- Those of the hashes, and what the person has said no to at another of their addresses.
WITH RECURSIVE hashes (key_hash, rest) AS (
  SELECT substr(CAST(:key_hashes AS TEXT), 1, 64), substr(CAST(:key_hashes AS TEXT), 65)
  UNION ALL SELECT substr(rest, 1, 64), substr(rest, 65) FROM hashes WHERE rest <> ''),
  person (key_hash) AS (SELECT b.key_hash FROM contact_addresses a JOIN contact_addresses b ON b.contact_id = a.contact_id
    WHERE a.email_key = :email_key OR a.alias_key = :alias_key)
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE key_hash IN (SELECT h.key_hash FROM hashes h)
  OR (key_hash IN (SELECT p.key_hash FROM person p) AND reason IN ('unsubscribe', 'objection', 'complaint'))
ORDER BY suppression_id;

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
UNION SELECT recipient_key FROM send_attempts UNION SELECT recipient_key FROM message_recipients;

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

-- name: erase_company
-- One that nobody else is of: its name may be the person's.
DELETE FROM companies WHERE company_id = :company_id
  AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.company_id = :company_id);

-- name: erase_company_terms
DELETE FROM record_terms WHERE record_id = :company_id
  AND NOT EXISTS (SELECT 1 FROM companies c WHERE c.company_id = :company_id);

-- name: erase_campaign_skips
DELETE FROM campaign_skips WHERE contact_id = :contact_id;

-- name: erase_contact_notes
DELETE FROM contact_notes WHERE contact_id = :contact_id;

-- name: erase_enrollment_steps
DELETE FROM enrollment_steps WHERE enrollment_id IN (SELECT enrollment_id FROM enrollments WHERE contact_id = :contact_id);

-- name: erase_enrollments
DELETE FROM enrollments WHERE contact_id = :contact_id;

-- name: erase_absence
DELETE FROM contact_absences WHERE contact_id = :contact_id;

-- name: erase_contact_consents
DELETE FROM consents WHERE contact_id = :contact_id;

-- name: erase_contact_merges
-- Both contacts of it were one person, or are held to be.
WITH RECURSIVE merged (contact_id) AS (SELECT CAST(:contact_id AS TEXT)
  UNION SELECT m.from_id FROM contact_merges m JOIN merged p ON m.into_id = p.contact_id)
DELETE FROM contact_merges WHERE into_id IN (SELECT p.contact_id FROM merged p) OR from_id = :contact_id;

-- name: erase_consent_candidates
SELECT consent_id AS id, source AS one, proof AS two FROM consents WHERE lower(source || ' ' || proof) LIKE :pattern;

-- name: erase_consent_update
UPDATE consents SET source = :one, proof = :two WHERE consent_id = :id;

-- name: erase_merge_candidates
SELECT merge_id AS id, before AS one, '' AS two FROM contact_merges WHERE lower(before) LIKE :pattern;

-- name: erase_merge_update
UPDATE contact_merges SET before = :one WHERE merge_id = :id;

-- name: erase_contact_stages
DELETE FROM contact_stages WHERE contact_id = :contact_id;

-- name: erase_contact_terms
DELETE FROM record_terms WHERE record_id = :contact_id;

-- name: erase_message_recipients
DELETE FROM message_recipients WHERE message_id = :message_id;

-- name: erase_recipient
-- The person among the recipients of a mail that stays.
DELETE FROM message_recipients WHERE recipient_key = :address;

-- name: erase_contact_note_candidates
SELECT note_id AS id, text AS one, '' AS two FROM contact_notes WHERE lower(text) LIKE :pattern;

-- name: erase_contact_note_update
UPDATE contact_notes SET text = :one WHERE note_id = :id;

-- name: erase_import_error_candidates
SELECT import_id || ' ' || CAST(line AS TEXT) AS id, row_text AS one, words AS two FROM import_errors
WHERE lower(row_text || ' ' || words) LIKE :pattern;

-- name: erase_import_error
-- A row that was refused goes as a whole: it holds more of the person than the address.
DELETE FROM import_errors WHERE import_id || ' ' || CAST(line AS TEXT) = :id;

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

-- name: erase_other_contact_candidates
SELECT * FROM contacts WHERE lower(first_name || ' ' || last_name || ' ' || name || ' ' || company || ' ' || title || ' ' || phone
  || ' ' || country || ' ' || language || ' ' || linkedin_url || ' ' || source || ' ' || tags || ' ' || custom) LIKE :pattern;

-- name: erase_other_company_candidates
SELECT * FROM companies WHERE lower(name || ' ' || country) LIKE :pattern;

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
