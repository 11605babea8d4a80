// The phrases of policy/message_kind.json, compiled.
// THREADS: immutable once loaded; cheap to copy.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/text/pattern.h"

namespace sa {

/// Phrases that only a machine, or only a person, writes.
enum class Note {
  machine,     ///< that a machine wrote it
  left_self,   ///< that its writer has gone: "I no longer work here"
  left_other,  ///< that somebody has gone: "Mr Hall has left the company"
  challenge,   ///< that its reader shall prove to be a person
  received,    ///< that a mail has arrived and has a number
  notice,      ///< a shop's, a service's or a device's notice
  mailing,     ///< small print and calls of a mailing
  receipt,     ///< that a mail was read, or deleted unread
  returned     ///< that an absence is over
};
BOOST_DESCRIBE_ENUM(Note, machine, left_self, left_other, challenge, received, notice, mailing, receipt,
                    returned)

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
  PatternSet bulk_senders;
  PatternSet machine_notes;
  std::vector<Note> notes;  ///< what each of machine_notes says
  PatternSet receipt_subjects;
  PatternSet reply_subjects;  ///< what mail programs write before the subject of an answer
  PatternSet notice_senders;  ///< roles that only machines write from
  PatternSet never_read;      ///< roles that nobody reads
  PatternSet form_senders;
  PatternSet form_words;
  std::vector<std::string> form_email_labels;  ///< in plain form
  std::vector<std::string> form_name_labels;
  std::vector<std::string> form_labels;  ///< other fields
  PatternSet calendar_lines;  ///< that a calendar writes into the text of an invitation or an answer
};

}  // namespace sa
