-- name: embedding_save
INSERT INTO message_embeddings (message_id_fk, embedder, embedding, scale, created_at)
VALUES (:message_id_fk, :embedder, :embedding, :scale, :created_at)
ON CONFLICT (message_id_fk, embedder) DO UPDATE
SET embedding = excluded.embedding, scale = excluded.scale, created_at = excluded.created_at;

-- name: embedding_list_missing
-- The mails without a vector of this embedder, newest first: the new words, and where those are none, the whole text.
SELECT message_id, subject, substr(CASE WHEN reply_text <> '' THEN reply_text ELSE text END, 1, :most_characters) AS words
FROM messages
WHERE NOT EXISTS (
  SELECT 1 FROM message_embeddings WHERE message_id_fk = messages.message_id AND embedder = :embedder)
ORDER BY sent_at DESC, message_id DESC LIMIT :limit;

-- name: embedding_list
-- A page of the scan, in the order of the key.
SELECT message_id_fk, embedding, scale FROM message_embeddings
WHERE message_id_fk > :after_id AND embedder = :embedder AND seen_message_id(message_id_fk) ORDER BY message_id_fk LIMIT :limit;

-- name: embedding_get_hit
SELECT message_id, thread_id, direction, subject, sender, sender_name, sent_at,
  substr(CASE WHEN reply_text <> '' THEN reply_text ELSE text END, 1, :most_characters) AS words
FROM messages WHERE message_id = :message_id AND seen(mailbox_id);

-- name: search_from
-- Mails from any of these addresses (a JSON list), newest first.
-- dialect: sqlite
SELECT message_id FROM messages WHERE sender_key IN (SELECT value FROM json_each(:sender_keys)) AND seen(mailbox_id)
ORDER BY sent_at DESC, message_id DESC LIMIT :limit;
-- dialect: postgres
SELECT message_id FROM messages WHERE sender_key IN (SELECT json_array_elements_text(CAST(:sender_keys AS json))) AND seen(mailbox_id)
ORDER BY sent_at DESC, message_id DESC LIMIT :limit;

-- name: embedding_count_messages
SELECT count(*) AS messages FROM messages WHERE seen(mailbox_id);
