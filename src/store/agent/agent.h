// Rows of agent runs, and of the notes that agents created.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/db.h"

namespace sa {

/// One run of one agent: what went in (its hash), what came out, by which versions, and how long it took.
struct AgentRun {
  std::string run_id;
  std::string agent;
  std::string agent_version;
  std::string prompt_version;
  std::string model;   ///< "none" when no text was asked for
  std::string action;  ///< what the agent decided: draft_required, archive, ...
  std::optional<std::string> message_id;
  std::optional<std::string> draft_id;
  std::string input_sha256;
  boost::json::object output;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  Instant started_at;
  std::int64_t duration_ms = 0;
  std::string trace_id;
  std::optional<std::int64_t> cost_microusd =
      {};  ///< of the tokens; null: no model, or its price is not known
};
BOOST_DESCRIBE_STRUCT(AgentRun, (),
                      (run_id, agent, agent_version, prompt_version, model, action, message_id, draft_id,
                       input_sha256, output, input_tokens, output_tokens, started_at, duration_ms, trace_id,
                       cost_microusd))
Result<Unit> insert_agent_run(Tx& tx, const AgentRun& run);
/// The runs over one message, oldest first.
Result<std::vector<AgentRun>> list_message_runs(ReadTx& tx, const std::string& message_id);

struct AgentNote {
  std::string note_id;
  std::string contact_id_fk;
  boost::json::object context_json;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(AgentNote, (), (note_id, contact_id_fk, context_json, created_at))
Result<Unit> insert_agent_note(Tx& tx, const AgentNote& note);

}  // namespace sa
