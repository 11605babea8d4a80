-- name: audit_head
SELECT seq, hash FROM draft_audit_log ORDER BY seq DESC LIMIT 1;

-- name: audit_insert
INSERT INTO draft_audit_log (seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version,
  content_hash, reason, details, trace_id, previous_hash, hash)
VALUES (:seq, :draft_id, :at, :actor, :actor_id, :mode, :action, :from_status, :status, :version, :content_hash,
  :reason, :details, :trace_id, :previous_hash, :hash);

-- name: audit_list_after
SELECT * FROM draft_audit_log WHERE seq > :after ORDER BY seq LIMIT :limit;

-- name: audit_list_by_draft
SELECT * FROM draft_audit_log WHERE draft_id = :draft_id ORDER BY seq;

-- name: audit_draft_states
-- The state that each draft has, for comparing with what the trail says.
SELECT id, status, version, content_hash FROM drafts WHERE id > :after ORDER BY id LIMIT :limit;
