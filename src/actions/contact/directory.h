// The directory: contacts and companies as people see and change them.
// THREADS: any.
// ERRORS: invalid, naming the field; not_found; conflict when an address is somebody else's, was erased, or the version is stale (the
// details hold what is there now); those of store/engine/db.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/contact/contact.h"
#include "core/contact/zone.h"
#include "core/user/actor.h"
#include "store/contact/find.h"

namespace sa {

inline constexpr std::size_t kContactTextChars = 200;
/// Of the source and of addresses on the web.
inline constexpr std::size_t kContactLongTextChars = 2000;
inline constexpr std::size_t kContactTags = 100;

/// The open task of a contact that is due first.
struct NextStep {
  std::string task_id;
  std::string title;
  Date due_date;
};
BOOST_DESCRIBE_STRUCT(NextStep, (), (task_id, title, due_date))

/// A contact with what is worked out for who reads it.
struct ContactView {
  std::string contact_id;
  std::string email;
  std::vector<std::string> emails;  ///< all addresses; the first is `email`
  std::string first_name;
  std::string last_name;
  std::string name;
  std::optional<std::string> company_id;
  std::string company;
  std::string title;
  std::string phone;
  std::string country;
  std::string timezone;
  ZoneSource zone_source = ZoneSource::sender;
  std::string language;
  std::string linkedin_url;
  ContactStage stage = ContactStage::initial;
  std::optional<std::string> user_id;
  std::optional<std::string>
      mailbox_id;  ///< that all mail to them comes from; null: nobody has written to them
  std::optional<ContactBasis> basis;
  std::optional<Instant> basis_at;
  std::string source;
  std::vector<std::string> tags;
  std::map<std::string, std::string> custom;
  std::string owner;                     ///< the name of `user_id`
  std::optional<Instant> last_touch_at;  ///< of the last mail, either way
  std::optional<NextStep> next_step;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;

  static constexpr const char* kAbout =
      "A person we write with. An empty text is not known; the time zone always is, as `zone_source` says: "
      "in doubt it is the "
      "sender's.";
};
BOOST_DESCRIBE_STRUCT(ContactView, (),
                      (contact_id, email, emails, first_name, last_name, name, company_id, company, title,
                       phone, country, timezone, zone_source, language, linkedin_url, stage, user_id,
                       mailbox_id, basis, basis_at, source, tags, custom, owner, last_touch_at, next_step,
                       created_at, updated_at, version))

struct CompanyCard {
  std::string company_id;
  std::string name;
  std::string domain;
  std::string country;
  std::string timezone;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(CompanyCard, (),
                      (company_id, name, domain, country, timezone, created_at, updated_at, version))

/// What a person writes into a contact; what is null stays as it is.
struct ContactFields {
  std::optional<std::string> email;
  std::optional<std::vector<std::string>> emails;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> name;
  std::optional<std::string> company_id;
  std::optional<std::string> company;
  std::optional<std::string> title;
  std::optional<std::string> phone;
  std::optional<std::string> country;
  std::optional<std::string> timezone;
  std::optional<std::string> language;
  std::optional<std::string> linkedin_url;
  std::optional<ContactStage> stage;
  std::optional<std::string> user_id;
  std::optional<std::string> mailbox_id;
  std::optional<ContactBasis> basis;
  std::optional<Instant> basis_at;
  std::optional<std::string> source;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::map<std::string, std::string>> custom;

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(ContactFields, (),
                      (email, emails, first_name, last_name, name, company_id, company, title, phone, country,
                       timezone, language, linkedin_url, stage, user_id, mailbox_id, basis, basis_at, source,
                       tags, custom))

struct CompanyFields {
  std::optional<std::string> name;
  std::optional<std::string> domain;
  std::optional<std::string> country;
  std::optional<std::string> timezone;

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(CompanyFields, (), (name, domain, country, timezone))

/// Empty members want everything.
struct ContactFilter {
  std::string q;  ///< a whole address, or the beginnings of words of name, company and addresses
  std::optional<ContactStage> stage;
  std::string user_id;
  std::string tag;
  std::string company_id;
  std::optional<ContactBasis> basis;
};

template <class Card>
struct FoundPage {
  std::vector<Card> items;
  std::optional<ListPlace> next;
};

/// Newest first, with words in the reverse order of the words.
Task<Result<FoundPage<ContactView>>> list_contacts(Services& services, ContactFilter filter, ListPlace after,
                                                   std::int64_t limit);
Task<Result<ContactView>> get_contact_card(Services& services, std::string contact_id);
/// By an address in any spelling. ERRORS: not_found.
Task<Result<ContactView>> find_contact_card(Services& services, std::string address);
Task<Result<ContactView>> create_contact(Services& services, const Actor& actor, ContactFields fields);
/// `version` is what the person saw.
Task<Result<ContactView>> update_contact(Services& services, const Actor& actor, std::string contact_id,
                                         std::int64_t version, ContactFields fields);
Task<Result<ContactNote>> add_note(Services& services, const Actor& actor, std::string contact_id,
                                   std::string text);
/// Newest first. ERRORS: not_found.
Task<Result<std::vector<TimelineItem>>> get_contact_timeline(Services& services, std::string contact_id,
                                                             TimelinePlace after, std::int64_t limit);

Task<Result<FoundPage<CompanyCard>>> list_companies(Services& services, std::string q, ListPlace after,
                                                    std::int64_t limit);
Task<Result<CompanyCard>> get_company_card(Services& services, std::string company_id);
Task<Result<CompanyCard>> create_company(Services& services, CompanyFields fields);
Task<Result<CompanyCard>> update_company(Services& services, std::string company_id, std::int64_t version,
                                         CompanyFields fields);
Task<Result<std::vector<TimelineItem>>> get_company_timeline(Services& services, std::string company_id,
                                                             TimelinePlace after, std::int64_t limit);

/// Contacts as people see them, in the order given.
Result<std::vector<ContactView>> cards_of(const Services& services, ReadTx& tx,
                                          const std::vector<Contact>& contacts);
Result<ContactView> card_of(const Services& services, ReadTx& tx, const Contact& contact);
/// Without the owner, the last mail and the next step, which take a look at other tables.
Result<std::vector<ContactView>> bare_cards_of(const Services& services, ReadTx& tx,
                                               const std::vector<Contact>& contacts);

}  // namespace sa
