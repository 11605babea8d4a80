-- name: import_find
SELECT * FROM imports WHERE path = :path;

-- name: import_save
INSERT INTO imports (path, fingerprint, next_offset, read_count, new_count, duplicate_count, skipped_count, updated_at)
VALUES (:path, :fingerprint, :next_offset, :read_count, :new_count, :duplicate_count, :skipped_count, :updated_at)
ON CONFLICT (path) DO UPDATE SET fingerprint = excluded.fingerprint, next_offset = excluded.next_offset,
  read_count = excluded.read_count, new_count = excluded.new_count, duplicate_count = excluded.duplicate_count,
  skipped_count = excluded.skipped_count, updated_at = excluded.updated_at;

-- name: import_delete
DELETE FROM imports WHERE path = :path;
