-- name: secret_find
SELECT name, sealed, updated_at FROM secrets WHERE name = :name;

-- name: secret_insert
INSERT INTO secrets (name, sealed, updated_at) VALUES (:name, :sealed, :updated_at) ON CONFLICT (name) DO NOTHING;

-- name: secret_replace
UPDATE secrets SET sealed = :sealed, updated_at = :updated_at WHERE name = :name AND sealed = :sealed_before;
