#include "actions/audit/audit_draft.h"

#include "core/draft/draft.h"

namespace sa {
namespace {

std::string shown(const std::optional<std::string>& text) {
  return text.value_or("nothing");
}
std::string shown(const std::optional<Instant>& at) {
  return at ? format_rfc3339(*at) : "nothing";
}
std::string given(const std::string& text) {
  return text.empty() ? "nothing" : text;
}

/// The hash of a row's content; null when its references are no list, so that nothing can give its hash.
template <class Row>
std::optional<std::string> computed_hash(const Row& row, const std::string& sender,
                                         const std::string& rfc_message_id, const std::string& reference_ids,
                                         const std::string& unsubscribe_url) {
  Draft draft;
  draft.sender = sender;
  draft.recipient = row.recipient;
  draft.subject = row.subject;
  draft.body = row.body;
  draft.footer = row.footer;
  draft.rfc_message_id = rfc_message_id;
  draft.in_reply_to = row.in_reply_to;
  draft.unsubscribe_url = unsubscribe_url;
  auto references = from_json_text<std::vector<std::string>>(reference_ids);
  if (!references) return std::nullopt;
  draft.reference_ids = *std::move(references);
  return content_hash(draft);
}

/// Compares one column with what the trail says of it.
class Columns {
 public:
  Columns(AuditFault fault, std::string subject, const Differs& differs)
      : fault_(fault), subject_(std::move(subject)), differs_(differs) {}
  void compare(const char* column, const std::string& is, const std::string& trail) const {
    if (is == trail) return;
    differs_(fault_,
             subject_ + " has the " + column + ' ' + is + ", but the audit trail says " + trail + '.');
  }

 private:
  AuditFault fault_;
  std::string subject_;
  const Differs& differs_;
};

/// True for the words of an approval by policy: the trail names the system, the draft says which policy too.
bool is_policy(const std::optional<std::string>& approved_by, const ReplayedDecision& decision) {
  return decision.by_system && approved_by && approved_by->starts_with(decision.by + ' ');
}

void compare_decisions(const StoredDraft& draft, const Replay& trail, const Columns& columns) {
  const auto& approved = trail.approved;
  if (!approved || !is_policy(draft.approved_by, *approved)) {
    columns.compare("approved_by", shown(draft.approved_by), approved ? approved->by : "nothing");
  }
  columns.compare("approved_at", shown(draft.approved_at), approved ? shown({approved->at}) : "nothing");
  columns.compare("approved_hash", shown(draft.approved_hash), approved ? approved->content_hash : "nothing");
  const auto& rejected = trail.rejected;
  columns.compare("rejected_by", shown(draft.rejected_by), rejected ? rejected->by : "nothing");
  columns.compare("rejected_at", shown(draft.rejected_at), rejected ? shown({rejected->at}) : "nothing");
  columns.compare("rejected_reason", shown(draft.rejected_reason), rejected ? rejected->reason : "nothing");
  const auto& sent = trail.sent;
  columns.compare("sent_at", shown(draft.sent_at), shown(trail.sent_at));
  columns.compare("provider", shown(draft.provider), sent ? sent->provider : "nothing");
  columns.compare("provider_message_id", shown(draft.provider_message_id),
                  sent ? sent->provider_message_id : "nothing");
}

}  // namespace

void compare_draft(const StoredDraft& draft, const Replay& trail, const std::string& changed_fields,
                   const Differs& differs) {
  const auto computed =
      computed_hash(draft, draft.sender, draft.rfc_message_id, draft.reference_ids, draft.unsubscribe_url);
  if (computed != draft.content_hash) {
    differs(AuditFault::content_differs,
            "Draft " + draft.id + " was changed outside the program: its content does not match its hash " +
                draft.content_hash +
                (changed_fields.empty() ? std::string(".")
                                        : "; it differs from its version " + std::to_string(draft.version) +
                                              " in: " + changed_fields + '.'));
  }
  compare_decisions(draft, trail, Columns(AuditFault::decision_differs, "Draft " + draft.id, differs));
}

bool compare_version(const StoredVersion& version, const Replay& trail, const Differs& differs) {
  const std::string name = "Version " + std::to_string(version.version) + " of draft " + version.draft_id;
  const auto known = trail.versions.find(version.version);
  if (known == trail.versions.end()) {
    differs(AuditFault::version_differs, name + " is in the database but not in the audit trail.");
    return true;
  }
  const Columns columns(AuditFault::version_differs, name, differs);
  columns.compare("content hash", version.content_hash, known->second.content_hash);
  columns.compare("created_by", version.created_by, known->second.by);
  columns.compare("created_at", format_rfc3339(version.created_at), format_rfc3339(known->second.at));
  if (!version.sender || !version.rfc_message_id || !version.reference_ids || !version.unsubscribe_url) {
    return false;
  }
  const auto computed = computed_hash(version, *version.sender, *version.rfc_message_id,
                                      *version.reference_ids, *version.unsubscribe_url);
  if (computed != version.content_hash) {
    differs(AuditFault::version_differs,
            name + " was changed after it was written: its content does not match its hash " +
                version.content_hash + '.');
  }
  return true;
}

void compare_attempt(const StoredAttempt& attempt, const Replay& trail, const Differs& differs) {
  const std::string name = "The attempt " + attempt.attempt_id + " to send draft " + attempt.draft_id;
  const auto known = trail.attempts.find(attempt.attempt_id);
  if (known == trail.attempts.end()) {
    return differs(AuditFault::receipt_differs, name + " is in the database but not in the audit trail.");
  }
  const ReplayedAttempt& told = known->second;
  const Columns columns(AuditFault::receipt_differs, name, differs);
  columns.compare("version", std::to_string(attempt.version), std::to_string(told.version));
  columns.compare("content hash", attempt.content_hash, told.content_hash);
  columns.compare("state", attempt.state, told.state);
  columns.compare("provider_message_id", shown(attempt.provider_message_id), given(told.provider_message_id));
  // What lies ready at the provider is noted at once; the trail tells it with how it ended.
  const bool is_open = told.state == "STARTED";
  if (!is_open) columns.compare("bytes_sha256", shown(attempt.bytes_sha256), given(told.bytes_sha256));
}

std::string list_changed_fields(const StoredDraft& draft, const StoredVersion& version) {
  std::string names;
  const auto add = [&](const char* name, const std::string& is, const std::string& was) {
    if (is != was) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add("sender", draft.sender, version.sender.value_or(draft.sender));
  add("recipient", draft.recipient, version.recipient);
  add("subject", draft.subject, version.subject);
  add("body", draft.body, version.body);
  add("footer", draft.footer, version.footer);
  if (!version.rfc_message_id) return names;
  add("rfc_message_id", draft.rfc_message_id, *version.rfc_message_id);
  add("in_reply_to", draft.in_reply_to.value_or(""), version.in_reply_to.value_or(""));
  add("reference_ids", draft.reference_ids, version.reference_ids.value_or(""));
  add("unsubscribe_url", draft.unsubscribe_url, version.unsubscribe_url.value_or(""));
  return names;
}

}  // namespace sa
