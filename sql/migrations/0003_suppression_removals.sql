-- A suppression that somebody lifted: what it was, and who lifted it, when and why. Rows are only added.

CREATE TABLE suppression_removals (
  removal_id TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT NOT NULL,
  removed_by TEXT NOT NULL,
  removal_reason TEXT NOT NULL
);
CREATE INDEX suppression_removals_key ON suppression_removals (key, removed_at);
