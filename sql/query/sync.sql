-- name: sync_cursor_get
SELECT stream, cursor, synced_at, resets FROM sync_cursors WHERE stream = :stream;

-- name: sync_cursor_begin
INSERT INTO sync_cursors (stream, cursor, synced_at, resets) VALUES (:stream, :cursor, :synced_at, :resets)
ON CONFLICT (stream) DO NOTHING;

-- name: sync_cursor_move
UPDATE sync_cursors SET cursor = :cursor, synced_at = :synced_at, resets = :resets
WHERE stream = :stream AND cursor = :from;

-- name: sync_cursor_delete
DELETE FROM sync_cursors WHERE stream = :stream;
