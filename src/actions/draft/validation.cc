#include "actions/draft/validation.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <iterator>

#include "actions/contact/contact.h"
#include "mail/address/address.h"
#include "store/draft/draft.h"

namespace sa {
namespace {

constexpr std::size_t kThreadMails = 20;

bool speaks_to_machines(const MessageRow& message) {
  if (!message.analysis.is_object()) return false;
  const auto* injection = message.analysis.as_object().if_contains("injection");
  const auto* suspected =
      injection && injection->is_object() ? injection->as_object().if_contains("suspected") : nullptr;
  return suspected && suspected->is_bool() && suspected->as_bool();
}

/// A mail as evidence, on the side of who wrote it. Of ours only the new words count: what it quotes is theirs.
Evidence evidence_of(const MessageRow& message, const std::string& recipient_key) {
  const bool ours = message.direction == Direction::out;
  const StatedBy side = ours                                  ? StatedBy::us
                        : message.sender_key == recipient_key ? StatedBy::them
                                                              : StatedBy::third;
  return {"message:" + message.message_id,
          message.subject + "\n" + (ours ? message.reply_text : message.text), side,
          !ours && speaks_to_machines(message)};
}

/// What a draft may take its claims from: the mail that it answers, the contact, ourselves, the rest of the conversation.
std::vector<Evidence> evidence_of(const Services& services, const Background& background,
                                  const std::string& recipient_key) {
  std::vector<Evidence> evidence;
  if (const auto& message = background.message) {
    evidence.push_back(evidence_of(*message, message->sender_key));
    evidence.push_back(
        {"message:" + message->message_id, message->sender_name + "\n" + message->sender, StatedBy::them});
  }
  if (const auto& contact = background.contact) {
    evidence.push_back(
        {"contact:" + contact->contact_id, contact->name + "\n" + contact->company, StatedBy::them});
  }
  const SenderProfile& sender = services.sender;
  evidence.push_back({"sender", sender.name + "\n" + sender.company + "\n" + sender.address, StatedBy::us});
  for (const Draft& sent : background.sent)
    evidence.push_back({"draft:" + sent.id, sent.subject + "\n" + sent.body, StatedBy::us});
  // The newest say what holds now.
  std::size_t taken = 0;
  for (auto mail = background.thread.rbegin(); mail != background.thread.rend() && taken < kThreadMails;
       ++mail) {
    if (background.message && mail->message_id == background.message->message_id) continue;
    evidence.push_back(evidence_of(*mail, recipient_key));
    ++taken;
  }
  return evidence;
}

std::string language_of(const std::optional<MessageRow>& message) {
  if (!message || !message->analysis.is_object()) return "";
  const auto* language = message->analysis.as_object().if_contains("language");
  return language && language->is_string() ? std::string(language->as_string()) : "";
}

}  // namespace

Result<Background> get_background(const Services& services, ReadTx& tx,
                                  const std::optional<std::string>& message_id,
                                  const std::string& recipient_key) {
  Background background;
  TRY(background.contact, find_contact_by_email(tx, address_keys(services, recipient_key)));
  if (!message_id) return background;
  TRY(background.message, get_message(tx, *message_id));
  const std::string& thread_id = background.message->thread_id;
  TRY(background.thread, list_thread_messages(tx, thread_id));
  TRY(std::vector<Draft> drafts, list_thread_drafts(tx, thread_id));
  std::copy_if(std::make_move_iterator(drafts.begin()), std::make_move_iterator(drafts.end()),
               std::back_inserter(background.sent),
               [](const Draft& draft) { return draft.status == DraftStatus::SENT; });
  return background;
}

void validate_draft(const Services& services, const Background& background, Draft* draft) {
  ValidationInput input;
  input.recipient = draft->recipient;
  input.subject = draft->subject;
  input.body = draft->body;
  input.footer = draft->footer;
  input.is_reply = is_reply(*draft);
  if (background.contact) input.recipient_name = background.contact->name;
  input.language = language_of(background.message);
  input.evidence = evidence_of(services, background, draft->recipient_key);
  ValidationResult result = validate(input, services.agent_policy.validation);
  draft->checks = std::move(result.checks);
  draft->claims = std::move(result.claims);
}

Result<ValidationReport> check_text(const Services& services, const std::string& draft_id,
                                    const std::string& recipient, const std::string& recipient_name,
                                    const std::string& subject, const std::string& body) {
  const auto key = normalize_address(recipient);
  if (!key) return invalid_field("recipient", key.error().message);
  ValidationInput input;
  input.recipient = recipient;
  input.recipient_name = recipient_name;
  input.subject = subject;
  input.body = body;
  input.evidence = evidence_of(services, Background{}, *key);
  return check_draft(draft_id, input, services.agent_policy.validation);
}

}  // namespace sa
