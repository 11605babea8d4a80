#include "actions/contact/person_export.h"

#include <algorithm>

#include "actions/contact/directory.h"
#include "actions/upload/upload.h"
#include "base/reflect/reflect.h"
#include "base/zip.h"
#include "mail/mime/build.h"
#include "store/contact/contact.h"
#include "store/contact/person.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/message/message.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;

std::string file_name(std::size_t number, Instant at) {
  const std::string digits = std::to_string(number);
  return "mails/" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits + '-' +
         format_rfc3339(at).substr(0, 10) + ".eml";
}

Result<std::string> kept_mail(Services& services, const std::string& message_id) {
  return services.db.read_now([&](ReadTx& tx) -> Result<std::string> {
    TRY(const MessageRow row, get_message(tx, message_id));
    TRY(const auto html, get_message_html(tx, message_id));
    return build_kept_message({{row.sender_name, row.sender},
                               row.recipients,
                               row.subject,
                               row.sent_at,
                               row.rfc_message_id,
                               row.in_reply_to.value_or(""),
                               row.reference_ids,
                               row.text,
                               html.value_or("")});
  });
}

/// A mail of ours that no mailbox was read for.
Result<std::string> sent_mail(const Draft& draft) {
  return build_message(outgoing_mail(draft, draft.sent_at.value_or(draft.created_at)));
}

boost::json::object json_of(const Draft& draft) {
  return {{"id", draft.id},
          {"recipient", draft.recipient},
          {"subject", draft.subject},
          {"body", draft.body},
          {"status", enum_name(draft.status)},
          {"created_at", format_rfc3339(draft.created_at)},
          {"sent_at", draft.sent_at ? boost::json::value(format_rfc3339(*draft.sent_at)) : nullptr}};
}

struct Known {
  boost::json::object person;
  std::vector<Draft> sent;  ///< whose mail was not read from a mailbox
};

Result<Known> gather(Services& services, ReadTx& tx, const std::string& contact_id) {
  Known known;
  TRY(const Contact contact, get_contact(tx, contact_id));
  TRY(const ContactView card, card_of(services, tx, contact));
  TRY(boost::json::object rows, list_person_rows(tx, contact_id));
  known.person["contact"] = to_json(card);
  for (auto& [table, all] : rows) known.person[table] = std::move(all);
  TRY(std::vector<Draft> drafts, list_person_drafts(tx, contact_id));
  boost::json::array words;
  for (Draft& draft : drafts) {
    words.push_back(json_of(draft));
    if (draft.status != DraftStatus::SENT) continue;
    TRY(const auto read, find_message(tx, draft.rfc_message_id));
    if (!read) known.sent.push_back(std::move(draft));
  }
  known.person["drafts"] = std::move(words);
  return known;
}

Result<std::int64_t> count_mails(ReadTx& tx, const std::string& contact_id) {
  std::int64_t count = 0;
  for (PersonMail after{"", Instant{INT64_MIN}};;) {
    TRY(const auto mails, list_person_mails(tx, contact_id, after, kPage));
    count += static_cast<std::int64_t>(mails.size());
    if (static_cast<std::int64_t>(mails.size()) < kPage) return count;
    after = mails.back();
  }
}

/// How much of each kind the asker does not see. Only numbers of it are handed out.
Result<boost::json::object> count_left_out(Services& services, ReadTx& tx, const std::string& contact_id,
                                           const Known& seen) {
  TRY(const std::int64_t seen_mails, count_mails(tx, contact_id));
  const UnseenWork unseen;
  TRY(const Known all, gather(services, tx, contact_id));
  TRY(const std::int64_t all_mails, count_mails(tx, contact_id));
  boost::json::object left_out;
  const auto note = [&](std::string_view what, std::int64_t missing) {
    if (missing > 0) left_out[what] = missing;
  };
  for (const auto& [kind, rows] : all.person) {
    if (!rows.is_array()) continue;
    note(kind, static_cast<std::int64_t>(rows.as_array().size()) -
                   static_cast<std::int64_t>(seen.person.at(kind).as_array().size()));
  }
  note("mails", all_mails + static_cast<std::int64_t>(all.sent.size()) - seen_mails -
                    static_cast<std::int64_t>(seen.sent.size()));
  return left_out;
}

}  // namespace

Result<std::string> export_person_now(Services& services, const std::string& contact_id) {
  const Instant now = services.clock.now();
  TRY(Known known, services.db.read_now([&](ReadTx& tx) -> Result<Known> {
    TRY(Known seen, gather(services, tx, contact_id));
    TRY(boost::json::object left_out, count_left_out(services, tx, contact_id, seen));
    seen.person["left_out"] = std::move(left_out);
    return seen;
  }));
  ZipWriter zip;
  std::size_t number = 0;
  for (PersonMail after{"", Instant{INT64_MIN}};;) {
    TRY(const auto mails,
        services.db.read_now([&](ReadTx& tx) { return list_person_mails(tx, contact_id, after, kPage); }));
    for (const PersonMail& each : mails)
      zip.add(file_name(++number, each.sent_at), each.sent_at,
              [&services, id = each.message_id] { return kept_mail(services, id); });
    if (static_cast<std::int64_t>(mails.size()) < kPage) break;
    after = mails.back();
  }
  for (const Draft& draft : known.sent)
    zip.add(file_name(++number, draft.sent_at.value_or(now)), draft.sent_at.value_or(now),
            [&draft] { return sent_mail(draft); });
  known.person["mails"] = number;
  known.person["exported_at"] = format_rfc3339(now);
  zip.add("person.json", now,
          [&] { return Result<std::string>(to_json_text(boost::json::value(known.person))); });
  return zip.finish();
}

Task<Result<std::string>> export_person(Services& services, std::string contact_id) {
  // The other thread reads with the eyes of who asks, too.
  co_return co_await upload_disk().run([&, onlooker = Onlooker::current()] {
    const Onlooker::Scope scope(onlooker);
    return export_person_now(services, contact_id);
  });
}

}  // namespace sa
