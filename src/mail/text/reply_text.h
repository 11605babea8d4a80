// The words that somebody newly wrote, apart from the quoted mail below (or above, or between) and the
// signature. Linear in the length of the text. What was cut is kept. THREADS: pure functions over immutable
// policy. SOURCE: RFC 3676 4.3 (signature separator); policy/reply_text.json for what clients write.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sa {

struct ReplyText {
  std::string text;       ///< the new words, trimmed
  std::string quoted;     ///< the quoted mail with its introduction line
  std::string signature;  ///< signature, disclaimer and mobile footer
};
BOOST_DESCRIBE_STRUCT(ReplyText, (), (text, quoted, signature))

class ReplyPolicy {
 public:
  ReplyPolicy();
  static Result<ReplyPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// `text`: the plain text of a mail, LF or CRLF.
ReplyText extract_reply(std::string_view text, const ReplyPolicy& policy);

}  // namespace sa
