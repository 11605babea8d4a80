-- The main job: mail in, drafts, approval, sending, the trail. Names are those of the C++ structs and the JSON.

-- People and keys -----------------------------------------------------------------------------------------------

CREATE TABLE users (
  user_id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  CONSTRAINT user_role_known CHECK (role IN ('operator', 'lead', 'owner'))
);
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE sessions (
  session_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (user_id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE api_keys (
  key_id TEXT PRIMARY KEY,
  key_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  user_id TEXT REFERENCES users (user_id),
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT,
  last_used_at BIGINT
);
CREATE UNIQUE INDEX api_keys_key_hash ON api_keys (key_hash);

CREATE TABLE idempotency_keys (
  principal TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status BIGINT,
  body TEXT,
  headers TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);

-- Mailboxes, contacts, mail ---------------------------------------------------------------------------------------

CREATE TABLE mailboxes (
  mailbox TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  provider TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE contacts (
  contact_id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  company TEXT NOT NULL,
  timezone TEXT NOT NULL,
  engagement_stage TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contacts_email_key ON contacts (email_key);

CREATE TABLE suppressions (
  key TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE threads (
  thread_id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  base_subject TEXT NOT NULL,
  gmail_thread_id TEXT,
  hubspot_company_id TEXT,
  hubspot_contact_id TEXT,
  created_at BIGINT NOT NULL
);

-- Every Message-ID that was seen, of a mail or in its References, and the thread it belongs to: so a mail that arrives
-- before its parent still meets it.
CREATE TABLE thread_links (
  rfc_message_id TEXT PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES threads (thread_id)
);
CREATE INDEX thread_links_thread_id ON thread_links (thread_id);

CREATE TABLE messages (
  message_id TEXT PRIMARY KEY,
  rfc_message_id TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  gmail_id TEXT,
  gmail_metadata TEXT,
  thread_id TEXT NOT NULL REFERENCES threads (thread_id),
  linked_by TEXT NOT NULL,
  direction TEXT NOT NULL,
  kind TEXT NOT NULL,
  kind_reason TEXT NOT NULL,
  sender TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  sender_key TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT NOT NULL,
  base_subject TEXT NOT NULL,
  in_reply_to TEXT,
  reference_ids TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  text TEXT NOT NULL,
  reply_text TEXT NOT NULL,
  attachments TEXT NOT NULL,
  analysis TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT message_direction_known CHECK (direction IN ('in', 'out')),
  CONSTRAINT message_linked_by_known CHECK (linked_by IN ('start', 'references', 'subject'))
);
CREATE UNIQUE INDEX messages_rfc_message_id ON messages (rfc_message_id);
CREATE INDEX messages_thread_id ON messages (thread_id, sent_at);
CREATE INDEX messages_sender_key ON messages (sender_key, sent_at);
CREATE INDEX messages_base_subject ON messages (base_subject, sent_at);
CREATE INDEX messages_sent_at ON messages (sent_at, message_id);
CREATE INDEX messages_in_sent_at ON messages (sent_at) WHERE direction = 'in';

-- How far an import of a file has come; the row is gone when it is finished.
CREATE TABLE imports (
  path TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  next_offset BIGINT NOT NULL,
  read_count BIGINT NOT NULL,
  new_count BIGINT NOT NULL,
  duplicate_count BIGINT NOT NULL,
  skipped_count BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Drafts -------------------------------------------------------------------------------------------------------------

CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  footer TEXT NOT NULL,
  metadata TEXT NOT NULL,
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  content_hash TEXT NOT NULL,
  thread_id TEXT REFERENCES threads (thread_id),
  message_id TEXT REFERENCES messages (message_id),
  contact_id TEXT,
  mailbox TEXT NOT NULL,
  rfc_message_id TEXT NOT NULL,
  in_reply_to TEXT,
  reference_ids TEXT NOT NULL,
  unsubscribe_url TEXT NOT NULL,
  verdict TEXT NOT NULL,
  checks TEXT NOT NULL,
  claims TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  approved_at BIGINT,
  approved_by TEXT,
  approved_hash TEXT,
  rejected_at BIGINT,
  rejected_by TEXT,
  rejected_reason TEXT,
  sent_at BIGINT,
  provider TEXT,
  provider_message_id TEXT,
  failed_reason TEXT,
  not_before BIGINT,
  expires_at BIGINT,
  CONSTRAINT draft_status_known CHECK (status IN ('PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'SENDING', 'SENT',
                                                  'FAILED', 'EXPIRED', 'OUTCOME_UNKNOWN')),
  CONSTRAINT draft_sent_was_approved CHECK (status NOT IN ('APPROVED', 'SENDING', 'SENT', 'OUTCOME_UNKNOWN')
    OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND approved_hash = content_hash)),
  CONSTRAINT draft_sent_has_receipt CHECK (status <> 'SENT'
    OR (sent_at IS NOT NULL AND provider_message_id IS NOT NULL AND provider_message_id <> '')),
  CONSTRAINT draft_rejected_says_why CHECK (status <> 'REJECTED'
    OR (rejected_by IS NOT NULL AND rejected_reason IS NOT NULL AND rejected_reason <> ''))
);
CREATE INDEX drafts_status ON drafts (status, created_at, id);
CREATE INDEX drafts_expires_at ON drafts (expires_at) WHERE status = 'PENDING_APPROVAL';
CREATE INDEX drafts_thread_id ON drafts (thread_id);
CREATE INDEX drafts_created_at ON drafts (created_at);
CREATE INDEX drafts_sent_at ON drafts (sent_at) WHERE status = 'SENT';
CREATE UNIQUE INDEX drafts_rfc_message_id ON drafts (rfc_message_id);
-- One living answer to a message: a second one would be a double mail.
CREATE UNIQUE INDEX drafts_one_answer ON drafts (message_id)
  WHERE status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'SENT', 'OUTCOME_UNKNOWN');

CREATE TABLE draft_versions (
  draft_id TEXT NOT NULL REFERENCES drafts (id),
  version BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  footer TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (draft_id, version)
);

CREATE TABLE send_attempts (
  attempt_id TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL REFERENCES drafts (id),
  version BIGINT NOT NULL,
  content_hash TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  provider TEXT NOT NULL,
  rfc_message_id TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  deadline_at BIGINT NOT NULL,
  finished_at BIGINT,
  provider_message_id TEXT,
  bytes_sha256 TEXT,
  error TEXT,
  CONSTRAINT attempt_state_known CHECK (state IN ('STARTED', 'SENT', 'REFUSED', 'POSTPONED', 'UNKNOWN', 'NOT_SENT'))
);
-- At most one attempt of a draft is under way, done or in doubt.
CREATE UNIQUE INDEX send_attempts_one_alive ON send_attempts (draft_id) WHERE state IN ('STARTED', 'SENT', 'UNKNOWN');

-- What counts against a quota: our own sends from the moment they are claimed, and mail that left outside of us.
CREATE TABLE usage_events (
  usage_id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  at BIGINT NOT NULL,
  attempt_id TEXT,
  message_id TEXT,
  released_at BIGINT
);
CREATE INDEX usage_events_mailbox ON usage_events (mailbox, at) WHERE released_at IS NULL;
CREATE INDEX usage_events_recipient ON usage_events (recipient_key, at) WHERE released_at IS NULL;
CREATE UNIQUE INDEX usage_events_attempt ON usage_events (attempt_id);

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
  reason TEXT NOT NULL,
  details TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX draft_audit_log_draft_id ON draft_audit_log (draft_id, seq);
CREATE INDEX draft_audit_log_action ON draft_audit_log (action, at);

-- dialect: sqlite
CREATE TRIGGER draft_audit_log_no_update BEFORE UPDATE ON draft_audit_log
BEGIN SELECT RAISE(ABORT, 'draft_audit_log is append-only'); END;
CREATE TRIGGER draft_audit_log_no_delete BEFORE DELETE ON draft_audit_log
BEGIN SELECT RAISE(ABORT, 'draft_audit_log is append-only'); END;
-- dialect: postgres
CREATE FUNCTION draft_audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'draft_audit_log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER draft_audit_log_append_only BEFORE UPDATE OR DELETE ON draft_audit_log
  FOR EACH ROW EXECUTE FUNCTION draft_audit_log_append_only();
CREATE TRIGGER draft_audit_log_no_truncate BEFORE TRUNCATE ON draft_audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION draft_audit_log_append_only();
-- dialect: both

-- Work -----------------------------------------------------------------------------------------------------------------

CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  leased_by TEXT,
  leased_until BIGINT,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  trace_id TEXT NOT NULL,
  CONSTRAINT job_state_known CHECK (state IN ('READY', 'RUNNING', 'DEAD')),
  CONSTRAINT job_running_has_lease CHECK (state <> 'RUNNING' OR (leased_by IS NOT NULL AND leased_until IS NOT NULL))
);
CREATE UNIQUE INDEX jobs_one_alive ON jobs (kind, key) WHERE state <> 'DEAD';
CREATE INDEX jobs_ready ON jobs (run_at) WHERE state = 'READY';
CREATE INDEX jobs_leased ON jobs (leased_until) WHERE state = 'RUNNING';

CREATE TABLE agent_runs (
  run_id TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  agent_version TEXT NOT NULL,
  prompt_version TEXT NOT NULL,
  model TEXT NOT NULL,
  action TEXT NOT NULL,
  message_id TEXT,
  draft_id TEXT,
  input_sha256 TEXT NOT NULL,
  output TEXT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  trace_id TEXT NOT NULL
);
CREATE INDEX agent_runs_agent ON agent_runs (agent, started_at);
CREATE INDEX agent_runs_message_id ON agent_runs (message_id);

CREATE TABLE agent_tasks (
  task_id TEXT PRIMARY KEY,
  contact_id_fk TEXT NOT NULL,
  company_id TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  due_date TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT task_state_known CHECK (state IN ('OPEN', 'DONE'))
);
CREATE INDEX agent_tasks_contact ON agent_tasks (contact_id_fk, due_at);

CREATE TABLE agent_notes (
  note_id TEXT PRIMARY KEY,
  contact_id_fk TEXT NOT NULL,
  context_json TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX agent_notes_contact ON agent_notes (contact_id_fk, created_at);
