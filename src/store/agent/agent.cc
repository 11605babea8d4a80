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

}  // namespace sa
