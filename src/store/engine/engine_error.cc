#include "store/engine/engine_error.h"

#include <string_view>

namespace sa {
namespace {

/// A constraint that a person can run into, by the name that PostgreSQL gives and the columns that SQLite gives.
struct Refusal {
  std::string_view postgres;
  std::string_view sqlite;
  const char* words;
};
constexpr Refusal kRefusals[] = {
    {"\"drafts_one_answer\"", "drafts.message_id",
     "Another draft already answers this message; a second one would be a duplicate. Decide about that one."},
    {"\"drafts_pkey\"", "drafts.id", "A draft with this id already exists. Choose another id."},
    {"\"send_attempts_one_alive\"", "send_attempts.draft_id",
     "This draft is already being sent. Wait for the outcome."},
    {"\"draft_sent_was_approved\"", "draft_sent_was_approved",
     "This draft has changed since it was approved. Read it again, then approve it."},
};

}  // namespace

Error constraint_refusal(std::string words) {
  const char* told = "This conflicts with a change made in the meantime. Reload, then decide again.";
  for (const Refusal& each : kRefusals) {
    const bool is_it = words.find(each.postgres) != std::string::npos || words.ends_with(each.sqlite);
    if (is_it) told = each.words;
  }
  return conflict(told).with_cause(std::move(words));
}

Error not_reachable(std::string words) {
  return unavailable("The database does not respond. Nothing was changed; try again in a moment.")
      .with_cause(std::move(words))
      .with_retry_after(2);
}

Error stopped_answering(std::string words) {
  return unavailable(
             "The database stopped responding, so the change may or may not have been saved. Check, or try "
             "again in a moment.")
      .with_cause(std::move(words))
      .with_retry_after(2);
}

Error sqlstate_error(std::string_view state, std::string words, std::string_view doing) {
  if (state.starts_with("23")) return constraint_refusal(std::move(words));
  if (state == "53100") {
    return unavailable("The database's disk is full. Nothing was changed; free some space, then try again.");
  }
  // 25P03, 25P04: this process stood still in a transaction, and the server did not wait for it.
  const bool timed_out = state == "25P03" || state == "25P04";
  const bool passing = timed_out || state.empty() || state.starts_with("08") || state.starts_with("40") ||
                       state.starts_with("53") || state.starts_with("55") || state.starts_with("57");
  if (passing) return stopped_answering(std::move(words));
  return internal("PostgreSQL, " + std::string(doing) + ": " + words + " (" + std::string(state) + ")");
}

}  // namespace sa
