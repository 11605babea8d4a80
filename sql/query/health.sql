-- How mailboxes do.

-- name: health_list_figures
-- Of the last mails of each mailbox in use, or of one: to how many people they went that returned one, or complained of it. A suppression
-- keeps the first report of its kind; one from before the mail is of another mail.
SELECT m.mailbox_id,
  (SELECT count(*) FROM (SELECT 1 AS one FROM usage_events u WHERE u.mailbox_id = m.mailbox_id AND u.released_at IS NULL
    ORDER BY u.at DESC LIMIT :limit) AS sent) AS mails,
  (SELECT count(DISTINCT sent.key_hash) FROM (SELECT u.key_hash, u.at FROM usage_events u WHERE u.mailbox_id = m.mailbox_id
      AND u.released_at IS NULL ORDER BY u.at DESC LIMIT :limit) AS sent
    JOIN suppressions s ON s.key_hash = sent.key_hash AND s.reason = 'hard_bounce' AND s.created_at >= sent.at) AS hard_bounces,
  (SELECT count(DISTINCT sent.key_hash) FROM (SELECT u.key_hash, u.at FROM usage_events u WHERE u.mailbox_id = m.mailbox_id
      AND u.released_at IS NULL ORDER BY u.at DESC LIMIT :limit) AS sent
    JOIN suppressions s ON s.key_hash = sent.key_hash AND s.reason = 'complaint' AND s.created_at >= sent.at) AS complaints
FROM mailboxes m WHERE m.retired_at IS NULL AND (CAST(:mailbox_id AS TEXT) = '' OR m.mailbox_id = :mailbox_id);

-- name: health_senders
-- The mailboxes that wrote to somebody.
SELECT DISTINCT mailbox_id FROM usage_events WHERE key_hash = :key_hash AND released_at IS NULL ORDER BY mailbox_id;

-- name: health_refusals
-- Refusals for want of authentication: told at once by the server that was asked to take the mail, or later by a report.
SELECT (SELECT count(*) FROM messages WHERE mailbox_id = :mailbox_id AND sent_at > :since AND kind = 'bounce'
    AND (analysis LIKE '%"code":"' || CAST(:google_code AS TEXT) || '"%'
      OR analysis LIKE '%"code":"' || CAST(:microsoft_code AS TEXT) || '"%'))
  + (SELECT count(*) FROM send_attempts WHERE mailbox_id = :mailbox_id AND started_at > :since
    AND (error LIKE '%' || CAST(:google_code AS TEXT) || '%' OR error LIKE '%' || CAST(:microsoft_code AS TEXT) || '%')) AS refusals;
