-- name: sequence_get
SELECT definition, status, updated_at FROM sequences WHERE sequence_id = :sequence_id;

-- name: sequence_list
-- Newest first, after the row (after_at, after_id). An empty status: any.
SELECT definition, status, updated_at FROM sequences
WHERE (created_at, sequence_id) < (:after_at, :after_id) AND (CAST(:status AS TEXT) = '' OR status = :status)
ORDER BY created_at DESC, sequence_id DESC LIMIT :limit;

-- name: sequence_insert
INSERT INTO sequences (sequence_id, name, version, status, definition, created_at, updated_at)
VALUES (:sequence_id, :name, :version, :status, :definition, :created_at, :updated_at);

-- name: sequence_update
UPDATE sequences SET name = :name, version = :version, status = :status, definition = :definition, updated_at = :updated_at
WHERE sequence_id = :sequence_id;

-- name: sequence_version_insert
INSERT INTO sequence_versions (sequence_id, version, definition, created_at, created_by)
VALUES (:sequence_id, :version, :definition, :updated_at, :created_by);

-- name: sequence_version_get
-- As it was, with the status that the sequence has now.
SELECT v.definition AS definition, s.status AS status, s.updated_at AS updated_at
FROM sequence_versions v JOIN sequences s ON s.sequence_id = v.sequence_id
WHERE v.sequence_id = :sequence_id AND v.version = :version;
