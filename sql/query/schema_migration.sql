-- name: schema_migration_list
SELECT version, name, checksum FROM schema_migrations ORDER BY version;

-- name: schema_migration_insert
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (:version, :name, :checksum, :applied_at);
