-- What the connectors need: what a provider gave before and after a sending, tokens, where a sync stands, HubSpot's records.

-- prepared_id: the provider's id of a mail that is ready there and has not left (a Gmail draft). sent_message_id: the
-- Message-ID that the provider really gave, when it is not ours.
ALTER TABLE send_attempts ADD COLUMN prepared_id TEXT;
ALTER TABLE send_attempts ADD COLUMN sent_message_id TEXT;
CREATE INDEX send_attempts_sent_message_id ON send_attempts (sent_message_id) WHERE sent_message_id IS NOT NULL;
CREATE INDEX send_attempts_provider_message_id ON send_attempts (provider_message_id) WHERE provider_message_id IS NOT NULL;
CREATE INDEX threads_gmail_thread_id ON threads (gmail_thread_id) WHERE gmail_thread_id IS NOT NULL;
CREATE INDEX messages_gmail_id ON messages (gmail_id) WHERE gmail_id IS NOT NULL;

-- One row an account at a provider. `sealed` is encrypted (base/crypto/secret_box.h); nothing else here is a secret.
CREATE TABLE oauth_tokens (
  provider TEXT NOT NULL,
  account TEXT NOT NULL,
  scopes TEXT NOT NULL,
  sealed TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  refreshing_by TEXT,
  refreshing_until BIGINT,
  problem TEXT,
  PRIMARY KEY (provider, account)
);

-- A sign-in at a provider that has begun: its state, and the sealed PKCE verifier. Used once.
CREATE TABLE oauth_states (
  state_hash TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  user_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- How far a stream of a provider has been read.
CREATE TABLE sync_cursors (
  stream TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  synced_at BIGINT NOT NULL,
  resets BIGINT NOT NULL
);

-- Deliveries that were taken already: a webhook that comes twice acts once.
CREATE TABLE webhook_deliveries (
  delivery_key TEXT PRIMARY KEY,
  received_at BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_received_at ON webhook_deliveries (received_at);

CREATE TABLE hubspot_companies (
  company_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  domain TEXT NOT NULL,
  industry TEXT NOT NULL,
  custom_properties TEXT NOT NULL,
  archived BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  synced_at BIGINT NOT NULL
);
CREATE INDEX hubspot_companies_domain ON hubspot_companies (domain);

-- merged_into: this record is part of another one now.
CREATE TABLE hubspot_contacts (
  contact_id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  company_id_fk TEXT,
  lifecycle_stage TEXT NOT NULL,
  custom_properties TEXT NOT NULL,
  merged_into TEXT,
  archived BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  synced_at BIGINT NOT NULL
);
CREATE INDEX hubspot_contacts_email_key ON hubspot_contacts (email_key);

-- amount: a decimal, as text, so that no cent is lost.
CREATE TABLE hubspot_deals (
  deal_id TEXT PRIMARY KEY,
  dealname TEXT NOT NULL,
  stage TEXT NOT NULL,
  amount TEXT,
  currency TEXT NOT NULL,
  company_id_fk TEXT,
  contact_id_fk TEXT,
  archived BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  synced_at BIGINT NOT NULL
);

CREATE TABLE hubspot_form_submissions (
  submission_id TEXT PRIMARY KEY,
  form_id TEXT NOT NULL,
  contact_id_fk TEXT,
  email_key TEXT NOT NULL,
  fields TEXT NOT NULL,
  page_url TEXT NOT NULL,
  submitted_at BIGINT NOT NULL,
  message_id TEXT
);
CREATE INDEX hubspot_form_submissions_email_key ON hubspot_form_submissions (email_key);

-- Where a task or note stands in the CRM; null: not written there (yet).
ALTER TABLE agent_tasks ADD COLUMN crm_id TEXT;
ALTER TABLE agent_tasks ADD COLUMN crm_provider TEXT;
ALTER TABLE agent_notes ADD COLUMN crm_id TEXT;
ALTER TABLE agent_notes ADD COLUMN crm_provider TEXT;

-- What a run of a model cost, in millionths of a US dollar; null: the price is not known.
ALTER TABLE agent_runs ADD COLUMN cost_microusd BIGINT;
