#include "actions/crm/crm_page.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/contact/erasure.h"
#include "actions/contact/record.h"
#include "actions/contact/suppression.h"
#include "actions/progress/signal.h"
#include "actions/report/response.h"
#include "actions/search/embedding.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "mail/mime/build.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"

namespace sa {
namespace {

/// Of what strangers fill in: a name, a form's title.
constexpr std::size_t kMostHeaderBytes = 200;

/// The Message-ID that a submission has as a message of ours.
std::string message_id_of(const CrmSubmission& submission) {
  std::string id = "form." + submission.submission_id;
  std::erase_if(id, [](char c) {
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
             c == '.');
  });
  return id + "@crm.invalid";
}

bool is_about_person(std::string_view field) {
  return field == "email" || field == "firstname" || field == "lastname";
}

/// What the person wrote first, then the form's other fields, a line each.
std::string words_of(const CrmSubmission& submission) {
  constexpr const char* kWritten[] = {"message", "comments", "comment", "question", "notes"};
  std::string words;
  std::string rest;
  for (const char* name : kWritten) {
    if (const std::string text = member_text(submission.fields, name); !is_blank(text))
      words += text + "\n\n";
  }
  for (const auto& [name, value] : submission.fields) {
    const bool is_said =
        std::any_of(std::begin(kWritten), std::end(kWritten),
                    [&name = name](std::string_view each) { return each == std::string_view(name); });
    const std::string text = member_text(submission.fields, name);
    if (!is_said && !is_about_person(name) && !is_blank(text)) rest += std::string(name) + ": " + text + '\n';
  }
  words = to_valid_utf8(words + rest);
  return is_blank(words) ? "The form was submitted without text." : words;
}

std::string header_text(const std::string& text) {
  return header_words(utf8_cut(text, kMostHeaderBytes));
}

/// The submission as a mail of who filled the form in. ERRORS: invalid where the address is none.
Result<Message> message_of(const Services& services, const CrmSubmission& submission) {
  TRY(std::string address, normalize_address(submission.email_key));
  const std::string form = header_text(submission.form_name);
  Message message = compose_message(address, form.empty() ? "Form" : form, words_of(submission));
  message.from = {header_text(submission.name), std::move(address)};
  message.to = {{"", services.sender.mailbox_id}};
  message.date = submission.submitted_at;
  message.message_id = message_id_of(submission);
  message.message_id_derived = false;
  return message;
}

Result<Unit> fill_in(const Services& services, Tx& tx, const CrmContact& contact, Instant now) {
  if (contact.email_key.empty() || contact.archived != 0) return ok();
  std::string company = member_text(contact.custom_properties, "company");
  if (company.empty() && contact.company_id_fk) {
    TRY(company, find_crm_company_name(tx, *contact.company_id_fk));
  }
  return fill_contact(services, tx, contact.email_key,
                      {contact.name, company, member_text(contact.custom_properties, "timezone")}, now);
}

struct DealStages {
  std::string about;
  std::vector<std::string> proposal;
  std::vector<std::string> won;
  std::vector<std::string> lost;
};
BOOST_DESCRIBE_STRUCT(DealStages, (), (about, proposal, won, lost))

bool names(const std::vector<std::string>& parts, const std::string& stage) {
  return std::ranges::any_of(parts, [&](const std::string& each) { return stage.find(each) != stage.npos; });
}

Result<DealStages> load_deal_stages() {
  constexpr const char* kPath = "policy/deal_stages.json";
  const auto text = find_embedded(kPath);
  if (!text) return not_found(std::string(kPath) + " is no part of this program.");
  return from_json_text<DealStages>(*text);
}

/// A deal that has come to a proposal brings its contact there; one that has just been won or lost ends their sequences.
Result<Unit> move_contact(const Services& services, Tx& tx, const DealStages& stages, const CrmDeal& deal,
                          const std::optional<std::string>& stage_before, Instant now) {
  const std::string stage = ascii_lower(deal.stage);
  const bool is_proposal = names(stages.proposal, stage);
  const bool is_won = names(stages.won, stage);
  const bool is_over = (is_won || names(stages.lost, stage)) && stage_before != deal.stage;
  if ((!is_proposal && !is_over) || !deal.contact_id_fk || deal.archived != 0) return ok();
  TRY(const auto record, find_crm_contact(tx, *deal.contact_id_fk));
  if (!record || record->email_key.empty()) return ok();
  TRY(auto contact, find_contact_by_email(tx, address_keys(services, record->email_key)));
  if (!contact) return ok();
  if (is_over)
    TRY_OK(note_deal(services, tx, contact->contact_id, deal.deal_id, is_won, deal.changed_at, now));
  if (!is_proposal) return ok();
  return move_stage(services, tx, *std::move(contact),
                    {ContactStage::proposal, "stage.deal", "Their deal is at the stage " + deal.stage + ".",
                     "deal:" + deal.deal_id, "crm"},
                    now);
}

/// Whoever was merged into a person who wants no mail wants none, either, at the address that we know them by.
Result<Unit> keep_out_merged(Services& services, Tx& tx, const std::string& merged_id, const CrmContact& into,
                             Instant now) {
  TRY(const auto merged, find_crm_contact(tx, merged_id));
  if (!merged || merged->email_key.empty() || into.archived != 0) return ok();
  bool is_out = into.opted_out;
  if (!is_out && !into.email_key.empty()) {
    TRY(const auto standing, list_suppressions_of_person(tx, address_keys(services, into.email_key)));
    is_out = std::ranges::any_of(standing, [](const Suppression& each) { return is_opt_out(each.reason); });
  }
  if (!is_out) return ok();
  return suppress_address(services, tx, merged->email_key, SuppressionReason::unsubscribe,
                          services.crm->provider() + ":contact:" + into.contact_id, now);
}

/// The CRM says it at every look; it is news once.
Result<Unit> opt_out(Services& services, Tx& tx, const CrmContact& contact, Instant now) {
  const std::vector hashes{key_hash_of(services, contact.email_key)};
  TRY(const auto standing, list_suppressions_of(tx, hashes));
  const bool is_known =
      std::ranges::any_of(standing, [](const Suppression& each) { return is_opt_out(each.reason); });
  if (!is_known)
    TRY_OK(note_response(tx, {ResponseKind::opt_out, now, {}, {}}, contact.email_key, std::nullopt, "", now));
  return suppress_address(services, tx, contact.email_key, SuppressionReason::unsubscribe,
                          services.crm->provider() + ":contact:" + contact.contact_id, now);
}

Result<Unit> save_submission(Tx& tx, const CrmSubmission& submission) {
  TRY(const auto contact, find_crm_contact_by_email(tx, submission.email_key));
  TRY(const auto message, find_message(tx, message_id_of(submission)));
  const std::optional<std::string> contact_id = contact ? std::optional(contact->contact_id) : std::nullopt;
  return insert_crm_submission(
      tx, Args().add_all(submission).add("contact_id_fk", contact_id).add("message_id", message));
}

}  // namespace

Result<Unit> save_crm_page(Services& services, Tx& tx, const CrmPage& page, Instant now) {
  const auto columns = [&](const auto& each) {
    return Args().add_all(each).add("synced_at", now).add("is_current", page.is_current);
  };
  for (const CrmCompany& each : page.companies) TRY_OK(save_crm_company(tx, columns(each)));
  for (const CrmContact& each : page.contacts) {
    TRY(const bool kept_out, is_erased(tx, {key_hash_of(services, each.email_key)}));
    if (kept_out) continue;
    TRY_OK(save_crm_contact(tx, columns(each)));
    for (const std::string& merged : each.merged_ids) {
      TRY_OK(keep_out_merged(services, tx, merged, each, now));
      TRY_OK(note_crm_merge(tx, merged, each.contact_id, now));
    }
    TRY_OK(fill_in(services, tx, each, now));
    if (each.opted_out && !each.email_key.empty() && each.archived == 0)
      TRY_OK(opt_out(services, tx, each, now));
  }
  TRY(const DealStages stages, load_deal_stages());
  for (const CrmDeal& each : page.deals) {
    TRY(const auto stage_before, find_crm_deal_stage(tx, each.deal_id));
    TRY_OK(save_crm_deal(tx, columns(each)));
    TRY_OK(move_contact(services, tx, stages, each, stage_before, now));
  }
  for (const CrmSubmission& each : page.submissions) {
    TRY(const bool kept_out, is_erased(tx, {key_hash_of(services, each.email_key)}));
    if (!kept_out) TRY_OK(save_submission(tx, each));
  }
  for (const CrmGone& each : page.gone) TRY_OK(archive_crm_record(tx, each.type, each.record_id, now));
  return ok();
}

Task<Result<FormMails>> read_forms(Services& services, const CrmPage& page, std::string trace_id) {
  FormMails forms{{services, {}, std::move(trace_id)}, {}};
  if (page.submissions.empty()) co_return forms;
  CO_TRY(forms.intake.own_addresses,
         co_await services.db.read([](ReadTx& tx) { return list_own_addresses(tx); }));
  const std::string source = services.crm->provider() + ":form_submissions";
  for (const CrmSubmission& each : page.submissions) {
    if (each.email_key.empty()) continue;  // nobody to answer; the submission itself is stored
    auto message = message_of(services, each);
    if (message) {
      forms.mails.push_back(forms.intake.read(*std::move(message), source));
      continue;
    }
    // One that cannot be answered must not keep back those after it.
    log_event(LogLevel::warning, "submission_skipped",
              {{"submission_id", each.submission_id}, {"cause", log_words(message.error())}});
  }
  co_return forms;
}

Result<Unit> save_forms(Tx& tx, const FormMails& forms, Instant now) {
  bool is_any_new = false;
  for (const IncomingMail& mail : forms.mails) {
    TRY(const bool is_new, forms.intake.store(tx, mail, now));
    is_any_new = is_any_new || is_new;
  }
  return is_any_new ? ask_to_embed_messages(forms.intake.services, tx, forms.intake.trace_id) : ok();
}

}  // namespace sa
