// Drafts and their attempts on both engines: lists in order, one living answer to a message, quotas that count what left, and the
// invariants that the schema keeps whatever the code says.
#include "store/draft/draft.h"

#include "store/message/message.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const AddressKeys kBen{"ben@theirs.example", "ben@theirs.example", "hash-of-ben"};

class DraftStoreTest : public test::StoreTest {
 protected:
  static Draft draft(const std::string& id, Instant created_at = kNow) {
    Draft made;
    made.id = id;
    made.sender = "Ana <ana@ours.example>";
    made.recipient = made.recipient_key = "ben@theirs.example";
    made.subject = "Your question";
    made.body = "Thank you for your question.";
    made.mailbox_id = "ana@ours.example";
    made.rfc_message_id = id + "@ours.example";
    made.created_at = made.updated_at = created_at;
    made.content_hash = content_hash(made);
    return made;
  }
  Draft add(Draft made) {
    write([&](Tx& tx) { return insert_draft(tx, made, "ana"); });
    return made;
  }
  Draft approved(const std::string& id, Instant created_at = kNow) {
    Draft made = add(draft(id, created_at));
    auto changed = approve(made, "Ana", std::nullopt, kNow);
    if (!changed) throw std::runtime_error(changed.error().message);
    write([&](Tx& tx) { return update_draft(tx, *changed); });
    return *changed;
  }
  SendAttempt start(const Draft& made, const std::string& attempt_id, Instant at = kNow) {
    SendAttempt attempt = begin_attempt(attempt_id, made, "outbox", true, at, at + 10'000);
    attempt.key_hash = kBen.key_hash;
    write([&](Tx& tx) { return start_attempt(tx, attempt, ""); });
    return attempt;
  }
  Usage usage(Instant now) {
    return read([&](ReadTx& tx) { return get_usage(tx, "ana@ours.example", kBen, {20, 2}, now); });
  }
  static std::vector<std::string> ids(const std::vector<Draft>& drafts) {
    std::vector<std::string> all;
    for (const Draft& each : drafts) all.push_back(each.id);
    return all;
  }
};
INSTANTIATE_ENGINES(DraftStoreTest);

TEST_P(DraftStoreTest, ADraftThatIsNotThereIsNamed) {
  const auto missing = db().read_now([](ReadTx& tx) { return get_draft(tx, "no-such"); });
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("no-such"));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_draft(tx, "no-such"); }));
}

TEST_P(DraftStoreTest, ListsAreInOrderAndGoOnWhereThePageEnded) {
  for (const char* id : {"b", "a", "c"}) add(draft(id));
  add(draft("younger", kNow + 1));
  const auto list = [&](Page page) {
    return ids(read([&](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, page); }));
  };
  EXPECT_THAT(list({std::nullopt, "", 2}), ElementsAre("a", "b"));
  EXPECT_THAT(list({kNow, "b", 2}), ElementsAre("c", "younger"));
  EXPECT_THAT(list({kNow + 1, "younger", 2}), IsEmpty());
  const auto newest = read([](ReadTx& tx) {
    return list_newest_drafts(tx, DraftStatus::PENDING_APPROVAL, {std::nullopt, "", 2});
  });
  EXPECT_THAT(ids(newest), ElementsAre("younger", "c"));
}

TEST_P(DraftStoreTest, CountsAndTheQueueSayWhatWaits) {
  add(draft("old", kNow - 5));
  add(draft("new"));
  approved("approved");
  const auto counts = read([](ReadTx& tx) { return count_drafts(tx); });
  std::map<DraftStatus, std::int64_t> by_status;
  for (const DraftCount& each : counts) by_status[each.status] = each.drafts;
  EXPECT_EQ(by_status[DraftStatus::PENDING_APPROVAL], 2);
  EXPECT_EQ(by_status[DraftStatus::APPROVED], 1);
  const QueueDepth queue = read([](ReadTx& tx) { return get_queue_depth(tx); });
  EXPECT_EQ(queue.drafts, 2);
  EXPECT_EQ(queue.oldest_at, kNow - 5);
}

TEST_P(DraftStoreTest, AnEditKeepsTheFormerVersionWhole) {
  const Draft first = add(draft("d"));
  auto second = edit(first, {std::nullopt, "Another subject", std::nullopt}, "d-2@ours.example", kNow + 1);
  ASSERT_TRUE(second) << second.error().message;
  write([&](Tx& tx) -> Result<Unit> {
    TRY_OK(update_draft(tx, *second));
    return insert_draft_version(tx, *second, "ben");
  });
  const auto versions = read([](ReadTx& tx) { return list_draft_versions(tx, "d"); });
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0].subject, "Your question");
  EXPECT_EQ(versions[0].content_hash, first.content_hash);
  EXPECT_EQ(versions[0].created_by, "ana");
  EXPECT_EQ(versions[1].subject, "Another subject");
  EXPECT_EQ(versions[1].created_by, "ben");
}

TEST_P(DraftStoreTest, WhatExpiredIsFoundWhatDidNotIsNot) {
  Draft soon = draft("soon");
  soon.expires_at = kNow + 10;
  add(soon);
  add(draft("never"));
  const auto expired = [&](Instant now) {
    return ids(read([&](ReadTx& tx) { return list_expired_drafts(tx, now, 10); }));
  };
  EXPECT_THAT(expired(kNow + 9), IsEmpty());
  EXPECT_THAT(expired(kNow + 10), ElementsAre("soon"));
}

TEST_P(DraftStoreTest, ADraftIsFoundByTheIdsOfItsMail) {
  add(draft("d"));
  EXPECT_EQ(read([](ReadTx& tx) { return find_draft_by_rfc_message_id(tx, "d@ours.example"); }), "d");
  EXPECT_FALSE(read([](ReadTx& tx) { return find_draft_by_rfc_message_id(tx, "x@ours.example"); }));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_draft_by_provider_message_id(tx, "p1"); }));
}

TEST_P(DraftStoreTest, TheSchemaRefusesASentDraftThatNobodyApproved) {
  Draft made = add(draft("d"));
  made.status = DraftStatus::SENT;
  made.provider = "outbox";
  made.provider_message_id = "p1";
  made.sent_at = kNow;
  const auto stored = db().write_now([&](Tx& tx) { return update_draft(tx, made); });
  EXPECT_FALSE(stored);
  EXPECT_EQ(read([](ReadTx& tx) { return get_draft(tx, "d"); }).status, DraftStatus::PENDING_APPROVAL);
}

TEST_P(DraftStoreTest, AnAttemptTakesItsPlacesAndGivesThemBackOnlyWhenItSurelyDidNotLeave) {
  const Draft made = approved("d");
  EXPECT_EQ(usage(kNow).mailbox_count, 0);
  SendAttempt attempt = start(made, "a1");
  EXPECT_EQ(usage(kNow).mailbox_count, 1);
  EXPECT_EQ(usage(kNow).contact_count, 1);
  attempt.state = AttemptState::UNKNOWN;
  attempt.finished_at = kNow;
  write([&](Tx& tx) { return finish_attempt(tx, attempt); });
  EXPECT_EQ(usage(kNow).mailbox_count, 1) << "in doubt it counts";
  attempt.state = AttemptState::NOT_SENT;
  write([&](Tx& tx) { return finish_attempt(tx, attempt); });
  EXPECT_EQ(usage(kNow).mailbox_count, 0);
  EXPECT_EQ(usage(kNow).contact_count, 0);
}

TEST_P(DraftStoreTest, AnAttemptEndsOnce) {
  SendAttempt attempt = start(approved("d"), "a1");
  attempt.state = AttemptState::REFUSED;
  attempt.finished_at = kNow;
  write([&](Tx& tx) { return finish_attempt(tx, attempt); });
  attempt.state = AttemptState::SENT;
  EXPECT_EQ(refused([&](Tx& tx) { return finish_attempt(tx, attempt); }).code, ErrorCode::conflict);
  EXPECT_EQ(refused([&](Tx& tx) { return note_prepared(tx, attempt); }).code, ErrorCode::conflict);
}

TEST_P(DraftStoreTest, OneAttemptOfADraftIsAliveAtATime) {
  const Draft made = approved("d");
  start(made, "a1");
  const SendAttempt second = begin_attempt("a2", made, "outbox", true, kNow, kNow + 10'000);
  EXPECT_FALSE(db().write_now([&](Tx& tx) { return start_attempt(tx, second, ""); }));
  EXPECT_EQ(read([](ReadTx& tx) { return find_open_attempt(tx, "d"); })->attempt_id, "a1");
  EXPECT_THAT(read([](ReadTx& tx) { return list_attempts(tx, "d"); }), SizeIs(1));
}

TEST_P(DraftStoreTest, QuotasRollAndMailThatLeftOutsideCountsToo) {
  write([](Tx& tx) {
    return count_outside_mail(tx, "m1", "ana@ours.example", {{"hash-of-ben", ""}, {"hash-of-other", ""}},
                              kNow);
  });
  EXPECT_EQ(usage(kNow).contact_count, 1);
  EXPECT_EQ(usage(kNow).mailbox_count, 2) << "one for each recipient";
  EXPECT_EQ(usage(kNow + kDayMs + 1).mailbox_count, 0);
  EXPECT_EQ(usage(kNow + kDayMs + 1).contact_count, 1);
  EXPECT_EQ(usage(kNow + 7 * kDayMs + 1).contact_count, 0);
}

TEST_P(DraftStoreTest, LostAttemptsAreThoseWhoseDeadlinePassed) {
  for (const auto& [id, at] : {std::pair("old", kNow - kHourMs), std::pair("young", kNow)}) {
    const Draft made = approved(id);
    start(made, std::string("a-") + id, at);
    auto sending = claim(made, kNow);
    ASSERT_TRUE(sending) << sending.error().message;
    write([&](Tx& tx) { return update_draft(tx, *sending); });
  }
  const auto lost = read([](ReadTx& tx) { return list_lost_attempts(tx, kNow, kNow - 30 * kDayMs, 10); });
  ASSERT_THAT(lost, SizeIs(1));
  EXPECT_EQ(lost[0].attempt_id, "a-old");
}

TEST_P(DraftStoreTest, issue_who_is_part_of_a_conversation_is_compared_letter_by_letter) {
  write([](Tx& tx) -> Result<Unit> {
    TRY_OK(insert_thread(tx, {"t", "Offer", "offer", std::nullopt, kNow, "ana@ours.example"}));
    MessageRow mail;
    mail.message_id = "m";
    mail.rfc_message_id = "m@theirs.example";
    mail.content_sha256 = std::string(64, 'a');
    mail.thread_id = "t";
    mail.linked_by = "start";
    mail.sender = mail.sender_key = "ben@theirs.example";
    mail.recipients = {"ana@ours.example", "janexdoe@theirs.example"};
    mail.sent_at = mail.created_at = kNow;
    mail.attachments = boost::json::array();
    mail.analysis = {{"reply_to", {{"name", ""}, {"address", "Desk@theirs.example"}}}};
    mail.source = "file:0";
    return insert_message(tx, mail, std::nullopt);
  });
  const auto is_part = [&](const std::string& address) {
    Draft answer = draft("d");
    answer.message_id = "m";
    answer.thread_id = "t";
    answer.recipient = answer.recipient_key = address;
    return read([&](ReadTx& tx) {
             return get_gate_context(tx, answer, {address, address, "hash"}, QuotaLimits{}, kNow);
           })
        .thread.has_recipient;
  };
  EXPECT_TRUE(is_part("ben@theirs.example"));
  EXPECT_TRUE(is_part("janexdoe@theirs.example"));
  EXPECT_TRUE(is_part("desk@theirs.example")) << "the mail asks for answers there";
  EXPECT_FALSE(is_part("jane_doe@theirs.example"));
  EXPECT_FALSE(is_part("doe@theirs.example")) << "a part of an address is another one";
  EXPECT_FALSE(is_part("%"));
}

}  // namespace
}  // namespace sa
