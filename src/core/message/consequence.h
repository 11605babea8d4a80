// The consequences of an incoming mail: a table (kind of mail x belief that its sender wants no mail from us -> effects).
// A new kind of mail, or a new effect, is a row or a column there; actions/message/mail_intake.cc carries out the effects
// and decides nothing.
// THREADS: pure.
// SOURCE: core/message/belief.h (sure acts, possible holds and asks); RFC 3834 (robots get no answer), 3464, 5965.
#pragma once

#include <initializer_list>

#include "core/message/belief.h"
#include "core/message/message.h"

namespace sa {

enum class Effect : unsigned {
  welcome = 1,              ///< the sender is a contact, and a job looks for an answer
  ask = 2,                  ///< mail to the sender waits, and a person is asked about the doubt
  recognise = 32,           ///< a contact whom we know has this address, too
  suppress_sender = 4,      ///< the sender is not written to again
  suppress_recipients = 8,  ///< nor are those whom our mail did not reach, or who complained of it
  count_as_sent = 16,       ///< it left outside of us: it takes its places in the quotas
};

/// A set of effects.
class Effects {
 public:
  constexpr Effects() = default;
  constexpr Effects(std::initializer_list<Effect> effects) {
    for (const Effect effect : effects) bits_ |= static_cast<unsigned>(effect);
  }
  constexpr bool has(Effect effect) const { return (bits_ & static_cast<unsigned>(effect)) != 0; }
  constexpr Effects without(Effect effect) const {
    Effects rest = *this;
    rest.bits_ &= ~static_cast<unsigned>(effect);
    return rest;
  }
  constexpr bool operator==(const Effects&) const = default;

 private:
  unsigned bits_ = 0;
};

/// The inputs of the table.
struct MailFacts {
  MessageKind kind = MessageKind::human_reply;
  Belief opt_out = Belief::no;  ///< that the sender wishes no mail from us
  bool is_hard_bounce = false;  ///< the address does not exist
  bool is_set_aside =
      false;  ///< the provider took it for spam, or a person has thrown it away: it gets no answer
};

Effects effects_of(const MailFacts& mail);

}  // namespace sa
