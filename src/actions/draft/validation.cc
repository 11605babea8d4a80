#include "actions/draft/validation.h"

#include <boost/json/value.hpp>

#include "mail/address/address.h"

namespace sa {
namespace {

/// What a draft in answer to `message` may take its facts from: the mail, the contact, ourselves.
std::vector<Evidence> evidence_of(const Services& services, const std::optional<MessageRow>& message,
                                  const std::optional<Contact>& contact) {
  std::vector<Evidence> evidence;
  if (message) {
    evidence.push_back({"message:" + message->message_id, message->subject + "\n" + message->text});
    evidence.push_back({"message:" + message->message_id, message->sender_name + "\n" + message->sender});
  }
  if (contact)
    evidence.push_back({"contact:" + contact->contact_id, contact->name + "\n" + contact->company});
  const SenderProfile& sender = services.sender;
  evidence.push_back({"sender", sender.name + "\n" + sender.company + "\n" + sender.address});
  return evidence;
}

std::string language_of(const std::optional<MessageRow>& message) {
  if (!message || !message->analysis.is_object()) return "";
  const auto* language = message->analysis.as_object().if_contains("language");
  return language && language->is_string() ? std::string(language->as_string()) : "";
}

}  // namespace

void validate_draft(const Services& services, const std::optional<MessageRow>& message,
                    const std::optional<Contact>& contact, Draft* draft) {
  ValidationInput input;
  input.recipient = draft->recipient;
  input.subject = draft->subject;
  input.body = draft->body;
  input.footer = draft->footer;
  input.is_reply = is_reply(*draft);
  if (contact) input.recipient_name = contact->name;
  input.language = language_of(message);
  input.evidence = evidence_of(services, message, contact);
  ValidationResult result = validate(input, services.agent_policy.validation);
  draft->checks = std::move(result.checks);
  draft->claims = std::move(result.claims);
}

Result<ValidationReport> check_text(const Services& services, const std::string& draft_id,
                                    const std::string& recipient, const std::string& subject,
                                    const std::string& body) {
  const auto key = normalize_address(recipient);
  if (!key) return invalid_field("recipient", key.error().message);
  ValidationInput input;
  input.recipient = recipient;
  input.subject = subject;
  input.body = body;
  input.evidence = evidence_of(services, std::nullopt, std::nullopt);
  return check_draft(draft_id, input, services.agent_policy.validation);
}

}  // namespace sa
