// Signs that a mail speaks to a machine instead of a person. A finding is shown and lowers trust; it is no
// barrier: inbound text has no power anyway. THREADS: pure functions over immutable
// policy.
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

Injection find_injection(const PlainText& plain, const InjectionPolicy& policy);

}  // namespace sa
