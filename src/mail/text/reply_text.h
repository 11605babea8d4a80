// Separates newly written text from the quoted mail below (or above, or between) and from the signature. A cut
// needs proof: if it is not certain, nothing is cut, and a doubt says so. Linear in the length of the text. The cut parts are
// kept. THREADS: pure functions over immutable policy.
// SOURCE: RFC 3676 4.3 (signature separator); policy/reply_text.json for what clients write.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/message/belief.h"

namespace sa {

struct ReplyText {
  std::string
      text;  ///< the new words, trimmed; of a forward that is handed on to be read, also what it forwards
  std::string quoted;  ///< the quoted mail with its introduction line
  std::string
      signature;  ///< signature, disclaimer, mobile footer, and the warning that a mail system put above
  std::vector<Doubt> doubts;  ///< "reply.cut_unsure": an old mail may be among the words
};
BOOST_DESCRIBE_STRUCT(ReplyText, (), (text, quoted, signature, doubts))

class ReplyPolicy {
 public:
  ReplyPolicy();
  static Result<ReplyPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// `text`: the plain text of a mail, LF or CRLF. `parties`: addresses of those who write to each other; an old mail from one of
/// them is no forward.
ReplyText extract_reply(std::string_view text, const ReplyPolicy& policy,
                        const std::vector<std::string>& parties = {});

}  // namespace sa
