#include "store/report/report.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/reflect/reflect.h"
#include "core/draft/draft.h"
#include "queries.h"

namespace sa {
namespace {

constexpr std::int64_t kMailsAtOnce = 1000;
constexpr std::int64_t kDraftsAtOnce = 200;  // with their texts
constexpr std::int64_t kStepsAtOnce = 10'000;
constexpr std::size_t kMostSubjects = 50;
constexpr const char* kNoCounts = "The report could not be counted.";

struct SentRow {
  std::string draft_id;
  Instant sent_at;
  std::string subject;
  std::string mailbox_id;
  DraftSource source;
  std::string person;
  std::optional<std::string> user_id;
  std::string receipt;
};
BOOST_DESCRIBE_STRUCT(SentRow, (), (draft_id, sent_at, subject, mailbox_id, source, person, user_id, receipt))

struct ResponseRow {
  std::string draft_id;
  MailResponse details;
};
BOOST_DESCRIBE_STRUCT(ResponseRow, (), (draft_id, details))

struct DecidedRow {
  std::int64_t seq = 0;
  DraftSource source;
  std::int64_t is_approved = 0;
  std::int64_t version = 1;
  std::string text;
  std::string first_text;
  std::int64_t had_wrong_fact = 0;
};
BOOST_DESCRIBE_STRUCT(DecidedRow, (), (seq, source, is_approved, version, text, first_text, had_wrong_fact))

struct StepRow {
  std::int64_t seq = 0;
  std::string user_id;
  std::string name;
  Instant at;
  std::int64_t is_decision = 0;
  std::optional<std::int64_t> queued_ms;
};
BOOST_DESCRIBE_STRUCT(StepRow, (), (seq, user_id, name, at, is_decision, queued_ms))

struct DraftCounts {
  std::int64_t approved = 0;
  std::int64_t rejected = 0;
  std::int64_t pending = 0;
};
BOOST_DESCRIBE_STRUCT(DraftCounts, (), (approved, rejected, pending))

Args period(Instant from, Instant to) {
  return Args().add("from_at", from).add("to_at", to);
}

/// Receipts from before there were figures do not say it.
std::optional<std::string> user_of(SentRow& row) {
  const auto receipt = parse_json(row.receipt);
  const auto* details = receipt ? receipt->if_object() : nullptr;
  const auto* of_mail = details ? details->if_contains("mail") : nullptr;
  if (!of_mail || !of_mail->is_object()) return std::move(row.user_id);
  const auto* user_id = of_mail->get_object().if_contains("user_id");
  if (!user_id || !user_id->is_string()) return std::nullopt;
  return std::string(user_id->get_string());
}

CountedMail mail_of(SentRow row) {
  CountedMail mail;
  mail.user_id = user_of(row);
  mail.draft_id = std::move(row.draft_id);
  mail.sent_at = row.sent_at;
  mail.subject = std::move(row.subject);
  mail.person = std::move(row.person);
  mail.mailbox_id = std::move(row.mailbox_id);
  mail.agent = std::move(row.source.agent);
  mail.prompt_version = std::move(row.source.prompt_version);
  mail.campaign_id = std::move(row.source.campaign_id);
  mail.sequence_id = std::move(row.source.sequence_id);
  mail.step_id = std::move(row.source.step_id);
  mail.variant_id = std::move(row.source.variant_id);
  return mail;
}

/// The subject without "Re:" is what top performers are told by.
struct SubjectOutcomes {
  std::map<std::string, Outcomes> by_subject;

  std::vector<SubjectFacts> most_sent() const {
    std::vector<SubjectFacts> all;
    for (const auto& [subject, outcomes] : by_subject) {
      all.push_back({subject, outcomes.sent(), outcomes.replied().part});
    }
    std::ranges::sort(all, [](const SubjectFacts& a, const SubjectFacts& b) {
      return a.sent != b.sent ? a.sent > b.sent : a.subject_line < b.subject_line;
    });
    if (all.size() > kMostSubjects) all.resize(kMostSubjects);
    return all;
  }
};

}  // namespace

Result<Unit> for_each_sent_mail(ReadTx& tx, Instant from, Instant to,
                                const std::function<void(const CountedMail&)>& take) {
  Instant after_at = from - 1;
  std::string after_id;
  while (true) {
    Args page = period(from, to);
    page.add("after_at", after_at).add("after_id", after_id).add("limit", kMailsAtOnce);
    TRY(std::vector<SentRow> rows, tx.list<SentRow>(sql::report_sent, page));
    if (rows.empty()) return ok();
    page.add("last_at", rows.back().sent_at).add("last_id", rows.back().draft_id);
    TRY(std::vector<ResponseRow> responses, tx.list<ResponseRow>(sql::report_responses, page));
    const bool is_last = static_cast<std::int64_t>(rows.size()) < kMailsAtOnce;
    after_at = rows.back().sent_at;
    after_id = rows.back().draft_id;
    // Both are in the same order.
    auto response = responses.begin();
    for (SentRow& row : rows) {
      CountedMail mail = mail_of(std::move(row));
      for (; response != responses.end() && response->draft_id == mail.draft_id; ++response)
        mail.responses.push_back(std::move(response->details));
      take(mail);
    }
    if (is_last) return ok();
  }
}

Result<Unit> for_each_decided_draft(ReadTx& tx, Instant from, Instant to,
                                    const std::function<void(const DecidedDraft&)>& take) {
  for (std::int64_t after = 0;;) {
    TRY(const auto rows,
        tx.list<DecidedRow>(sql::report_decided,
                            period(from, to).add("after", after).add("limit", kDraftsAtOnce)));
    for (const DecidedRow& row : rows) {
      if (row.source.agent == "operator") continue;
      take({row.source.agent, row.source.prompt_version, row.is_approved != 0,
            word_distance(row.first_text, row.text), row.had_wrong_fact != 0});
    }
    if (static_cast<std::int64_t>(rows.size()) < kDraftsAtOnce) return ok();
    after = rows.back().seq;
  }
}

Result<Unit> for_each_operator_step(ReadTx& tx, Instant from, Instant to,
                                    const std::function<void(const OperatorStep&)>& take) {
  for (std::int64_t after = 0;;) {
    TRY(const auto rows,
        tx.list<StepRow>(sql::report_steps, period(from, to).add("after", after).add("limit", kStepsAtOnce)));
    for (const StepRow& row : rows)
      take({row.user_id, row.name, row.at, row.is_decision != 0, row.queued_ms});
    if (static_cast<std::int64_t>(rows.size()) < kStepsAtOnce) return ok();
    after = rows.back().seq;
  }
}

Result<std::vector<AnsweredMail>> list_answered_mails(ReadTx& tx, Instant from, Instant to) {
  return tx.list<AnsweredMail>(sql::report_answers, period(from, to));
}

Result<std::vector<DealWorth>> list_deals_worth(ReadTx& tx) {
  return tx.list<DealWorth>(sql::report_deals, Args());
}

Result<EngagementFacts> count_engagement(ReadTx& tx, Instant from, Instant to) {
  Outcomes all;
  SubjectOutcomes subjects;
  TRY_OK(for_each_sent_mail(tx, from, to, [&](const CountedMail& mail) {
    all.add(mail);
    subjects.by_subject[mail.subject].add(mail);
  }));
  TRY(const DraftCounts drafts, tx.get<DraftCounts>(sql::report_drafts, period(from, to), kNoCounts));
  EngagementFacts facts;
  facts.sent = all.sent();
  facts.contacts = all.replied().whole;
  facts.replied = all.replied().part;
  facts.hard_bounces = all.bounced();
  facts.unsubscribes = all.opt_out().part;
  facts.complaints = all.complaint().part;
  facts.drafts_approved = drafts.approved;
  facts.drafts_rejected = drafts.rejected;
  facts.drafts_pending = drafts.pending;
  facts.subjects = subjects.most_sent();
  return facts;
}

Result<FunnelFacts> count_funnel(ReadTx& tx, Instant from, Instant to) {
  Outcomes all;
  TRY_OK(for_each_sent_mail(tx, from, to, [&](const CountedMail& mail) { all.add(mail); }));
  FunnelFacts facts;
  facts.reached = all.replied().whole;
  facts.replied = all.replied().part;
  facts.qualified = all.positive().part;
  facts.demo_requested = all.meeting().part;
  TRY(const auto deals, list_deals_worth(tx));
  facts.pipeline = open_worth(deals);
  return facts;
}

Result<AgentFacts> count_agents(ReadTx& tx, Instant from, Instant to) {
  return tx.get<AgentFacts>(sql::report_agents, period(from, to), kNoCounts);
}

}  // namespace sa
