-- name: webhook_note
INSERT INTO webhook_deliveries (delivery_key, received_at) VALUES (:delivery_key, :received_at)
ON CONFLICT (delivery_key) DO NOTHING;

-- name: webhook_delete_old
DELETE FROM webhook_deliveries WHERE received_at < :before;
