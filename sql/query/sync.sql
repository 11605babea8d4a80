-- name: sync_cursor_get
SELECT stream, cursor, synced_at, resets FROM sync_cursors WHERE stream = :stream;

-- name: sync_cursor_save
INSERT INTO sync_cursors (stream, cursor, synced_at, resets) VALUES (:stream, :cursor, :synced_at, :resets)
ON CONFLICT (stream) DO UPDATE SET cursor = excluded.cursor, synced_at = excluded.synced_at, resets = excluded.resets;

-- name: sync_cursor_delete
DELETE FROM sync_cursors WHERE stream = :stream;
