-- One contact with several addresses: every address that a contact was met under, and the form in which the spellings of one
-- mailbox are the same (alias_key, policy/alias.json). `contacts.email` stays the first of them, to which we write.
-- Addresses from before this migration fold by themselves only: their alias_key is not computed here.

CREATE TABLE contact_addresses (
  email_key TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  email TEXT NOT NULL,
  alias_key TEXT NOT NULL,
  linked_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT contact_address_linked_by_known CHECK (linked_by IN ('start', 'alias'))
);
CREATE INDEX contact_addresses_alias_key ON contact_addresses (alias_key);
CREATE INDEX contact_addresses_contact_id ON contact_addresses (contact_id);

INSERT INTO contact_addresses (email_key, contact_id, email, alias_key, linked_by, created_at)
SELECT email_key, contact_id, email, email_key, 'start', created_at FROM contacts;
