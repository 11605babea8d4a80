#include "actions/contact/erasure.h"

#include <algorithm>
#include <map>
#include <set>

#include "actions/contact/contact.h"
#include "actions/contact/person_words.h"
#include "actions/contact/record.h"
#include "actions/contact/suppression.h"
#include "base/async/worker.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "core/draft/draft.h"
#include "core/draft/standing.h"
#include "mail/address/address.h"
#include "store/audit/audit.h"
#include "store/contact/erase.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/job/job.h"

namespace sa {
namespace {

/// Takes as long as the database is large: neither a connection's thread nor the writer may wait for it.
Worker& disk() {
  static Worker worker;
  return worker;
}

Task<Result<Unit>> forget(Services& services, NoInput, JobTry) {
  co_return co_await disk().run([&] { return services.db.forget(); });
}

constexpr JobKind<NoInput> kForget{"forget_erased", 20, forget};

/// What the person is to the tables.
struct Person {
  std::string contact_id;  ///< empty: nobody's contact
  std::vector<std::string> key_hashes;
  std::set<std::string> spellings;  ///< in normal form
  std::set<std::string> domains;    ///< in lower case: what their addresses are looked for by
};

class Eraser {
 public:
  Eraser(Services& services, Tx& tx, const Actor& actor, Person person)
      : services_(services),
        tx_(tx),
        actor_(actor),
        person_(std::move(person)),
        words_(services, {person_.key_hashes.begin(), person_.key_hashes.end()}),
        now_(services.clock.now()) {}

  Result<Erasure> run() {
    TRY_OK(take_out());
    TRY_OK(keep_out());
    return note();
  }

  /// What run() would take, in a transaction that the caller undoes.
  Result<Erasure> preview() {
    TRY_OK(take_out());
    return outcome();
  }

 private:
  Result<Unit> take_out() {
    TRY_OK(find_spellings());
    TRY_OK(find_drafts());
    TRY_OK(erase_audit_words());
    TRY_OK(erase_drafts());
    TRY_OK(erase_messages());
    TRY_OK(erase_records());
    TRY_OK(scrub_drafts_of_others());
    TRY_OK(scrub_directory());
    TRY_OK(scrub_tables());
    return erase_import_errors();
  }

  Result<Unit> run(const EraseStatement& statement, const Args& args) {
    TRY(const std::int64_t rows, tx_.exec(statement.query, args));
    if (rows > 0) rows_[statement.table] += rows;
    return ok();
  }

  Result<Unit> find_spellings() {
    TRY(const std::vector<std::string> all, list_all_addresses(tx_));
    for (const std::string& each : all) {
      if (words_.is_address(each)) person_.spellings.insert(each);
    }
    for (const std::string& each : person_.spellings) {
      person_.domains.insert(std::string(domain_of(each)));
    }
    // A provider's other domains, in which the same mailbox may be written.
    for (const auto& group : services_.mail_policy.alias.same_mailbox) {
      const bool is_theirs = std::ranges::any_of(
          group, [&](const std::string& domain) { return person_.domains.contains(domain); });
      if (is_theirs) person_.domains.insert(group.begin(), group.end());
    }
    return ok();
  }

  Result<Unit> find_drafts() {
    for (const std::string& address : person_.spellings) {
      TRY(auto found, list_drafts_to_erase(tx_, address, person_.contact_id));
      for (DraftToErase& draft : found) drafts_.emplace(draft.id, std::move(draft));
    }
    for (const auto& [id, draft] : drafts_) {
      if (draft.status != DraftStatus::SENDING && draft.status != DraftStatus::OUTCOME_UNKNOWN) continue;
      return conflict(
                 "Draft " + id +
                 (draft.status == DraftStatus::SENDING
                      ? " is being sent to this person. Wait until that has finished, then erase."
                      : " may or may not have been sent to this person. Record its outcome, then erase."))
          .with_details("draft_id", boost::json::value(id));
    }
    return ok();
  }

  Result<Unit> erase_detail(std::int64_t seq) {
    TRY(const bool erased, erase_audit_detail(tx_, seq));
    if (erased) {
      ++rows_["audit_details"];
      audit_rows_.insert(seq);
    }
    return ok();
  }

  Result<Unit> erase_audit_words() {
    for (const auto& [id, draft] : drafts_) {
      TRY(const std::vector<std::int64_t> seqs, list_audit_rows_of(tx_, id));
      for (const std::int64_t seq : seqs) TRY_OK(erase_detail(seq));
    }
    for (const std::string& domain : person_.domains) {
      TRY(const std::vector<AuditWords> found, list_audit_with(tx_, pattern(domain)));
      for (const AuditWords& row : found) {
        if (words_.has_address(row.words)) TRY_OK(erase_detail(row.seq));
      }
    }
    return ok();
  }

  static std::string pattern(const std::string& domain) { return '%' + domain + '%'; }

  Result<Unit> append_erase_row(const DraftToErase& draft, const std::string& status, std::int64_t version,
                                const std::string& content_hash) {
    AuditRow row;
    row.draft_id = draft.id;
    row.at = now_;
    row.actor = actor_.name;
    row.actor_id = actor_.actor_id;
    row.mode = actor_.unverified ? "unverified" : std::string(enum_name(actor_.kind));
    row.action = kErase;
    row.from_status = enum_name(draft.status);
    row.status = status;
    row.version = version;
    row.content_hash = content_hash;
    row.details = "{}";
    row.trace_id = actor_.trace_id;
    TRY_OK(append_audit_row(tx_, std::move(row)));
    return ok();
  }

  Result<Unit> erase_drafts() {
    for (const auto& [id, draft] : drafts_) {
      const Args args = Args().add("draft_id", id);
      TRY(const auto threads, list_threads_of_draft(tx_, id));
      threads_.insert(threads.begin(), threads.end());
      TRY_OK(run(erase::draft_versions, args));
      TRY_OK(run(erase::draft_runs, args));
      // What left stays as a fact; what did not goes.
      const bool stays = draft.status == DraftStatus::SENT || draft.status == DraftStatus::FAILED;
      if (stays) {
        TRY_OK(run(erase::draft_blank, blank_args(id)));
        TRY_OK(run(erase::attempts_blank, args));
      } else {
        TRY_OK(run(erase::attempts_delete, args));
        TRY_OK(run(erase::draft_delete, args));
      }
      const std::string status = stays ? std::string(enum_name(draft.status)) : kErasedStatus;
      TRY_OK(append_erase_row(draft, status, draft.version, draft.content_hash));
    }
    return ok();
  }

  static Args blank_args(const std::string& draft_id) {
    return Args()
        .add("draft_id", draft_id)
        .add("verdict", to_json_text(Verdict{}))
        .add("checks", to_json_text(Checks{}))
        .add("source", to_json_text(DraftSource{}));
  }

  bool is_only_theirs(const MessageWords& message) const {
    if (words_.is_address(message.sender_key)) return true;
    const auto recipients = from_json_text<std::vector<std::string>>(message.recipients);
    if (message.direction != "out" || !recipients || recipients->empty()) return false;
    return std::ranges::all_of(*recipients, [&](const std::string& each) { return words_.is_address(each); });
  }

  Result<Unit> erase_messages() {
    std::set<std::string> seen;
    for (const std::string& domain : person_.domains) {
      TRY(std::vector<MessageWords> found, list_messages_with(tx_, pattern(domain)));
      for (MessageWords& message : found) {
        if (!seen.insert(message.message_id).second) continue;
        if (is_only_theirs(message)) {
          TRY_OK(erase_message(message));
        } else if (scrub(&message)) {
          TRY_OK(run(erase::message_update, Args().add_all(message)));
        }
      }
    }
    for (const std::string& thread : threads_) {
      const Args args = Args().add("thread_id", thread);
      TRY_OK(run(erase::thread_links, args));
      TRY_OK(run(erase::thread_delete, args));
      TRY_OK(run(erase::thread_blank, args));
    }
    return ok();
  }

  Result<Unit> erase_message(const MessageWords& message) {
    const Args args =
        Args().add("message_id", message.message_id).add("rfc_message_id", message.rfc_message_id);
    threads_.insert(message.thread_id);
    TRY_OK(tx_.exec(erase::message_unanswer.query, args));
    TRY_OK(run(erase::message_runs, args));
    TRY_OK(run(erase::message_jobs, args));
    TRY_OK(run(erase::message_vectors, args));
    TRY_OK(run(erase::message_link, args));
    TRY_OK(run(erase::message_questions, args));
    TRY_OK(run(erase::message_recipients, args));
    return run(erase::message_delete, args);
  }

  /// Takes the person's addresses out of every text of a row; whether there was one.
  template <class Row>
  bool scrub(Row* row) const {
    bool changed = false;
    const auto without = [&](std::string* text) {
      std::string made = words_.without_address(*text);
      changed = changed || made != *text;
      *text = std::move(made);
    };
    for_each_field(*row, [&](std::string_view, auto& value) {
      using Value = std::remove_cvref_t<decltype(value)>;
      if constexpr (std::is_same_v<Value, std::string>) without(&value);
      if constexpr (std::is_same_v<Value, std::optional<std::string>>) {
        if (value) without(&*value);
      }
      if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
        for (std::string& each : value) without(&each);
      }
      if constexpr (std::is_same_v<Value, std::map<std::string, std::string>>) {
        Value made;
        for (const auto& [known, told] : value) {
          std::string name = known;
          std::string text = told;
          without(&name);
          without(&text);
          made.emplace(std::move(name), std::move(text));
        }
        value = std::move(made);
      }
    });
    return changed;
  }

  /// What is kept under the person's ids and addresses.
  Result<Unit> erase_records() {
    std::set<std::string> keys = person_.spellings;
    if (!person_.contact_id.empty()) keys.insert(person_.contact_id);
    for (const std::string& address : person_.spellings) {
      const Args args = Args().add("address", address);
      TRY(const auto ids, list_crm_contact_ids(tx_, address));
      keys.insert(ids.begin(), ids.end());
      TRY_OK(run(erase::crm_contact, args));
      TRY_OK(run(erase::submissions, args));
      TRY_OK(run(erase::recipient, args));
      TRY_OK(run(erase::replays, Args().add("pattern", pattern(address))));
    }
    for (const std::string& key : keys) {
      const Args args = Args().add("key", key);
      TRY_OK(run(erase::tasks, args));
      TRY_OK(run(erase::notes, args));
      TRY_OK(run(erase::crm_deals, args));
    }
    if (person_.contact_id.empty()) return ok();
    const Args args = Args().add("contact_id", person_.contact_id);
    TRY_OK(run(erase::contact_questions, args));
    TRY_OK(run(erase::contact_notes, args));
    TRY_OK(run(erase::contact_stages, args));
    TRY_OK(run(erase::contact_consents, args));
    TRY_OK(run(erase::campaign_skips, args));
    TRY_OK(run(erase::enrollment_steps, args));
    TRY_OK(run(erase::enrollments, args));
    TRY_OK(run(erase::absence, args));
    TRY_OK(run(erase::contact_merges, args));
    TRY_OK(run(erase::contact_terms, args));
    TRY_OK(run(erase::contact_addresses, args));
    TRY(const auto contact, find_contact(tx_, person_.contact_id));
    TRY_OK(run(erase::contact, args));
    if (!contact || !contact->company_id) return ok();
    const Args company = Args().add("company_id", *contact->company_id);
    TRY_OK(run(erase::company, company));
    return run(erase::company_terms, company);
  }

  /// A draft to somebody else that names the person loses the address. One that may still leave is another mail then, and needs
  /// approval again.
  Result<Unit> scrub_drafts_of_others() {
    for (const std::string& domain : person_.domains) {
      TRY(std::vector<DraftWords> found, list_drafts_with(tx_, pattern(domain)));
      for (DraftWords& draft : found) {
        const std::string subject = draft.subject;
        const std::string body = draft.body;
        if (!scrub(&draft)) continue;
        TRY_OK(run(erase::other_draft, Args().add_all(draft)));
        if (draft.subject != subject || draft.body != body) TRY_OK(renew(draft));
      }
    }
    return ok();
  }

  Result<Unit> renew(const DraftWords& words) {
    TRY(const Draft before, get_draft(tx_, words.id));
    const DraftToErase was{before.id, before.status, before.version, before.content_hash};
    TRY_OK(run(erase::draft_versions, Args().add("draft_id", before.id)));
    if (!is_open(before.status))
      return append_erase_row(was, std::string(enum_name(was.status)), was.version, was.content_hash);
    TRY(Draft draft, edit(before, {{}, words.subject, words.body}, new_message_id(), now_));
    TRY_OK(update_draft(tx_, draft));
    TRY_OK(insert_draft_version(tx_, draft, actor_.name));
    return append_erase_row(was, std::string(enum_name(draft.status)), draft.version, draft.content_hash);
  }

  std::string new_message_id() {
    return new_id(services_.clock, services_.random) + '@' +
           std::string(domain_of(services_.sender.mailbox_id));
  }

  /// Other people's records and companies in which an address of the person stands, together with what they are found by.
  Result<Unit> scrub_directory() {
    for (const std::string& domain : person_.domains) {
      TRY(std::vector<Company> companies, list_companies_with(tx_, pattern(domain)));
      for (Company& company : companies) {
        if (!scrub(&company)) continue;
        TRY_OK(change_company(services_, tx_, std::move(company), now_));
        ++rows_["companies"];
      }
      TRY(std::vector<Contact> contacts, list_contacts_with(tx_, pattern(domain)));
      for (Contact& contact : contacts) {
        if (!scrub(&contact)) continue;
        TRY_OK(change_contact(services_, tx_, std::move(contact), now_));
        ++rows_["contacts"];
      }
    }
    return ok();
  }

  Result<Unit> scrub_tables() {
    for (const ScrubbedTable& table : scrubbed_tables()) {
      for (const std::string& domain : person_.domains) {
        TRY(auto found, tx_.list<RowWords>(table.candidates, Args().add("pattern", pattern(domain))));
        for (RowWords& row : found) {
          const std::string id = row.id;
          if (!scrub(&row)) continue;
          TRY_OK(
              run({table.name, table.update}, Args().add("id", id).add("one", row.one).add("two", row.two)));
        }
      }
    }
    return ok();
  }

  /// Rows of contact lists that were refused hold more of the person than the address.
  Result<Unit> erase_import_errors() {
    for (const std::string& domain : person_.domains) {
      TRY(const auto found, list_import_errors_with(tx_, pattern(domain)));
      for (const RowWords& row : found) {
        if (words_.has_address(row.one + ' ' + row.two))
          TRY_OK(run(erase::import_error, Args().add("id", row.id)));
      }
    }
    return ok();
  }

  /// The hash stays, as the person's own no: nothing of theirs comes in again.
  Result<Unit> keep_out() {
    for (const std::string& hash : person_.key_hashes) {
      const Args args = Args().add("key_hash", hash);
      TRY_OK(run(erase::shown, args));
      TRY_OK(run(erase::removals_shown, args));
      TRY_OK(run(erase::links_shown, args));
      TRY_OK(tx_.exec(erase::objection.query, args));
      TRY_OK(keep_suppression(services_, tx_,
                              {"", hash, SuppressionScope::address, SuppressionReason::objection,
                               kErasureSource, now_, std::nullopt}));
    }
    return ok();
  }

  Erasure outcome() const {
    Erasure erasure;
    for (const auto& [table, rows] : rows_) erasure.rows_by_table.emplace(table, rows);
    erasure.key_hashes = person_.key_hashes;
    erasure.key_hash = person_.key_hashes.front();
    return erasure;
  }

  Result<Erasure> note() {
    Erasure erasure = outcome();
    boost::json::array rows;
    for (const std::int64_t seq : audit_rows_) rows.emplace_back(seq);
    boost::json::array hashes;
    for (const std::string& hash : person_.key_hashes) hashes.emplace_back(hash);
    TRY(erasure.audit_seq,
        append_audit(tx_, actor_, kErase, {{"rows", std::move(rows)}, {"key_hashes", std::move(hashes)}},
                     now_));
    TRY_OK(ask_for(services_, tx_, kForget, {erasure.key_hash, actor_.trace_id}, {}));
    return erasure;
  }

  Services& services_;
  Tx& tx_;
  const Actor& actor_;
  Person person_;
  PersonWords words_;
  Instant now_;
  std::map<std::string, DraftToErase> drafts_;
  std::set<std::string> threads_;
  std::set<std::int64_t> audit_rows_;  ///< whose words went
  std::map<std::string, std::int64_t> rows_;
};

/// Where copies may lie.
std::vector<std::string> places_elsewhere(const Services& services) {
  std::vector<std::string> places = {std::string(services.mailbox.provider()) == "outbox"
                                         ? "the outbox folder (OUTBOX_DIR), which contains the sent mails"
                                         : "the mailbox at the provider (Inbox and Sent folders)",
                                     "earlier backups"};
  if (std::string_view(services.db.engine()) == "postgres")
    places.emplace_back("PostgreSQL's WAL and its archive, and pages that VACUUM has not cleaned yet");
  if (services.crm) places.emplace_back("the CRM: delete the record there");
  return places;
}

Result<Unit> check_confirm(const Services& services, const std::vector<std::string>& key_hashes,
                           const std::string& confirm) {
  const auto address = read_address(confirm);
  if (address && std::ranges::find(key_hashes, key_hash_of(services, *address)) != key_hashes.end())
    return ok();
  return invalid_field("confirm", "To confirm, repeat one of the addresses of the person to erase.");
}

Result<Person> person_of(const Services& services, ReadTx& tx, const Contact& contact) {
  Person person;
  person.contact_id = contact.contact_id;
  person.spellings.insert(contact.email_key);
  TRY(const auto addresses, list_contact_addresses(tx, contact.contact_id));
  for (const ContactAddress& each : addresses) person.spellings.insert(each.email_key);
  std::vector<std::string> all{contact.email_key};
  all.insert(all.end(), person.spellings.begin(), person.spellings.end());
  for (const std::string& each : all) {
    std::string hash = key_hash_of(services, each);
    if (std::ranges::find(person.key_hashes, hash) == person.key_hashes.end())
      person.key_hashes.push_back(std::move(hash));
  }
  return person;
}

/// Erases whom `find` names, and makes it unreadable on the disk.
template <class Find>
Task<Result<Erasure>> erase_whom(Services& services, Actor actor, std::string confirm, Find find) {
  if (!actor.may(Scope::contacts)) co_return forbidden("Only a lead or an owner may erase a person.");
  auto erased = co_await services.db.write([&](Tx& tx) -> Result<Erasure> {
    TRY(Person person, find(tx));
    const UnseenWork unseen;  // what the asker does not see goes, too
    TRY_OK(check_confirm(services, person.key_hashes, confirm));
    return Eraser(services, tx, actor, std::move(person)).run();
  });
  if (!erased) co_return erased;
  log_event(LogLevel::info, "person_erased", {{"actor", actor.actor_id}, {"audit_seq", erased->audit_seq}});
  erased->elsewhere = places_elsewhere(services);
  // The job does it again should this fail, or the program end here.
  CO_TRY_OK(co_await forget(services, {}, {}));
  CO_TRY_OK(
      co_await services.db.write([&](Tx& tx) { return cancel_job(tx, kForget.name, erased->key_hash); }));
  co_return erased;
}

}  // namespace

Task<Result<Erasure>> erase_contact(Services& services, Actor actor, std::string contact_id,
                                    std::string confirm) {
  const auto find = [&](ReadTx& tx) -> Result<Person> {
    TRY(const auto contact, find_contact(tx, contact_id));
    if (!contact) return not_found("There is no contact " + contact_id + '.');
    return person_of(services, tx, *contact);
  };
  co_return co_await erase_whom(services, std::move(actor), std::move(confirm), find);
}

Task<Result<Erasure>> erase_person(Services& services, Actor actor, std::string address,
                                   std::string confirm) {
  const auto key = read_address(address);
  if (!key) co_return invalid_field("address", key.error().message);
  const auto find = [&](ReadTx& tx) -> Result<Person> {
    TRY(const auto contact, find_contact_by_email(tx, address_keys(services, *key)));
    if (contact) return person_of(services, tx, *contact);
    return Person{"", {key_hash_of(services, *key)}, {*key}, {}};
  };
  co_return co_await erase_whom(services, std::move(actor), std::move(confirm), find);
}

Task<Result<Erasure>> preview_erasure(Services& services, Actor actor, std::string contact_id,
                                      std::string confirm) {
  if (!actor.may(Scope::contacts)) co_return forbidden("Only a lead or an owner may erase a person.");
  std::optional<Erasure> found;
  // It is done and undone: what goes is known by nothing less than the statements that take it.
  const auto undone = co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(const Contact contact, get_contact(tx, contact_id));
    const UnseenWork unseen;  // everything goes, also what the asker does not see
    TRY(Person person, person_of(services, tx, contact));
    TRY_OK(check_confirm(services, person.key_hashes, confirm));
    TRY(found, Eraser(services, tx, actor, std::move(person)).preview());
    return conflict("This was only a preview.");
  });
  if (!found) co_return undone.error();
  found->elsewhere = places_elsewhere(services);
  co_return *std::move(found);
}

JobRow forget_erased_job() {
  return row_of(kForget);
}

Result<bool> is_erased(ReadTx& tx, const std::vector<std::string>& key_hashes) {
  TRY(const auto standing, list_suppressions_of(tx, key_hashes));
  return std::ranges::any_of(standing, [](const Suppression& each) { return each.source == kErasureSource; });
}

}  // namespace sa
