#include "store/agent/agent.h"

#include "queries.h"

namespace sa {

Result<Unit> insert_agent_run(Tx& tx, const AgentRun& run) {
  return tx.put(sql::agent_run_insert, Args().add_all(run));
}

Result<std::vector<AgentRun>> list_message_runs(ReadTx& tx, const std::string& message_id) {
  return tx.list<AgentRun>(sql::agent_run_list_by_message, Args().add("message_id", message_id));
}

Result<Unit> insert_agent_note(Tx& tx, const AgentNote& note) {
  return tx.put(sql::agent_note_insert, Args().add_all(note));
}

Result<std::vector<ProposalRow>> list_proposals(ReadTx& tx, Instant after_at, const std::string& after_id,
                                                std::int64_t limit) {
  return tx.list<ProposalRow>(sql::agent_proposal_list,
                              Args().add("after_at", after_at).add("after_id", after_id).add("limit", limit));
}

Result<std::int64_t> count_proposals(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::agent_proposal_count, Args()));
  return rows.first_integer();
}

Result<bool> close_proposal(Tx& tx, const std::string& message_id, const char* action) {
  TRY(const std::int64_t closed,
      tx.exec(sql::agent_proposal_close,
              Args().add("message_id", message_id).add("action", std::string(action))));
  return closed > 0;
}

Result<Unit> mark_not_lead(Tx& tx, const std::string& key_hash, const std::string& by, Instant now) {
  return tx.put(sql::not_lead_insert,
                Args().add("key_hash", key_hash).add("marked_by", by).add("marked_at", now));
}

Result<Unit> unmark_not_lead(Tx& tx, const std::string& key_hash) {
  return tx.put(sql::not_lead_delete, Args().add("key_hash", key_hash));
}

Result<bool> is_not_lead(ReadTx& tx, const std::string& key_hash) {
  TRY(const Rows rows, tx.query(sql::not_lead_find, Args().add("key_hash", key_hash)));
  return rows.first_integer() > 0;
}

}  // namespace sa
