-- Imports of contact lists: how far each has come, so that one that was interrupted goes on where it stopped; the rows that were
-- refused; and the addresses that stood in the file already.

ALTER TABLE imports RENAME TO mail_imports;

CREATE TABLE imports (
  import_id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  status TEXT NOT NULL,
  dry_run BOOLEAN NOT NULL,
  path TEXT NOT NULL,
  options TEXT NOT NULL,
  mapping TEXT NOT NULL,
  encoding TEXT NOT NULL,
  delimiter TEXT NOT NULL,
  rows BIGINT NOT NULL,
  outcomes TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  finished_at BIGINT,
  CONSTRAINT import_status_known CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED'))
);
CREATE UNIQUE INDEX imports_unfinished ON imports (fingerprint) WHERE status = 'RUNNING';

CREATE TABLE import_errors (
  import_id TEXT NOT NULL REFERENCES imports (import_id),
  line BIGINT NOT NULL,
  column_name TEXT NOT NULL,
  rule TEXT NOT NULL,
  words TEXT NOT NULL,
  row_text TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (import_id, line)
);
CREATE INDEX import_errors_created_at ON import_errors (created_at);

-- By the hash of the address, while the import runs.
CREATE TABLE import_seen (
  import_id TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  PRIMARY KEY (import_id, key_hash)
);
