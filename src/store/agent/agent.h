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

/// A mail that an import proposes to answer: what the agent decided, before anything was written.
struct ProposalRow {
  std::string message_id;
  std::string sender;
  std::string sender_name;
  std::string subject;
  std::string words;  ///< the first 300 characters
  Instant sent_at;
  boost::json::value analysis;
};
BOOST_DESCRIBE_STRUCT(ProposalRow, (), (message_id, sender, sender_name, subject, words, sent_at, analysis))
/// The action of the run of a proposal that nobody decided about.
inline constexpr const char* kProposed = "proposed";
/// Newest first, behind the mail (after_at, after_id).
Result<std::vector<ProposalRow>> list_proposals(ReadTx& tx, Instant after_at, const std::string& after_id,
                                                std::int64_t limit);
Result<std::int64_t> count_proposals(ReadTx& tx);
/// Gives the proposal's run the action that a person decided on. False: there is none.
Result<bool> close_proposal(Tx& tx, const std::string& message_id, const char* action);

/// Whose mail is no lead, by the hash of the address: it gets no draft by itself.
Result<Unit> mark_not_lead(Tx& tx, const std::string& key_hash, const std::string& by, Instant now);
Result<Unit> unmark_not_lead(Tx& tx, const std::string& key_hash);
Result<bool> is_not_lead(ReadTx& tx, const std::string& key_hash);

struct AgentNote {
  std::string note_id;
  std::string contact_id_fk;
  boost::json::object context_json;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(AgentNote, (), (note_id, contact_id_fk, context_json, created_at))
Result<Unit> insert_agent_note(Tx& tx, const AgentNote& note);

}  // namespace sa
