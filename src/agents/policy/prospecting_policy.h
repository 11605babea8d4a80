// policy/prospecting.json: which mails get a draft, and how the others are handled.
// THREADS: values.
// ERRORS: load_prospecting_policy: invalid, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agents/person_name.h"
#include "agents/policy/said_policy.h"
#include "mail/analysis.h"
#include "mail/text/pattern.h"

namespace sa {

/// What to do with a mail besides (or instead of) a draft.
enum class ProspectingStep {
  answer,           ///< a draft is made
  suppress,         ///< never write to the address again
  stop,             ///< end follow-ups to the contact
  pause,            ///< wait until `until`, or for a person's word
  correct_address,  ///< the address does not work
  retry_later,      ///< the address may work later
  read,             ///< a person should look
  none
};
BOOST_DESCRIBE_ENUM(ProspectingStep, answer, suppress, stop, pause, correct_address, retry_later, read, none)

struct ProspectingCase {
  ProspectingStep step = ProspectingStep::none;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(ProspectingCase, (), (step, words))

/// The topic of an answer, finer than the main intent.
struct TopicRefinement {
  std::string about;
  std::map<std::string, std::vector<std::string>>
      topics;  ///< by main intent: intents, the first that holds wins
};
BOOST_DESCRIBE_STRUCT(TopicRefinement, (), (about, topics))

struct ProspectingPolicy {
  std::string about;
  double threshold = 0.5;            ///< of the relevance score, for a draft
  double threshold_neutral = 0.5;    ///< the same for a mail that asks for nothing in particular
  double threshold_injection = 0.5;  ///< the same for a mail that seems to speak to machines
  std::int64_t question_max_chars = 0;
  std::map<std::string, ProspectingCase> kinds;  ///< by MessageKind; human_reply is not here
  ProspectingCase soft_bounce;
  ProspectingCase policy_bounce;
  std::map<std::string, ProspectingCase> closed_intents;  ///< main intents that are never answered
  std::vector<std::string> robot_local_parts;             ///< of addresses that nobody reads
  std::vector<std::string> titles;
  std::vector<std::string> not_person;
  ProspectingCase form;                 ///< what a web form's mail becomes
  std::vector<std::string> form_words;  ///< patterns (mail/text/pattern.h) that name such a mail
  TopicRefinement refine;
  std::map<std::string, std::string> answers;    ///< what answering means, by topic
  std::map<std::string, std::string> countries;  ///< top-level domain -> the one language of business there
  PatternSet form_set;                           ///< form_words, compiled
  SaidPolicy said;                               ///< policy/said.json

  NameWords name_words() const { return {titles, not_person}; }
};
BOOST_DESCRIBE_STRUCT(ProspectingPolicy, (),
                      (about, threshold, threshold_neutral, threshold_injection, question_max_chars, kinds,
                       soft_bounce, policy_bounce, closed_intents, robot_local_parts, titles, not_person,
                       form, form_words, refine, answers, countries))

/// Every MessageKind but human_reply must have its case, and every Intent its answer or its case.
Result<ProspectingPolicy> load_prospecting_policy(const PolicyLookup& lookup);

}  // namespace sa
