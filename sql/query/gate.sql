-- name: gate_facts
-- Everything that the gate needs to know of a draft, in one question: one row, or one for each suppression. Counts are of the windows that begin at day_from
-- and week_from; :key_hashes is the hashes of the person and of the covering domains, 64 digits each; `*_nth_at` is the limit-th newest mail of its
-- window. The newest inbound mail is a person's in the thread, or the recipient's anywhere: in another thread, to another mailbox, from another
-- address, also their notice of an absence; but not what they had written before the mail that the draft answers, and that comes late (an archive that
-- is read).
WITH RECURSIVE hashes (key_hash, rest) AS (
  SELECT substr(CAST(:key_hashes AS TEXT), 1, 64), substr(CAST(:key_hashes AS TEXT), 65)
  UNION ALL SELECT substr(rest, 1, 64), substr(rest, 65) FROM hashes WHERE rest <> '')
SELECT
  (SELECT count(*) FROM usage_events WHERE mailbox = :mailbox AND at > :day_from AND released_at IS NULL)
    AS mailbox_count,
  (SELECT at FROM usage_events WHERE mailbox = :mailbox AND at > :day_from AND released_at IS NULL
   ORDER BY at DESC LIMIT 1 OFFSET :mailbox_nth) AS mailbox_nth_at,
  (SELECT count(*) FROM usage_events WHERE key_hash = :key_hash AND at > :week_from AND released_at IS NULL)
    AS contact_count,
  (SELECT at FROM usage_events WHERE key_hash = :key_hash AND at > :week_from AND released_at IS NULL
   ORDER BY at DESC LIMIT 1 OFFSET :contact_nth) AS contact_nth_at,
  (SELECT c.timezone FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
   WHERE a.email_key = :recipient_key OR a.alias_key = :alias_key
   ORDER BY CASE WHEN a.email_key = :recipient_key THEN 0 ELSE 1 END, a.email_key LIMIT 1) AS timezone,
  (SELECT count(*) FROM mailboxes WHERE mailbox = :recipient_key) AS is_own_address,
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
   OR recipients LIKE '%"' || :recipient_key || '"%')) AS has_recipient,
  (SELECT count(*) FROM drafts WHERE id = :id) AS is_stored,
  (SELECT error FROM send_attempts WHERE draft_id = :id AND state = 'POSTPONED'
   ORDER BY started_at DESC, attempt_id DESC LIMIT 1) AS postponed_for,
  (SELECT count(*) FROM unsubscribe_unknown WHERE is_ours) AS unknown_opt_outs,
  q.question_id AS question_id, q.kind AS question_kind, q.words AS question_words,
  s.suppression_id AS suppression_id, s.key_hash AS suppression_hash, s.scope AS suppression_scope,
  s.reason AS suppression_reason, s.source AS suppression_source, s.created_at AS suppressed_at, s.shown AS suppression_shown
FROM (SELECT 1 AS one) AS one
LEFT JOIN (SELECT question_id, kind, words FROM questions WHERE status = 'OPEN' AND contact_id IN
    (SELECT contact_id FROM contact_addresses WHERE email_key = :recipient_key OR alias_key = :alias_key
     UNION SELECT contact_id FROM contacts WHERE contact_id = :contact_id)
  ORDER BY created_at, question_id LIMIT 1) AS q ON 1 = 1
LEFT JOIN suppressions s ON s.key_hash IN (SELECT h.key_hash FROM hashes h)
ORDER BY s.suppression_id;
