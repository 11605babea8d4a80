#include "actions/draft/validation.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <iterator>
#include <map>

#include "actions/contact/contact.h"
#include "base/crypto/hash.h"
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

Evidence evidence(std::string source, std::string text, StatedBy side, bool hostile = false) {
  std::string sha256 = sha256_hex(text);
  return {std::move(source), std::move(text), side, hostile, std::move(sha256)};
}

/// A mail as evidence, on the side of who wrote it. Of ours only the new words count: what it quotes is theirs.
Evidence evidence_of(const MessageRow& message, const std::string& recipient_key) {
  const bool ours = message.direction == Direction::out;
  const StatedBy side = ours                                  ? StatedBy::us
                        : message.sender_key == recipient_key ? StatedBy::them
                                                              : StatedBy::third;
  return evidence("message:" + message.message_id,
                  message.subject + "\n" + (ours ? message.reply_text : message.text), side,
                  !ours && speaks_to_machines(message));
}
/// Who wrote it.
Evidence evidence_of_sender(const MessageRow& message) {
  return evidence("message:" + message.message_id, message.sender_name + "\n" + message.sender,
                  StatedBy::them);
}
/// Each field for itself: a company that becomes known later changes nothing about the name.
std::vector<Evidence> evidence_of(const Contact& contact) {
  const std::string source = "contact:" + contact.contact_id;
  return {evidence(source, contact.name, StatedBy::them), evidence(source, contact.company, StatedBy::them)};
}
/// Ourselves, as the mailbox that it leaves from says it.
Evidence evidence_of_us(const Services& services, const Draft& draft) {
  const SenderProfile& first = services.sender;
  const bool is_first = draft.mailbox_id.empty() || draft.mailbox_id == first.mailbox_id;
  const std::string us = is_first ? first.name + "\n" + first.company + "\n" + first.address
                                  : draft.sender + "\n" + first.company;
  return evidence("sender", us, StatedBy::us);
}
Evidence evidence_of(const Draft& sent) {
  return evidence("draft:" + sent.id, sent.subject + "\n" + sent.body, StatedBy::us);
}

/// What a draft may take its claims from: the mail that it answers, the contact, ourselves, the rest of the conversation. A claim quotes
/// its source to all who see the draft, so only what lies in its own mailbox is one.
std::vector<Evidence> evidence_of(const Services& services, const Background& background,
                                  const Draft& draft) {
  std::vector<Evidence> all;
  const auto lies_there = [&](const auto& each) { return each.mailbox_id == draft.mailbox_id; };
  if (const auto& message = background.message; message && lies_there(*message)) {
    all.push_back(evidence_of(*message, message->sender_key));
    all.push_back(evidence_of_sender(*message));
  }
  if (background.contact) std::ranges::move(evidence_of(*background.contact), std::back_inserter(all));
  all.push_back(evidence_of_us(services, draft));
  for (const Draft& sent : background.sent)
    if (lies_there(sent)) all.push_back(evidence_of(sent));
  // The newest say what holds now.
  std::size_t taken = 0;
  for (auto mail = background.thread.rbegin(); mail != background.thread.rend() && taken < kThreadMails;
       ++mail) {
    if (background.message && mail->message_id == background.message->message_id) continue;
    if (!lies_there(*mail)) continue;
    all.push_back(evidence_of(*mail, draft.recipient_key));
    ++taken;
  }
  return all;
}

/// What one source says now; nothing when it is gone.
Result<std::vector<Evidence>> list_evidence(const Services& services, ReadTx& tx, const Draft& draft,
                                            const ClaimEvidence& cited) {
  const std::string id = cited.source.substr(std::min(cited.source.size(), cited.kind.size() + 1));
  std::vector<Evidence> all;
  if (cited.kind == "sender") all.push_back(evidence_of_us(services, draft));
  if (cited.kind == "contact") {
    TRY(const auto contact, find_contact(tx, id));
    if (contact) all = evidence_of(*contact);
  }
  if (cited.kind == "message") {
    const auto message = get_message(tx, id);
    if (!message && message.error().code != ErrorCode::not_found) return message.error();
    if (message) all = {evidence_of(*message, message->sender_key), evidence_of_sender(*message)};
  }
  if (cited.kind == "draft") {
    TRY(const auto sent, find_draft(tx, id));
    if (sent) all.push_back(evidence_of(*sent));
  }
  return all;
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

Result<std::vector<std::string>> list_changed_sources(const Services& services, ReadTx& tx,
                                                      const Draft& draft) {
  // Each source is read once, however many claims and texts of it were cited.
  std::map<std::string, std::vector<const ClaimEvidence*>> cited;
  for (const Claim& claim : draft.claims) {
    if (claim.status != ClaimStatus::VERIFIED) continue;
    for (const ClaimEvidence& each : claim.evidence) {
      if (each.source == claim.source && each.sha256) cited[each.source].push_back(&each);
    }
  }
  std::vector<std::string> changed;
  for (const auto& [source, quotes] : cited) {
    TRY(const auto now, list_evidence(services, tx, draft, *quotes.front()));
    const bool stands = std::ranges::all_of(quotes, [&](const ClaimEvidence* quote) {
      return std::ranges::find(now, quote->sha256, &Evidence::sha256) != now.end();
    });
    if (!stands) changed.push_back(source);
  }
  return changed;
}

bool goes_on(const Draft& draft) {
  return is_reply(draft) || draft.in_reply_to.has_value();
}

void validate_draft(const Services& services, const Background& background, Draft* draft) {
  ValidationInput input;
  input.recipient = draft->recipient;
  input.subject = draft->subject;
  input.body = draft->body;
  input.footer = draft->footer;
  input.is_reply = goes_on(*draft);
  if (background.contact) input.recipient_name = background.contact->name;
  input.language = language_of(background.message);
  input.evidence = evidence_of(services, background, *draft);
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
  Draft probe;
  probe.recipient_key = *key;
  input.evidence = evidence_of(services, Background{}, probe);
  return check_draft(draft_id, input, services.agent_policy.validation);
}

}  // namespace sa
