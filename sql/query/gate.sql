-- name: gate_facts
-- Everything that the gate needs to know of a draft, in one question: one row, or one for each suppression. Counts are of the windows that begin at day_from
-- and week_from; :key_hashes is the hashes of the person and of the covering domains, 64 digits each; `*_nth_at` is the limit-th newest mail of its window.
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
  (SELECT max(created_at) FROM messages WHERE thread_id = :thread_id AND direction = 'in' AND kind = 'human_reply'
   AND created_at > :seen_at) AS newest_inbound_at,
  (SELECT count(*) FROM drafts WHERE message_id = :message_id AND id <> :id AND status IN ('SENDING', 'SENT',
   'OUTCOME_UNKNOWN')) AS already_answered,
  (SELECT count(*) FROM messages WHERE message_id = :message_id AND (sender_key = :recipient_key
   OR recipients LIKE '%"' || :recipient_key || '"%')) AS has_recipient,
  (SELECT count(*) FROM drafts WHERE id = :id) AS is_stored,
  (SELECT error FROM send_attempts WHERE draft_id = :id AND state = 'POSTPONED'
   ORDER BY started_at DESC, attempt_id DESC LIMIT 1) AS postponed_for,
  (SELECT count(*) FROM unsubscribe_unknown WHERE is_ours) AS unknown_opt_outs,
  s.suppression_id AS suppression_id, s.key_hash AS suppression_hash, s.scope AS suppression_scope,
  s.reason AS suppression_reason, s.source AS suppression_source, s.created_at AS suppressed_at, s.shown AS suppression_shown
FROM (SELECT 1 AS one) AS one LEFT JOIN suppressions s ON s.key_hash IN (SELECT h.key_hash FROM hashes h)
ORDER BY s.suppression_id;
