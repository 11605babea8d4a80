#include "core/audit/replay.h"

#include <boost/json/object.hpp>
#include <string_view>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// A text of the row's details; empty when it is not there.
std::string detail(const boost::json::object& details, std::string_view name) {
  const auto* found = details.if_contains(name);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

boost::json::object details_of(const AuditRow& row) {
  auto parsed = parse_json(row.details);
  return parsed && parsed->is_object() ? std::move(parsed->get_object()) : boost::json::object();
}

ReplayedDecision decision_of(const AuditRow& row) {
  return {row.actor, row.mode == "system", row.at, row.content_hash, row.reason};
}

/// The state that settling an attempt by `action` gives it; null for any other action.
const char* attempt_state(std::string_view action) {
  if (action == "confirm_sent") return "SENT";
  if (action == "refuse") return "REFUSED";
  if (action == "postpone") return "POSTPONED";
  if (action == "resolve_not_sent") return "NOT_SENT";
  if (action == "lose_track") return "UNKNOWN";
  return nullptr;
}

void settle(const AuditRow& row, const char* state, Replay* draft) {
  const boost::json::object details = details_of(row);
  ReplayedAttempt& attempt = draft->attempts[detail(details, "attempt_id")];
  attempt.state = state;
  // One that was found among the sent mail was never claimed.
  if (attempt.content_hash.empty()) {
    attempt.version = row.version;
    attempt.content_hash = row.content_hash;
  }
  attempt.provider = detail(details, "provider");
  // What an earlier settling knew stays: a doubt that a person ends adds no bytes.
  const std::string id = detail(details, "provider_message_id");
  if (!id.empty()) attempt.provider_message_id = id;
  const std::string bytes = detail(details, "bytes_sha256");
  if (!bytes.empty()) attempt.bytes_sha256 = bytes;
  if (row.action != "confirm_sent") return;
  draft->sent = attempt;
  draft->sent_at = row.at;
}

}  // namespace

void replay(const AuditRow& row, Replay* draft) {
  ++draft->rows;
  if (row.action == kErase) draft->is_erased = true;
  if (row.action == "create" || row.action == "edit") {
    draft->versions[row.version] = {row.content_hash, row.actor, row.at};
    draft->approved.reset();
  } else if (row.action == "approve") {
    draft->approved = decision_of(row);
  } else if (row.action == "withdraw") {
    draft->approved.reset();
  } else if (row.action == "reject") {
    draft->approved.reset();
    draft->rejected = decision_of(row);
  } else if (row.action == "reopen") {
    draft->rejected.reset();
  } else if (row.action == "send") {
    ReplayedAttempt& attempt = draft->attempts[detail(details_of(row), "attempt_id")];
    attempt.version = row.version;
    attempt.content_hash = row.content_hash;
  } else if (const char* state = attempt_state(row.action)) {
    settle(row, state, draft);
  }
}

}  // namespace sa
