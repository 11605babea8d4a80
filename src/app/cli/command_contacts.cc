// sales-agent contacts list|show|export|merge|unmerge|erase: the directory, and a person's right to be forgotten.
#include <limits>

#include "actions/contact/directory.h"
#include "actions/contact/erasure.h"
#include "actions/contact/list_export.h"
#include "actions/contact/merge.h"
#include "actions/contact/person_export.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Wish {
  std::string address;
  std::string confirm;
  std::optional<std::string> by;
};

struct Search {
  std::optional<std::string> stage;
  std::optional<std::string> basis;
  std::optional<std::string> user_id;
  std::optional<std::string> tag;
  std::optional<std::string> q;
  std::int64_t limit = 50;
};

template <class E>
Result<std::optional<E>> choice(const std::optional<std::string>& text, const char* field,
                                const char* words) {
  if (!text) return std::optional<E>();
  const auto found = parse_enum<E>(*text);
  if (!found) return invalid_field(field, words);
  return std::optional(*found);
}

Result<ExitCode> list(Shell& shell, const Search& search) {
  ContactFilter filter;
  filter.q = search.q.value_or("");
  filter.user_id = search.user_id.value_or("");
  filter.tag = search.tag.value_or("");
  auto stage = choice<ContactStage>(search.stage, "--stage",
                                    "--stage must be initial, engaged, qualified or proposal.");
  if (!stage) return refuse_word(shell, stage.error());
  filter.stage = *stage;
  auto basis = choice<ContactBasis>(
      search.basis, "--basis", "--basis must be consent, customer, legitimate_interest or public_business.");
  if (!basis) return refuse_word(shell, basis.error());
  filter.basis = *basis;
  TRY(const std::unique_ptr<App> app, open_app(shell));
  Table table(
      {{"address"}, {"name", Table::Align::left, true}, {"company", Table::Align::left, true}, {"stage"}});
  ListPlace place;
  std::int64_t count = 0;
  while (count < search.limit) {
    TRY(const auto page, sync_wait(list_contacts(*app->services, filter, place,
                                                 std::min<std::int64_t>(search.limit - count, 200))));
    for (const ContactView& each : page.items) {
      ++count;
      if (shell.json) {
        shell.write_json_line(each);
      } else {
        table.add_row(
            {shown(each.email), shown(each.name), shown(each.company), std::string(enum_name(each.stage))});
      }
    }
    if (!page.next) break;
    place = *page.next;
  }
  if (shell.json) return ExitCode::ok;
  if (count > 0) shell.out.write(table.text(shell.out));
  shell.err.line(counted(count, "contact", "contacts"));
  return ExitCode::ok;
}

Result<ExitCode> show(Shell& shell, const std::string& who) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  const bool is_address = who.find('@') != std::string::npos;
  TRY(const ContactView card,
      sync_wait(is_address ? find_contact_card(*app->services, who) : get_contact_card(*app->services, who)));
  if (shell.json) {
    shell.write_json_line(card);
    return ExitCode::ok;
  }
  const auto line = [&](const char* name, const std::string& text) {
    if (!text.empty()) shell.out.line(std::string(name) + ": " + shown(text));
  };
  line("contact", card.contact_id);
  for (const std::string& each : card.emails) line("address", each);
  line("name", card.name);
  line("company", card.company);
  line("title", card.title);
  line("phone", card.phone);
  line("country", card.country);
  line("time zone", card.timezone + " (from: " + std::string(enum_name(card.zone_source)) + ")");
  line("language", card.language);
  line("stage", std::string(enum_name(card.stage)));
  line("owner", card.user_id.value_or(""));
  if (card.basis) line("basis", std::string(enum_name(*card.basis)));
  line("source", card.source);
  for (const std::string& tag : card.tags) line("tag", tag);
  for (const auto& [name, value] : card.custom) line(name.c_str(), value);
  constexpr std::int64_t kLatest = 20;
  TRY(const auto items, sync_wait(get_contact_timeline(*app->services, card.contact_id, {}, kLatest)));
  if (items.empty()) return ExitCode::ok;
  Table table({{"when"}, {"what"}, {"", Table::Align::left, true}});
  for (const TimelineItem& each : items) {
    const std::string& words = each.title.empty() ? each.words : each.title;
    table.add_row(
        {format_rfc3339(each.at), each.kind + (each.status.empty() ? "" : ' ' + each.status), shown(words)});
  }
  shell.out.line("");
  shell.out.write(table.text(shell.out));
  return ExitCode::ok;
}

/// A contact's id, from an address or from itself.
Result<std::string> id_of(App& app, const std::string& who) {
  if (who.find('@') == std::string::npos) return who;
  TRY(const ContactView card, sync_wait(find_contact_card(*app.services, who)));
  return card.contact_id;
}

struct Merge {
  std::string from;
  std::string into;
  std::optional<std::string> by;
};

Result<ExitCode> merge(Shell& shell, const Merge& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const std::string from, id_of(*app, wish.from));
  TRY(const std::string into, id_of(*app, wish.into));
  TRY(const ContactView card, sync_wait(merge_contacts(*app->services, actor, from, into)));
  if (shell.json) {
    shell.write_json_line(card);
    return ExitCode::ok;
  }
  shell.out.line("Merged into " + shown(card.email) + " (contact " + card.contact_id +
                 "). To undo it within 30 days: sales-agent contacts unmerge " + from);
  return ExitCode::ok;
}

Result<ExitCode> unmerge(Shell& shell, const Merge& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const std::string id, id_of(*app, wish.from));
  TRY(const ContactView card, sync_wait(unmerge_contact(*app->services, actor, id)));
  if (shell.json) {
    shell.write_json_line(card);
  } else {
    shell.out.line("Separated: " + shown(card.email) + " is contact " + card.contact_id + " again.");
  }
  return ExitCode::ok;
}

Result<ExitCode> export_one(Shell& shell, const std::string& who) {
  if (shell.out.is_terminal())
    return refuse_word(shell, invalid("The archive is no text: write it to a file, such as > person.zip."));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const std::string id, id_of(*app, who));
  TRY(const std::string zip, export_person_now(*app->services, id));
  shell.out.write(zip);
  shell.err.line("Wrote " + grouped(static_cast<std::int64_t>(zip.size())) + " bytes (ZIP).");
  return ExitCode::ok;
}

Result<ExitCode> export_all(Shell& shell) {
  if (shell.json) {
    Search everybody;
    everybody.limit = std::numeric_limits<std::int64_t>::max();
    return list(shell, everybody);
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const std::int64_t count,
      export_contacts(*app->services, [&](const std::string& line) { shell.out.write(line); }));
  shell.err.line(counted(count, "contact", "contacts"));
  return ExitCode::ok;
}

Result<ExitCode> erase(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Erasure erasure, sync_wait(erase_person(*app->services, actor, wish.address, wish.confirm)));
  if (shell.json) {
    shell.write_json_line(erasure);
    return ExitCode::ok;
  }
  shell.out.line("Erased. Row " + std::to_string(erasure.audit_seq) + " of the audit trail records it.");
  for (const auto& [table, rows] : erasure.rows_by_table)
    shell.out.line("  " + std::string(table) + ": " + std::to_string(rows.as_int64()));
  shell.out.line("Copies may still exist elsewhere:");
  for (const std::string& place : erasure.elsewhere)
    shell.out.write(paragraph(shell.out, place + '.', "  - "));
  return ExitCode::ok;
}

}  // namespace

void add_contacts(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("contacts", "Manage contacts");
  auto search = std::make_shared<Search>();
  family.command("list", "List all contacts, or those that match")
      .option("--q", "WORDS", &search->q,
              "Search: a whole address, or the beginning of words in name, company and addresses")
      .option("--stage", "STAGE", &search->stage, "initial, engaged, qualified or proposal")
      .option("--basis", "BASIS", &search->basis, "consent, customer, legitimate_interest or public_business")
      .option("--user", "USER_ID", &search->user_id, "Only contacts of this owner")
      .option("--tag", "TAG", &search->tag, "Only contacts with this tag")
      .option("--limit", "COUNT", &search->limit, 1, 1'000'000, "Maximum number of contacts (default: 50)")
      .run([search](Shell& shell) { return list(shell, *search); });
  auto who = std::make_shared<std::string>();
  family.command("show", "Show a contact and its latest events")
      .argument("CONTACT", who.get(), "An address in any spelling, or a contact's id")
      .run([who](Shell& shell) { return show(shell, *who); });
  auto person = std::make_shared<std::optional<std::string>>();
  family
      .command(
          "export",
          "Write all contacts to standard output as CSV, which import contacts reads; or everything that is "
          "kept of one person as a ZIP archive")
      .option("--person", "ADDRESS", person.get(), "Only this person: a ZIP archive of JSON and mails (.eml)")
      .run([person](Shell& shell) { return *person ? export_one(shell, **person) : export_all(shell); });
  const auto pair = std::make_shared<Merge>();
  family.command("merge", "Merge a contact into another one, which stays; can be undone for 30 days")
      .argument("CONTACT", &pair->from, "The contact that goes: an address, or a contact's id")
      .argument("INTO", &pair->into, "The contact that stays: an address, or a contact's id")
      .option("--by", "NAME", &pair->by, "Who you are (default: your login name)")
      .run([pair](Shell& shell) { return merge(shell, *pair); });
  family.command("unmerge", "Undo a merge within 30 days")
      .argument("CONTACT", &pair->from,
                "The id of the contact that went, or an address of the one that stayed")
      .option("--by", "NAME", &pair->by, "Who you are (default: your login name)")
      .run([pair](Shell& shell) { return unmerge(shell, *pair); });
  family.command("erase", "Permanently erase a person: address, name and words")
      .argument("ADDRESS", &wish->address, "One of the person's addresses")
      .option("--confirm", "ADDRESS", &wish->confirm, "The address again, as confirmation")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return erase(shell, *wish); });
}

}  // namespace sa
