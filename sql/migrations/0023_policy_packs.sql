-- Which packs of rules somebody switched on or off; a pack without a row is as its file says.

CREATE TABLE policy_packs (
  pack_id TEXT PRIMARY KEY,
  enabled BOOLEAN NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
