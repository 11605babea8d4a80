#include "core/message/split.h"

#include <utility>

namespace sa {
namespace {

constexpr std::pair<std::string_view, MailSplit> kByIntent[] = {
    {"interested", MailSplit::interested}, {"meeting_request", MailSplit::interested},
    {"pricing", MailSplit::interested},    {"budget", MailSplit::interested},
    {"proposal", MailSplit::interested},   {"question", MailSplit::question},
    {"info_request", MailSplit::question}, {"pain_point", MailSplit::question},
    {"competitor", MailSplit::question},   {"legal_or_security_review", MailSplit::question},
    {"not_now", MailSplit::not_now},       {"not_interested", MailSplit::not_now},
    {"objection", MailSplit::not_now},     {"wrong_person", MailSplit::not_now},
    {"unsubscribe", MailSplit::opt_out},
};

const boost::json::value* find_in(const boost::json::value* from, std::string_view name) {
  const auto* const object = from ? from->if_object() : nullptr;
  return object ? object->if_contains(name) : nullptr;
}

}  // namespace

SplitFacts split_facts(const boost::json::value& analysis) {
  SplitFacts facts;
  if (const auto* intent = find_in(&analysis, "intent"); intent && intent->is_string())
    facts.intent = intent->get_string();
  const auto* const suspected = find_in(find_in(&analysis, "injection"), "suspected");
  facts.speaks_to_machines = suspected && *suspected == true;
  return facts;
}

MailSplit split_of(MessageKind kind, const SplitFacts& facts) {
  switch (kind) {
    case MessageKind::bounce:
    case MessageKind::delivery_notice:
      return MailSplit::bounce;
    case MessageKind::auto_reply:
      return MailSplit::out_of_office;
    case MessageKind::unsubscribe:
    case MessageKind::complaint:
      return MailSplit::opt_out;
    case MessageKind::human_reply:
      break;
    default:
      return facts.speaks_to_machines ? MailSplit::quarantine : MailSplit::other;
  }
  if (facts.speaks_to_machines) return MailSplit::quarantine;
  if (facts.is_asked_about) return MailSplit::doubt;
  for (const auto& [name, split] : kByIntent) {
    if (name == facts.intent) return split;
  }
  return MailSplit::other;
}

}  // namespace sa
