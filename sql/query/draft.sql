-- name: draft_get
SELECT * FROM drafts WHERE id = :id AND seen(mailbox_id);

-- name: draft_insert
INSERT INTO drafts (id, sender, recipient, recipient_key, subject, body, footer, metadata, status, version, content_hash,
  thread_id, message_id, contact_id, mailbox_id, rfc_message_id, in_reply_to, reference_ids, unsubscribe_url, verdict,
  checks, claims, source, created_at, updated_at, approved_at, approved_by, approved_hash, rejected_at, rejected_by,
  rejected_reason, sent_at, provider, provider_message_id, failed_reason, not_before, expires_at, snoozed_until)
VALUES (:id, :sender, :recipient, :recipient_key, :subject, :body, :footer, :metadata, :status, :version, :content_hash,
  :thread_id, :message_id, :contact_id, :mailbox_id, :rfc_message_id, :in_reply_to, :reference_ids, :unsubscribe_url,
  :verdict, :checks, :claims, :source, :created_at, :updated_at, :approved_at, :approved_by, :approved_hash,
  :rejected_at, :rejected_by, :rejected_reason, :sent_at, :provider, :provider_message_id, :failed_reason, :not_before,
  :expires_at, :snoozed_until);

-- name: draft_update
UPDATE drafts SET sender = :sender, recipient = :recipient, recipient_key = :recipient_key, subject = :subject,
  body = :body, footer = :footer, metadata = :metadata, status = :status, version = :version,
  content_hash = :content_hash, thread_id = :thread_id, contact_id = :contact_id, mailbox_id = :mailbox_id, rfc_message_id = :rfc_message_id,
  unsubscribe_url = :unsubscribe_url, verdict = :verdict, checks = :checks, claims = :claims, updated_at = :updated_at,
  approved_at = :approved_at, approved_by = :approved_by, approved_hash = :approved_hash, rejected_at = :rejected_at,
  rejected_by = :rejected_by, rejected_reason = :rejected_reason, sent_at = :sent_at, provider = :provider,
  provider_message_id = :provider_message_id, failed_reason = :failed_reason, not_before = :not_before,
  expires_at = :expires_at, snoozed_until = :snoozed_until
WHERE id = :id;

-- name: draft_version_insert
INSERT INTO draft_versions (draft_id, version, sender, recipient, subject, body, footer, rfc_message_id, in_reply_to,
  reference_ids, unsubscribe_url, content_hash, created_at, created_by)
VALUES (:id, :version, :sender, :recipient, :subject, :body, :footer, :rfc_message_id, :in_reply_to, :reference_ids,
  :unsubscribe_url, :content_hash, :updated_at, :created_by);

-- name: draft_version_list
SELECT draft_id, version, sender, recipient, subject, body, footer, rfc_message_id, in_reply_to, reference_ids,
  unsubscribe_url, content_hash, created_at, created_by
FROM draft_versions WHERE draft_id = :draft_id ORDER BY version;

-- name: draft_list_by_status
-- One page of one status, oldest first, after the row (after_at, after_id); the first page starts at (-1, '').
SELECT * FROM drafts
WHERE status = :status AND (created_at, id) > (:after_at, :after_id) AND seen(mailbox_id)
ORDER BY created_at, id LIMIT :limit;

-- name: draft_list_by_status_newest
SELECT * FROM drafts
WHERE status = :status AND (created_at, id) < (:after_at, :after_id) AND seen(mailbox_id)
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: draft_desk_oldest
-- As draft_list_by_status, with what the desk shows beside a draft: whom it goes to and what it answers.
SELECT d.*, coalesce(c.name, '') AS contact_name, coalesce(c.company, '') AS contact_company,
  coalesce(m.sender_name, '') AS sender_name, coalesce(m.kind, 'human_reply') AS message_kind,
  substr(coalesce(m.reply_text, ''), 1, 200) AS reply_words, coalesce(m.analysis, '{}') AS message_analysis
FROM drafts d LEFT JOIN contacts c ON c.contact_id = d.contact_id LEFT JOIN messages m ON m.message_id = d.message_id AND seen(m.mailbox_id)
WHERE d.status = :status AND (d.created_at, d.id) > (:after_at, :after_id) AND seen(d.mailbox_id)
ORDER BY d.created_at, d.id LIMIT :limit;

-- name: draft_desk_newest
SELECT d.*, coalesce(c.name, '') AS contact_name, coalesce(c.company, '') AS contact_company,
  coalesce(m.sender_name, '') AS sender_name, coalesce(m.kind, 'human_reply') AS message_kind,
  substr(coalesce(m.reply_text, ''), 1, 200) AS reply_words, coalesce(m.analysis, '{}') AS message_analysis
FROM drafts d LEFT JOIN contacts c ON c.contact_id = d.contact_id LEFT JOIN messages m ON m.message_id = d.message_id AND seen(m.mailbox_id)
WHERE d.status = :status AND (d.created_at, d.id) < (:after_at, :after_id) AND seen(d.mailbox_id)
ORDER BY d.created_at DESC, d.id DESC LIMIT :limit;

-- name: draft_count_by_status
SELECT status, count(*) AS drafts FROM drafts GROUP BY status ORDER BY status;

-- name: draft_oldest_pending
SELECT count(*) AS drafts, min(created_at) AS oldest_at FROM drafts WHERE status = 'PENDING_APPROVAL';

-- name: draft_list_expired
SELECT * FROM drafts WHERE status = 'PENDING_APPROVAL' AND expires_at <= :now ORDER BY expires_at LIMIT :limit;

-- name: draft_list_by_thread
SELECT * FROM drafts WHERE thread_id = :thread_id AND seen(mailbox_id) ORDER BY created_at, id LIMIT 200;

-- name: draft_move_thread
UPDATE drafts SET thread_id = :to_thread_id WHERE thread_id = :from_thread_id;

-- name: draft_answer_of_message
-- The living answer to a message, if there is one.
SELECT id FROM drafts WHERE message_id = :message_id
  AND status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'SENT', 'OUTCOME_UNKNOWN');

-- name: gate_facts
-- Everything that the gate needs to know of a draft, in one question: one row, or one for each suppression. Counts are of the windows that begin at day_from
-- and week_from; :key_hashes is the hashes of the recipient and of the covering domains, 64 digits each; the quota and the person's own no are of all their
-- addresses; of a domain and a company it counts only where there is a limit; `*_nth_at` is the limit-th newest mail of its window. The recipient hears from the contact's mailbox, else from the one that wrote to them, else from the
-- one whose mail is on its way. The newest inbound mail is a person's in the thread, or the recipient's anywhere: in another thread, to another mailbox, from another
-- address, also their notice of an absence; but not what they had written before the mail that the draft answers, and that comes late (an archive that
-- is read). A colleague's answer holds sequences alone. What a question is about is quoted from the draft's own mailbox alone: who sees the draft may not see the other mail. The recipient is looked for by taking it away: LIKE would read an underscore of an address as any letter.
WITH RECURSIVE hashes (key_hash, rest) AS (
  SELECT substr(CAST(:key_hashes AS TEXT), 1, 64), substr(CAST(:key_hashes AS TEXT), 65)
  UNION ALL SELECT substr(rest, 1, 64), substr(rest, 65) FROM hashes WHERE rest <> ''),
  person (key_hash) AS (SELECT b.key_hash FROM contact_addresses a JOIN contact_addresses b ON b.contact_id = a.contact_id
    WHERE a.email_key = :recipient_key OR a.alias_key = :alias_key UNION SELECT CAST(:key_hash AS TEXT)),
  colleague (key_hash) AS (SELECT b.key_hash FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
    JOIN contacts other ON other.company_id = c.company_id JOIN contact_addresses b ON b.contact_id = other.contact_id
    WHERE CAST(:counts_company AS BOOLEAN) AND (a.email_key = :recipient_key OR a.alias_key = :alias_key))
SELECT
  (SELECT count(*) FROM usage_events WHERE mailbox_id = :mailbox_id AND at > :day_from AND released_at IS NULL)
    AS mailbox_count,
  (SELECT at FROM usage_events WHERE mailbox_id = :mailbox_id AND at > :day_from AND released_at IS NULL
   ORDER BY at DESC LIMIT 1 OFFSET :mailbox_nth) AS mailbox_nth_at,
  (SELECT max(at) FROM usage_events WHERE mailbox_id = :mailbox_id AND released_at IS NULL) AS mailbox_last_at,
  (SELECT count(*) FROM usage_events WHERE key_hash IN (SELECT p.key_hash FROM person p) AND at > :week_from AND released_at IS NULL)
    AS contact_count,
  (SELECT at FROM usage_events WHERE key_hash IN (SELECT p.key_hash FROM person p) AND at > :week_from AND released_at IS NULL
   ORDER BY at DESC LIMIT 1 OFFSET :contact_nth) AS contact_nth_at,
  (SELECT count(*) FROM usage_events WHERE domain_hash = :domain_hash AND domain_hash <> '' AND at > :day_from AND released_at IS NULL)
    AS domain_count,
  (SELECT at FROM usage_events WHERE domain_hash = :domain_hash AND domain_hash <> '' AND at > :day_from AND released_at IS NULL
   ORDER BY at DESC LIMIT 1 OFFSET :domain_nth) AS domain_nth_at,
  (SELECT count(*) FROM usage_events WHERE key_hash IN (SELECT g.key_hash FROM colleague g) AND at > :week_from AND released_at IS NULL)
    AS company_count,
  (SELECT at FROM usage_events WHERE key_hash IN (SELECT g.key_hash FROM colleague g) AND at > :week_from AND released_at IS NULL
   ORDER BY at DESC LIMIT 1 OFFSET :company_nth) AS company_nth_at,
  (SELECT c.timezone FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
   WHERE a.email_key = :recipient_key OR a.alias_key = :alias_key
   ORDER BY CASE WHEN a.email_key = :recipient_key THEN 0 ELSE 1 END, a.email_key LIMIT 1) AS timezone,
  (SELECT c.mailbox_id FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
   JOIN mailboxes m ON m.mailbox_id = c.mailbox_id AND m.retired_at IS NULL
   WHERE (a.email_key = :recipient_key OR a.alias_key = :alias_key) AND c.mailbox_id IS NOT NULL
   ORDER BY CASE WHEN a.email_key = :recipient_key THEN 0 ELSE 1 END, a.email_key LIMIT 1) AS contact_mailbox_id,
  (SELECT w.mailbox_id FROM written_to w JOIN mailboxes m ON m.mailbox_id = w.mailbox_id AND m.retired_at IS NULL
   WHERE w.key_hash IN (SELECT p.key_hash FROM person p) ORDER BY CASE WHEN w.key_hash = :key_hash THEN 0 ELSE 1 END, w.mailbox_id LIMIT 1)
    AS wrote_mailbox_id,
  (SELECT u.mailbox_id FROM usage_events u JOIN mailboxes m ON m.mailbox_id = u.mailbox_id AND m.retired_at IS NULL
   WHERE u.key_hash IN (SELECT p.key_hash FROM person p) AND u.attempt_id IS NOT NULL AND u.released_at IS NULL ORDER BY u.at LIMIT 1) AS writing_mailbox_id,
  (SELECT count(*) FROM mailboxes WHERE mailbox_id = :recipient_key) AS is_own_address,
  (SELECT kind FROM messages WHERE message_id = :message_id) AS answered_kind,
  (SELECT max(at) FROM (
     SELECT max(created_at) AS at FROM messages WHERE thread_id = :thread_id AND direction = 'in'
       AND kind = 'human_reply' AND created_at > :seen_at
     UNION ALL
     SELECT max(m.created_at) AS at FROM messages m WHERE m.sender_key IN (SELECT b.email_key FROM contact_addresses a
         JOIN contact_addresses b ON b.contact_id = a.contact_id WHERE a.email_key = :recipient_key
         UNION SELECT email_key FROM contact_addresses WHERE contact_id = :contact_id
         UNION SELECT CAST(:recipient_key AS TEXT))
       AND m.direction = 'in' AND m.kind IN ('human_reply', 'auto_reply', 'calendar') AND m.created_at > :seen_at
       AND m.sent_at > COALESCE((SELECT answered.sent_at FROM messages answered WHERE answered.message_id = :message_id),
         :recent_from)) AS newer) AS newest_inbound_at,
  (SELECT count(*) FROM drafts WHERE message_id = :message_id AND id <> :id AND status IN ('SENDING', 'SENT',
   'OUTCOME_UNKNOWN')) AS already_answered,
  (SELECT count(*) FROM messages WHERE message_id = :message_id AND (sender_key = :recipient_key
   OR replace(recipients, '"' || CAST(:recipient_key AS TEXT) || '"', '') <> recipients)) AS has_recipient,
  (SELECT analysis FROM messages WHERE message_id = :message_id) AS answered_analysis,
  (SELECT count(*) FROM messages WHERE message_id = :message_id AND analysis LIKE '%"suspected":true%')
    AS speaks_to_machines,
  (SELECT count(*) FROM drafts WHERE id = :id) AS is_stored,
  (SELECT error FROM send_attempts WHERE draft_id = :id AND state = 'POSTPONED'
   ORDER BY started_at DESC, attempt_id DESC LIMIT 1) AS postponed_for,
  (SELECT count(*) FROM unsubscribe_unknown WHERE is_ours) AS unknown_opt_outs,
  q.question_id AS question_id, q.kind AS question_kind, q.words AS question_words,
  s.suppression_id AS suppression_id, s.key_hash AS suppression_hash, s.scope AS suppression_scope,
  s.reason AS suppression_reason, s.source AS suppression_source, s.created_at AS suppressed_at, s.shown AS suppression_shown
FROM (SELECT 1 AS one) AS one
LEFT JOIN (SELECT question_id, kind, CASE WHEN message_id IS NULL OR EXISTS (SELECT 1 FROM messages m
      WHERE m.message_id = questions.message_id AND m.mailbox_id = :mailbox_id) THEN words ELSE '' END AS words
  FROM questions WHERE status = 'OPEN' AND kind <> 'company_reply' AND contact_id IN
    (SELECT contact_id FROM contact_addresses WHERE email_key = :recipient_key OR alias_key = :alias_key
     UNION SELECT contact_id FROM contacts WHERE contact_id = :contact_id)
  ORDER BY created_at, question_id LIMIT 1) AS q ON 1 = 1
LEFT JOIN suppressions s ON s.key_hash IN (SELECT h.key_hash FROM hashes h)
  OR (s.key_hash IN (SELECT p.key_hash FROM person p) AND s.reason IN ('unsubscribe', 'objection', 'complaint'))
ORDER BY s.suppression_id;

-- name: send_attempt_insert
INSERT INTO send_attempts (attempt_id, draft_id, version, content_hash, mailbox_id, recipient_key, key_hash, provider,
  rfc_message_id, state, started_at, deadline_at, explicit_send)
VALUES (:attempt_id, :draft_id, :version, :content_hash, :mailbox_id, :recipient_key, :key_hash, :provider, :rfc_message_id,
  'STARTED', :started_at, :deadline_at, :explicit_send);

-- name: send_attempt_open
-- The attempt of a draft that is under way or in doubt.
SELECT * FROM send_attempts WHERE draft_id = :draft_id AND state IN ('STARTED', 'UNKNOWN');

-- name: send_attempt_lost
-- Attempts that should have been settled long ago, and those in doubt that are not too old to be asked about once more;
-- by the drafts' status, which is indexed and rare. Those under way first: many doubts must not keep one of them back.
SELECT a.* FROM drafts d JOIN send_attempts a ON a.draft_id = d.id AND a.state IN ('STARTED', 'UNKNOWN')
WHERE d.status IN ('SENDING', 'OUTCOME_UNKNOWN')
  AND CASE a.state WHEN 'STARTED' THEN a.deadline_at < :before ELSE a.deadline_at > :unknown_since END
ORDER BY CASE a.state WHEN 'STARTED' THEN 0 ELSE 1 END, a.deadline_at LIMIT :limit;

-- name: send_attempt_list
SELECT * FROM send_attempts WHERE draft_id = :draft_id ORDER BY started_at, attempt_id;

-- name: send_attempt_count_postponed
SELECT count(*) AS attempts FROM send_attempts WHERE draft_id = :draft_id AND version = :version AND state = 'POSTPONED';

-- name: send_attempt_earlier
-- The attempts at this version that may have brought the provider the mail, oldest first: bytes were handed over, or a look-up
-- had to say what became of it.
SELECT state, prepared_id, bytes_sha256, started_at, deadline_at FROM send_attempts
WHERE draft_id = :draft_id AND version = :version AND provider = :provider AND attempt_id <> :attempt_id
  AND (state = 'NOT_SENT' OR (state = 'POSTPONED' AND (bytes_sha256 IS NOT NULL OR prepared_id IS NOT NULL)))
ORDER BY started_at, attempt_id;

-- name: send_attempt_laid
-- What is known of these Message-IDs (a JSON list); those that are not ours have no row.
-- dialect: sqlite
SELECT a.rfc_message_id, a.prepared_id, a.state, d.rfc_message_id AS draft_rfc_message_id, d.status
FROM send_attempts a JOIN drafts d ON d.id = a.draft_id
WHERE a.provider = :provider AND a.rfc_message_id IN (SELECT value FROM json_each(:rfc_message_ids))
ORDER BY a.started_at, a.attempt_id;
-- dialect: postgres
SELECT a.rfc_message_id, a.prepared_id, a.state, d.rfc_message_id AS draft_rfc_message_id, d.status
FROM send_attempts a JOIN drafts d ON d.id = a.draft_id
WHERE a.provider = :provider
  AND a.rfc_message_id IN (SELECT json_array_elements_text(CAST(:rfc_message_ids AS json)))
ORDER BY a.started_at, a.attempt_id;

-- name: send_attempt_since
SELECT count(*) AS attempts FROM (
  SELECT 1 AS one FROM send_attempts WHERE provider = :provider AND started_at > :since LIMIT 1) AS recent;

-- name: send_attempt_taken_away
UPDATE send_attempts SET prepared_id = NULL
WHERE provider = :provider AND prepared_id = :prepared_id AND state NOT IN ('STARTED', 'UNKNOWN');

-- name: draft_count_waiting
-- What a provider put off; what a person planned for later waits for its time.
SELECT count(*) AS drafts FROM drafts WHERE status = 'APPROVED' AND not_before > :now AND EXISTS (SELECT 1 FROM send_attempts a
  WHERE a.draft_id = drafts.id AND a.version = drafts.version AND a.state = 'POSTPONED');

-- name: draft_end_waits
UPDATE drafts SET not_before = NULL WHERE status = 'APPROVED' AND not_before > :now AND EXISTS (SELECT 1 FROM send_attempts a
  WHERE a.draft_id = drafts.id AND a.version = drafts.version AND a.state = 'POSTPONED');

-- name: send_attempt_prepare
UPDATE send_attempts SET prepared_id = :prepared_id, bytes_sha256 = :bytes_sha256
WHERE attempt_id = :attempt_id AND state IN ('STARTED', 'UNKNOWN');

-- name: send_attempt_finish
UPDATE send_attempts SET state = :state, finished_at = :finished_at, provider_message_id = :provider_message_id,
  bytes_sha256 = :bytes_sha256, error = :error, sent_message_id = :sent_message_id
WHERE attempt_id = :attempt_id AND state IN ('STARTED', 'UNKNOWN');

-- name: usage_event_insert
INSERT INTO usage_events (usage_id, mailbox_id, key_hash, domain_hash, at, attempt_id, message_id)
VALUES (:usage_id, :mailbox_id, :key_hash, :domain_hash, :at, :attempt_id, :message_id);

-- name: usage_event_exists
SELECT count(*) AS mails FROM usage_events WHERE key_hash = :key_hash AND released_at IS NULL;

-- name: usage_event_confirm
-- A mail counts from when it is known to have left: later than the claim, never earlier.
UPDATE usage_events SET at = :finished_at WHERE attempt_id = :attempt_id AND at < :finished_at;

-- name: usage_event_release
UPDATE usage_events SET released_at = :released_at WHERE attempt_id = :attempt_id;

-- name: usage_event_release_copy
-- What a sync counted as outside mail before the attempt was known to have sent it; usage_id as count_outside_mail makes it.
UPDATE usage_events SET released_at = :released_at
WHERE released_at IS NULL AND usage_id IN (SELECT message_id || ' ' || :key_hash FROM messages
  WHERE provider_message_id = :provider_message_id OR rfc_message_id = :sent_message_id);

-- name: draft_find_by_provider_message_id
SELECT draft_id AS id FROM send_attempts WHERE provider_message_id = :provider_message_id LIMIT 1;

-- name: draft_find_by_rfc_message_id
-- By the Message-ID that we gave, or the one that the provider gave in its place.
SELECT id FROM drafts WHERE rfc_message_id = :rfc_message_id
UNION ALL
SELECT draft_id AS id FROM send_attempts WHERE sent_message_id = :rfc_message_id
LIMIT 1;

-- name: draft_next_time
SELECT min(at) AS at FROM (
  SELECT not_before AS at FROM drafts WHERE status = 'APPROVED' AND not_before > :now
  UNION ALL
  SELECT expires_at AS at FROM drafts WHERE status = 'PENDING_APPROVAL' AND expires_at > :now) AS next;

-- name: draft_list_held
-- Those that are on their way, wait for their time, for a person or for their provider's answer: of a mailbox, of a campaign, or (both empty) of all.
SELECT d.* FROM drafts d WHERE d.status IN ('SENDING', 'APPROVED', 'OUTCOME_UNKNOWN', 'PENDING_APPROVAL') AND seen(d.mailbox_id)
  AND (CAST(:mailbox_id AS TEXT) = '' OR d.mailbox_id = :mailbox_id)
  AND (CAST(:campaign_id AS TEXT) = '' OR EXISTS (SELECT 1 FROM enrollment_steps s JOIN enrollments e ON e.enrollment_id = s.enrollment_id
    WHERE s.draft_id = d.id AND e.campaign_id = :campaign_id))
ORDER BY CASE d.status WHEN 'SENDING' THEN 0 WHEN 'APPROVED' THEN 1 WHEN 'OUTCOME_UNKNOWN' THEN 2 ELSE 3 END, d.created_at, d.id LIMIT :limit;

-- name: draft_count_held
-- How many those are, by mailbox and status.
SELECT d.mailbox_id AS mailbox_id, d.status AS status, count(*) AS drafts FROM drafts d
WHERE d.status IN ('SENDING', 'APPROVED', 'OUTCOME_UNKNOWN', 'PENDING_APPROVAL') AND seen(d.mailbox_id)
  AND (CAST(:mailbox_id AS TEXT) = '' OR d.mailbox_id = :mailbox_id)
  AND (CAST(:campaign_id AS TEXT) = '' OR EXISTS (SELECT 1 FROM enrollment_steps s JOIN enrollments e ON e.enrollment_id = s.enrollment_id
    WHERE s.draft_id = d.id AND e.campaign_id = :campaign_id))
GROUP BY d.mailbox_id, d.status ORDER BY d.mailbox_id, d.status;
