// Vectors for mail, made by jobs, and the search over them, on both engines: the nearest mail is found first, each mail is
// embedded once however many jobs ask, and an embedder that fails costs no mail anything.
#include "actions/search/search.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "actions/message/import.h"
#include "actions/search/embedding.h"
#include "connectors/mail/mail_file.h"
#include "store/search/embedding.h"
#include "tests/actions/model_house.h"
#include "tests/fakes/embedder.h"
#include "tests/job.h"

namespace sa {
namespace {

using test::must;

struct Mail {
  std::string subject;
  std::string body;
  std::string sender = "Ben";
  bool is_list = true;  // mail of a list makes no contact and no draft
};

class SearchTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
  }
  void TearDown() override {
    if (!file_.empty()) std::filesystem::remove(file_);
  }
  void import(const std::vector<Mail>& mails) {
    std::string mbox;
    for (const Mail& mail : mails) {
      const std::string n = std::to_string(++count_);
      mbox += "From b@c.example Mon Nov 16 10:00:00 2026\nFrom: " + mail.sender + " <ben" + n +
              "@customer.example>\nTo: Ana@Ours.example\nSubject: " + mail.subject +
              "\nDate: Mon, 16 Nov 2026 10:00:00 +0000\nMessage-ID: <m" + n + "@customer.example>\n" +
              (mail.is_list ? "List-Id: <news.customer.example>\n" : "") + "\n" + mail.body + "\n\n";
    }
    file_ =
        std::filesystem::temp_directory_path() / ("sa-search-" + random_hex(system_random(), 6) + ".mbox");
    std::ofstream(file_, std::ios::binary) << mbox;
    for (const auto& source : must(open_mail_sources(file_.string())))
      must(import_mail(house_->services, *source, nullptr));
  }
  void import_many(int count) {
    std::vector<Mail> mails;
    for (int i = 0; i < count; ++i)
      mails.push_back({"Number " + std::to_string(i), "word" + std::to_string(i * 7919) + " and more"});
    import(mails);
  }
  /// Until no job is left that makes vectors: the first of a row counts as one that nobody asked for.
  void prepare() {
    int rounds = 0;
    do house_->pass(0);
    while (embed_jobs() > 0 && ++rounds < 100);
  }
  SearchResult search(const std::string& query, std::int64_t limit = 10) {
    return must(sync_wait(search_messages(house_->services, query, limit)));
  }
  std::vector<std::string> subjects(const std::string& query) {
    std::vector<std::string> all;
    for (const SearchHit& hit : search(query).items) all.push_back(hit.subject);
    return all;
  }
  /// A house whose embedder fails as the test says.
  test::House& with(test::FakeEmbedder& embedder) {
    services_.emplace(Services{.db = house_->services.db,
                               .clock = house_->services.clock,
                               .random = house_->services.random,
                               .mailbox = house_->services.mailbox,
                               .llm = house_->services.llm,
                               .embedder = embedder,
                               .mail_policy = house_->services.mail_policy,
                               .agent_policy = house_->services.agent_policy,
                               .demo = house_->services.demo,
                               .gate_policy = house_->services.gate_policy,
                               .sender = house_->services.sender,
                               .public_url = "",
                               .node_id = "node-1",
                               .environment = "development"});
    return *house_;
  }
  Result<Unit> run(const std::string& key) {
    return test::run_job(*services_, embed_messages_job(), {}, key);
  }
  std::vector<JobCount> jobs() {
    return must(house_->database.db().read_now([](ReadTx& tx) { return count_jobs(tx); }));
  }
  std::int64_t embed_jobs() {
    std::int64_t all = 0;
    for (const JobCount& each : jobs()) all += each.kind == "embed_messages" ? each.jobs : 0;
    return all;
  }
  std::size_t embedded(const std::string& embedder) {
    return must(house_->database.db().read_now(
                    [&](ReadTx& tx) { return list_embeddings(tx, embedder, "", 100'000); }))
        .size();
  }

  std::unique_ptr<test::House> house_;
  std::optional<Services> services_;
  std::filesystem::path file_;
  int count_ = 0;
};
INSTANTIATE_ENGINES(SearchTest);

TEST_P(SearchTest, TheNearestMailIsFoundFirst) {
  import({{"Your offer", "What would the licence for twenty seats cost us per year?"},
          {"Delivery", "The parcel with the scanners has not arrived in our warehouse yet."},
          {"Lunch", "Shall we have lunch on Thursday near the station?"}});
  EXPECT_EQ(search("scanners").searched, 0) << "nothing is embedded before a job ran";
  EXPECT_EQ(search("scanners").messages, 3);
  prepare();
  EXPECT_EQ(search("scanners").searched, 3);
  EXPECT_EQ(subjects("scanner parcel warehouse").at(0), "Delivery");
  EXPECT_EQ(subjects("cost of a licence").at(0), "Your offer");
  EXPECT_EQ(subjects("THURSDAY lunch").at(0), "Lunch");
  const SearchResult one = search("licences", 1);
  ASSERT_EQ(one.items.size(), 1U);
  const SearchHit& hit = one.items.front();
  EXPECT_EQ(hit.sender, "ben1@customer.example");
  EXPECT_EQ(hit.direction, Direction::in);
  EXPECT_THAT(hit.snippet, testing::StartsWith("What would the licence"));
  EXPECT_GT(hit.score, 0.05);
  EXPECT_LE(hit.score, 1);
  EXPECT_FALSE(hit.thread_id.empty());
  EXPECT_TRUE(search("xyzzyqwv").items.empty()) << "chance is no hit";
}

TEST_P(SearchTest, MailOfAPersonWhoIsNamedComesFirstInAnyCaseAndByTheBeginningOfAName) {
  import({{"Delivery dates", "The pallets arrive on Friday."},
          {"Lunch", "Shall we meet at noon?", "=?UTF-8?Q?=C3=96zg=C3=BCr_Kaya?=", false}});
  prepare();
  for (const char* words : {"Özgür", "özgür", "KAYA", "özg", "ben2@customer.example"})
    EXPECT_EQ(subjects(words).at(0), "Lunch") << words;
}

TEST_P(SearchTest, TheScanGoesOverAllPagesAndKeepsTheBest) {
  import_many(1100);
  prepare();
  const SearchResult found = search("word" + std::to_string(1050 * 7919), 5);
  EXPECT_EQ(found.searched, 1100);
  ASSERT_EQ(found.items.size(), 5U);
  EXPECT_EQ(found.items[0].subject, "Number 1050");
  for (std::size_t i = 1; i < found.items.size(); ++i)
    EXPECT_GE(found.items[i - 1].score, found.items[i].score);
}

TEST_P(SearchTest, EachMailIsEmbeddedOnceHoweverManyJobsAsk) {
  test::FakeEmbedder embedder;
  with(embedder);
  import_many(300);
  ASSERT_TRUE(run(kEveryKey));
  ASSERT_TRUE(run(kEveryKey)) << "the next of the row is there: the work is left to it";
  EXPECT_EQ(embedder.asked.size(), 1U);
  EXPECT_EQ(embedded("fake-1"), 128U);
  ASSERT_TRUE(run("next-1"));
  ASSERT_TRUE(run("next-2"));
  ASSERT_TRUE(run("next-3"));
  EXPECT_EQ(embedded("fake-1"), 300U);
  std::multiset<std::string> texts;
  for (const auto& call : embedder.asked) texts.insert(call.begin(), call.end());
  EXPECT_EQ(texts.size(), 300U);
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), 300U);
}

TEST_P(SearchTest, ARowOfJobsEndsWhenEveryMailHasItsVector) {
  import_many(300);
  prepare();
  EXPECT_EQ(embedded("hashing-1"), 300U);
  EXPECT_EQ(embed_jobs(), 0);
  import_many(1);
  EXPECT_EQ(embed_jobs(), 1) << "who stores mail asks";
  prepare();
  EXPECT_EQ(embedded("hashing-1"), 301U);
}

TEST_P(SearchTest, AnotherEmbeddersVectorsAreNeverCompared) {
  import({{"Delivery", "The parcel with the scanners has not arrived."}});
  prepare();
  test::FakeEmbedder embedder;
  with(embedder);
  const auto before = must(sync_wait(search_messages(*services_, "scanners", 10)));
  EXPECT_EQ(before.searched, 0);
  EXPECT_EQ(before.messages, 1);
  ASSERT_TRUE(run(kEveryKey));
  EXPECT_EQ(must(sync_wait(search_messages(*services_, "scanners", 10))).items.size(), 1U);
  EXPECT_EQ(subjects("scanners").size(), 1U) << "those of the first are still there";
}

TEST_P(SearchTest, AnEmbedderThatFailsIsAskedAgainLaterAndNoMailIsLost) {
  import({{"Delivery", "The parcel has not arrived."}});
  test::FakeEmbedder embedder;
  with(embedder);
  const std::pair<Error, ErrorCode> rows[] = {
      {unavailable("It is away."), ErrorCode::unavailable},
      {limited("Too fast.", 90), ErrorCode::limited},
      {unauthenticated("The key is wrong."), ErrorCode::unavailable},
      {invalid("The model is not known."), ErrorCode::unavailable},
      {internal("It broke."), ErrorCode::unavailable},
  };
  for (const auto& [error, code] : rows) {
    // An `invalid` is tried once more for the text alone.
    embedder.plan = {error, error};
    const auto ran = run(kEveryKey);
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, code);
    EXPECT_EQ(ran.error().message, error.message);
    EXPECT_GE(ran.error().retry_after_s, 60);
    EXPECT_EQ(embedded("fake-1"), 0U);
    embedder.plan = {error};
    const auto found = sync_wait(search_messages(*services_, "parcel", 10));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, code) << "whoever searches did nothing wrong";
  }
  embedder.plan.clear();
  ASSERT_TRUE(run(kEveryKey));
  EXPECT_EQ(embedded("fake-1"), 1U);
}

TEST_P(SearchTest, ATextThatIsRefusedDoesNotStandInTheWayOfTheOthers) {
  import({{"First", "A mail."}, {"Poison", "Too long for this model."}, {"Third", "Another parcel."}});
  test::FakeEmbedder embedder;
  embedder.refuses = [](const std::string& text) { return text.find("Poison") != std::string::npos; };
  with(embedder);
  ASSERT_TRUE(run(kEveryKey));
  EXPECT_EQ(embedded("fake-1"), 3U);
  const auto asked = embedder.asked.size();
  ASSERT_TRUE(run(kEveryKey));
  EXPECT_EQ(embedder.asked.size(), asked) << "it is not asked for again and again";
  const auto found = must(sync_wait(search_messages(*services_, "another parcel", 10)));
  EXPECT_EQ(found.items.at(0).subject, "Third");
}

TEST_P(SearchTest, AServerThatRefusesEverythingMarksNothing) {
  import_many(20);
  test::FakeEmbedder embedder;
  embedder.refuses = [](const std::string&) { return true; };
  with(embedder);
  EXPECT_FALSE(run(kEveryKey));
  EXPECT_EQ(embedder.asked.size(), 1U + 8U) << "and is not asked for each of them";
  EXPECT_EQ(embedded("fake-1"), 0U);
}

}  // namespace
}  // namespace sa
