-- Why we may write to somebody, each time that it was said, and contacts that were merged, which can be undone for 30 days.

CREATE TABLE consents (
  consent_id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  basis TEXT NOT NULL,
  obtained_at BIGINT,
  source TEXT NOT NULL,
  proof TEXT NOT NULL,
  expires_at BIGINT,
  withdrawn_at BIGINT,
  withdrawn_by TEXT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT consent_basis_known CHECK (basis IN ('consent', 'customer', 'legitimate_interest', 'public_business')),
  CONSTRAINT consent_withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX consents_contact_id ON consents (contact_id, created_at);
-- What the contacts say already.
INSERT INTO consents (consent_id, contact_id, basis, obtained_at, source, proof, expires_at, withdrawn_at, withdrawn_by, created_by,
  created_at)
SELECT contact_id, contact_id, basis, basis_at, source, '', NULL, NULL, NULL, '', updated_at FROM contacts WHERE basis IS NOT NULL;

-- before: both contacts as they were, and what moved (actions/contact/merge.h).
CREATE TABLE contact_merges (
  merge_id TEXT PRIMARY KEY,
  from_id TEXT NOT NULL,
  into_id TEXT NOT NULL,
  before TEXT NOT NULL,
  merged_by TEXT NOT NULL,
  merged_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contact_merges_from_id ON contact_merges (from_id);
CREATE INDEX contact_merges_into_id ON contact_merges (into_id, merged_at);
CREATE INDEX contact_merges_merged_at ON contact_merges (merged_at);
