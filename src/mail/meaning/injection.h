// Finds signs that a mail addresses a language model instead of a person. A finding is shown and lowers trust; it is not a barrier,
// because inbound text has no power anyway.
//
// Suspected is: what only an attack says (rules to be ignored, an approval that is claimed, words planted into our answer, other
// customers' data); a machine that is addressed ("note to the AI assistant:"); a machine that is named beside a demand on its powers;
// either of these in what a reader does not see (hidden HTML, pictures' texts, comments, base64, disguised letters). Not suspected is
// a text about such attacks that quotes one, and what people ask each other ("please ignore my last mail").
//
// THREADS: pure functions over immutable policy.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/draft/check.h"
#include "mail/text/pattern.h"

namespace sa {

struct Injection {
  bool suspected = false;
  std::vector<Span> spans;  ///< in reply_text
};
BOOST_DESCRIBE_STRUCT(Injection, (), (suspected, spans))

class InjectionPolicy {
 public:
  InjectionPolicy();
  static Result<InjectionPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// In words that a person sees.
Injection find_injection(const PlainText& plain, const InjectionPolicy& policy);
/// In words beside the message: a quotation, a signature. Only what no person says to another counts.
bool has_injection_aside(const PlainText& plain, const InjectionPolicy& policy);
/// In words that only a machine sees: less is enough.
bool is_hidden_injection(const PlainText& plain, const InjectionPolicy& policy);

}  // namespace sa
