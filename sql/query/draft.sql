-- name: draft_get
SELECT * FROM drafts WHERE id = :id;

-- name: draft_insert
INSERT INTO drafts (id, sender, recipient, recipient_key, subject, body, footer, metadata, status, version, content_hash,
  thread_id, message_id, contact_id, mailbox, rfc_message_id, in_reply_to, reference_ids, unsubscribe_url, verdict,
  checks, claims, source, created_at, updated_at, approved_at, approved_by, approved_hash, rejected_at, rejected_by,
  rejected_reason, sent_at, provider, provider_message_id, failed_reason, not_before, expires_at)
VALUES (:id, :sender, :recipient, :recipient_key, :subject, :body, :footer, :metadata, :status, :version, :content_hash,
  :thread_id, :message_id, :contact_id, :mailbox, :rfc_message_id, :in_reply_to, :reference_ids, :unsubscribe_url,
  :verdict, :checks, :claims, :source, :created_at, :updated_at, :approved_at, :approved_by, :approved_hash,
  :rejected_at, :rejected_by, :rejected_reason, :sent_at, :provider, :provider_message_id, :failed_reason, :not_before,
  :expires_at);

-- name: draft_update
UPDATE drafts SET sender = :sender, recipient = :recipient, recipient_key = :recipient_key, subject = :subject,
  body = :body, footer = :footer, metadata = :metadata, status = :status, version = :version,
  content_hash = :content_hash, thread_id = :thread_id, contact_id = :contact_id, mailbox = :mailbox, rfc_message_id = :rfc_message_id,
  unsubscribe_url = :unsubscribe_url, verdict = :verdict, checks = :checks, claims = :claims, updated_at = :updated_at,
  approved_at = :approved_at, approved_by = :approved_by, approved_hash = :approved_hash, rejected_at = :rejected_at,
  rejected_by = :rejected_by, rejected_reason = :rejected_reason, sent_at = :sent_at, provider = :provider,
  provider_message_id = :provider_message_id, failed_reason = :failed_reason, not_before = :not_before,
  expires_at = :expires_at
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
WHERE status = :status AND (created_at, id) > (:after_at, :after_id)
ORDER BY created_at, id LIMIT :limit;

-- name: draft_list_by_status_newest
SELECT * FROM drafts
WHERE status = :status AND (created_at, id) < (:after_at, :after_id)
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: draft_count_by_status
SELECT status, count(*) AS drafts FROM drafts GROUP BY status ORDER BY status;

-- name: draft_oldest_pending
SELECT count(*) AS drafts, min(created_at) AS oldest_at FROM drafts WHERE status = 'PENDING_APPROVAL';

-- name: draft_list_expired
SELECT * FROM drafts WHERE status = 'PENDING_APPROVAL' AND expires_at <= :now ORDER BY expires_at LIMIT :limit;

-- name: draft_list_by_thread
SELECT * FROM drafts WHERE thread_id = :thread_id ORDER BY created_at, id LIMIT 200;

-- name: draft_move_thread
UPDATE drafts SET thread_id = :to_thread_id WHERE thread_id = :from_thread_id;

-- name: draft_answer_of_message
-- The living answer to a message, if there is one.
SELECT id FROM drafts WHERE message_id = :message_id
  AND status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'SENT', 'OUTCOME_UNKNOWN');
