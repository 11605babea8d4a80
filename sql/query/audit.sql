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

-- name: audit_count
SELECT count(*) AS row_count FROM draft_audit_log;

-- name: audit_replay
-- Each draft beside the last row of its trail; null where there is none.
SELECT d.id AS draft_id, d.status, d.version, d.content_hash, a.seq, a.status AS trail_status,
  a.version AS trail_version, a.content_hash AS trail_content_hash
FROM drafts d LEFT JOIN draft_audit_log a
  ON a.seq = (SELECT max(last.seq) FROM draft_audit_log last WHERE last.draft_id = d.id)
WHERE d.id > :after ORDER BY d.id LIMIT :limit;

-- name: audit_step_broken
-- Rows that do not begin where the row before them of the same draft ended.
SELECT seq, draft_id, from_status, status_before FROM (
  SELECT a.seq, a.draft_id, a.from_status, (SELECT b.status FROM draft_audit_log b
    WHERE b.draft_id = a.draft_id AND b.seq < a.seq ORDER BY b.seq DESC LIMIT 1) AS status_before
  FROM draft_audit_log a WHERE a.seq > :after) AS steps
WHERE coalesce(from_status, '') <> coalesce(status_before, '')
ORDER BY seq LIMIT :limit;

-- name: audit_draft_missing
-- Rows of drafts that are not there any more.
SELECT a.seq, a.draft_id FROM draft_audit_log a
WHERE a.seq > :after AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.id = a.draft_id)
ORDER BY a.seq LIMIT :limit;

-- name: audit_draft_contents
-- One page of drafts: what their content hash covers, and the decisions that the trail knows too.
SELECT id, version, sender, recipient, subject, body, footer, rfc_message_id, in_reply_to, reference_ids,
  unsubscribe_url, content_hash, approved_at, approved_by, approved_hash, rejected_at, rejected_by, rejected_reason,
  sent_at, provider, provider_message_id
FROM drafts WHERE id > :after ORDER BY id LIMIT :limit;

-- name: audit_list_of_drafts
-- The trails of the drafts up to :last_id, in pages, after the row (after_id, after_seq).
SELECT * FROM draft_audit_log
WHERE (draft_id, seq) > (:after_id, :after_seq) AND draft_id <= :last_id ORDER BY draft_id, seq LIMIT :limit;

-- name: audit_versions_of_drafts
SELECT draft_id, version, sender, recipient, subject, body, footer, rfc_message_id, in_reply_to, reference_ids,
  unsubscribe_url, content_hash, created_at, created_by
FROM draft_versions
WHERE (draft_id, version) > (:after_id, :after_version) AND draft_id <= :last_id
ORDER BY draft_id, version LIMIT :limit;

-- name: audit_attempts_of_drafts
-- Attempts are few and small: not in pages.
SELECT draft_id, attempt_id, version, content_hash, state, provider_message_id, bytes_sha256 FROM send_attempts
WHERE draft_id > :after_id AND draft_id <= :last_id ORDER BY draft_id, attempt_id;

-- name: audit_guards
-- The triggers that keep the trail append-only and still do what they were made for.
-- dialect: sqlite
SELECT name FROM sqlite_master
WHERE type = 'trigger' AND tbl_name = 'draft_audit_log' AND sql LIKE '%BEFORE %RAISE(ABORT,%'
  AND sql NOT LIKE '%WHEN%' ORDER BY name;
-- dialect: postgres
SELECT t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.oid = to_regclass('draft_audit_log') AND NOT t.tgisinternal AND t.tgenabled = 'O'
  AND t.tgqual IS NULL AND p.prosrc LIKE '%RAISE EXCEPTION%' ORDER BY t.tgname;

-- name: audit_storage
-- What the engine itself finds wrong with the table's bytes: a cell of another type, an index that differs.
-- dialect: sqlite
SELECT integrity_check AS problem FROM pragma_integrity_check('draft_audit_log') WHERE integrity_check <> 'ok';
-- dialect: postgres
SELECT '' AS problem WHERE 1 = 0;
