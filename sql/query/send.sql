-- name: send_attempt_insert
INSERT INTO send_attempts (attempt_id, draft_id, version, content_hash, mailbox, recipient_key, key_hash, provider,
  rfc_message_id, state, started_at, deadline_at, explicit_send)
VALUES (:attempt_id, :draft_id, :version, :content_hash, :mailbox, :recipient_key, :key_hash, :provider, :rfc_message_id,
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
SELECT state, prepared_id, bytes_sha256, started_at FROM send_attempts
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
SELECT count(*) AS drafts FROM drafts WHERE status = 'APPROVED' AND not_before > :now;

-- name: draft_end_waits
UPDATE drafts SET not_before = NULL WHERE status = 'APPROVED' AND not_before > :now;

-- name: send_attempt_prepare
UPDATE send_attempts SET prepared_id = :prepared_id, bytes_sha256 = :bytes_sha256
WHERE attempt_id = :attempt_id AND state IN ('STARTED', 'UNKNOWN');

-- name: send_attempt_finish
UPDATE send_attempts SET state = :state, finished_at = :finished_at, provider_message_id = :provider_message_id,
  bytes_sha256 = :bytes_sha256, error = :error, sent_message_id = :sent_message_id
WHERE attempt_id = :attempt_id AND state IN ('STARTED', 'UNKNOWN');

-- name: usage_event_insert
INSERT INTO usage_events (usage_id, mailbox, key_hash, at, attempt_id, message_id)
VALUES (:usage_id, :mailbox, :key_hash, :at, :attempt_id, :message_id);

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
