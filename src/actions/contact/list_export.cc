#include "actions/contact/list_export.h"

#include <algorithm>
#include <set>

#include "actions/contact/directory.h"
#include "base/reflect/reflect.h"
#include "core/contact/csv.h"
#include "store/contact/contact.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;

struct TextColumn {
  const char* field;
  std::string (*text)(const ContactView& card);
};

template <std::string ContactView::* member>
std::string text_of(const ContactView& card) {
  return card.*member;
}

const TextColumn kColumns[] = {
    {"first_name", text_of<&ContactView::first_name>},
    {"last_name", text_of<&ContactView::last_name>},
    {"name", text_of<&ContactView::name>},
    {"company", text_of<&ContactView::company>},
    {"title", text_of<&ContactView::title>},
    {"phone", text_of<&ContactView::phone>},
    {"country", text_of<&ContactView::country>},
    // What was worked out from something else is nothing that the contact says.
    {"timezone",
     [](const ContactView& card) {
       return card.zone_source == ZoneSource::contact ? card.timezone : std::string();
     }},
    {"language", text_of<&ContactView::language>},
    {"linkedin_url", text_of<&ContactView::linkedin_url>},
    {"stage", [](const ContactView& card) { return std::string(enum_name(card.stage)); }},
    {"owner", [](const ContactView& card) { return card.user_id.value_or(""); }},
    {"basis", [](const ContactView& card) { return card.basis ? std::string(enum_name(*card.basis)) : ""; }},
    {"basis_at", [](const ContactView& card) { return card.basis_at ? format_rfc3339(*card.basis_at) : ""; }},
    {"source", text_of<&ContactView::source>},
    {"tags",
     [](const ContactView& card) {
       std::string tags;
       for (const std::string& tag : card.tags) tags += (tags.empty() ? "" : ", ") + tag;
       return tags;
     }},
};

/// The columns that not every contact needs.
struct Wanted {
  std::size_t addresses = 1;
  std::set<std::string> custom;
};

std::string line_of(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += (i == 0 ? "" : ",") + csv_cell(csv_guarded(cells[i]));
  return line + '\n';
}

std::string header_of(const Wanted& wanted) {
  std::vector<std::string> cells = {"email"};
  for (std::size_t i = 2; i <= wanted.addresses; ++i) cells.push_back("email_" + std::to_string(i));
  for (const TextColumn& column : kColumns) cells.emplace_back(column.field);
  for (const std::string& name : wanted.custom) cells.push_back("custom." + name);
  return line_of(cells);
}

Result<std::string> row_of(const ContactView& card, const Wanted& wanted) {
  const bool fits =
      card.emails.size() <= wanted.addresses &&
      std::ranges::all_of(card.custom, [&](const auto& each) { return wanted.custom.contains(each.first); });
  if (!fits)
    return conflict(
        "Contacts were changed while they were written out: the file is not complete. Try again.");
  std::vector<std::string> cells = card.emails;
  cells.resize(wanted.addresses);
  for (const TextColumn& column : kColumns) cells.push_back(column.text(card));
  for (const std::string& name : wanted.custom) {
    const auto found = card.custom.find(name);
    cells.push_back(found == card.custom.end() ? std::string() : found->second);
  }
  return line_of(cells);
}

Result<std::vector<ContactView>> list_page(Services& services, const std::string& after_id) {
  return services.db.read_now([&](ReadTx& tx) -> Result<std::vector<ContactView>> {
    TRY(const std::vector<Contact> contacts, list_contacts_after(tx, after_id, kPage));
    return bare_cards_of(services, tx, contacts);
  });
}

template <class Visit>
Result<Unit> visit_all(Services& services, Visit visit) {
  std::string after_id;
  while (true) {
    TRY(const std::vector<ContactView> cards, list_page(services, after_id));
    if (cards.empty()) return ok();
    for (const ContactView& card : cards) TRY_OK(visit(card));
    after_id = cards.back().contact_id;
  }
}

}  // namespace

Result<std::int64_t> export_contacts(Services& services,
                                     const std::function<void(const std::string& line)>& write) {
  Wanted wanted;
  TRY_OK(visit_all(services, [&](const ContactView& card) {
    wanted.addresses = std::max(wanted.addresses, card.emails.size());
    for (const auto& [name, value] : card.custom) wanted.custom.insert(name);
    return ok();
  }));
  write(header_of(wanted));
  std::int64_t count = 0;
  TRY_OK(visit_all(services, [&](const ContactView& card) -> Result<Unit> {
    TRY(const std::string row, row_of(card, wanted));
    write(row);
    ++count;
    return ok();
  }));
  return count;
}

}  // namespace sa
