#include "actions/crm/crm_page.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/message/import.h"
#include "base/log.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/build.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
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
  return is_blank(words) ? "The form was sent without words." : words;
}

std::string header_text(const std::string& text) {
  return header_words(utf8_cut(text, kMostHeaderBytes));
}

Result<std::string> mail_of(const Services& services, const CrmSubmission& submission) {
  OutgoingMail mail;
  mail.from = {header_text(submission.name), submission.email_key};
  mail.to = {"", services.sender.mailbox};
  mail.subject = submission.form_name.empty() ? "Form" : header_text(submission.form_name);
  mail.body = words_of(submission);
  mail.date = submission.submitted_at;
  mail.message_id = message_id_of(submission);
  return build_message(mail);
}

/// Mails that were built just now, as a source of the import.
class Submissions final : public MailSource {
 public:
  Submissions(std::string path, std::string mark, std::vector<std::string> mails)
      : path_(std::move(path)), mark_(std::move(mark)), mails_(std::move(mails)) {}
  const std::string& path() const override { return path_; }
  std::string fingerprint() const override { return mark_; }
  std::uint64_t size() const override { return mails_.size(); }
  Result<Unit> read(std::uint64_t offset, const std::function<bool(RawMail&&)>& sink) override {
    for (std::uint64_t i = offset; i < mails_.size(); ++i) {
      if (!sink(RawMail{mails_[i], "", i, i + 1})) return ok();
    }
    return ok();
  }

 private:
  std::string path_;
  std::string mark_;
  std::vector<std::string> mails_;
};

Result<Unit> fill_in(const Services& services, Tx& tx, const CrmContact& contact, Instant now) {
  if (contact.email_key.empty() || contact.archived != 0) return ok();
  std::string company = member_text(contact.custom_properties, "company");
  if (company.empty() && contact.company_id_fk) {
    TRY(company, find_crm_company_name(tx, *contact.company_id_fk));
  }
  return fill_contact(tx, address_keys(services, contact.email_key), contact.name, company, now);
}

Result<Unit> save_submission(Tx& tx, const CrmSubmission& submission) {
  TRY(const auto contact, find_crm_contact_by_email(tx, submission.email_key));
  TRY(const auto message, find_message(tx, message_id_of(submission)));
  const std::optional<std::string> contact_id = contact ? std::optional(contact->contact_id) : std::nullopt;
  return insert_crm_submission(
      tx, Args().add_all(submission).add("contact_id_fk", contact_id).add("message_id", message));
}

}  // namespace

Result<Unit> save_crm_page(const Services& services, Tx& tx, const CrmPage& page, Instant now) {
  const auto columns = [&](const auto& each) {
    return Args().add_all(each).add("synced_at", now).add("is_current", page.is_current);
  };
  for (const CrmCompany& each : page.companies) TRY_OK(save_crm_company(tx, columns(each)));
  for (const CrmContact& each : page.contacts) {
    TRY_OK(save_crm_contact(tx, columns(each)));
    for (const std::string& merged : each.merged_ids)
      TRY_OK(note_crm_merge(tx, merged, each.contact_id, now));
    TRY_OK(fill_in(services, tx, each, now));
  }
  for (const CrmDeal& each : page.deals) TRY_OK(save_crm_deal(tx, columns(each)));
  for (const CrmSubmission& each : page.submissions) TRY_OK(save_submission(tx, each));
  for (const CrmGone& each : page.gone) TRY_OK(archive_crm_record(tx, each.type, each.record_id, now));
  return ok();
}

Result<Unit> receive_submissions(Services& services, const CrmPage& page) {
  std::vector<std::string> mails;
  for (const CrmSubmission& each : page.submissions) {
    if (each.email_key.empty()) continue;  // nobody to answer; the submission itself is stored
    if (auto mail = mail_of(services, each)) {
      mails.push_back(*std::move(mail));
    } else {
      // One that no mail can carry must not keep back those after it.
      log_event(LogLevel::warning, "submission_skipped",
                {{"submission_id", each.submission_id}, {"cause", log_words(mail.error())}});
    }
  }
  if (mails.empty()) return ok();
  Submissions source(services.crm->provider() + ":form_submissions", new_id(services.clock, services.random),
                     std::move(mails));
  TRY_OK(import_mail(services, source, nullptr));
  return ok();
}

}  // namespace sa
