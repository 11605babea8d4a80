// Whom an answer to a mail goes to: its author, who does not always stand in From.
//
// Reply-To, where it names somebody else than ourselves; else From. A mailing list or a form puts its own address into From: then
// X-Original-From, or the form's field, names the author. Nobody: where a machine wrote, where nobody reads, where no address is
// given, where two authors have said nothing of who answers. That is never guessed: a person is asked.
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
