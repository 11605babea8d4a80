// The preview of a sequence: what contacts would get and when, by the planner and the gate that the scheduler asks, too. Nothing is written.
// THREADS: any.
// ERRORS: not_found for the sequence; those of store/engine/db.h. What a contact would not get is no error but a skip.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/draft/verdict.h"
#include "core/sequence/sequence.h"
#include "core/user/actor.h"

namespace sa {

struct PreviewInput {
  std::vector<std::string> contact_ids;
  static std::vector<Rule> rules() {
    return {rule(&PreviewInput::contact_ids).required().min_items(1).max_items(50).max_length(999)};
  }
};
BOOST_DESCRIBE_STRUCT(PreviewInput, (), (contact_ids))

/// A step that would happen.
struct PreviewStep {
  std::string step_id;
  StepKind kind = StepKind::email;
  Instant at;
  std::string local_at;  ///< with the offset of the window's zone
  std::string mailbox;   ///< the address; empty: it is a task
  std::string variant_id;
  std::string subject;  ///< of a task: its title
  std::string body;
  Outcome verdict = Outcome::send;
  std::vector<Reason> reasons;
  static std::vector<Rule> rules() {
    return {
        rule(&PreviewStep::local_at).describe("`at` with the offset of the zone that counts"),
        rule(&PreviewStep::mailbox).describe("the address that the mail leaves from; empty: it is a task"),
        rule(&PreviewStep::variant_id).describe("empty: the step has none"),
        rule(&PreviewStep::subject).describe("of a task: its title"),
        rule(&PreviewStep::verdict).describe("of the gate, as of `at`, by what is known now")};
  }
};
BOOST_DESCRIBE_STRUCT(PreviewStep, (),
                      (step_id, kind, at, local_at, mailbox, variant_id, subject, body, verdict, reasons))

/// What would not happen, and why.
struct PreviewSkip {
  std::string step_id;  ///< empty: none of the steps happens
  std::string rule;
  std::string words;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(PreviewSkip, (), (step_id, rule, words, until))

struct PreviewItem {
  std::string contact_id;
  std::vector<PreviewStep> steps;
  std::vector<PreviewSkip> skips;
};
BOOST_DESCRIBE_STRUCT(PreviewItem, (), (contact_id, steps, skips))

struct SequencePreview {
  std::vector<PreviewItem> items;  ///< in the order of the wish
};
BOOST_DESCRIBE_STRUCT(SequencePreview, (), (items))

/// Planned from now, as if each step happened at its instant. For contacts that the asker sees.
Task<Result<SequencePreview>> preview_sequence(Services& services, const Actor& actor,
                                               std::string sequence_id, PreviewInput input);

}  // namespace sa
