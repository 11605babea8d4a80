// Runs of agents, their tasks and notes, on both engines.
#include "store/agent/agent.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::SizeIs;

class AgentStoreTest : public test::StoreTest {
 protected:
  static AgentRun run(const std::string& id, Instant at) {
    AgentRun made;
    made.run_id = id;
    made.agent = "prospecting";
    made.agent_version = made.prompt_version = "1";
    made.model = "none";
    made.action = "draft_required";
    made.message_id = "m1";
    made.input_sha256 = std::string(64, 'a');
    made.output = {{"words", "größer"}};
    made.started_at = at;
    made.duration_ms = 7;
    made.trace_id = "t";
    return made;
  }
};
INSTANTIATE_ENGINES(AgentStoreTest);

TEST_P(AgentStoreTest, RunsOverAMailComeOldestFirstAndAsTheyWere) {
  AgentRun costly = run("b", kNow + 1);
  costly.cost_microusd = 1234;
  write([&](Tx& tx) { return insert_agent_run(tx, costly); });
  write([&](Tx& tx) { return insert_agent_run(tx, run("a", kNow)); });
  const auto runs = read([](ReadTx& tx) { return list_message_runs(tx, "m1"); });
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(to_json_text(runs[0]), to_json_text(run("a", kNow)));
  EXPECT_EQ(to_json_text(runs[1]), to_json_text(costly));
  EXPECT_THAT(read([](ReadTx& tx) { return list_message_runs(tx, "other"); }), SizeIs(0));
}

}  // namespace
}  // namespace sa
