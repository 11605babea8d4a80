// Recognises from a mail's text who wrote it: a machine's note, a worded receipt, a shop's notice, a mailing's small print, or a
// person who is back from an absence. Facts only: message_kind.cc decides the kind of mail.
// THREADS: pure functions over immutable policy.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "mail/kind/kind_policy.h"
#include "mail/mime/message.h"
#include "mail/text/reply_text.h"

namespace sa {

class MachineNotes {
 public:
  /// Looks at the subject, at the beginning and the end of the new words, and at the signature, where footers stand.
  MachineNotes(const Message& message, const ReplyText& reply, const KindPolicy& policy);

  /// How many different phrases of that kind there are.
  int count(Note note) const { return counts_[static_cast<std::size_t>(note)]; }
  bool has(Note note) const { return count(note) > 0; }
  /// The first phrase of that kind, in plain form: for the reason.
  const std::string& words(Note note) const { return words_[static_cast<std::size_t>(note)]; }
  bool asks() const { return asks_; }

  /// The writer says of himself that he has gone, or the note says it of the very person whose address it comes from.
  bool sender_has_gone() const { return sender_has_gone_; }

 private:
  static constexpr std::size_t kNotes = 9;
  std::array<int, kNotes> counts_{};
  std::array<std::string, kNotes> words_;
  bool asks_ = false;
  bool sender_has_gone_ = false;
};

}  // namespace sa
