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
