// Finds the conversation that a mail belongs to: by ids first, by the subject only as a last resort, and then marked so.
// The importer (actions) asks the store for each candidate in order and takes the first that is known.
// THREADS: pure functions.
// SOURCE: RFC 5322 3.6.4 (References), RFC 5256 2.1 (base subject).
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "mail/mime/message.h"

namespace sa {

/// policy/subject.json: what clients put before a subject when they reply or forward, by language.
struct SubjectPolicy {
  std::vector<std::string> reply_prefixes;    ///< "re", "aw", ...; without the colon
  std::vector<std::string> forward_prefixes;  ///< "fwd", "wg", ...
  std::vector<std::string> auto_prefixes;     ///< "automatic reply", "out of office", ...
  int window_days = 14;                       ///< how old a thread may be that a mail joins by subject alone
};
BOOST_DESCRIBE_STRUCT(SubjectPolicy, (), (reply_prefixes, forward_prefixes, auto_prefixes, window_days))

Result<SubjectPolicy> load_subject_policy(std::string_view json);

/// The ids of mails that may be this one's parent or ancestor, nearest first, each once.
std::vector<std::string> parent_ids(const Message& message);

/// The conversation that Gmail filed the mail under, as an id that stands beside Message-IDs: in an export of a mailbox
/// (Takeout) every mail carries X-GM-THRID, also the ones whose References were lost. Null when there is none.
std::optional<std::string> gmail_conversation_id(const Message& message);

struct BaseSubject {
  std::string text;       ///< lower case, one blank between words, prefixes and [tags] removed
  bool is_reply = false;  ///< had a reply prefix
  bool is_forward = false;
};
BaseSubject base_subject(std::string_view subject, const SubjectPolicy& policy);

/// A thread that the store found under the same base subject.
struct SubjectCandidate {
  std::string thread_id;
  Instant last_at;                        ///< of its newest mail
  std::vector<std::string> participants;  ///< addresses in normal form
};
/// Last resort: the thread that `message`, which refers to no known mail, joins by its subject; null when
/// none fits. Joins only a reply, with a subject, within the window, that shares a participant besides the
/// own addresses.
std::optional<std::string> choose_thread_by_subject(const Message& message,
                                                    const std::vector<SubjectCandidate>& candidates,
                                                    const std::vector<std::string>& own_addresses, Instant at,
                                                    const SubjectPolicy& policy);

}  // namespace sa
