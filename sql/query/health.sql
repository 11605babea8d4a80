-- How mailboxes do.

-- name: health_figures
-- Of the last mails of a mailbox: to how many people they went that returned one, or complained of it. A suppression keeps the first
-- report of its kind; one from before the mail is of another mail.
SELECT count(*) AS mails,
  count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM suppressions s WHERE s.key_hash = u.key_hash AND s.reason = 'hard_bounce'
    AND s.created_at >= u.at) THEN u.key_hash END) AS hard_bounces,
  count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM suppressions s WHERE s.key_hash = u.key_hash AND s.reason = 'complaint'
    AND s.created_at >= u.at) THEN u.key_hash END) AS complaints
FROM (SELECT key_hash, at FROM usage_events WHERE mailbox_id = :mailbox_id AND released_at IS NULL
  ORDER BY at DESC LIMIT :limit) AS u;

-- name: health_senders
-- The mailboxes that wrote to somebody.
SELECT DISTINCT mailbox_id FROM usage_events WHERE key_hash = :key_hash AND released_at IS NULL ORDER BY mailbox_id;

-- name: health_refusals
-- Refusals for want of authentication: told at once by the server that was asked to take the mail, or later by a report.
SELECT (SELECT count(*) FROM messages WHERE mailbox_id = :mailbox_id AND sent_at > :since AND kind = 'bounce'
    AND (analysis LIKE '%"code":"5.7.26"%' OR analysis LIKE '%"code":"5.7.515"%'))
  + (SELECT count(*) FROM send_attempts WHERE mailbox_id = :mailbox_id AND started_at > :since
    AND (error LIKE '%5.7.26%' OR error LIKE '%5.7.515%')) AS refusals;
