-- What the engine needs for itself: transactions, migrations, secrets and upgrades of the data; used by src/store and actions/upgrade.

-- name: lock_writes
-- Writes are serial across nodes (docs/adr/0003). SQLite's BEGIN IMMEDIATE does that by itself. The number is "sale" in
-- ASCII; the lock ends with the transaction.
-- dialect: sqlite
SELECT 1;
-- dialect: postgres
SELECT pg_advisory_xact_lock(1935764581);

-- name: schema_migration_list
SELECT version, name, checksum FROM schema_migrations ORDER BY version;

-- name: schema_migration_insert
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (:version, :name, :checksum, :applied_at);

-- name: secret_find
SELECT name, sealed, updated_at FROM secrets WHERE name = :name;

-- name: secret_insert
INSERT INTO secrets (name, sealed, updated_at) VALUES (:name, :sealed, :updated_at) ON CONFLICT (name) DO NOTHING;

-- name: secret_replace
UPDATE secrets SET sealed = :sealed, updated_at = :updated_at WHERE name = :name AND sealed = :sealed_before;

-- name: secret_delete
DELETE FROM secrets WHERE name = :name;

-- name: upgrade_list
SELECT name FROM upgrades ORDER BY name;

-- name: upgrade_note
INSERT INTO upgrades (name, finished_at) VALUES (:name, :finished_at) ON CONFLICT (name) DO NOTHING;

-- name: unhashed_suppression_list
SELECT key, reason, source, created_at FROM suppressions_to_hash ORDER BY key LIMIT :limit;

-- name: unhashed_suppression_delete
DELETE FROM suppressions_to_hash WHERE key = :key;

-- name: unhashed_removal_list
SELECT removal_id, key, reason, source, created_at, removed_at, removed_by, removal_reason FROM suppression_removals_to_hash
ORDER BY removal_id LIMIT :limit;

-- name: unhashed_removal_delete
DELETE FROM suppression_removals_to_hash WHERE removal_id = :removal_id;

-- name: unhashed_usage_list
SELECT usage_id, key_hash, message_id FROM usage_events
WHERE usage_id > :after AND key_hash LIKE '%@%' ORDER BY usage_id LIMIT :limit;

-- name: unhashed_usage_hash
UPDATE usage_events SET usage_id = :new_id, key_hash = :key_hash WHERE usage_id = :usage_id;

-- name: unhashed_attempt_list
SELECT attempt_id, recipient_key FROM send_attempts WHERE attempt_id > :after AND key_hash = '' ORDER BY attempt_id LIMIT :limit;

-- name: unhashed_attempt_hash
UPDATE send_attempts SET key_hash = :key_hash WHERE attempt_id = :attempt_id;

-- name: unlinked_draft_list
SELECT id, recipient_key, unsubscribe_url, created_at FROM drafts
WHERE id > :after AND unsubscribe_url <> '' ORDER BY id LIMIT :limit;

-- name: database_use
-- 1 where anybody has put anything into the database that sample data would mix with.
SELECT CASE WHEN EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM drafts) OR EXISTS (SELECT 1 FROM contacts) OR EXISTS (SELECT 1 FROM sequences)
  OR EXISTS (SELECT 1 FROM segments) OR EXISTS (SELECT 1 FROM campaigns) OR EXISTS (SELECT 1 FROM suppressions)
  OR EXISTS (SELECT 1 FROM mailboxes WHERE NOT is_first) THEN 1 ELSE 0 END AS used;
