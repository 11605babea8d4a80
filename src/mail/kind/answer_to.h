// Decides who gets the answer to a mail: its author, who is not always in From.
//
// Reply-To, if it names somebody other than us; otherwise From. A mailing list or a form puts its own address into From: then
// X-Original-From or the form's field names the author. Nobody, if a machine wrote the mail, if nobody reads the address, if there is
// no address, or if two authors do not say who should get the answer. This is never guessed: a person is asked.
//
// THREADS: pure functions over immutable policy.
// SOURCE: RFC 5322 3.6.2 (From, Sender, Reply-To); Mailman and Google Groups for X-Original-From.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "mail/kind/message_kind.h"
#include "mail/mime/message.h"

namespace sa {

struct AnswerTo {
  std::optional<Address> address;  ///< null: nobody
  std::string unclear;             ///< in words, when a person may be meant who cannot be told; else empty
};

/// `own`: our own addresses, in normal form.
AnswerTo choose_answer_to(const Message& message, MessageKind kind, const KindPolicy& policy,
                          std::span<const std::string> own);

}  // namespace sa
