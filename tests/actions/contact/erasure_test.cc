// A person's right to be forgotten: nothing of them is found in the database, its files or the log, the trail is whole, and nobody
// else loses a word.
#include "actions/contact/erasure.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "actions/audit/audit.h"
#include "actions/contact/consent.h"
#include "actions/contact/directory.h"
#include "actions/contact/merge.h"
#include "actions/contact/person_words.h"
#include "actions/contact/restore.h"
#include "actions/message/mail_intake.h"
#include "actions/question/question.h"
#include "actions/task/task.h"
#include "base/log.h"
#include "connectors/local/suppressed_file.h"
#include "tests/actions/house.h"
#include "tests/store/tamper.h"

namespace sa {
namespace {

/// What must not be found anywhere afterwards: addresses in the spellings that were seen, the name, words of their mail.
const std::vector<std::string> kTraces = {"benedikt.hill", "benedikthill", "Benedikt.Hill", "Hillebrandt",
                                          "zanzibar cinnamon"};

/// Everything that the database holds, as somebody with the disk in their hands would read it.
std::string bytes_of(const test::Database& database) {
  std::string all;
  if (database.engine() == "sqlite") {
    for (const auto& file : std::filesystem::directory_iterator(database.folder())) {
      std::ifstream in(file.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }
  PGconn* connection = PQconnectdb(database.options().url.c_str());
  PGresult* tables =
      PQexec(connection, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1");
  for (int i = 0; i < PQntuples(tables); ++i) {
    const std::string query = std::string("SELECT t::text FROM ") + PQgetvalue(tables, i, 0) + " t";
    PGresult* rows = PQexec(connection, query.c_str());
    for (int row = 0; row < PQntuples(rows); ++row) all += std::string(PQgetvalue(rows, row, 0)) + '\n';
    PQclear(rows);
  }
  PQclear(tables);
  PQfinish(connection);
  return all;
}

class ErasureTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    start_log({.level = LogLevel::debug,
               .sink = [this](std::string_view line) { log += std::string(line) + '\n'; }});
    house = std::make_unique<test::House>(GetParam());
    folder = std::filesystem::temp_directory_path() / ("sales-agent-" + random_hex(system_random(), 8));
    ledger = std::make_unique<SuppressedFile>((folder / "suppressed").string(), "test");
    house->services.opt_outs = ledger.get();
  }
  void TearDown() override {
    start_log({});
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  /// `doubt`: words of the body of which nobody knows whether they mean an opt-out; empty: none.
  bool import(const std::string& id, const std::string& from, const std::string& to,
              const std::string& subject, const std::string& body, const std::string& doubt = "") {
    const MailIntake intake{house->services, {"ana@ours.example"}, "trace"};
    auto read = intake.read("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject +
                                "\r\nDate: Wed, 18 Nov 2026 09:00:00 +0000\r\nMessage-ID: <" + id +
                                "@mail.example>\r\n\r\n" + body + "\r\n",
                            "test");
    if (!read) throw std::runtime_error(read.error().message);
    if (!doubt.empty()) {
      read->analysis.opt_out = Belief::possible;
      read->analysis.doubts = {{"opt_out.words", doubt, {}}};
    }
    const auto stored =
        house->database.db().write_now([&](Tx& tx) { return intake.store(tx, *read, house->clock.now()); });
    if (!stored) throw std::runtime_error(stored.error().message);
    return *stored;
  }
  bool import_bens() {
    return import("q1", "Benedikt Hillebrandt <Benedikt.Hill@gmail.com>", "ana@ours.example",
                  "A zanzibar cinnamon order",
                  "Hello Ana, could you send me a quote for our zanzibar cinnamon order of 40 users this "
                  "week?\r\n\r\nBenedikt");
  }
  /// Everything that the program can know of somebody.
  void live() {
    EXPECT_TRUE(import_bens());
    house->pass(kSecondMs);
    EXPECT_TRUE(import("q2", "Cy Other <cy@other.example>", "ana@ours.example, benedikt.hill@gmail.com",
                       "Lunch",
                       "Hello Ana, the quarterly lunch is on. Write to benedikthill+lunch@gmail.com, or "
                       "https://x.example/?to=benedikt.hill%40gmail.com, could you send a quote this week?"));
    EXPECT_TRUE(import("q3", "Ana@Ours.example", "benedikthill@googlemail.com",
                       "Your zanzibar cinnamon order", "As you asked."));
    house->pass(kSecondMs);
    for (const char* id : {"sent", "open", "rejected"}) {
      const auto made = house->create(id, "benedikt.hill@gmail.com");
      ASSERT_TRUE(made) << made.error().message;
    }
    ASSERT_TRUE(house->approve("sent"));
    const auto sent = house->send("sent");
    ASSERT_TRUE(sent) << sent.error().message;
    ASSERT_TRUE(
        sync_wait(reject_draft(house->services, ana, "rejected", "", "Benedikt Hillebrandt said so")));
    NewDraft wish = house->wish("other", "di@other.example");
    wish.body += "\nI wrote to Benedikt.Hill@gmail.com, too.\n";
    ASSERT_TRUE(sync_wait(create_draft(house->services, ana, wish)));
    ASSERT_TRUE(house->approve("other"));
    be_known();
    test::tamper(house->database,
                 "INSERT INTO hubspot_contacts VALUES ('h1', 'Benedikt.Hill@gmail.com', "
                 "'benedikt.hill@gmail.com', 'Benedikt "
                 "Hillebrandt', NULL, '', '{}', NULL, 0, 1, 1);"
                 "INSERT INTO hubspot_form_submissions VALUES ('s1', 'f1', 'h1', 'benedikt.hill@gmail.com', "
                 "'{\"message\":\"zanzibar cinnamon\"}', '', 1, NULL);"
                 "INSERT INTO agent_notes VALUES ('n1', 'h1', 'zanzibar cinnamon', 1, NULL, NULL);"
                 "INSERT INTO idempotency_keys VALUES ('p', 'k', 'h', 200, "
                 "'{\"recipient\":\"benedikt.hill@gmail.com\"}', '', 1, "
                 "99999999999999);");
  }
  /// What a person writes about somebody.
  void be_known() {
    const std::string id = contact_id();
    const auto card = sync_wait(get_contact_card(house->services, id));
    ASSERT_TRUE(card) << card.error().message;
    ContactFields fields;
    fields.name = "Benedikt Hillebrandt";
    fields.company = "Hillebrandt Spices";
    fields.tags = std::vector<std::string>{"zanzibar cinnamon"};
    fields.custom = std::map<std::string, std::string>{{"likes", "zanzibar cinnamon"}};
    const auto changed = sync_wait(update_contact(house->services, ana, id, card->version, fields));
    ASSERT_TRUE(changed) << changed.error().message;
    ASSERT_TRUE(sync_wait(add_note(house->services, ana, id, "Asked for zanzibar cinnamon at the fair.")));
    TaskFields task;
    task.contact_id = id;
    task.title = "Call Benedikt Hillebrandt";
    task.due_date = parse_date("2026-11-24");
    ASSERT_TRUE(sync_wait(create_task(house->services, ana, task)));
    // About somebody else, with the address in it.
    const auto cy = sync_wait(find_contact_card(house->services, "cy@other.example"));
    ASSERT_TRUE(cy) << cy.error().message;
    ASSERT_TRUE(sync_wait(
        add_note(house->services, ana, cy->contact_id, "Had quarterly lunch with benedikt.hill@gmail.com.")));
    ConsentFields consent;
    consent.source = "zanzibar cinnamon order";
    ASSERT_TRUE(sync_wait(add_consent(house->services, ana, id, consent)));
    consent.source = "quarterly lunch, said benedikt.hill@gmail.com";
    ASSERT_TRUE(sync_wait(add_consent(house->services, ana, cy->contact_id, consent)));
    ContactFields twin;
    twin.email = "cy@home.example";
    twin.title = "assistant of Benedikt.Hill@gmail.com";
    const auto made = sync_wait(create_contact(house->services, ana, twin));
    ASSERT_TRUE(made) << made.error().message;
    ASSERT_TRUE(sync_wait(merge_contacts(house->services, ana, made->contact_id, cy->contact_id)));
  }
  void be_of(const std::string& company) {
    const std::string id = contact_id();
    const auto card = sync_wait(get_contact_card(house->services, id));
    ASSERT_TRUE(card) << card.error().message;
    ContactFields fields;
    fields.company = company;
    const auto changed = sync_wait(update_contact(house->services, ana, id, card->version, fields));
    ASSERT_TRUE(changed) << changed.error().message;
  }
  std::string contact_id() {
    const auto found = house->database.db().read_now([&](ReadTx& tx) {
      return find_contact_by_email(tx, address_keys(house->services, "benedikthill@gmail.com"));
    });
    return found && *found ? (*found)->contact_id : std::string();
  }
  void expect_no_trace() {
    const std::string bytes = bytes_of(house->database);
    for (const std::string& trace : kTraces) {
      const std::size_t at = bytes.find(trace);
      EXPECT_EQ(at, std::string::npos) << trace << ": ..." << bytes.substr(at > 60 ? at - 60 : 0, 160);
      EXPECT_EQ(log.find(trace), std::string::npos) << trace << " is in the log";
    }
  }
  AuditReport verify() { return *verify_audit(house->database.db(), {}); }
  void expect_whole() {
    for (const AuditFinding& each : verify().findings) ADD_FAILURE() << each.words;
  }

  const Actor ana = test::House::person("ana");
  std::string log;
  std::unique_ptr<test::House> house;
  std::filesystem::path folder;
  std::unique_ptr<SuppressedFile> ledger;
};
INSTANTIATE_ENGINES(ErasureTest);

TEST_P(ErasureTest, issue_a_person_who_is_erased_is_found_nowhere_and_the_trail_is_whole) {
  live();
  expect_whole();
  const Usage before = house->usage("benedikt.hill@gmail.com");
  const std::string id = contact_id();
  ASSERT_FALSE(id.empty());
  const auto erased = sync_wait(erase_contact(house->services, ana, id, "Benedikt.Hill@googlemail.com"));
  ASSERT_TRUE(erased) << erased.error().message;
  expect_no_trace();
  expect_whole();
  EXPECT_GT(verify().details_erased, 0);
  EXPECT_EQ(erased->key_hashes.size(), 1u);
  EXPECT_EQ(erased->key_hash, key_hash_of(house->services, "benedikt.hill@gmail.com"));
  EXPECT_GE(erased->rows_by_table.at("drafts").as_int64(), 4);
  EXPECT_FALSE(erased->elsewhere.empty());
  const auto rows =
      house->database.db().read_now([](ReadTx& tx) { return list_audit_of_action(tx, kErase); });
  EXPECT_EQ(rows->back().seq, erased->audit_seq);
  // What left is still counted; nothing else of it is there.
  EXPECT_EQ(house->usage("benedikt.hill@gmail.com").contact_count, before.contact_count);
  EXPECT_EQ(house->get("sent").status, DraftStatus::SENT);
  EXPECT_EQ(house->get("sent").body, "");
  // Others keep their words.
  const std::string bytes = bytes_of(house->database);
  EXPECT_NE(bytes.find("quarterly lunch"), std::string::npos);
  EXPECT_NE(bytes.find("Had quarterly lunch with [erased]."), std::string::npos);
  EXPECT_NE(bytes.find("cy@other.example"), std::string::npos);
  const Draft other = house->get("other");
  EXPECT_NE(other.body.find("I wrote to [erased], too."), std::string::npos) << other.body;
  EXPECT_EQ(other.status, DraftStatus::PENDING_APPROVAL) << "it is another mail now";
  EXPECT_TRUE(house->approve("other"));
  // Once is enough.
  EXPECT_EQ(sync_wait(erase_contact(house->services, ana, id, "benedikt.hill@gmail.com")).error().code,
            ErrorCode::not_found);
}

TEST_P(ErasureTest, issue_an_address_in_another_contacts_record_goes_too) {
  EXPECT_TRUE(import_bens());
  ContactFields fields;
  fields.email = "cy@other.example";
  fields.company = "Friends of benedikthill@gmail.com";
  fields.source = "a list of Benedikt.Hill@gmail.com";
  fields.tags = std::vector<std::string>{"keep", "by benedikt.hill@gmail.com"};
  fields.custom = std::map<std::string, std::string>{{"referred_by", "Benedikt.Hill@gmail.com"}};
  const auto cy = sync_wait(create_contact(house->services, ana, fields));
  ASSERT_TRUE(cy) << cy.error().message;
  const auto erased = sync_wait(erase_contact(house->services, ana, contact_id(), "benedikt.hill@gmail.com"));
  ASSERT_TRUE(erased) << erased.error().message;
  const std::string bytes = bytes_of(house->database);
  for (const char* trace : {"benedikt.hill", "benedikthill", "Benedikt.Hill"})
    EXPECT_EQ(bytes.find(trace), std::string::npos) << trace;
  const auto left = sync_wait(get_contact_card(house->services, cy->contact_id));
  ASSERT_TRUE(left) << left.error().message;
  EXPECT_EQ(left->company, "Friends of [erased]");
  EXPECT_EQ(left->source, "a list of [erased]");
  EXPECT_EQ(left->tags, (std::vector<std::string>{"keep", "by [erased]"}));
  EXPECT_EQ(left->custom.at("referred_by"), "[erased]");
  EXPECT_EQ(left->company_id, cy->company_id);
  EXPECT_EQ(sync_wait(get_company_card(house->services, *left->company_id))->name, "Friends of [erased]");
  EXPECT_GT(left->version, cy->version) << "who still has the old record open may not write it back";
}

TEST_P(ErasureTest, issue_a_company_that_the_person_left_is_not_kept_under_their_name) {
  EXPECT_TRUE(import_bens());
  be_of("Hillebrandt Consulting");
  EXPECT_NE(bytes_of(house->database).find("Hillebrandt Consulting"), std::string::npos);
  be_of("Acme");
  const auto erased = sync_wait(erase_contact(house->services, ana, contact_id(), "benedikt.hill@gmail.com"));
  ASSERT_TRUE(erased) << erased.error().message;
  const std::string bytes = bytes_of(house->database);
  for (const char* trace : {"Hillebrandt", "hillebrandt"})
    EXPECT_EQ(bytes.find(trace), std::string::npos) << trace;
}

TEST_P(ErasureTest, AnOpenQuestionAboutThePersonGoesWithThem) {
  EXPECT_TRUE(import_bens());
  house->pass(kSecondMs);
  ASSERT_TRUE(house->create("held", "benedikt.hill@gmail.com"));
  EXPECT_TRUE(import("doubt", "Benedikt Hillebrandt <Benedikt.Hill@gmail.com>", "ana@ours.example",
                     "Re: A question",
                     "Hello Ana, perhaps no more of the zanzibar cinnamon for now. Which plan has an API?",
                     "no more of the zanzibar cinnamon"));
  // Another person's question, whose words name him.
  EXPECT_TRUE(import("c1", "Cy Other <cy@other.example>", "ana@ours.example", "Lunch",
                     "Hello Ana, could you send a quote for 40 users this week?"));
  house->pass(kSecondMs);
  EXPECT_TRUE(import("c2", "Cy Other <cy@other.example>", "ana@ours.example", "Lunch",
                     "Hello Ana, rather write to benedikt.hill@gmail.com than to me, please.",
                     "rather write to benedikt.hill@gmail.com than to me"));
  house->pass(kSecondMs);
  const auto open = sync_wait(list_questions(house->services, QuestionStatus::OPEN, Page{}));
  ASSERT_TRUE(open) << open.error().message;
  ASSERT_EQ(open->size(), 2u);
  ASSERT_NE(bytes_of(house->database).find("no more of the zanzibar cinnamon"), std::string::npos);

  const auto erased = sync_wait(erase_contact(house->services, ana, contact_id(), "benedikt.hill@gmail.com"));
  ASSERT_TRUE(erased) << erased.error().message;
  expect_no_trace();
  expect_whole();
  EXPECT_GE(erased->rows_by_table.at("questions").as_int64(), 2);
  // Nobody is asked about them any more; the other question stands, without his address.
  const auto left = sync_wait(list_questions(house->services, QuestionStatus::OPEN, Page{}));
  ASSERT_TRUE(left) << left.error().message;
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ(left->front().words, "rather write to [erased] than to me");
  EXPECT_TRUE(
      sync_wait(answer_question(house->services, ana, left->front().question_id, QuestionAnswer::continue_)));
}

TEST_P(ErasureTest, EveryContactOfAChainOfMergesGoesWithThePerson) {
  const auto add = [&](const char* email, const char* name) {
    ContactFields fields;
    fields.email = email;
    fields.name = name;
    const auto made = sync_wait(create_contact(house->services, ana, fields));
    if (!made) throw std::runtime_error(made.error().message);
    return made->contact_id;
  };
  const auto merge = [&](const std::string& from, const std::string& into) {
    const auto merged = sync_wait(merge_contacts(house->services, ana, from, into));
    ASSERT_TRUE(merged) << merged.error().message;
  };
  const std::string first = add("benedikt.hill@first.example", "Benedikt Hillebrandt");
  const std::string second = add("benedikt.hill@second.example", "B. Hillebrandt");
  const std::string last = add("benedikt.hill@gmail.com", "Ben");
  const std::string other = add("cy@other.example", "Cy Other");
  const std::string twin = add("cy@home.example", "Cy Twin");
  merge(first, second);
  merge(second, last);
  merge(twin, other);
  const auto erased = sync_wait(erase_contact(house->services, ana, last, "benedikt.hill@second.example"));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->rows_by_table.at("contact_merges"), 2);
  EXPECT_EQ(erased->key_hashes.size(), 3u);
  expect_no_trace();
  expect_whole();
  for (const std::string& id : {first, second, last})
    EXPECT_EQ(sync_wait(unmerge_contact(house->services, ana, id)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(sync_wait(unmerge_contact(house->services, ana, twin))) << "of others nothing goes";
}

TEST_P(ErasureTest, issue_who_was_erased_is_not_let_in_again) {
  live();
  ASSERT_TRUE(
      sync_wait(erase_person(house->services, ana, "benedikt.hill@gmail.com", "benedikt.hill@gmail.com")));
  EXPECT_FALSE(import_bens());
  house->pass(kHourMs);
  const auto made = house->create("again", "b.enedikthill@gmail.com");
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("contact.erased"), std::string::npos);
  EXPECT_TRUE(import("q4", "Cy Other <cy@other.example>", "ana@ours.example, benedikt.hill@gmail.com",
                     "Again", "Hello, benedikt.hill@gmail.com was there, too."));
  expect_no_trace();
  EXPECT_TRUE(contact_id().empty());
  expect_whole();
  // An owner with proof may let them in.
  ASSERT_TRUE(sync_wait(remove_suppressions(house->services, ana, "benedikt.hill@gmail.com",
                                            {"They wrote again.", "mail of 1 December"})));
  EXPECT_TRUE(import_bens());
}

TEST_P(ErasureTest, AMailThatIsBeingSentIsWaitedFor) {
  ASSERT_TRUE(house->create("d", "benedikt.hill@gmail.com"));
  ASSERT_TRUE(house->approve("d"));
  house->mailbox.plan = {test::FakeMailbox::Fault::accept_and_lose_answer};
  ASSERT_TRUE(house->send("d"));
  ASSERT_EQ(house->get("d").status, DraftStatus::SENDING);
  const auto refused =
      sync_wait(erase_person(house->services, ana, "benedikt.hill@gmail.com", "benedikt.hill@gmail.com"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(house->get("d").recipient, "benedikt.hill@gmail.com");
}

TEST_P(ErasureTest, WhoMayAndWhoIsMeantIsAsked) {
  ASSERT_TRUE(import_bens());
  Actor operator_ = ana;
  operator_.scopes = scopes_of(Role::operator_);
  EXPECT_EQ(sync_wait(erase_contact(house->services, operator_, contact_id(), "benedikt.hill@gmail.com"))
                .error()
                .code,
            ErrorCode::forbidden);
  const auto other = sync_wait(erase_contact(house->services, ana, contact_id(), "cy@other.example"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().fields.at(0).path, "confirm");
  EXPECT_FALSE(contact_id().empty());
}

TEST_P(ErasureTest, issue_a_database_restored_from_before_is_rid_of_the_person_again) {
  ASSERT_TRUE(
      sync_wait(erase_person(house->services, ana, "benedikt.hill@gmail.com", "benedikt.hill@gmail.com")));
  test::tamper(house->database, "DELETE FROM suppressions;");
  live();
  EXPECT_EQ(restore_opt_outs(house->services)->missing, 1);
  expect_no_trace();
  EXPECT_FALSE(import_bens());
  expect_whole();
}

TEST_P(ErasureTest, OnlyTheAddressGoesOutOfAText) {
  const PersonWords words(house->services, {key_hash_of(house->services, "ben@example.net")});
  const struct {
    const char* text;
    const char* without;
  } rows[] = {{"Write to Ben+x@Example.net.", "Write to [erased]."},
              {"<ben@example.net>,mailto:BEN@example.net?x", "<[erased]>,mailto:[erased]?x"},
              {"?to=ben%2Blist%40example.net&y", "?to=[erased]&y"},
              {"ruben@example.net, ben@example.network and ben@sub.example.net", nullptr},
              {"no address @ all @@ ben@", nullptr}};
  for (const auto& row : rows)
    EXPECT_EQ(words.without_address(row.text), row.without ? row.without : row.text);
}

}  // namespace
}  // namespace sa
