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

}  // namespace

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
