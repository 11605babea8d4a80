// The words of policy/message_kind.json, compiled.
// THREADS: immutable once loaded; cheap to copy.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/text/pattern.h"

namespace sa {

class KindPolicy {
 public:
  KindPolicy();
  static Result<KindPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

struct KindPolicy::State {
  /// A header field that a responder writes.
  struct AutoHeader {
    std::string header;
    PatternSet pattern;       ///< empty: its presence is enough
    bool with_reply = false;  ///< says so only of a mail that answers another one
  };
  PatternSet daemons;  ///< over "address name" of the sender
  PatternSet bounce_subjects;
  PatternSet bounce_words;
  PatternSet bare_bounces;     ///< for words that came without any header
  PatternSet bounce_openings;  ///< with which only a mail server begins
  PatternSet hard_words;
  PatternSet soft_words;
  PatternSet policy_words;
  std::vector<AutoHeader> auto_headers;
  PatternSet auto_subjects;
  PatternSet absence_words;
  PatternSet opt_outs;
  PatternSet bulk_senders;
};

}  // namespace sa
