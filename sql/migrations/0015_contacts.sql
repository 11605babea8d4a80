-- Contacts as a person sees them: all their fields, their companies, notes, tasks, stages with evidence, and what is found of them.
-- The first start fills record_terms, message_recipients and contact_addresses.key_hash for what was there before
-- (src/actions/upgrade/index_contacts.h).

ALTER TABLE contacts RENAME COLUMN engagement_stage TO stage;
UPDATE contacts SET stage = 'initial' WHERE stage NOT IN ('initial', 'engaged', 'qualified', 'proposal');
ALTER TABLE contacts ADD COLUMN first_name TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN last_name TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN company_id TEXT;
ALTER TABLE contacts ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN country TEXT NOT NULL DEFAULT '';
-- Who gave the time zone: contact or crm; empty while it is not known.
ALTER TABLE contacts ADD COLUMN zone_source TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN linkedin_url TEXT NOT NULL DEFAULT '';
-- The owner, one of our users.
ALTER TABLE contacts ADD COLUMN user_id TEXT;
ALTER TABLE contacts ADD COLUMN basis TEXT CONSTRAINT contact_basis_known
  CHECK (basis IN ('consent', 'customer', 'legitimate_interest', 'public_business'));
ALTER TABLE contacts ADD COLUMN basis_at BIGINT;
ALTER TABLE contacts ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE contacts ADD COLUMN custom TEXT NOT NULL DEFAULT '{}';
ALTER TABLE contacts ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
UPDATE contacts SET zone_source = 'contact' WHERE timezone <> '';
CREATE INDEX contacts_company_id ON contacts (company_id) WHERE company_id IS NOT NULL;

CREATE TABLE companies (
  company_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  domain TEXT NOT NULL,
  country TEXT NOT NULL,
  timezone TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX companies_name_key ON companies (name_key);
CREATE UNIQUE INDEX companies_domain ON companies (domain) WHERE domain <> '';

-- What a contact or a company is found by: words of its texts, its tags, its owner, ... (src/actions/contact/term.h). A range of this
-- index is a list of records, so that no filter reads the whole table. Bytes are compared, whatever the database's language.
-- dialect: sqlite
CREATE TABLE record_terms (
  term TEXT NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY (term, record_id)
) STRICT, WITHOUT ROWID;
-- dialect: postgres
CREATE TABLE record_terms (
  term TEXT COLLATE "C" NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY (term, record_id)
);
-- dialect: both
CREATE INDEX record_terms_record_id ON record_terms (record_id, term);

-- linked_by: how the address came to the contact.
DROP INDEX contact_addresses_alias_key;
DROP INDEX contact_addresses_contact_id;
ALTER TABLE contact_addresses RENAME TO contact_addresses_before;
CREATE TABLE contact_addresses (
  email_key TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  email TEXT NOT NULL,
  alias_key TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  linked_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT contact_address_linked_by_known CHECK (linked_by IN ('start', 'alias', 'person', 'import', 'merge'))
);
INSERT INTO contact_addresses (email_key, contact_id, email, alias_key, key_hash, linked_by, created_at)
SELECT email_key, contact_id, email, alias_key, '', linked_by, created_at FROM contact_addresses_before;
DROP TABLE contact_addresses_before;
CREATE INDEX contact_addresses_alias_key ON contact_addresses (alias_key);
CREATE INDEX contact_addresses_contact_id ON contact_addresses (contact_id);

CREATE TABLE contact_notes (
  note_id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  text TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX contact_notes_contact_id ON contact_notes (contact_id, created_at);

-- Why a contact stands at a stage: the fact, and where it can be read.
CREATE TABLE contact_stages (
  move_id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contacts (contact_id),
  from_stage TEXT NOT NULL,
  to_stage TEXT NOT NULL,
  rule TEXT NOT NULL,
  words TEXT NOT NULL,
  evidence TEXT NOT NULL,
  moved_by TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX contact_stages_contact_id ON contact_stages (contact_id, at);

-- Whom a mail went to, one row an address: the mails to a person are found without reading every mail.
CREATE TABLE message_recipients (
  recipient_key TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (recipient_key, sent_at, message_id)
);
CREATE INDEX message_recipients_message_id ON message_recipients (message_id);

CREATE INDEX drafts_recipient_key ON drafts (recipient_key, created_at);
CREATE INDEX hubspot_deals_contact ON hubspot_deals (contact_id_fk) WHERE contact_id_fk IS NOT NULL;

-- Tasks of people: those of the agents are among them.
DROP INDEX agent_tasks_contact;
ALTER TABLE agent_tasks RENAME TO agent_tasks_before;
CREATE TABLE agent_tasks (
  task_id TEXT PRIMARY KEY,
  contact_id_fk TEXT NOT NULL,
  company_id TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  due_date TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  status TEXT NOT NULL,
  user_id TEXT,
  created_by TEXT NOT NULL,
  done_by TEXT,
  done_at BIGINT,
  crm_id TEXT,
  crm_provider TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT task_status_known CHECK (status IN ('OPEN', 'DONE', 'CANCELLED')),
  CONSTRAINT task_done_says_when CHECK ((status = 'OPEN') = (done_at IS NULL))
);
INSERT INTO agent_tasks (task_id, contact_id_fk, company_id, title, body, due_date, due_at, status, user_id, created_by, done_by,
  done_at, crm_id, crm_provider, created_at, updated_at, version)
SELECT task_id, contact_id_fk, company_id, title, body, due_date, due_at, state, NULL, 'nurturing',
  CASE WHEN state = 'OPEN' THEN NULL ELSE '' END, CASE WHEN state = 'OPEN' THEN NULL ELSE created_at END, crm_id, crm_provider,
  created_at, created_at, 1 FROM agent_tasks_before;
DROP TABLE agent_tasks_before;
CREATE INDEX agent_tasks_contact ON agent_tasks (contact_id_fk, due_at);
CREATE INDEX agent_tasks_status ON agent_tasks (status, due_at, task_id);
