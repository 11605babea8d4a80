// Gmail as mailbox, feed and sign-in, against the fake (tests/fakes/vendors/gmail.mjs), whose ledger judges.
#include "connectors/google/gmail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto/hash.h"
#include "base/text/url.h"
#include "connectors/google/gmail_feed.h"
#include "connectors/google/google_oauth.h"
#include "connectors/http/account_token.h"
#include "tests/contract/approved.h"
#include "tests/contract/gmail_house.h"
#include "tests/fakes/timer.h"
#include "tests/fakes/token_store.h"

namespace sa {
namespace {

using test::approved;
using ::testing::HasSubstr;
using SendKind = SendOutcome::Kind;
using LookKind = Lookup::Kind;

constexpr const char* kSend = R"({"method":"POST","path":"drafts/send$"})";

struct GmailTest : ::testing::Test, test::GmailHouse {
  void SetUp() override {
    if (!open())
      GTEST_SKIP()
          << "TEST_GMAIL_URL is not set: run through tools/with-vendors to test against the fake Gmail";
  }

  static SendTicket ticket_of(const Draft& draft) {
    return {draft.rfc_message_id, "", "", system_clock().now(), draft.recipient_key, draft.subject,
            draft.unsubscribe_url};
  }
  /// As of an attempt so long ago.
  static SendTicket older(SendTicket ticket, std::int64_t ms) {
    ticket.started_at = ticket.started_at - ms;
    return ticket;
  }
  /// What the next attempt knows of this one.
  static EarlierAttempt after(const SendTicket& ticket) {
    return {ticket.prepared_id, "", ticket.started_at, ticket.started_at};
  }
  SendTicket prepared(const Draft& mail) {
    SendTicket ticket = ticket_of(mail);
    ticket.prepared_id = sync_wait(gmail->prepare(approved(mail), ticket, soon())).prepared_id;
    return ticket;
  }
  std::size_t drafts_at_rest() {
    return fake->get("/_fake/state").as_object().at("drafts").as_array().size();
  }
  /// As actions/draft/send.cc asks: what the mailbox wants to be stored is stored, and it is asked again.
  Lookup look_up(SendTicket ticket) {
    Lookup lookup = sync_wait(gmail->find_sent(ticket));
    if (lookup.prepared_id.empty()) return lookup;
    ticket.prepared_id = lookup.prepared_id;
    return sync_wait(gmail->find_sent(ticket));
  }
  static Instant soon() { return system_clock().now() + 10 * kSecondMs; }
  std::size_t deliveries(const std::string& message_id) {
    std::size_t count = 0;
    for (const auto& row : fake->ledger("delivery"))
      if (std::string_view(row.at("rfc_message_id").as_string()).find(message_id) != std::string_view::npos)
        ++count;
    return count;
  }
};

TEST_F(GmailTest, AMailLeavesOnceAndItsRealIdIsReadBack) {
  fake->plan(R"([{"match":{"path":"drafts/send$"},"times":1,"fault":"rewrite_message_id"}])");
  const Draft mail = test::pending_draft("one");
  SendTicket ticket = ticket_of(mail);
  const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket, soon()));
  ASSERT_FALSE(ready.outcome) << ready.outcome->words;
  EXPECT_EQ(deliveries("one@ours.example"), 0U);
  ticket.prepared_id = ready.prepared_id;
  const SendOutcome outcome = sync_wait(gmail->send(approved(mail), ticket, soon()));
  ASSERT_EQ(outcome.kind, SendKind::accepted) << outcome.words;
  EXPECT_FALSE(outcome.provider_message_id.empty());
  EXPECT_FALSE(outcome.provider_thread_id.empty());
  EXPECT_NE(outcome.sent_message_id, mail.rfc_message_id);
  const auto rows = fake->ledger("delivery");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("sha256").as_string(), ready.bytes_sha256);
  EXPECT_THAT(std::string(rows[0].at("stored_rfc_message_id").as_string()),
              HasSubstr(outcome.sent_message_id));
}

struct Fault {
  const char* name;
  std::string plan;
  SendKind sent;    ///< what `send` says
  LookKind looked;  ///< what `find_sent` says after it
  std::size_t delivered;
};

TEST_F(GmailTest, EveryDoubtIsSettledByAsking) {
  const auto on_send = [](const std::string& rest) {
    return "[{\"match\":" + std::string(kSend) + "," + rest + "}]";
  };
  const Fault rows[] = {
      {"nothing", "[]", SendKind::accepted, LookKind::found, 1},
      {"dropped after", on_send(R"("times":1,"fault":"accept_then_drop")"), SendKind::accepted,
       LookKind::found, 1},
      {"500 after", on_send(R"("times":1,"fault":"accept_then_500")"), SendKind::accepted, LookKind::found,
       1},
      {"truncated", on_send(R"("times":1,"fault":"truncate")"), SendKind::accepted, LookKind::found, 1},
      {"bad json", on_send(R"("times":1,"fault":"bad_json")"), SendKind::unknown, LookKind::found, 1},
      {"slow loris", on_send(R"("times":1,"ms":200,"fault":"slow_loris")"), SendKind::accepted,
       LookKind::found, 1},
      {"hangs after", on_send(R"("times":1,"when":"after","fault":"hang")"), SendKind::accepted,
       LookKind::found, 1},
      {"hangs before", on_send(R"("times":1,"fault":"hang")"), SendKind::unknown, LookKind::absent, 0},
      {"reset before", on_send(R"("times":1,"fault":"reset_before")"), SendKind::unknown, LookKind::absent,
       0},
      {"late", on_send(R"("times":1,"ms":300,"fault":"accept_late")"), SendKind::unknown, LookKind::absent,
       0},
      {"too fast", on_send(R"("times":1,"retry_after":1,"fault":"rate_limit")"), SendKind::accepted,
       LookKind::found, 1},
      {"403 too fast", on_send(R"("times":1,"status":403,"fault":"rate_limit")"), SendKind::accepted,
       LookKind::found, 1},
      {"refused", on_send(R"("status":400,"fault":"reject")"), SendKind::refused, LookKind::absent, 0},
      {"expired token", on_send(R"("times":1,"fault":"expire_token")"), SendKind::accepted, LookKind::found,
       1},
      {"lost, and the search lags",
       R"([{"match":{"path":"drafts/send$"},"times":1,"fault":"accept_then_drop"},{"match":{"path":"messages"},"ms":60000,"fault":"lag"}])",
       SendKind::accepted, LookKind::found, 1},
      {"lost, and its id was replaced",
       R"([{"match":{"path":"drafts/send$"},"fault":"rewrite_message_id"},{"match":{"path":"drafts/send$"},"times":1,"fault":"accept_then_drop"}])",
       SendKind::accepted, LookKind::found, 1},
      {"lost, and nothing can be asked",
       R"([{"match":{"path":"drafts/send$"},"times":1,"fault":"accept_then_drop"},{"match":{"method":"GET"},"fault":"reject","status":503}])",
       SendKind::unknown, LookKind::cannot_tell, 1},
  };
  int number = 0;
  for (const Fault& row : rows) {
    SCOPED_TRACE(row.name);
    SetUp();  // a fresh breaker, a fresh fake
    const Draft mail = test::pending_draft("fault" + std::to_string(++number));
    SendTicket ticket = ticket_of(mail);
    const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket, soon()));
    ASSERT_FALSE(ready.outcome) << ready.outcome->words;
    ticket.prepared_id = ready.prepared_id;
    fake->plan(row.plan);
    const SendOutcome outcome = sync_wait(gmail->send(approved(mail), ticket, soon()));
    EXPECT_EQ(outcome.kind, row.sent) << outcome.words;
    const Lookup lookup = look_up(ticket);
    EXPECT_EQ(lookup.kind, row.looked) << lookup.words;
    EXPECT_EQ(deliveries(mail.rfc_message_id), row.delivered);
    if (lookup.kind != LookKind::absent) continue;
    // Absent is a promise: not even a late call of the same attempt can send it any more.
    fake->plan("[]");
    const SendOutcome late = sync_wait(gmail->send(approved(mail), ticket, soon()));
    EXPECT_NE(late.kind, SendKind::accepted);
    EXPECT_EQ(deliveries(mail.rfc_message_id), 0U);
  }
}

TEST_F(GmailTest, ALostDraftIsFoundAgainOrTakenAway) {
  const Draft mail = test::pending_draft("lost");
  fake->plan(R"([{"match":{"method":"POST","path":"/drafts$"},"times":1,"fault":"accept_then_drop"}])");
  const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon()));
  EXPECT_FALSE(ready.prepared_id.empty());
  // One that was made and never noted: nothing can send it, and it does not stay among the person's drafts.
  EXPECT_EQ(sync_wait(gmail->find_sent(ticket_of(mail))).kind, LookKind::absent);
  SendTicket late = ticket_of(mail);
  late.prepared_id = ready.prepared_id;
  EXPECT_NE(sync_wait(gmail->send(approved(mail), late, soon())).kind, SendKind::accepted);
  EXPECT_EQ(deliveries(mail.rfc_message_id), 0U);
}

/// A mail that lies ready, whose sending did nothing; then the look-up begins.
TEST_F(GmailTest, issue_a_lost_answer_of_the_deletion_is_no_lasting_doubt) {
  for (const char* fault :
       {R"("times":1,"fault":"accept_then_drop")", R"("times":1,"fault":"accept_then_500")",
        R"("times":1,"when":"after","fault":"hang")"}) {
    SCOPED_TRACE(fault);
    SetUp();
    const Draft mail = test::pending_draft("deleted");
    SendTicket ticket = prepared(mail);
    ticket.prepared_id = sync_wait(gmail->find_sent(ticket)).prepared_id;  // noted: it is about to be deleted
    fake->plan(R"([{"match":{"method":"DELETE"},)" + std::string(fault) + "}]");
    const Lookup early = sync_wait(gmail->find_sent(ticket));
    EXPECT_EQ(early.kind, LookKind::cannot_tell) << "it may have left a moment ago, and not show yet";
    EXPECT_EQ(early.ask_at, ticket.started_at + 2 * kMinuteMs);
    EXPECT_EQ(sync_wait(gmail->find_sent(older(ticket, 3 * kMinuteMs))).kind, LookKind::absent);
    EXPECT_EQ(deliveries(mail.rfc_message_id), 0U);
  }
}

TEST_F(GmailTest, issue_a_crash_after_the_deletion_is_no_lasting_doubt) {
  const Draft mail = test::pending_draft("crashed");
  SendTicket ticket = older(prepared(mail), 3 * kMinuteMs);
  const Lookup wish = sync_wait(gmail->find_sent(ticket));
  ASSERT_FALSE(wish.prepared_id.empty());
  ticket.prepared_id = wish.prepared_id;
  EXPECT_EQ(sync_wait(gmail->find_sent(ticket)).kind, LookKind::absent);
  EXPECT_EQ(sync_wait(gmail->find_sent(ticket)).kind, LookKind::absent) << "asked again after a crash";
  // What could not be looked at is not absent.
  fake->plan(R"([{"match":{"method":"GET","path":"/messages"},"status":503,"fault":"reject"}])");
  EXPECT_EQ(sync_wait(gmail->find_sent(ticket)).kind, LookKind::cannot_tell);
}

TEST_F(GmailTest, issue_a_late_sending_that_does_not_show_yet_is_not_absent) {
  const Draft mail = test::pending_draft("overtaken");
  SendTicket ticket = prepared(mail);
  const Lookup wish = sync_wait(gmail->find_sent(ticket));  // the draft was there when it was asked
  SendTicket withdrawn = ticket;
  withdrawn.prepared_id = wish.prepared_id;
  fake->plan(
      R"([{"match":{"path":"drafts/send$"},"times":1,"fault":"rewrite_message_id"},{"match":{"path":"messages"},"ms":60000,"fault":"lag"},)"
      R"({"match":{"path":"messages"},"status":200,"body":{},"fault":"reject"}])");
  ASSERT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::accepted);
  EXPECT_EQ(sync_wait(gmail->find_sent(withdrawn)).kind, LookKind::cannot_tell);
  fake->plan("[]");
  EXPECT_EQ(sync_wait(gmail->find_sent(withdrawn)).kind, LookKind::found);
  EXPECT_EQ(deliveries(mail.rfc_message_id), 1U);
}

TEST_F(GmailTest, issue_a_consumed_draft_that_is_called_invalid_is_gone) {
  const Draft mail = test::pending_draft("consumed");
  const SendTicket ticket = prepared(mail);
  const std::string invalid_draft =
      R"({"match":{"method":"GET","path":"/drafts/"},"status":400,"fault":"reject"})";
  fake->plan(R"([{"match":{"path":"drafts/send$"},"times":1,"fault":"accept_then_drop"},)" + invalid_draft +
             "]");
  EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::accepted);
  EXPECT_EQ(look_up(ticket).kind, LookKind::found);
  // A second sending of it, which is answered in the same way, is no refusal of the mail.
  fake->plan(R"([{"match":{"path":"drafts/send$"},"status":400,"fault":"reject"},)" + invalid_draft + "]");
  EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::accepted);
  EXPECT_EQ(deliveries(mail.rfc_message_id), 1U);
}

TEST_F(GmailTest, issue_a_mail_is_told_from_its_twin_by_its_opt_out_address) {
  fake->post("/_fake/settings", R"({"rewrite_message_id":true,"keep_original_message_id":false})");
  Draft other = test::pending_draft("twin3");
  Draft mail = test::pending_draft("twin4");
  for (Draft* each : {&other, &mail}) {
    each->subject = "Prix d\xc3\xa9taill\xc3\xa9s";
    each->unsubscribe_url = "https://ours.example/u/" + each->id;
    each->content_hash = content_hash(*each);
  }
  const SendTicket first = prepared(other);
  ASSERT_EQ(sync_wait(gmail->send(approved(other), first, soon())).kind, SendKind::accepted);
  const SendTicket ticket = prepared(mail);
  // Its draft was deleted, and the answer to that was lost: the twin's mail is not its own.
  fake->plan(R"([{"match":{"method":"DELETE"},"times":1,"fault":"accept_then_drop"}])");
  EXPECT_EQ(look_up(older(ticket, 3 * kMinuteMs)).kind, LookKind::absent);
  EXPECT_EQ(look_up(first).kind, LookKind::found);
}

TEST_F(GmailTest, issue_two_mails_that_it_may_be_are_no_proof_of_either) {
  fake->post("/_fake/settings", R"({"rewrite_message_id":true,"keep_original_message_id":false})");
  std::vector<SendTicket> tickets;
  for (const char* id : {"same1", "same2"}) {
    Draft mail = test::pending_draft(id);
    mail.subject = "The same words";
    mail.content_hash = content_hash(mail);
    tickets.push_back(prepared(mail));
    ASSERT_EQ(sync_wait(gmail->send(approved(mail), tickets.back(), soon())).kind, SendKind::accepted);
  }
  tickets[0].prepared_id = "withdrawn " + tickets[0].prepared_id;
  EXPECT_EQ(sync_wait(gmail->find_sent(older(tickets[0], 3 * kMinuteMs))).kind, LookKind::cannot_tell);
}

TEST_F(GmailTest, issue_a_postponed_mail_leaves_one_draft_at_most_behind) {
  const Draft mail = test::pending_draft("postponed");
  const VendorApi::Options options = api->options();
  SendTicket ticket = ticket_of(mail);
  fake->plan(R"([{"match":{"path":"drafts/send$"},"times":5,"retry_after":3600,"fault":"rate_limit"}])");
  for (int i = 0; i < 5; ++i) {
    const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket, soon()));
    ASSERT_FALSE(ready.outcome) << ready.outcome->words;
    ticket.prepared_id = ready.prepared_id;
    EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::not_now);
    EXPECT_EQ(drafts_at_rest(), 1U);
    ticket.earlier = after(ticket);
    api.emplace(options, tools(), token);  // the pause that Gmail asked for is over
    gmail.emplace(*api, system_clock());
  }
  const Preparation last = sync_wait(gmail->prepare(approved(mail), ticket, soon()));
  ticket.prepared_id = last.prepared_id;
  EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::accepted);
  EXPECT_EQ(drafts_at_rest(), 0U);
}

/// A status that says no although the mail left.
TEST_F(GmailTest, issue_a_no_after_the_effect_is_found_out) {
  struct Row {
    int status;
    SendKind kind;
  };
  // The draft is gone: so it was no refusal, whatever the number says. A pause is kept, and the next attempt looks.
  const Row rows[] = {{302, SendKind::accepted}, {400, SendKind::accepted}, {401, SendKind::accepted},
                      {403, SendKind::accepted}, {408, SendKind::accepted}, {409, SendKind::accepted},
                      {413, SendKind::accepted}, {422, SendKind::accepted}, {429, SendKind::not_now}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.status);
    SetUp();
    const Draft mail = test::pending_draft("lie" + std::to_string(row.status));
    const SendTicket ticket = prepared(mail);
    fake->plan(R"([{"match":)" + std::string(kSend) +
               R"(,"retry_after":3600,"fault":"accept_then_500","status":)" + std::to_string(row.status) +
               "}]");
    EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, row.kind);
    api->end_pause(true);
    SendTicket next = ticket_of(mail);
    next.earlier = after(ticket);
    const Preparation again = sync_wait(gmail->prepare(approved(mail), next, soon()));
    ASSERT_TRUE(again.outcome);
    EXPECT_EQ(again.outcome->kind, SendKind::accepted) << again.outcome->words;
    EXPECT_FALSE(again.outcome->provider_message_id.empty());
    EXPECT_EQ(deliveries(mail.rfc_message_id), 1U);
    EXPECT_EQ(drafts_at_rest(), 0U);
  }
}

TEST_F(GmailTest, issue_a_creation_that_was_repeated_leaves_one_draft) {
  const Draft mail = test::pending_draft("repeated");
  fake->plan(
      R"([{"match":{"method":"POST","path":"/drafts$"},"times":1,"fault":"accept_then_500","status":429,"retry_after":1}])");
  const SendTicket ticket = prepared(mail);
  EXPECT_EQ(drafts_at_rest(), 1U);
  EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::accepted);
}

TEST_F(GmailTest, issue_a_draft_that_vanished_is_looked_for_until_it_would_show) {
  const Draft mail = test::pending_draft("vanished");
  const SendTicket ticket = prepared(mail);
  fake->call_delete("/gmail/v1/users/me/drafts/" + ticket.prepared_id, "fake-access-token");
  SendTicket next = ticket_of(mail);
  next.earlier = after(ticket);
  const Preparation early = sync_wait(gmail->prepare(approved(mail), next, soon()));
  ASSERT_TRUE(early.outcome);
  EXPECT_EQ(early.outcome->kind, SendKind::not_now) << "who took it, and when, is not known";
  EXPECT_EQ(early.prepared_id, "withdrawn " + ticket.prepared_id);
  next.earlier->prepared_id = early.prepared_id;
  next.earlier->last_at = system_clock().now() - 3 * kMinuteMs;
  const Preparation late = sync_wait(gmail->prepare(approved(mail), next, soon()));
  EXPECT_FALSE(late.outcome) << "it is nowhere: it may be sent";
}

TEST_F(GmailTest, issue_what_cannot_be_looked_at_is_not_sent_again) {
  const Draft mail = test::pending_draft("unseen");
  SendTicket next = ticket_of(mail);
  next.earlier = after(prepared(mail));
  fake->plan(R"([{"match":{"method":"GET","path":"/messages$"},"status":503,"fault":"reject"}])");
  const Preparation held = sync_wait(gmail->prepare(approved(mail), next, soon()));
  ASSERT_TRUE(held.outcome);
  EXPECT_EQ(held.outcome->kind, SendKind::not_now);
  EXPECT_EQ(drafts_at_rest(), 0U);
  // That it was we who took the draft away is noted: its absence is no riddle for the next one.
  fake->plan("[]");
  api->end_pause(true);  // five failures in a row
  next.earlier->prepared_id = held.prepared_id;
  EXPECT_FALSE(sync_wait(gmail->prepare(approved(mail), next, soon())).outcome);
}

TEST_F(GmailTest, issue_a_refused_mail_does_not_wait_in_drafts_for_somebody_to_send_it) {
  const Draft mail = test::pending_draft("refused");
  const SendTicket ticket = prepared(mail);
  fake->plan(R"([{"match":{"path":"drafts/send$"},"status":400,"fault":"reject"}])");
  EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::refused);
  EXPECT_EQ(drafts_at_rest(), 1U) << "until it is noted that it was refused, its being there says so";
  sync_wait(gmail->discard(ticket.prepared_id));
  EXPECT_EQ(drafts_at_rest(), 0U);
}

TEST_F(GmailTest, issue_what_is_wrong_with_the_account_is_no_fault_of_the_mail) {
  const Draft mail = test::pending_draft("suspended");
  const auto refusal = [](const char* code, const char* words, int status) {
    return R"([{"match":{"method":"POST","path":"/drafts$"},"status":)" + std::to_string(status) +
           R"(,"body":{"error":{"code":)" + std::to_string(status) + R"(,"message":")" + words +
           R"(","errors":[{"reason":")" + code + R"("}]}},"fault":"reject"}])";
  };
  fake->plan(refusal("failedPrecondition", "Mail service not enabled", 400));
  Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon()));
  ASSERT_TRUE(ready.outcome);
  EXPECT_EQ(ready.outcome->kind, SendKind::not_now);
  EXPECT_GE(*ready.outcome->retry_at, system_clock().now() + 50 * kMinuteMs);
  const Instant until = system_clock().now() + 3 * kHourMs;
  const std::string words = "User-rate limit exceeded.  Retry after " + format_rfc3339(until);
  fake->plan(refusal("dailyLimitExceeded", words.c_str(), 403));
  ready = sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon()));
  ASSERT_TRUE(ready.outcome);
  EXPECT_EQ(ready.outcome->kind, SendKind::not_now);
  EXPECT_GE(*ready.outcome->retry_at, system_clock().now() + 50 * kMinuteMs);
  EXPECT_LE(*ready.outcome->retry_at, system_clock().now() + kHourMs) << "not for as long as it says";
}

TEST_F(GmailTest, issue_an_unreadable_answer_of_the_creation_leaves_no_draft_behind) {
  const Draft mail = test::pending_draft("unreadable");
  fake->plan(R"([{"match":{"method":"POST","path":"/drafts$"},"times":1,"fault":"bad_json"}])");
  const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon()));
  EXPECT_FALSE(ready.prepared_id.empty());
  EXPECT_FALSE(ready.outcome);
}

TEST_F(GmailTest, issue_a_late_refusal_of_an_old_token_does_not_bring_a_refused_one_back) {
  const std::string first = *sync_wait(token->bearer());
  sync_wait(token->reject(first));
  const std::string second = *sync_wait(token->bearer());
  EXPECT_NE(second, first);
  sync_wait(token->reject(second));
  sync_wait(token->reject(first));
  EXPECT_NE(*sync_wait(token->bearer()), second);
}

TEST_F(GmailTest, issue_a_token_that_is_refused_twice_keeps_no_mail_back_for_an_hour) {
  const Draft mail = test::pending_draft("refused_twice");
  fake->plan(R"([{"match":{"path":"/drafts$"},"times":2,"fault":"expire_token"}])");
  const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon()));
  ASSERT_TRUE(ready.outcome && ready.outcome->retry_at);
  EXPECT_LE(*ready.outcome->retry_at, system_clock().now() + 2 * kMinuteMs);
}

TEST_F(GmailTest, issue_a_draft_that_is_not_ours_is_neither_sent_nor_deleted) {
  const Draft mail = test::pending_draft("mine");
  const std::string own =
      "Message-ID: <own@elsewhere.example>\r\nFrom: ana@ours.example\r\nSubject: " + mail.rfc_message_id +
      "\r\n\r\nI quote " + mail.rfc_message_id + "\r\n";
  fake->post("/gmail/v1/users/me/drafts", R"({"message":{"raw":")" + base64url(own) + R"("}})",
             "fake-access-token");
  fake->post("/_fake/settings", R"({"drafts_search_finds_all":true})");
  fake->plan(R"([{"match":{"method":"POST","path":"/drafts$"},"times":1,"fault":"reset_before"}])");
  EXPECT_TRUE(sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon())).prepared_id.empty());
  EXPECT_EQ(look_up(ticket_of(mail)).kind, LookKind::absent);
  EXPECT_EQ(fake->get("/_fake/state").as_object().at("drafts").as_array().size(), 1U);
}

TEST_F(GmailTest, issue_another_mail_of_ours_with_the_same_subject_is_not_this_one) {
  Draft other = test::pending_draft("twin1");
  Draft mail = test::pending_draft("twin2");
  other.subject = mail.subject = "The same words";
  other.content_hash = content_hash(other);
  mail.content_hash = content_hash(mail);
  SendTicket sent = ticket_of(other);
  sent.prepared_id = sync_wait(gmail->prepare(approved(other), sent, soon())).prepared_id;
  ASSERT_EQ(sync_wait(gmail->send(approved(other), sent, soon())).kind, SendKind::accepted);
  SendTicket ticket = ticket_of(mail);
  ticket.prepared_id = sync_wait(gmail->prepare(approved(mail), ticket, soon())).prepared_id;
  fake->plan(R"([{"match":{"method":"DELETE"},"status":503,"times":3,"fault":"reject"}])");
  EXPECT_EQ(look_up(ticket).kind, LookKind::cannot_tell) << "its draft is there: it did not leave";
  EXPECT_EQ(look_up(ticket).kind, LookKind::absent);
}

TEST_F(GmailTest, issue_a_replaced_message_id_is_found_behind_many_newer_mails) {
  const Draft mail = test::pending_draft("buried");
  SendTicket ticket = ticket_of(mail);
  ticket.prepared_id = sync_wait(gmail->prepare(approved(mail), ticket, soon())).prepared_id;
  fake->plan(R"([{"match":{"path":"drafts/send$"},"times":1,"fault":"rewrite_message_id"}])");
  ASSERT_EQ(sync_wait(gmail->send(approved(mail), ticket, soon())).kind, SendKind::accepted);
  for (int i = 0; i < 60; ++i) {
    fake->post("/_fake/outside_sent",
               "From: ana@ours.example\r\nTo: c@example.net\r\nSubject: s\r\nMessage-ID: <o" +
                   std::to_string(i) + "@elsewhere.example>\r\n\r\nWords.\r\n");
  }
  EXPECT_EQ(look_up(ticket).kind, LookKind::found);
}

TEST_F(GmailTest, issue_what_an_earlier_attempt_left_behind_does_not_leave_under_the_hash_of_other_bytes) {
  const Draft mail = test::pending_draft("orphan");
  const std::string old =
      "Message-ID: <" + mail.rfc_message_id +
      ">\r\nFrom: ana@ours.example\r\nTo: ben@example.net\r\nSubject: s\r\nDate: Mon, 2 Nov 2026 "
      "10:00:00 +0000\r\n\r\nWords.\r\n";
  fake->post("/gmail/v1/users/me/drafts", R"({"message":{"raw":")" + base64url(old) + R"("}})",
             "fake-access-token");
  fake->plan(R"([{"match":{"method":"POST","path":"/drafts$"},"times":1,"fault":"reset_before"}])");
  const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon()));
  EXPECT_TRUE(ready.prepared_id.empty());
  ASSERT_TRUE(ready.outcome);
  EXPECT_EQ(ready.outcome->kind, SendKind::not_now);
}

TEST_F(GmailTest, NothingBeginsAfterTheDeadline) {
  const Draft mail = test::pending_draft("late");
  SendTicket ticket = ticket_of(mail);
  ticket.prepared_id = sync_wait(gmail->prepare(approved(mail), ticket, soon())).prepared_id;
  const SendOutcome outcome = sync_wait(gmail->send(approved(mail), ticket, system_clock().now() - 1));
  EXPECT_EQ(outcome.kind, SendKind::not_now);
  EXPECT_EQ(deliveries(mail.rfc_message_id), 0U);
}

TEST_F(GmailTest, issue_a_gmail_that_hangs_holds_nobody_past_the_deadline) {
  const Draft mail = test::pending_draft("hanging");
  const SendTicket ticket = prepared(mail);
  fake->plan(R"([{"match":{"path":"drafts/send$"},"when":"after","fault":"hang"},)"
             R"({"match":{"method":"GET"},"fault":"hang"}])");
  const std::size_t before = fake->ledger("call").size();
  const Instant deadline = system_clock().now() + 800;
  EXPECT_EQ(sync_wait(gmail->send(approved(mail), ticket, deadline)).kind, SendKind::unknown);
  EXPECT_LE(fake->ledger("call").size() - before, 2U) << "what was begun after the deadline";
  fake->plan(R"([{"fault":"hang"}])");
  const std::size_t again = fake->ledger("call").size();
  const Preparation late =
      sync_wait(gmail->prepare(approved(mail), ticket_of(mail), system_clock().now() + 300));
  EXPECT_EQ(late.outcome->kind, SendKind::not_now);
  EXPECT_LE(fake->ledger("call").size() - again, 1U);
}

TEST_F(GmailTest, AThreadThatGmailDoesNotHaveKeepsNoMailBack) {
  const Draft mail = test::pending_draft("thread");
  SendTicket ticket = ticket_of(mail);
  ticket.provider_thread_id = "18f0000000000000";
  const Preparation ready = sync_wait(gmail->prepare(approved(mail), ticket, soon()));
  EXPECT_FALSE(ready.prepared_id.empty());
}

std::string arriving(const std::string& id) {
  return "From: Ben <ben@example.net>\r\nTo: ana@ours.example\r\nSubject: Hello " + id + "\r\nMessage-ID: <" +
         id + "@example.net>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nWords.\r\n";
}

TEST_F(GmailTest, TheFeedReadsOnceWhatArrives) {
  fake->post("/_fake/mail", arriving("a"));
  auto page = sync_wait(feed->fetch(""));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_TRUE(page->was_reset);
  ASSERT_EQ(page->mails.size(), 1U);
  EXPECT_EQ(page->mails[0].raw, arriving("a"));
  EXPECT_FALSE(page->mails[0].provider_thread_id.empty());
  page = sync_wait(feed->fetch(page->cursor));
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->mails.empty());
  fake->post("/_fake/mail", arriving("b"));
  fake->post("/_fake/outside_sent",
             "From: ana@ours.example\r\nTo: ben@example.net\r\nSubject: By hand\r\nMessage-ID: "
             "<hand@ours.example>\r\n\r\nHi.\r\n");
  // What lies ready at Gmail is no mail.
  const Draft mail = test::pending_draft("ready");
  EXPECT_FALSE(sync_wait(gmail->prepare(approved(mail), ticket_of(mail), soon())).prepared_id.empty());
  page = sync_wait(feed->fetch(page->cursor));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->mails.size(), 2U);
  EXPECT_THAT(page->mails[1].labels, ::testing::Contains("SENT"));
}

TEST_F(GmailTest, AHistoryThatIsTooOldBeginsABoundedReading) {
  fake->post("/_fake/mail", arriving("a"));
  const auto first = sync_wait(feed->fetch(""));
  ASSERT_TRUE(first);
  fake->post("/_fake/mail", arriving("b"));
  fake->plan(R"([{"match":{"path":"history"},"times":1,"fault":"history_too_old"}])");
  const auto page = sync_wait(feed->fetch(first->cursor));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_TRUE(page->was_reset);
  EXPECT_EQ(page->mails.size(), 2U);
}

TEST_F(GmailTest, ALongListIsReadPageByPage) {
  for (int i = 0; i < 60; ++i) fake->post("/_fake/mail", arriving("m" + std::to_string(i)));
  std::string cursor;
  std::size_t mails = 0;
  int pages = 0;
  while (true) {
    const auto page = sync_wait(feed->fetch(cursor));
    ASSERT_TRUE(page) << page.error().message;
    mails += page->mails.size();
    cursor = page->cursor;
    ++pages;
    if (!page->has_more) break;
  }
  EXPECT_EQ(mails, 60U);
  EXPECT_GT(pages, 2);
}

// ---- a feed that neither loses a mail nor ends for one

/// What came of reading to the end, over failures: as the job that comes back does.
struct Reading {
  std::vector<std::string> subjects;
  std::vector<std::string> skipped;
  int failures = 0;
  int pages = 0;
  bool has_more = true;
  std::string cursor;
};

struct GmailFeedTest : GmailTest {
  void SetUp() override {
    GmailTest::SetUp();
    if (!fake) return;
    patient();
  }
  /// A feed whose breaker never opens: the tests of the breaker are elsewhere.
  void patient(std::int64_t page_ms = 15 * kSecondMs) {
    VendorApi::Options call = api->options();
    call.breaker.failures = 1'000'000;
    feed.reset();
    api.emplace(call, tools(), token);
    feed.emplace(*api, GoogleConfig{}, page_ms);
  }
  void arrive(int from, int to) {
    for (int i = from; i <= to; ++i) {
      const auto made = fake->post("/_fake/mail", arriving("m" + std::to_string(i)));
      ids.emplace_back(made.at("id").as_string());
    }
  }
  Reading read(std::string cursor = {}) {
    Reading all;
    all.cursor = std::move(cursor);
    while (all.has_more && all.failures < 40 && all.pages < 200) {
      const auto page = sync_wait(feed->fetch(all.cursor));
      if (!page) {
        ++all.failures;
        continue;
      }
      ++all.pages;
      all.cursor = page->cursor;
      all.has_more = page->has_more;
      for (const FeedMail& mail : page->mails) {
        const std::size_t at = mail.raw.find("Subject: Hello ");
        if (mail.skipped.empty())
          all.subjects.push_back(mail.raw.substr(at + 15, mail.raw.find('\r', at) - at - 15));
        else
          all.skipped.push_back(mail.provider_id + ": " + mail.skipped);
      }
    }
    return all;
  }
  std::vector<std::string> ids;
};

using ::testing::ElementsAre;

TEST_F(GmailFeedTest, issue_an_answer_that_cannot_be_read_loses_no_mail) {
  const char* const faults[] = {
      R"("fault":"bad_json")",
      R"("fault":"truncate")",
      R"("fault":"reject","status":200,"body":"")",
      R"("fault":"reject","status":200,"body":"[]")",
      R"("fault":"reject","status":200,"body":"<p>Welcome</p>")",
      R"("fault":"reject","status":200,"body":{"messages":"none","history":7,"id":1})"};
  for (const char* path : {"/messages$", "/messages/[0-9a-f]+$", "/history$", "/profile$"}) {
    for (const char* fault : faults) {
      SCOPED_TRACE(std::string(path) + " " + fault);
      SetUp();
      arrive(1, 2);
      const std::string plan =
          R"([{"match":{"path":")" + std::string(path) + R"("},"times":1,)" + fault + "}]";
      fake->plan(plan);
      const Reading first = read();
      EXPECT_THAT(first.subjects, ElementsAre("m1", "m2"));
      fake->plan(plan);
      arrive(3, 4);
      const Reading then = read(first.cursor);
      EXPECT_THAT(then.subjects, ElementsAre("m3", "m4"));
      EXPECT_THAT(first.skipped, ::testing::IsEmpty());
      EXPECT_THAT(then.skipped, ::testing::IsEmpty());
    }
  }
}

TEST_F(GmailFeedTest, issue_one_mail_that_gmail_will_not_give_ends_no_feed) {
  struct Row {
    const char* fault;
    int least_failures;  ///< until it is given up
  };
  const Row rows[] = {{R"("fault":"reject","status":400)", 0}, {R"("fault":"reject","status":410)", 0},
                      {R"("fault":"huge_body")", 0},           {R"("fault":"reject","status":403)", 9},
                      {R"("fault":"reject","status":500)", 9}, {R"("fault":"bad_json")", 9},
                      {R"("fault":"reset_before")", 9}};
  for (const Row& row : rows) {
    for (const bool is_first_reading : {true, false}) {
      SCOPED_TRACE(row.fault);
      SetUp();
      ids.clear();
      const std::string cursor = is_first_reading ? "" : read().cursor;
      arrive(1, 3);
      fake->plan(R"([{"match":{"path":"/messages/)" + ids[1] + R"($"},)" + row.fault + "}]");
      const Reading all = read(cursor);
      EXPECT_FALSE(all.has_more);
      EXPECT_THAT(all.subjects, ElementsAre("m1", "m3"));
      ASSERT_EQ(all.skipped.size(), 1u);
      EXPECT_THAT(all.skipped.front(), ::testing::StartsWith(ids[1] + ": "));
      EXPECT_EQ(all.failures, row.least_failures);
    }
  }
}

TEST_F(GmailFeedTest, issue_a_mail_that_is_too_large_is_asked_for_once) {
  arrive(1, 2);
  fake->plan(R"([{"match":{"path":"/messages/)" + ids[0] + R"($"},"fault":"huge_body"}])");
  EXPECT_EQ(read().skipped.size(), 1u);
  EXPECT_EQ(fake->get("/_fake/plan").as_array().at(0).at("hit").to_number<int>(), 1);
}

TEST_F(GmailFeedTest, AnOutageOfAllMailsCostsNone) {
  arrive(1, 3);
  fake->plan(R"([{"match":{"path":"/messages/"},"times":57,"status":503,"fault":"reject"}])");
  const Reading all = read();
  EXPECT_THAT(all.subjects, ElementsAre("m1", "m2", "m3"));
  EXPECT_GT(all.failures, FailingMail::kMostFailures);
}

TEST_F(GmailFeedTest, issue_a_large_mail_has_more_time_than_a_call) {
  arrive(1, 1);
  // About 700 bytes, one in two milliseconds, where a call has half a second.
  fake->plan(R"([{"match":{"path":"/messages/"},"ms":2,"fault":"slow_loris"}])");
  EXPECT_THAT(read().subjects, ElementsAre("m1"));
}

TEST_F(GmailFeedTest, issue_a_page_that_takes_long_ends_and_goes_on) {
  patient(0);
  arrive(1, 4);
  const Reading first = read();
  EXPECT_THAT(first.subjects, ElementsAre("m1", "m2", "m3", "m4"));
  EXPECT_EQ(first.pages, 4);
  arrive(5, 7);
  const Reading then = read(first.cursor);
  EXPECT_THAT(then.subjects, ElementsAre("m5", "m6", "m7"));
  EXPECT_EQ(then.pages, 3);
}

TEST_F(GmailFeedTest, issue_a_place_that_gmail_refuses_ends_no_feed) {
  arrive(1, 1);
  std::string begun = read().cursor;
  for (const int status : {400, 404, 410}) {
    for (const bool has_page : {false, true}) {
      SCOPED_TRACE(std::to_string(status) + (has_page ? " with a page" : ""));
      const int next = static_cast<int>(ids.size()) + 1;
      arrive(next, next);
      std::string cursor = begun;
      if (has_page) cursor.replace(cursor.find(R"("history_page":"")"), 17, R"("history_page":"gone")");
      fake->plan(R"([{"match":{"path":"/history$"},"times":1,"fault":"reject","status":)" +
                 std::to_string(status) + "}]");
      const Reading all = read(cursor);
      EXPECT_FALSE(all.has_more);
      EXPECT_THAT(all.subjects, ::testing::Contains("m" + std::to_string(next)));
    }
  }
  // A token that is never taken must not go round for ever.
  fake->plan(R"([{"match":{"path":"/history$"},"fault":"reject","status":400}])");
  begun.replace(begun.find(R"("history_page":"")"), 17, R"("history_page":"gone")");
  EXPECT_FALSE(read(begun).has_more);
}

TEST_F(GmailFeedTest, issue_a_page_of_the_list_that_gmail_refuses_ends_no_feed) {
  arrive(1, 30);
  const auto first = sync_wait(feed->fetch(""));
  ASSERT_TRUE(first && first->has_more);
  std::string cursor = first->cursor;
  cursor.replace(cursor.find("p25"), 3, "gone");
  const Reading all = read(cursor);
  EXPECT_FALSE(all.has_more);
  EXPECT_THAT(all.subjects, ::testing::IsSupersetOf({"m1", "m2", "m3", "m4", "m5"}));
}

TEST_F(GmailTest, ATokenIsRenewedByOneOfMany) {
  store.token->expires_at = system_clock().now();
  std::vector<Task<Result<std::string>>> asks;
  for (int i = 0; i < 8; ++i) asks.push_back(token->bearer());
  for (const auto& bearer : sync_wait_all(std::move(asks))) EXPECT_TRUE(bearer) << bearer.error().message;
  EXPECT_EQ(store.saves, 1);
}

TEST_F(GmailTest, ARevokedSignInSaysWhatToDo) {
  store.token->expires_at = system_clock().now();
  fake->plan(R"([{"match":{"path":"/token"},"fault":"invalid_grant"}])");
  const auto bearer = sync_wait(token->bearer());
  ASSERT_FALSE(bearer);
  EXPECT_EQ(bearer.error().code, ErrorCode::unauthenticated);
  EXPECT_THAT(bearer.error().message, HasSubstr("sales-agent auth google"));
  EXPECT_THAT(store.token->problem, HasSubstr("7 days"));
  const auto again = sync_wait(token->bearer());
  EXPECT_FALSE(again);
  EXPECT_EQ(fake->ledger("call").size(), 1U);  // Google is not asked for what is known
}

TEST_F(GmailTest, APersonConnectsAnAccount) {
  const std::string url = google->sign_in_url("http://127.0.0.1:1/", "a state",
                                              "a verifier of enough characters to be one at all");
  const HttpAnswer consent = sync_wait(http.call({"GET", url}));
  ASSERT_EQ(consent.status, 302) << consent.body;
  const std::string location(consent.header("location"));
  const auto pairs = query_pairs(std::string_view(location).substr(location.find('?') + 1));
  ASSERT_TRUE(pairs);
  std::string code;
  for (const auto& [name, value] : *pairs) {
    if (name == "code") code = value;
    if (name == "state") EXPECT_EQ(value, "a state");
  }
  EXPECT_FALSE(sync_wait(
      google->exchange(code, "another verifier, which is not the one that was used", "http://127.0.0.1:1/")));
  const HttpAnswer once_more = sync_wait(http.call({"GET", url}));
  const std::string second(once_more.header("location"));
  const auto again = query_pairs(std::string_view(second).substr(second.find('?') + 1));
  for (const auto& [name, value] : *again) {
    if (name == "code") code = value;
  }
  const auto got = sync_wait(
      google->exchange(code, "a verifier of enough characters to be one at all", "http://127.0.0.1:1/"));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_FALSE(got->refresh_token.empty());
  EXPECT_THAT(got->account, HasSubstr("@"));
  EXPECT_TRUE(sync_wait(google->revoke(*got)));
  EXPECT_EQ(sync_wait(google->client().renew(*got)).error().code, ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace sa
