-- name: message_count_incoming
SELECT count(*) AS mails FROM messages WHERE direction = 'in' AND seen(mailbox_id);

-- name: message_find_duplicate
SELECT message_id FROM messages WHERE rfc_message_id = :rfc_message_id;

-- name: message_find_by_provider_message_id
SELECT message_id FROM messages WHERE provider_message_id = :provider_message_id
  AND (CAST(:mailbox_id AS TEXT) = '' OR mailbox_id = :mailbox_id) LIMIT 1;

-- name: message_mark_own
-- A mail with our address in From that was not believed until its copy in the Sent folder came.
UPDATE messages SET direction = 'out', kind = 'own', kind_reason = :kind_reason
WHERE message_id = :message_id AND sender_key = :sender_key AND direction = 'in' AND kind = 'bulk';

-- name: message_insert
INSERT INTO messages (message_id, rfc_message_id, content_sha256, provider_message_id, gmail_id, gmail_metadata, thread_id, linked_by, direction, kind, kind_reason,
  sender, sender_name, sender_key, recipients, subject, base_subject, in_reply_to, reference_ids, sent_at, text,
  reply_text, html_bytes, html, attachments, analysis, size_bytes, source, mailbox_id,
  created_at)
VALUES (:message_id, :rfc_message_id, :content_sha256, :provider_message_id, :gmail_id, :gmail_metadata, :thread_id, :linked_by, :direction, :kind, :kind_reason,
  :sender, :sender_name, :sender_key, :recipients, :subject, :base_subject, :in_reply_to, :reference_ids, :sent_at,
  :text, :reply_text, :html_bytes, :html, :attachments, :analysis, :size_bytes, :source, :mailbox_id, :created_at);

-- name: message_recipient_insert
INSERT INTO message_recipients (recipient_key, sent_at, message_id) VALUES (:recipient_key, :sent_at, :message_id)
ON CONFLICT (recipient_key, sent_at, message_id) DO NOTHING;

-- name: message_recipients_after
-- Of every mail, in the order of ids: for who goes through all of them.
SELECT message_id, sent_at, recipients FROM messages WHERE message_id > :after_id ORDER BY message_id LIMIT :limit;

-- name: message_get
SELECT message_id, rfc_message_id, content_sha256, provider_message_id, gmail_id, gmail_metadata, thread_id, linked_by, direction, kind, kind_reason, sender, sender_name,
  sender_key, recipients, subject, base_subject, in_reply_to, reference_ids, sent_at, text, reply_text, html_bytes,
  attachments, analysis, size_bytes, source, created_at, mailbox_id
FROM messages WHERE message_id = :message_id AND seen(mailbox_id);

-- name: message_get_html
SELECT html FROM messages WHERE message_id = :message_id AND seen(mailbox_id);

-- name: message_list_by_thread
-- Lists name their columns: the HTML of a mail is large, and only who opens one mail wants it.
SELECT message_id, rfc_message_id, content_sha256, provider_message_id, gmail_id, gmail_metadata, thread_id, linked_by, direction, kind, kind_reason, sender, sender_name,
  sender_key, recipients, subject, base_subject, in_reply_to, reference_ids, sent_at, text, reply_text, html_bytes,
  attachments, analysis, size_bytes, source, created_at, mailbox_id
FROM messages WHERE thread_id = :thread_id AND seen(mailbox_id) ORDER BY sent_at, message_id LIMIT 200;

-- name: message_list
SELECT message_id, rfc_message_id, content_sha256, provider_message_id, gmail_id, gmail_metadata, thread_id, linked_by, direction, kind, kind_reason, sender, sender_name,
  sender_key, recipients, subject, base_subject, in_reply_to, reference_ids, sent_at, text, reply_text, html_bytes,
  attachments, analysis, size_bytes, source, created_at, mailbox_id
FROM messages WHERE (sent_at, message_id) < (:after_at, :after_id) AND seen(mailbox_id)
ORDER BY sent_at DESC, message_id DESC LIMIT :limit;

-- name: message_move_thread
UPDATE messages SET thread_id = :to_thread_id WHERE thread_id = :from_thread_id;

-- name: message_newest_inbound_at
SELECT max(sent_at) AS at FROM messages WHERE direction = 'in' AND sent_at <= :now;

-- name: message_newer_in_thread
-- Whether a mail of ours answered, or the contact wrote again, after a message.
SELECT direction, kind, message_id FROM messages
WHERE thread_id = :thread_id AND sent_at > :sent_at AND kind IN ('own', 'human_reply')
ORDER BY sent_at DESC LIMIT 1;

-- name: thread_insert
INSERT INTO threads (thread_id, subject, base_subject, mailbox_id, created_at)
VALUES (:thread_id, :subject, :base_subject, :mailbox_id, :created_at);

-- name: thread_note_gmail
UPDATE threads SET gmail_thread_id = coalesce(gmail_thread_id, :gmail_thread_id) WHERE thread_id = :thread_id;

-- name: thread_find_by_gmail_id
SELECT thread_id FROM threads WHERE gmail_thread_id = :gmail_thread_id ORDER BY created_at, thread_id LIMIT 1;

-- name: thread_get
SELECT thread_id, subject, base_subject, gmail_thread_id, created_at, mailbox_id FROM threads WHERE thread_id = :thread_id;

-- name: thread_get_seen
-- Seen with its mailbox, or with a mail or draft in it. The subject is of the mail that began it.
SELECT t.thread_id, CASE WHEN seen(t.mailbox_id) THEN t.subject ELSE coalesce((SELECT m.subject FROM messages m
    WHERE m.thread_id = t.thread_id AND seen(m.mailbox_id) ORDER BY m.sent_at, m.message_id LIMIT 1), '') END AS subject,
  '' AS base_subject, t.gmail_thread_id, t.created_at, t.mailbox_id
FROM threads t WHERE t.thread_id = :thread_id AND (seen(t.mailbox_id)
  OR EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.thread_id AND seen(m.mailbox_id))
  OR EXISTS (SELECT 1 FROM drafts d WHERE d.thread_id = t.thread_id AND seen(d.mailbox_id)));

-- name: thread_delete
DELETE FROM threads WHERE thread_id = :thread_id;

-- name: thread_link_find
SELECT thread_id FROM thread_links WHERE rfc_message_id = :rfc_message_id;

-- name: thread_link_insert
INSERT INTO thread_links (rfc_message_id, thread_id) VALUES (:rfc_message_id, :thread_id)
ON CONFLICT (rfc_message_id) DO NOTHING;

-- name: thread_link_move
UPDATE thread_links SET thread_id = :to_thread_id WHERE thread_id = :from_thread_id;

-- name: thread_list_by_subject
-- Threads with the same base subject and a mail inside the window, newest first.
SELECT thread_id, sent_at AS last_at, sender_key, recipients FROM messages
WHERE base_subject = :base_subject AND sent_at > :from_at AND sent_at <= :to_at
ORDER BY sent_at DESC LIMIT 20;

-- name: mail_import_find
SELECT * FROM mail_imports WHERE path = :path;

-- name: mail_import_save
INSERT INTO mail_imports (path, fingerprint, next_offset, read_count, new_count, duplicate_count, skipped_count, updated_at)
VALUES (:path, :fingerprint, :next_offset, :read_count, :new_count, :duplicate_count, :skipped_count, :updated_at)
ON CONFLICT (path) DO UPDATE SET fingerprint = excluded.fingerprint, next_offset = excluded.next_offset,
  read_count = excluded.read_count, new_count = excluded.new_count, duplicate_count = excluded.duplicate_count,
  skipped_count = excluded.skipped_count, updated_at = excluded.updated_at;

-- name: mail_import_delete
DELETE FROM mail_imports WHERE path = :path;
