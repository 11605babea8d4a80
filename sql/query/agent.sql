-- name: agent_run_insert
INSERT INTO agent_runs (run_id, agent, agent_version, prompt_version, model, action, message_id, draft_id,
  input_sha256, output, input_tokens, output_tokens, started_at, duration_ms, trace_id, cost_microusd)
VALUES (:run_id, :agent, :agent_version, :prompt_version, :model, :action, :message_id, :draft_id, :input_sha256,
  :output, :input_tokens, :output_tokens, :started_at, :duration_ms, :trace_id, :cost_microusd);

-- name: agent_note_insert
INSERT INTO agent_notes (note_id, contact_id_fk, context_json, created_at)
VALUES (:note_id, :contact_id_fk, :context_json, :created_at);

-- name: agent_run_list_by_message
SELECT * FROM agent_runs WHERE message_id = :message_id ORDER BY started_at, run_id;

-- name: agent_proposal_list
-- The mails that an import proposes to answer and nobody decided about, newest first.
SELECT m.message_id AS message_id, m.sender AS sender, m.sender_name AS sender_name, m.subject AS subject,
  substr(m.reply_text, 1, 300) AS words, m.sent_at AS sent_at, m.analysis AS analysis
FROM agent_runs r JOIN messages m ON m.message_id = r.message_id
WHERE r.action = 'proposed' AND seen(m.mailbox_id) AND (m.sent_at, m.message_id) < (:after_at, :after_id)
ORDER BY m.sent_at DESC, m.message_id DESC LIMIT :limit;

-- name: agent_proposal_count
SELECT count(*) AS proposals FROM agent_runs r JOIN messages m ON m.message_id = r.message_id
WHERE r.action = 'proposed' AND seen(m.mailbox_id);

-- name: agent_proposal_close
UPDATE agent_runs SET action = :action
WHERE message_id = :message_id AND action = 'proposed' AND seen_message_id(message_id);

-- name: not_lead_insert
INSERT INTO not_leads (key_hash, marked_by, marked_at) VALUES (:key_hash, :marked_by, :marked_at)
ON CONFLICT (key_hash) DO NOTHING;

-- name: not_lead_delete
DELETE FROM not_leads WHERE key_hash = :key_hash;

-- name: not_lead_find
SELECT count(*) AS marks FROM not_leads WHERE key_hash = :key_hash;
