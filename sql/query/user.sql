-- name: user_insert
INSERT INTO users (user_id, email, name, role, password_hash, created_at, disabled_at)
VALUES (:user_id, :email, :name, :role, :password_hash, :created_at, :disabled_at);

-- name: user_find_by_email
SELECT user_id, email, name, role, password_hash, created_at, disabled_at FROM users WHERE email = :email;

-- name: user_find
SELECT user_id, email, name, role, password_hash, created_at, disabled_at FROM users WHERE user_id = :user_id;

-- name: user_set_disabled
UPDATE users SET disabled_at = :disabled_at WHERE user_id = :user_id;

-- name: user_set_password
UPDATE users SET password_hash = :password_hash WHERE user_id = :user_id;

-- name: user_count_other_owners
SELECT count(*) AS users FROM users WHERE role = 'owner' AND disabled_at IS NULL AND user_id <> :user_id;

-- name: user_count
SELECT count(*) AS users FROM users WHERE disabled_at IS NULL;

-- name: session_insert
INSERT INTO sessions (session_hash, user_id, created_at, expires_at)
VALUES (:session_hash, :user_id, :created_at, :expires_at);

-- name: session_find_user
-- The user of a session that has not ended; a disabled user has none.
SELECT u.user_id, u.email, u.name, u.role, u.password_hash, u.created_at, u.disabled_at
FROM sessions s JOIN users u ON u.user_id = s.user_id
WHERE s.session_hash = :session_hash AND s.expires_at > :now AND u.disabled_at IS NULL;

-- name: session_delete
DELETE FROM sessions WHERE session_hash = :session_hash;

-- name: session_delete_by_user
DELETE FROM sessions WHERE user_id = :user_id;

-- name: session_delete_ended
DELETE FROM sessions WHERE expires_at <= :now;

-- name: api_key_insert
INSERT INTO api_keys (key_id, key_hash, name, user_id, scopes, created_at, revoked_at, last_used_at)
VALUES (:key_id, :key_hash, :name, :user_id, :scopes, :created_at, :revoked_at, :last_used_at);

-- name: api_key_find
-- The key and, when it is a person's, who that is. A revoked key and the key of a disabled person are not found.
SELECT k.key_id, k.name AS key_name, k.scopes, k.last_used_at, k.user_id, u.email AS user_email, u.name AS user_name,
  u.role AS user_role
FROM api_keys k LEFT JOIN users u ON u.user_id = k.user_id
WHERE k.key_hash = :key_hash AND k.revoked_at IS NULL AND (k.user_id IS NULL OR u.disabled_at IS NULL);

-- name: api_key_touch
UPDATE api_keys SET last_used_at = :now WHERE key_id = :key_id;

-- name: api_key_revoke
UPDATE api_keys SET revoked_at = :now WHERE key_id = :key_id AND revoked_at IS NULL;

-- name: idempotency_insert
INSERT INTO idempotency_keys (principal, key, request_hash, status, body, headers, created_at, expires_at)
VALUES (:principal, :key, :request_hash, NULL, NULL, NULL, :now, :expires_at)
ON CONFLICT (principal, key) DO NOTHING;

-- name: idempotency_find
SELECT request_hash, status, body, headers, created_at, expires_at FROM idempotency_keys
WHERE principal = :principal AND key = :key;

-- name: idempotency_restart
-- The key begins anew: its time is over, or whoever began is gone.
UPDATE idempotency_keys SET request_hash = :request_hash, status = NULL, body = NULL, headers = NULL,
  created_at = :now, expires_at = :expires_at
WHERE principal = :principal AND key = :key;

-- name: idempotency_finish
-- Only the request that began: one that was taken over meanwhile has another created_at.
UPDATE idempotency_keys SET status = :status, body = :body, headers = :headers
WHERE principal = :principal AND key = :key AND status IS NULL AND created_at = :created_at;

-- name: idempotency_forget
DELETE FROM idempotency_keys
WHERE principal = :principal AND key = :key AND status IS NULL AND created_at = :created_at;

-- name: idempotency_delete_expired
DELETE FROM idempotency_keys WHERE expires_at <= :now;
