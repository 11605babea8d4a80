-- name: suppression_find
SELECT key, reason, source, created_at FROM suppressions WHERE key = :key;

-- name: suppression_delete
DELETE FROM suppressions WHERE key = :key;

-- name: suppression_removal_insert
INSERT INTO suppression_removals (removal_id, key, reason, source, created_at, removed_at, removed_by, removal_reason)
VALUES (:removal_id, :key, :reason, :source, :created_at, :removed_at, :removed_by, :removal_reason);

-- name: suppression_removal_list
SELECT removal_id, key, reason, source, created_at, removed_at, removed_by, removal_reason FROM suppression_removals
WHERE key = :key ORDER BY removed_at, removal_id;
