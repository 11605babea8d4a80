-- name: audit_head
SELECT seq, hash FROM draft_audit_log ORDER BY seq DESC LIMIT 1;

-- name: audit_insert
INSERT INTO draft_audit_log (seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version,
  content_hash, trace_id, previous_hash, hash, hash_version, detail_hash)
VALUES (:seq, :draft_id, :at, :actor, :actor_id, :mode, :action, :from_status, :status, :version, :content_hash,
  :trace_id, :previous_hash, :hash, :hash_version, :detail_hash);

-- name: audit_detail_insert
INSERT INTO audit_details (seq, salt, reason, details) VALUES (:seq, :salt, :reason, :details);

-- name: audit_list_after
-- With the detail of each, where it was not erased.
SELECT a.seq AS seq, a.draft_id AS draft_id, a.at AS at, a.actor AS actor, a.actor_id AS actor_id, a.mode AS mode, a.action AS action,
  a.from_status AS from_status, a.status AS status, a.version AS version, a.content_hash AS content_hash,
  a.reason || coalesce(d.reason, '') AS reason, a.details || coalesce(d.details, '{}') AS details, a.trace_id AS trace_id,
  a.previous_hash AS previous_hash, a.hash AS hash, a.hash_version AS hash_version, a.detail_hash AS detail_hash, d.salt AS salt
FROM draft_audit_log a LEFT JOIN audit_details d ON d.seq = a.seq
WHERE a.seq > :after ORDER BY a.seq LIMIT :limit;

-- name: audit_change_list
-- The steps that who asks sees: those of the drafts that they see, and those of none.
SELECT a.seq AS seq, a.draft_id AS draft_id, a.actor AS actor, a.actor_id AS actor_id, a.action AS action, a.status AS status,
  a.version AS version
FROM draft_audit_log a
WHERE a.seq > :after AND (a.draft_id = '' OR seen_draft_id(a.draft_id)) ORDER BY a.seq LIMIT :limit;

-- name: audit_change_last
SELECT a.seq AS seq FROM draft_audit_log a WHERE a.draft_id = '' OR seen_draft_id(a.draft_id) ORDER BY a.seq DESC LIMIT 1;

-- name: audit_list_by_draft
SELECT a.seq AS seq, a.draft_id AS draft_id, a.at AS at, a.actor AS actor, a.actor_id AS actor_id, a.mode AS mode, a.action AS action,
  a.from_status AS from_status, a.status AS status, a.version AS version, a.content_hash AS content_hash,
  a.reason || coalesce(d.reason, '') AS reason, a.details || coalesce(d.details, '{}') AS details, a.trace_id AS trace_id,
  a.previous_hash AS previous_hash, a.hash AS hash, a.hash_version AS hash_version, a.detail_hash AS detail_hash, d.salt AS salt
FROM draft_audit_log a LEFT JOIN audit_details d ON d.seq = a.seq
WHERE a.draft_id = :draft_id ORDER BY a.seq;

-- name: audit_list_by_action
SELECT a.seq AS seq, a.draft_id AS draft_id, a.at AS at, a.actor AS actor, a.actor_id AS actor_id, a.mode AS mode, a.action AS action,
  a.from_status AS from_status, a.status AS status, a.version AS version, a.content_hash AS content_hash,
  a.reason || coalesce(d.reason, '') AS reason, a.details || coalesce(d.details, '{}') AS details, a.trace_id AS trace_id,
  a.previous_hash AS previous_hash, a.hash AS hash, a.hash_version AS hash_version, a.detail_hash AS detail_hash, d.salt AS salt
FROM draft_audit_log a LEFT JOIN audit_details d ON d.seq = a.seq
WHERE a.action = :action ORDER BY a.seq;

-- name: audit_detail_delete
DELETE FROM audit_details WHERE seq = :seq;

-- name: audit_undetailed_list
-- Rows of before migration 0014 that were not moved yet.
SELECT seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version, content_hash, reason, details, trace_id,
  previous_hash, hash FROM draft_audit_log_to_detail WHERE seq > :after ORDER BY seq LIMIT :limit;

-- name: audit_undetailed_count
SELECT count(*) AS row_count FROM draft_audit_log_to_detail;

-- name: audit_undetailed_delete
DELETE FROM draft_audit_log_to_detail WHERE seq <= :up_to;

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
-- Rows that do not begin where the row before them of the same draft ended. The id of a draft that was erased may be used again.
SELECT seq, draft_id, from_status, status_before FROM (
  SELECT a.seq, a.draft_id, a.from_status, (SELECT b.status FROM draft_audit_log b
    WHERE b.draft_id = a.draft_id AND b.seq < a.seq ORDER BY b.seq DESC LIMIT 1) AS status_before
  FROM draft_audit_log a WHERE a.seq > :after) AS steps
WHERE coalesce(from_status, '') <> coalesce(status_before, '')
  AND NOT (from_status IS NULL AND status_before = 'ERASED')
ORDER BY seq LIMIT :limit;

-- name: audit_draft_missing
-- Rows of drafts that are not there any more, and that no row says were erased. A row without a draft is about none.
SELECT a.seq, a.draft_id FROM draft_audit_log a
WHERE a.seq > :after AND a.draft_id <> '' AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.id = a.draft_id)
  AND NOT EXISTS (SELECT 1 FROM draft_audit_log e WHERE e.draft_id = a.draft_id AND e.status = 'ERASED')
ORDER BY a.seq LIMIT :limit;

-- name: audit_draft_contents
-- One page of drafts: what their content hash covers, and the decisions that the trail knows too.
SELECT id, version, sender, recipient, subject, body, footer, rfc_message_id, in_reply_to, reference_ids,
  unsubscribe_url, content_hash, approved_at, approved_by, approved_hash, rejected_at, rejected_by, rejected_reason,
  sent_at, provider, provider_message_id
FROM drafts WHERE id > :after ORDER BY id LIMIT :limit;

-- name: audit_list_of_drafts
-- The trails of the drafts up to :last_id, in pages, after the row (after_id, after_seq).
SELECT a.seq AS seq, a.draft_id AS draft_id, a.at AS at, a.actor AS actor, a.actor_id AS actor_id, a.mode AS mode, a.action AS action,
  a.from_status AS from_status, a.status AS status, a.version AS version, a.content_hash AS content_hash,
  a.reason || coalesce(d.reason, '') AS reason, a.details || coalesce(d.details, '{}') AS details, a.trace_id AS trace_id,
  a.previous_hash AS previous_hash, a.hash AS hash, a.hash_version AS hash_version, a.detail_hash AS detail_hash, d.salt AS salt
FROM draft_audit_log a LEFT JOIN audit_details d ON d.seq = a.seq
WHERE (a.draft_id, a.seq) > (:after_id, :after_seq) AND a.draft_id <= :last_id ORDER BY a.draft_id, a.seq LIMIT :limit;

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

-- name: audit_search_newest
-- Steps before the row :before, newest first, of the :most rows before it: a rare word is looked for page by page. Empty filters want
-- everything. Parts are found by taking them away: LIKE would read signs of theirs as wildcards.
SELECT a.seq AS seq, a.draft_id AS draft_id, a.at AS at, a.actor AS actor, a.actor_id AS actor_id, a.mode AS mode, a.action AS action,
  a.from_status AS from_status, a.status AS status, a.version AS version, a.reason || coalesce(d.reason, '') AS reason,
  coalesce(f.recipient, '') AS recipient, coalesce(f.subject, '') AS subject
FROM draft_audit_log a LEFT JOIN audit_details d ON d.seq = a.seq LEFT JOIN drafts f ON f.id = a.draft_id
WHERE a.seq < :before AND a.seq >= :before - :most AND (a.draft_id = '' OR seen_draft_id(a.draft_id))
  AND (CAST(:draft_id AS TEXT) = '' OR a.draft_id = :draft_id) AND (CAST(:action AS TEXT) = '' OR a.action = :action)
  AND (CAST(:actor AS TEXT) = '' OR replace(lower(a.actor), lower(CAST(:actor AS TEXT)), '') <> lower(a.actor))
  AND (CAST(:q AS TEXT) = '' OR a.draft_id = :q OR replace(lower(a.actor), lower(CAST(:q AS TEXT)), '') <> lower(a.actor)
    OR replace(lower(f.recipient), lower(CAST(:q AS TEXT)), '') <> lower(f.recipient)
    OR replace(lower(f.subject), lower(CAST(:q AS TEXT)), '') <> lower(f.subject))
ORDER BY a.seq DESC LIMIT :limit;

-- name: audit_search_oldest
-- As audit_search_newest, the other way round: after the row :after.
SELECT a.seq AS seq, a.draft_id AS draft_id, a.at AS at, a.actor AS actor, a.actor_id AS actor_id, a.mode AS mode, a.action AS action,
  a.from_status AS from_status, a.status AS status, a.version AS version, a.reason || coalesce(d.reason, '') AS reason,
  coalesce(f.recipient, '') AS recipient, coalesce(f.subject, '') AS subject
FROM draft_audit_log a LEFT JOIN audit_details d ON d.seq = a.seq LEFT JOIN drafts f ON f.id = a.draft_id
WHERE a.seq > :after AND a.seq <= :after + :most AND (a.draft_id = '' OR seen_draft_id(a.draft_id))
  AND (CAST(:draft_id AS TEXT) = '' OR a.draft_id = :draft_id) AND (CAST(:action AS TEXT) = '' OR a.action = :action)
  AND (CAST(:actor AS TEXT) = '' OR replace(lower(a.actor), lower(CAST(:actor AS TEXT)), '') <> lower(a.actor))
  AND (CAST(:q AS TEXT) = '' OR a.draft_id = :q OR replace(lower(a.actor), lower(CAST(:q AS TEXT)), '') <> lower(a.actor)
    OR replace(lower(f.recipient), lower(CAST(:q AS TEXT)), '') <> lower(f.recipient)
    OR replace(lower(f.subject), lower(CAST(:q AS TEXT)), '') <> lower(f.subject))
ORDER BY a.seq LIMIT :limit;
