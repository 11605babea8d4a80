#include "store/simulation/simulation.h"

#include "queries.h"

namespace sa {
namespace {

Args args_of(const ContactSpan& span) {
  return Args().add("after_id", span.after_id).add("last_id", span.last_id);
}

/// With what tells two mails of one instant apart.
struct UsageRow : ContactMoment {
  std::string usage_id;
};
BOOST_DESCRIBE_STRUCT(UsageRow, (ContactMoment), (usage_id))

struct KeyRow : KeyMoment {
  std::string usage_id;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (KeyMoment), (usage_id))

}  // namespace

Result<std::vector<MailboxMoment>> list_mailbox_usage(ReadTx& tx, Instant since) {
  return tx.list<MailboxMoment>(sql::simulation_mailbox_usage, Args().add("day_from", since));
}

Result<std::vector<MailboxMoment>> list_reserved(ReadTx& tx, Instant now) {
  return tx.list<MailboxMoment>(sql::simulation_reserved, Args().add("now", now));
}

Result<std::vector<KeyMoment>> list_domain_usage(ReadTx& tx, Instant since) {
  return tx.list<KeyMoment>(sql::simulation_domain_usage, Args().add("day_from", since));
}

Result<std::vector<KeyMoment>> list_company_usage(ReadTx& tx, Instant since) {
  TRY(auto rows, tx.list<KeyRow>(sql::simulation_company_usage, Args().add("week_from", since)));
  std::vector<KeyMoment> moments;
  for (KeyRow& each : rows) moments.push_back(static_cast<KeyMoment&&>(each));
  return moments;
}

Result<std::vector<ContactMoment>> list_contact_usage(ReadTx& tx, const ContactSpan& span, Instant since) {
  TRY(auto rows, tx.list<UsageRow>(sql::simulation_contact_usage, args_of(span).add("week_from", since)));
  std::vector<ContactMoment> moments;
  for (UsageRow& each : rows) moments.push_back(static_cast<ContactMoment&&>(each));
  return moments;
}

Result<std::vector<ContactMoment>> list_absences(ReadTx& tx, const ContactSpan& span, Instant now) {
  return tx.list<ContactMoment>(sql::simulation_absence_list, args_of(span).add("now", now));
}

Result<std::vector<EarlierCount>> list_earlier_enrollments(ReadTx& tx, const ContactSpan& span,
                                                           const std::string& sequence_id) {
  return tx.list<EarlierCount>(sql::simulation_earlier_list, args_of(span).add("sequence_id", sequence_id));
}

Result<std::vector<ContactQuestion>> list_questioned(ReadTx& tx, const ContactSpan& span) {
  return tx.list<ContactQuestion>(sql::simulation_question_list, args_of(span));
}

}  // namespace sa
