-- name: suppression_list_of
-- :key_hashes is the hashes, 64 digits each, one behind the other.
WITH RECURSIVE hashes (key_hash, rest) AS (
  SELECT substr(CAST(:key_hashes AS TEXT), 1, 64), substr(CAST(:key_hashes AS TEXT), 65)
  UNION ALL SELECT substr(rest, 1, 64), substr(rest, 65) FROM hashes WHERE rest <> '')
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE key_hash IN (SELECT h.key_hash FROM hashes h) ORDER BY suppression_id;

-- name: suppression_find
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE suppression_id = :suppression_id;

-- name: suppression_insert
-- The first of one key and reason stands: a later one does not replace it.
INSERT INTO suppressions (suppression_id, key_hash, scope, reason, source, created_at, shown)
VALUES (:suppression_id, :key_hash, :scope, :reason, :source, :created_at, :shown)
ON CONFLICT (key_hash, reason) DO NOTHING;

-- name: suppression_list
SELECT suppression_id, key_hash, scope, reason, source, created_at, shown FROM suppressions
WHERE suppression_id > :after AND (CAST(:q AS TEXT) = '' OR key_hash = :key_hash OR shown LIKE '%' || :q || '%')
  AND (CAST(:reason AS TEXT) = '' OR reason = :reason) AND (CAST(:scope AS TEXT) = '' OR scope = :scope)
ORDER BY suppression_id LIMIT :limit;

-- name: suppression_delete
DELETE FROM suppressions WHERE suppression_id = :suppression_id;

-- name: suppression_removal_insert
INSERT INTO suppression_removals (removal_id, suppression_id, key_hash, scope, reason, source, created_at, shown, removed_at,
  removed_by, removal_reason, proof)
VALUES (:removal_id, :suppression_id, :key_hash, :scope, :reason, :source, :created_at, :shown, :removed_at, :removed_by,
  :removal_reason, :proof);

-- name: suppression_removal_list
SELECT removal_id, suppression_id, key_hash, scope, reason, source, created_at, shown, removed_at, removed_by, removal_reason,
  proof FROM suppression_removals
WHERE key_hash = :key_hash ORDER BY removed_at, removal_id;
