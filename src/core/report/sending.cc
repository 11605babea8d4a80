#include "core/report/sending.h"

#include <algorithm>

#include "core/report/table.h"

namespace sa {
namespace {

/// A person has said that what came as a reply is an opt-out.
bool is_opt_out(const MailResponse& reply, const std::vector<MailResponse>& all) {
  return reply.message_id && std::ranges::any_of(all, [&](const MailResponse& each) {
           return each.kind == ResponseKind::opt_out && each.message_id == reply.message_id;
         });
}

}  // namespace

GroupKey key_of(const CountedMail& mail, GroupBy group_by, std::string_view zone) {
  switch (group_by) {
    case GroupBy::campaign:
      return {mail.campaign_id};
    case GroupBy::sequence:
      return {mail.sequence_id};
    case GroupBy::step:
      return {mail.step_id, mail.sequence_id};
    case GroupBy::variant:
      return {mail.variant_id, mail.sequence_id, mail.step_id};
    case GroupBy::mailbox:
      return {mail.mailbox_id};
    case GroupBy::user:
      return {mail.user_id};
    case GroupBy::agent:
      return {mail.agent};
    case GroupBy::prompt_version:
      return {mail.prompt_version};
    case GroupBy::day:
      return {format_date(to_local(mail.sent_at, zone).date)};
  }
  return {};
}

void Outcomes::add(const CountedMail& mail) {
  unsigned marks = 0;
  bool is_bounced = false;
  for (const MailResponse& each : mail.responses) {
    if (each.kind == ResponseKind::bounce) is_bounced |= each.at - mail.sent_at <= kDeliveryWindowMs;
    if (each.kind == ResponseKind::reply && !is_opt_out(each, mail.responses)) {
      marks |= kReplied;
      if (is_positive(each)) marks |= kPositive;
      if (each.intent == "meeting_request") marks |= kMeeting;
    }
    if (each.kind == ResponseKind::complaint) marks |= kComplaint;
    if (each.kind == ResponseKind::opt_out) marks |= kOptOut;
  }
  if (is_bounced)
    ++bounced_;
  else
    marks |= kDelivered;
  ++sent_;
  people_[mail.person] |= marks;
}

Share Outcomes::share(Mark mark) const {
  Share share;
  for (const auto& [person, marks] : people_) {
    if ((marks & kDelivered) == 0) continue;
    ++share.whole;
    if ((marks & mark) != 0) ++share.part;
  }
  return share;
}

SendingFigures Outcomes::figures(Instant as_of) const {
  return {count_of(sent_, as_of),    count_of(sent_ - bounced_, as_of), rate_of({bounced_, sent_}, as_of),
          rate_of(replied(), as_of), rate_of(positive(), as_of),        rate_of(complaint(), as_of),
          rate_of(opt_out(), as_of)};
}

void SendingTally::add(const CountedMail& mail) {
  total_.add(mail);
  if (group_by_) groups_[key_of(mail, *group_by_, zone_)].add(mail);
}

SendingReport SendingTally::report(Instant from, Instant to, Instant as_of) const {
  SendingReport report{from, to, zone_, group_by_, total_.figures(as_of), {}};
  for (const auto& [key, outcomes] : groups_)
    report.groups.push_back({key.key, key.sequence_id, key.step_id, outcomes.figures(as_of)});
  return report;
}

std::string csv_of(const SendingReport& report) {
  FigureTable table({"key", "sequence_id", "step_id"});
  table.add_all("total", {"", "", ""}, report.total);
  for (const SendingGroup& each : report.groups) {
    table.add_all("group", {each.key.value_or(""), each.sequence_id.value_or(""), each.step_id.value_or("")},
                  each.figures);
  }
  return table.csv();
}

}  // namespace sa
