#include "mail/author.h"

#include "mail/address/address.h"

namespace sa {

Address author_of(const Message& message, const Analysis& analysis) {
  const auto& answered = analysis.reply_to;
  const bool is_from = answered && fold_address(answered->address) == fold_address(message.from.address);
  if (!answered || is_from) return message.from;
  return {answered->name.empty() ? message.from.name : answered->name, answered->address};
}

}  // namespace sa
