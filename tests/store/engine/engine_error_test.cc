// The messages for a person when an engine refuses or is unavailable: never the engine's own words, which are in the cause.
#include "store/engine/engine_error.h"

#include <gmock/gmock.h>

#include "store/draft/draft.h"
#include "tests/store/database.h"

namespace sa {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class EngineErrorTest : public test::DatabaseTest {
 protected:
  Result<Unit> insert(const std::string& id, const std::optional<std::string>& message_id = std::nullopt) {
    return db().write_now([&](Tx& tx) {
      Draft draft;
      draft.id = id;
      draft.rfc_message_id = std::to_string(++messages_) + "@example.com";
      draft.message_id = message_id;
      return insert_draft(tx, draft, "Ana");
    });
  }

 private:
  int messages_ = 0;
};
INSTANTIATE_ENGINES(EngineErrorTest);

void expect_no_engine_words(const Error& error) {
  EXPECT_EQ(error.code, ErrorCode::conflict);
  for (const char* word : {"UNIQUE", "unique", "constraint", "drafts", "CHECK"}) {
    EXPECT_THAT(error.message, Not(HasSubstr(word)));
  }
  EXPECT_THAT(error.cause, AnyOf(HasSubstr("UNIQUE"), HasSubstr("unique"), HasSubstr("constraint")))
      << error.message;
}

TEST_P(EngineErrorTest, ARefusedRowSaysWhatToDo) {
  ASSERT_TRUE(insert("d1"));
  const auto twice = insert("d1");
  ASSERT_FALSE(twice);
  expect_no_engine_words(twice.error());
  EXPECT_THAT(twice.error().message, HasSubstr("Choose another id"));
}

TEST_P(EngineErrorTest, ARefusalThatNobodyForesawStillSpeaksToAPerson) {
  ASSERT_TRUE(insert("d1"));
  const auto unforeseen = db().write_now([&](Tx& tx) -> Result<Unit> {
    TRY(Draft draft, get_draft(tx, "d1"));
    draft.status = DraftStatus::REJECTED;  // without who and why
    return update_draft(tx, draft);
  });
  ASSERT_FALSE(unforeseen);
  expect_no_engine_words(unforeseen.error());
}

TEST(EngineErrorUnreachableTest, ADatabaseThatIsNotThereIsNotDescribedToAClient) {
  for (const char* url : {"postgresql://ana:secret@127.0.0.1:1/house", "sqlite:/proc/no/such/house.db"}) {
    const auto opened = open_db({.url = url, .pool_size = 1, .read_only = true});
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().code, ErrorCode::unavailable);
    EXPECT_EQ(opened.error().message,
              "The database does not respond. Nothing was changed; try again in a moment.");
    EXPECT_THAT(opened.error().cause, AnyOf(HasSubstr("127.0.0.1"), HasSubstr("house.db"))) << url;
    EXPECT_THAT(log_words(opened.error()), HasSubstr(opened.error().cause));
  }
}

TEST(EngineErrorUnreachableTest, issue_a_node_that_stood_still_in_a_transaction_says_try_again) {
  for (const char* state : {"25P03", "25P04", "40001", "57P01", ""}) {
    const Error error = sqlstate_error(state, "terminating connection", "reading");
    EXPECT_EQ(error.code, ErrorCode::unavailable) << state;
    EXPECT_THAT(error.message, Not(HasSubstr("terminating")));
  }
  EXPECT_EQ(sqlstate_error("25P02", "aborted", "reading").code, ErrorCode::internal) << "a fault of ours";
}

TEST(EngineErrorUnreachableTest, TwoAnswersToOneMessageAreExplainedOnBothEngines) {
  for (const char* words : {"UNIQUE constraint failed: drafts.message_id",
                            "duplicate key value violates unique constraint \"drafts_one_answer\""}) {
    EXPECT_THAT(constraint_refusal(words).message, HasSubstr("already answers this message"));
    EXPECT_EQ(constraint_refusal(words).cause, words);
  }
}

/// A database whose batches always break once: every function runs twice.
class TwiceDb final : public Db {
 public:
  const char* engine() const override { return "twice"; }
  Result<std::vector<std::string>> migrate(const std::vector<Migration>&) override {
    return std::vector<std::string>();
  }
  Result<Unit> forget() override { return ok(); }
  Result<Unit> prepare(const Query&) override { return ok(); }

 protected:
  class NoTx final : public Tx {
    Result<Rows> query(const Query&, const Args&) override { return Rows(); }
    Result<std::int64_t> exec(const Query&, const Args&) override { return std::int64_t{0}; }
    Result<Unit> put(const Query&, const Args&) override { return ok(); }
  };
  void submit_write(DbJob* job) override {
    NoTx tx;
    job->run(tx);
    job->run(tx);
    job->done();
  }
  void submit_read(DbJob* job) override { submit_write(job); }
  bool read_inline(DbJob*) override { return false; }
};

TEST(DbWaitTest, issue_a_second_run_forgets_what_the_first_threw) {
  TwiceDb db;
  int runs = 0;
  const auto result = db.write_now([&](Tx&) -> Result<int> {
    if (++runs == 1) throw std::runtime_error("only the first time");
    return runs;
  });
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 2);
}

}  // namespace
}  // namespace sa
