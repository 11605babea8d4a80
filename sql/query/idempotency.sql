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
