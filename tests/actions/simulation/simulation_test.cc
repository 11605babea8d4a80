// A simulation against the database: nothing is written, and what it says is what a launch then does, mail for mail.
#include "actions/simulation/simulation.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "actions/campaign/launch.h"
#include "actions/contact/record.h"
#include "base/crypto/hash.h"
#include "store/campaign/campaign.h"
#include "store/campaign/segment.h"
#include "store/contact/origin.h"
#include "store/enrollment/enrollment.h"
#include "store/mailbox/mailbox.h"
#include "store/sequence/sequence.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

using test::House;

SequenceStep mail(const char* id, std::int64_t after_days, StepThread thread = StepThread::new_) {
  SequenceStep step;
  step.step_id = id;
  step.after_days = after_days;
  step.thread = thread;
  if (thread == StepThread::new_) step.subject = "Stock counting at {{company|\"your place\"}}";
  step.body =
      "Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most "
      "mornings.\n" +
      std::string(id) + "\n";
  return step;
}

Sequence pilot() {
  Sequence made;
  made.sequence_id = made.name = "pilot";
  made.status = SequenceStatus::ACTIVE;
  made.steps = {mail("first", 0), mail("again", 2, StepThread::same), mail("last", 1)};
  made.steps[0].variants = {{"a", 1, std::nullopt, std::nullopt}, {"b", 2, "Counting stock", std::nullopt}};
  return made;
}

/// A mail, as the plan names it or as the outbox has it.
struct Mail {
  std::int64_t at;
  std::string mailbox, contact_id, recipient, step_id, variant_id, subject, body_sha256;
  auto operator<=>(const Mail&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Mail& mail) {
  return out << format_rfc3339(Instant{mail.at}) << ' ' << mail.mailbox << ' ' << mail.recipient << ' '
             << mail.step_id << ' ' << mail.variant_id << " \"" << mail.subject << "\" "
             << mail.body_sha256.substr(0, 8) << '\n';
}

class SimulationTest : public test::EngineTest {
 protected:
  Instant now() const { return house->clock.now(); }
  template <class F>
  auto write(F&& f) {
    auto result = house->database.db().write_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  template <class F>
  auto read(F&& f) {
    auto result = house->database.db().read_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<House>(GetParam());
    Sequence sequence = pilot();
    sequence.created_at = sequence.updated_at = now();
    Segment everybody;
    everybody.segment_id = everybody.name = "all";
    everybody.created_at = everybody.updated_at = now();
    Campaign campaign;
    campaign.campaign_id = campaign.name = "spring";
    campaign.sequence_id = "pilot";
    campaign.segment_id = "all";
    campaign.created_at = campaign.updated_at = now();
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_sequence(tx, sequence, "ana"));
      TRY_OK(insert_segment(tx, everybody));
      TRY_OK(insert_campaign(tx, campaign));
      TRY(auto mailbox, find_mailbox(tx, "ana@ours.example"));
      mailbox->limits.day = 20;
      mailbox->limits.gap_s = 60;
      ++mailbox->version;
      TRY_OK(update_mailbox(tx, *mailbox));
      return ok();
    });
    const char* const zones[] = {"Europe/Berlin", "America/New_York", ""};
    for (int i = 0; i < 9; ++i) add_contact("c" + std::to_string(i), zones[i % 3]);
  }
  void add_contact(const std::string& id, const std::string& zone, const std::string& domain = "") {
    Contact made;
    made.contact_id = id;
    made.first_name = "Ben " + id;
    made.timezone = zone;
    made.email = made.email_key = id + "@" + (domain.empty() ? "theirs-" + id + ".example" : domain);
    made.created_at = made.updated_at = now();
    write([&](Tx& tx) {
      return sa::add_contact(house->services, tx, made, {{made.email, made.email_key}}, ContactOrigin::person,
                             now());
    });
  }
  Simulation simulated(const SimulationTerms& terms = {}) {
    SimulationSubject subject;
    subject.campaign_id = "spring";
    auto made = simulate(house->services, House::person("ana"), subject, terms);
    if (!made) throw std::runtime_error(made.error().message);
    return *std::move(made);
  }
  static std::string text_of(const Simulation& simulation) {
    std::string text;
    simulation.write([&](const PlanLine&, const std::string& line) { text += line + '\n'; });
    return text;
  }
  static std::vector<Mail> planned(const Simulation& simulation) {
    std::vector<Mail> mails;
    simulation.write([&](const PlanLine& line, const std::string&) {
      if (line.kind == PlanLine::Kind::send)
        mails.push_back({line.at.ms, line.mailbox, line.contact_id, line.recipient, line.step_id,
                         line.variant_id, line.subject, line.body_sha256});
    });
    return mails;
  }
  std::vector<Draft> drafts(DraftStatus status) {
    Page page;
    page.limit = 500;
    auto found = sync_wait(list_drafts(house->services, status, page));
    if (!found) throw std::runtime_error(found.error().message);
    return *std::move(found);
  }
  std::vector<Mail> sent() {
    std::vector<Mail> mails;
    for (const Draft& each : drafts(DraftStatus::SENT)) {
      const auto box = read([&](ReadTx& tx) { return find_mailbox(tx, each.mailbox_id); });
      mails.push_back({each.sent_at->ms, box->address, each.contact_id.value_or(""), each.recipient,
                       each.source.step_id.value_or(""), each.source.variant_id.value_or(""), each.subject,
                       sha256_hex(each.body)});
    }
    std::ranges::sort(mails);
    return mails;
  }
  void launch(std::int64_t contacts = 9) {
    const auto launched =
        sync_wait(launch_campaign(house->services, House::person("ana"), "spring", contacts));
    if (!launched) throw std::runtime_error(launched.error().message);
  }
  void approve_all() {
    for (const Draft& each : drafts(DraftStatus::PENDING_APPROVAL)) {
      const auto approved = house->approve(each.id);
      ASSERT_TRUE(approved) << approved.error().message;
    }
  }
  /// From the launch on, from one instant at which something is due to the next; a person approves at once what is drafted.
  void live(const Simulation& simulation, std::int64_t days, std::int64_t contacts) {
    const Instant from = now();
    std::set<std::int64_t> instants;
    simulation.write([&](const PlanLine& line, const std::string&) {
      const bool is_due = line.kind == PlanLine::Kind::send || line.kind == PlanLine::Kind::hold;
      if (is_due) instants.insert(line.at.ms);
    });
    // Beside the plan's own instants, so that what leaves at another one is found.
    for (std::int64_t ms = from.ms; ms < from.ms + days * kDayMs; ms += kHourMs) instants.insert(ms);
    launch(contacts);
    house->pass(0);
    approve_all();
    for (const std::int64_t ms : instants) {
      if (ms < now().ms) continue;
      house->pass(ms - now().ms);
      approve_all();
      house->pass(0);
    }
  }

  std::unique_ptr<House> house;
};
INSTANTIATE_ENGINES(SimulationTest);

TEST_P(SimulationTest, WritesNothing) {
  const auto bytes = [&] {
    std::string all;
    if (house->database.engine() != "sqlite") return all;  // there a read transaction is READ ONLY
    for (const char* name : {"test.db", "test.db-wal"}) {
      std::ifstream file(house->database.folder() / name, std::ios::binary);
      all += sha256_hex(std::string(std::istreambuf_iterator<char>(file), {}));
    }
    return all;
  };
  const std::string before = bytes();
  const std::string once = text_of(simulated());
  EXPECT_EQ(text_of(simulated()), once);
  EXPECT_EQ(bytes(), before);
  EXPECT_EQ(read([&](ReadTx& tx) { return list_enrollments(tx, {}, "", 10); }).size(), 0u);
}

TEST_P(SimulationTest, SaysWhomALaunchLeavesOut) {
  house->suppress("c1@theirs-c1.example", SuppressionReason::objection, "test");
  house->suppress("@theirs-c2.example", SuppressionReason::objection, "test");
  write([&](Tx& tx) { return save_absence(tx, {"c3", "m1", now() + 9 * kDayMs, now()}); });
  std::map<std::string, std::string> rules;
  simulated().write([&](const PlanLine& line, const std::string&) {
    if (line.kind == PlanLine::Kind::skip) rules[line.contact_id] = line.rule;
    if (line.kind == PlanLine::Kind::send && line.contact_id == "c3") EXPECT_GE(line.at, now() + 9 * kDayMs);
  });
  EXPECT_EQ(rules, (std::map<std::string, std::string>{{"c1", "suppression.address"},
                                                       {"c2", "suppression.domain"}}));
  launch();
  for (const CampaignSkip& each : read([&](ReadTx& tx) { return list_campaign_skips(tx, "spring", "", 10); }))
    EXPECT_EQ(rules[each.contact_id], each.rule) << each.contact_id;
}

TEST_P(SimulationTest, CountsWhatWasSentBefore) {
  ASSERT_TRUE(house->create("before", "c0@theirs-c0.example"));
  ASSERT_TRUE(house->approve("before"));
  ASSERT_TRUE(house->send("before"));
  house->pass(0);
  std::vector<std::int64_t> to_c0;
  for (const Mail& each : planned(simulated()))
    if (each.contact_id == "c0") to_c0.push_back(each.at);
  ASSERT_GE(to_c0.size(), 2u);
  EXPECT_GE(to_c0[1], now().ms + kContactWindowMs - kMinuteMs);
}

// The clock goes from one instant at which something is due to the next; a person approves at once what is drafted. Each contact's two mails a
// week are used up.
TEST_P(SimulationTest, TheOutboxIsThePlan) {
  SimulationTerms terms;
  terms.days = 16;
  const Simulation simulation = simulated(terms);
  const std::vector<Mail> plan = planned(simulation);
  ASSERT_GT(plan.size(), 18u);
  live(simulation, terms.days, 9);
  EXPECT_EQ(sent(), plan);
}

// Many mails want the same hour of a mailbox that sends one in five minutes and eight in a day, and two a day to one domain.
TEST_P(SimulationTest, TheOutboxIsThePlanWhereMailWaitsForItsTurn) {
  house->services.gate_policy.limits.domain_day = 2;
  write([&](Tx& tx) -> Result<Unit> {
    TRY(Sequence sequence, get_sequence(tx, "pilot"));
    sequence.window = MailboxWindow{{"mo", "tu", "we", "th", "fr"}, "09:00", "10:00", "contact"};
    ++sequence.version;
    TRY_OK(insert_sequence_version(tx, sequence, "ana"));
    TRY_OK(update_sequence(tx, sequence));
    TRY(auto mailbox, find_mailbox(tx, "ana@ours.example"));
    mailbox->limits.day = 8;
    mailbox->limits.gap_s = 300;
    ++mailbox->version;
    TRY_OK(update_mailbox(tx, *mailbox));
    return ok();
  });
  const char* const zones[] = {"Europe/Berlin", "Europe/Berlin", "America/New_York", ""};
  for (int i = 10; i < 30; ++i)
    add_contact("c" + std::to_string(i), zones[i % 4], i % 3 == 0 ? "shared.example" : "");
  SimulationTerms terms;
  terms.days = 20;
  const Simulation simulation = simulated(terms);
  const std::vector<Mail> plan = planned(simulation);
  ASSERT_GT(plan.size(), 60u);
  std::set<std::int64_t> alone;
  std::size_t waited = 0;
  for (const Mail& each : plan) {
    EXPECT_TRUE(alone.insert(each.at).second) << "two at once";
    if (alone.contains(each.at - 300'000)) ++waited;
  }
  EXPECT_GT(waited, 10u) << "nothing had to wait";
  live(simulation, terms.days, 29);
  EXPECT_EQ(sent(), plan);
}

}  // namespace
}  // namespace sa
