// What a simulation begins with, read a page of contacts at a time. Nothing is written.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "store/campaign/segment.h"
#include "store/engine/db.h"

namespace sa {

struct MailboxMoment {
  std::string mailbox_id;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(MailboxMoment, (), (mailbox_id, at))
/// Each mail of each mailbox since then, by mailbox, oldest first.
Result<std::vector<MailboxMoment>> list_mailbox_usage(ReadTx& tx, Instant since);

/// The reserved places of each mailbox from `now` on, by mailbox, oldest first.
Result<std::vector<MailboxMoment>> list_reserved(ReadTx& tx, Instant now);

struct KeyMoment {
  std::string key;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(KeyMoment, (), (key, at))
/// Each mail to each domain (by AddressKeys::company_hash) or to each company (by id) since then, oldest first.
Result<std::vector<KeyMoment>> list_domain_usage(ReadTx& tx, Instant since);
Result<std::vector<KeyMoment>> list_company_usage(ReadTx& tx, Instant since);

struct ContactMoment {
  std::string contact_id;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ContactMoment, (), (contact_id, at))
/// Each mail to each of them since then, by contact, oldest first.
Result<std::vector<ContactMoment>> list_contact_usage(ReadTx& tx, const ContactSpan& span, Instant since);
/// Until when those of them are away who are.
Result<std::vector<ContactMoment>> list_absences(ReadTx& tx, const ContactSpan& span, Instant now);

struct EarlierCount {
  std::string contact_id;
  std::int64_t earlier = 0;
};
BOOST_DESCRIBE_STRUCT(EarlierCount, (), (contact_id, earlier))
/// How often they were enrolled in the sequence.
Result<std::vector<EarlierCount>> list_earlier_enrollments(ReadTx& tx, const ContactSpan& span,
                                                           const std::string& sequence_id);

/// An open question about a contact.
struct ContactQuestion {
  std::string contact_id;
  std::string question_id;
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(ContactQuestion, (), (contact_id, question_id, kind))
Result<std::vector<ContactQuestion>> list_questioned(ReadTx& tx, const ContactSpan& span);

}  // namespace sa
