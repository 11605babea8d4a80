-- What the trail says of a person can be erased, and the chain stays whole: a row holds the hash of a salt and its detail (the reason
-- and the details), and those lie beside it, where they can be deleted. The rows from before are moved by the first start
-- (src/actions/upgrade/detail_audit.h): they keep their hashes, which are over the words themselves, and a row `rechain` seals them.

-- dialect: sqlite
DROP TRIGGER draft_audit_log_no_update;
DROP TRIGGER draft_audit_log_no_delete;
-- dialect: postgres
DROP TRIGGER draft_audit_log_append_only ON draft_audit_log;
DROP TRIGGER draft_audit_log_no_truncate ON draft_audit_log;
-- dialect: both
DROP INDEX draft_audit_log_draft_id;
DROP INDEX draft_audit_log_action;
ALTER TABLE draft_audit_log RENAME TO draft_audit_log_to_detail;

-- reason and details are empty here always: what stands in them was written from outside, and the verification says so.
CREATE TABLE draft_audit_log (
  seq BIGINT PRIMARY KEY,
  draft_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  action TEXT NOT NULL,
  from_status TEXT,
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  content_hash TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '',
  trace_id TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  hash_version BIGINT NOT NULL,
  detail_hash TEXT NOT NULL
);
CREATE INDEX draft_audit_log_draft_id ON draft_audit_log (draft_id, seq);
CREATE INDEX draft_audit_log_action ON draft_audit_log (action, at);

CREATE TABLE audit_details (
  seq BIGINT PRIMARY KEY,
  salt TEXT NOT NULL,
  reason TEXT NOT NULL,
  details TEXT NOT NULL
);

-- dialect: sqlite
CREATE TRIGGER draft_audit_log_no_update BEFORE UPDATE ON draft_audit_log
BEGIN SELECT RAISE(ABORT, 'draft_audit_log is append-only'); END;
CREATE TRIGGER draft_audit_log_no_delete BEFORE DELETE ON draft_audit_log
BEGIN SELECT RAISE(ABORT, 'draft_audit_log is append-only'); END;
-- dialect: postgres
CREATE TRIGGER draft_audit_log_append_only BEFORE UPDATE OR DELETE ON draft_audit_log
  FOR EACH ROW EXECUTE FUNCTION draft_audit_log_append_only();
CREATE TRIGGER draft_audit_log_no_truncate BEFORE TRUNCATE ON draft_audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION draft_audit_log_append_only();
-- dialect: both
