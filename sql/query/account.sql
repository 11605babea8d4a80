-- name: oauth_token_find
-- The account of a provider; should there be two, the one that was connected last.
SELECT * FROM oauth_tokens WHERE provider = :provider ORDER BY updated_at DESC LIMIT 1;

-- name: oauth_token_save
INSERT INTO oauth_tokens (provider, account, scopes, sealed, expires_at, created_at, updated_at)
VALUES (:provider, :account, :scopes, :sealed, :expires_at, :updated_at, :updated_at)
ON CONFLICT (provider, account) DO UPDATE SET scopes = excluded.scopes, sealed = excluded.sealed,
  expires_at = excluded.expires_at, updated_at = excluded.updated_at, refreshing_until = NULL, problem = NULL;

-- name: oauth_token_replace
-- A renewal's tokens, in the place of those that were renewed.
UPDATE oauth_tokens SET scopes = :scopes, sealed = :sealed, expires_at = :expires_at, updated_at = :updated_at,
  refreshing_until = NULL, problem = NULL
WHERE provider = :provider AND account = :account AND updated_at = :saved_at;

-- name: oauth_token_delete_others
DELETE FROM oauth_tokens WHERE provider = :provider AND account <> :account;

-- name: oauth_token_delete
DELETE FROM oauth_tokens WHERE provider = :provider;

-- name: oauth_token_begin_refresh
UPDATE oauth_tokens SET refreshing_until = :until
WHERE provider = :provider AND (refreshing_until IS NULL OR refreshing_until <= :now);

-- name: oauth_token_end_refresh
UPDATE oauth_tokens SET refreshing_until = NULL WHERE provider = :provider;

-- name: oauth_token_note_problem
UPDATE oauth_tokens SET problem = :problem, refreshing_until = NULL
WHERE provider = :provider AND account = :account AND updated_at = :saved_at;

-- name: oauth_state_insert
INSERT INTO oauth_states (state_hash, provider, user_id, sealed, redirect_uri, created_at, expires_at, mailbox_id)
VALUES (:state_hash, :provider, :user_id, :sealed, :redirect_uri, :created_at, :expires_at, :mailbox_id);

-- name: oauth_state_take
-- Used once: who comes with it a second time finds nothing.
DELETE FROM oauth_states WHERE state_hash = :state_hash AND expires_at > :now
RETURNING state_hash, provider, user_id, sealed, redirect_uri, created_at, expires_at, mailbox_id;

-- name: oauth_state_delete_old
DELETE FROM oauth_states WHERE expires_at <= :now;

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
