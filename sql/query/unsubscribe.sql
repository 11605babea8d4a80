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
