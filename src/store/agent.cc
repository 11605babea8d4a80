#include "store/agent.h"

#include "queries.h"

namespace sa {

Result<Unit> insert_agent_run(Tx& tx, const AgentRun& run) {
  return tx.put(sql::agent_run_insert, Args().add_all(run));
}

Result<AgentRun> get_agent_run(ReadTx& tx, const std::string& run_id) {
  return tx.get<AgentRun>(sql::agent_run_get, Args().add("run_id", run_id),
                          "There is no agent run " + run_id + ".");
}

Result<Unit> insert_agent_task(Tx& tx, const AgentTask& task) {
  return tx.put(sql::agent_task_insert, Args().add_all(task));
}

Result<std::vector<AgentTask>> list_agent_tasks(ReadTx& tx, const std::string& contact_id,
                                                std::int64_t limit) {
  return tx.list<AgentTask>(sql::agent_task_list_by_contact,
                            Args().add("contact_id", contact_id).add("limit", limit));
}

Result<Unit> insert_agent_note(Tx& tx, const AgentNote& note) {
  return tx.put(sql::agent_note_insert, Args().add_all(note));
}

}  // namespace sa
