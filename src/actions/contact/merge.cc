#include "actions/contact/merge.h"

#include <algorithm>

#include "actions/contact/consent.h"
#include "actions/contact/contact.h"
#include "actions/contact/record.h"
#include "actions/contact/term.h"
#include "actions/progress/follow.h"
#include "actions/progress/signal.h"
#include "base/reflect/reflect.h"
#include "core/question/question.h"
#include "store/audit/audit.h"
#include "store/contact/merge.h"
#include "store/contact/origin.h"
#include "store/mailbox/mailbox.h"
#include "store/question/question.h"

namespace sa {
namespace {

constexpr std::int64_t kUndoMs = 30 * kDayMs;

/// What undoing needs, as it is stored.
struct MergeState {
  Contact from;
  Contact into;                           ///< before
  Contact merged;                         ///< and after
  std::vector<ContactAddress> addresses;  ///< of `from`
  std::vector<MergedRow> rows;            ///< that moved
  std::vector<Question> questions;        ///< of `from` that the other was asked, too
  ContactOrigin from_came_by = ContactOrigin::mail;
  ContactOrigin into_came_by = ContactOrigin::mail;
};
BOOST_DESCRIBE_STRUCT(MergeState, (),
                      (from, into, merged, addresses, rows, questions, from_came_by, into_came_by))

Result<Unit> check_may(const Actor& actor) {
  if (actor.may(Scope::contacts)) return ok();
  return forbidden("Only a lead or an owner may merge and separate contacts.");
}

bool is_told(const Contact& contact) {
  return contact.zone_source == enum_name(ZoneSource::contact) ||
         contact.zone_source == enum_name(ZoneSource::crm);
}

/// `contact` with what only `other` knows.
Contact filled(Contact contact, const Contact& other) {
  for (std::string Contact::* const member :
       {&Contact::first_name, &Contact::last_name, &Contact::name, &Contact::title, &Contact::phone,
        &Contact::country, &Contact::language, &Contact::linkedin_url, &Contact::source})
    if ((contact.*member).empty()) contact.*member = other.*member;
  if (contact.company.empty() && !contact.company_id) {
    contact.company = other.company;
    contact.company_id = other.company_id;
  }
  if (contact.timezone.empty() || (is_told(other) && !is_told(contact))) {
    contact.timezone = other.timezone;
    contact.zone_source = other.zone_source;
  }
  if (!contact.user_id) contact.user_id = other.user_id;
  if (!contact.mailbox_id) contact.mailbox_id = other.mailbox_id;
  if (!contact.basis) {
    contact.basis = other.basis;
    contact.basis_at = other.basis_at;
  }
  contact.stage = std::max(contact.stage, other.stage);
  for (const std::string& tag : other.tags) {
    const bool is_new = std::ranges::find(contact.tags, tag) == contact.tags.end();
    if (is_new && contact.tags.size() < kContactTags) contact.tags.push_back(tag);
  }
  contact.custom.insert(other.custom.begin(), other.custom.end());
  return contact;
}

/// `now` without what the merge gave it; what was changed since then stays.
Result<Contact> unfilled(const Contact& now, const MergeState& state) {
  boost::json::object fields = to_json(now).as_object();
  const boost::json::object before = to_json(state.into).as_object();
  const boost::json::object after = to_json(state.merged).as_object();
  for (const auto& [name, value] : before) {
    const bool is_ours = name != "version" && name != "updated_at" && name != "email" && name != "email_key";
    if (is_ours && after.at(name) != value && fields.at(name) == after.at(name)) fields[name] = value;
  }
  return from_json<Contact>(fields, Unknown::ignore);
}

/// Says it in the timeline, without a word of the other one's.
Result<Unit> note(const Services& services, Tx& tx, const Actor& actor, const std::string& contact_id,
                  std::string words, Instant now) {
  return insert_contact_note(
      tx, {new_id(services.clock, services.random), contact_id, std::move(words), actor.name, now});
}

Result<Unit> note_stage(const Services& services, Tx& tx, const Actor& actor, const Contact& before,
                        const Contact& after, const char* words, Instant now) {
  if (before.stage == after.stage) return ok();
  return insert_stage_move(tx, {new_id(services.clock, services.random), after.contact_id, before.stage,
                                after.stage, "stage.merge", words, "", actor.name, now});
}

/// Moves what is kept of `from` by its id. One question of a kind may be open for a contact.
Result<Unit> move_rows(Tx& tx, const std::string& into_id, MergeState* state) {
  const std::string& from_id = state->from.contact_id;
  TRY(const auto asked, list_open_questions(tx, into_id));
  TRY(const auto open, list_open_questions(tx, from_id));
  for (const Question& each : open) {
    if (std::ranges::find(asked, each.kind, &Question::kind) == asked.end()) continue;
    state->questions.push_back(each);
    TRY_OK(delete_question(tx, each.question_id));
  }
  TRY(state->rows, list_rows_of_contact(tx, from_id));
  for (const MergedRow& row : state->rows) TRY_OK(move_row(tx, row, from_id, into_id));
  for (ContactAddress address : state->addresses) {
    address.linked_by = "merge";
    TRY_OK(move_address(tx, address, from_id, into_id));
  }
  return ok();
}

Result<ContactView> card(const Services& services, ReadTx& tx, const std::string& contact_id) {
  TRY(const Contact contact, get_contact(tx, contact_id));
  return card_of(services, tx, contact);
}

/// The addresses that came from the contact that went, and spellings of them that were met since.
std::vector<ContactAddress> returning(const std::vector<ContactAddress>& now, const MergeState& state) {
  std::vector<ContactAddress> found;
  for (const ContactAddress& each : now) {
    const auto own = std::ranges::find(state.addresses, each.email_key, &ContactAddress::email_key);
    const auto alias = std::ranges::find(state.addresses, each.alias_key, &ContactAddress::alias_key);
    if (own != state.addresses.end()) {
      found.push_back(*own);
    } else if (alias != state.addresses.end()) {
      found.push_back(each);
    }
  }
  return found;
}

/// The address to write to: the one that it was, if it is among `addresses`.
void set_email(Contact* contact, const std::vector<ContactAddress>& addresses) {
  const bool has_own =
      std::ranges::find(addresses, contact->email_key, &ContactAddress::email_key) != addresses.end();
  if (has_own) return;
  contact->email = addresses.front().email;
  contact->email_key = addresses.front().email_key;
}

/// Who was merged with somebody who must not be written to is not written to, either.
Result<Unit> stop_suppressed(const Services& services, Tx& tx, const Contact& merged, Instant now) {
  TRY(const auto standing, list_suppressions_of_person(tx, address_keys(services, merged.email_key)));
  for (const Suppression& each : standing) TRY_OK(note_suppressed(services, tx, each, now));
  return ok();
}

Result<ContactView> separate(Services& services, Tx& tx, const Actor& actor, const MergeRow& merge,
                             Instant now) {
  TRY(const MergeState state, from_json_text<MergeState>(merge.before));
  TRY(const auto found, find_contact(tx, merge.into_id));
  if (!found)
    return conflict("The contact " + merge.into_id +
                    " is not there any more. If it was merged into another one, undo that first.");
  TRY(auto addresses, list_contact_addresses(tx, merge.into_id));
  const std::vector<ContactAddress> back = returning(addresses, state);
  std::erase_if(addresses, [&](const ContactAddress& each) {
    return std::ranges::find(back, each.email_key, &ContactAddress::email_key) != back.end();
  });
  if (back.empty() || addresses.empty())
    return conflict("One of the two contacts would have no address left: add one to it first.");
  TRY(Contact into, unfilled(*found, state));
  if (std::ranges::find(addresses, into.email_key, &ContactAddress::email_key) == addresses.end()) {
    into.email = state.into.email;
    into.email_key = state.into.email_key;
    set_email(&into, addresses);
  }
  Contact from = state.from;
  set_email(&from, back);
  // The company may be gone with the last of its contacts; its name makes it again.
  TRY(const auto company, find_company(tx, from.company_id.value_or("")));
  if (!company) from.company_id.reset();
  // Its mailbox may have been handed over or deleted since; then it hears from where the two heard together.
  TRY(const auto mailbox, find_mailbox(tx, from.mailbox_id.value_or("")));
  if (!mailbox || mailbox->retired_at) {
    from.mailbox_id = found->mailbox_id;
    from.user_id = found->user_id;
  }
  TRY_OK(insert_contact(tx, from, state.from_came_by));
  TRY_OK(set_contact_origin(tx, merge.into_id, state.into_came_by));
  for (const ContactAddress& each : back) TRY_OK(move_address(tx, each, merge.into_id, from.contact_id));
  for (const MergedRow& row : state.rows) TRY_OK(move_row(tx, row, merge.into_id, from.contact_id));
  for (const Question& each : state.questions) TRY_OK(insert_question(tx, each));
  TRY_OK(change_contact(services, tx, from, now));
  TRY(Contact separated, get_contact(tx, from.contact_id));
  TRY_OK(follow_consents(services, tx, std::move(separated), now));
  TRY_OK(note_stage(services, tx, actor, *found, into, "Another contact was separated from this one.", now));
  TRY_OK(change_contact(services, tx, std::move(into), now));
  TRY_OK(note(services, tx, actor, merge.into_id,
              "Contact " + from.contact_id + " was separated from this one.", now));
  TRY_OK(note(services, tx, actor, from.contact_id, "Separated from contact " + merge.into_id + '.', now));
  TRY_OK(delete_merge(tx, merge.merge_id));
  TRY_OK(append_audit(tx, actor, "unmerge_contacts",
                      {{"from_id", from.contact_id}, {"into_id", merge.into_id}}, now));
  return card(services, tx, from.contact_id);
}

/// Of some pairs the asker sees only one.
void drop_single(FoundPage<DuplicateGroup>* page) {
  std::erase_if(page->items, [](const DuplicateGroup& each) { return each.contacts.size() < 2; });
}

Task<Result<Unit>> run_forget(Services& services, NoInput, JobTry) {
  const Instant before = services.clock.now() - kUndoMs;
  co_return co_await services.db.write([&](Tx& tx) { return forget_merges(tx, before); });
}

constexpr JobKind<NoInput> kForget{"forget_merges", 3, run_forget, Lane::ordinary, {kDayMs}};

}  // namespace

JobRow forget_merges_job() {
  return row_of(kForget);
}

Task<Result<FoundPage<DuplicateGroup>>> list_duplicate_contacts(Services& services, ListPlace after,
                                                                std::int64_t limit) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<FoundPage<DuplicateGroup>> {
    FoundPage<DuplicateGroup> page;
    TRY(const auto found, list_duplicates(tx, person_range(), after.term, limit + 1));
    TRY(auto cards, cards_of(services, tx, {found.begin(), found.end()}));
    std::string term;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const FoundContact& each = found[i];
      if (each.found_term != term) {
        if (page.items.size() == static_cast<std::size_t>(limit)) {
          page.next = ListPlace{each.found_low, term, "-"};
          drop_single(&page);
          return page;
        }
        term = each.found_term;
        page.items.push_back({"contact.same_name", "They have the same name and company.", {}});
      }
      page.items.back().contacts.push_back(std::move(cards[i]));
    }
    drop_single(&page);
    return page;
  });
}

Task<Result<ContactView>> merge_contacts(Services& services, Actor actor, std::string contact_id,
                                         std::string into) {
  CO_TRY_OK(check_may(actor));
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<ContactView> {
    MergeState state;
    TRY(state.from, get_contact(tx, contact_id));
    if (contact_id == into) return invalid_field("into", "A contact cannot be merged into itself.");
    TRY(const auto target, find_contact(tx, into));
    if (!target) return invalid_field("into", "There is no contact " + into + '.');
    state.into = *target;
    TRY(state.from_came_by, get_contact_origin(tx, contact_id));
    TRY(state.into_came_by, get_contact_origin(tx, into));
    // Whoever is seen by everybody still is.
    if (state.into_came_by == ContactOrigin::mail && state.from_came_by != ContactOrigin::mail)
      TRY_OK(set_contact_origin(tx, into, state.from_came_by));
    TRY(state.addresses, list_contact_addresses(tx, contact_id));
    TRY_OK(follow_merge(services, tx, actor, contact_id, into, now));
    TRY_OK(move_rows(tx, into, &state));
    TRY_OK(save_terms(tx, contact_id, {}));
    TRY_OK(delete_contact(tx, contact_id));
    TRY(state.merged, change_contact(services, tx, filled(state.into, state.from), now));
    TRY_OK(note_stage(services, tx, actor, state.into, state.merged, "A contact was merged into this one.",
                      now));
    TRY_OK(note(services, tx, actor, into, "Contact " + contact_id + " was merged into this one.", now));
    TRY_OK(stop_suppressed(services, tx, state.merged, now));
    TRY_OK(insert_merge(tx, {new_id(services.clock, services.random), contact_id, into, to_json_text(state),
                             actor.name, now}));
    TRY_OK(append_audit(tx, actor, "merge_contacts", {{"from_id", contact_id}, {"into_id", into}}, now));
    return card(services, tx, into);
  });
}

Task<Result<ContactView>> unmerge_contact(Services& services, Actor actor, std::string contact_id) {
  CO_TRY_OK(check_may(actor));
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<ContactView> {
    TRY(const auto merge, find_merge(tx, contact_id));
    if (!merge) {
      TRY_OK(get_contact(tx, contact_id));
      return conflict("The contact was not merged in the last 30 days.");
    }
    if (merge->merged_at < now - kUndoMs)
      return conflict("The contact was merged more than 30 days ago, at " + format_rfc3339(merge->merged_at) +
                      ": that cannot be undone any more.");
    return separate(services, tx, actor, *merge, now);
  });
}

}  // namespace sa
