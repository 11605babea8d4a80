// One signed-in IMAP session: the few commands that a mail feed and a Sent folder need. It opens folders read-only
// (EXAMINE) and fetches with BODY.PEEK[], so no mail is ever marked as seen; APPEND is the one command that changes
// anything.
// THREADS: one thread at a time; every call blocks, at most until the deadline.
// ERRORS: those of mail_connection.h; unavailable, with the server's words, for a command that it refused. After an
// unavailable of the connection the session is of no more use.
// SOURCE: RFC 3501 (IMAP4rev1), RFC 6154 (\Sent)
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/mail/mail_connection.h"

namespace sa {

/// A folder as it is when it is opened.
struct ImapFolder {
  std::uint32_t uid_validity = 0;
  std::uint32_t uid_next = 0;  ///< 0: the server does not say
  std::uint32_t mails = 0;
};

/// A line of a server, with the literals that stand in it ("{12}" in the text).
struct ImapLine {
  std::string text;
  std::vector<std::string> literals;
};

struct ImapSize {
  std::uint32_t uid = 0;
  std::uint64_t bytes = 0;
};

class ImapSession {
 public:
  static Result<std::unique_ptr<ImapSession>> open(const MailServer& server, const std::string& token,
                                                   SocketDeadline deadline);
  void set_deadline(SocketDeadline deadline) { connection_->set_deadline(deadline); }

  /// The folder of sent mail: the one that is given, else the one that the server marks, else "Sent".
  Result<std::string> sent_folder(const std::string& given);
  /// Opens a folder read-only. ERRORS: not_found when there is none of that name.
  Result<ImapFolder> examine(const std::string& folder);
  /// UIDs in the open folder, ascending, by the criteria of UID SEARCH.
  Result<std::vector<std::uint32_t>> search(const std::string& criteria);
  /// Deleted mails are missing from the result. If the server refuses, which it may because of a single mail, all are listed with 0 bytes.
  Result<std::vector<ImapSize>> list_sizes(const std::vector<std::uint32_t>& uids);
  /// The bytes of a mail; empty when it is gone. ERRORS: invalid when the server will not give this one, and the session goes
  /// on; unavailable when there are more than `max_bytes`.
  Result<std::string> fetch(std::uint32_t uid, std::size_t max_bytes);
  /// "folder/uidvalidity/uid" of the mail with that Message-ID, if there is one. A folder that is not there has none.
  Result<std::optional<std::string>> find_by_message_id(const std::string& folder,
                                                        const std::string& rfc_message_id);
  /// Files a mail as seen; makes the folder when there is none.
  Result<Unit> append(const std::string& folder, const std::string& bytes);
  /// Says good-bye; whether that arrives matters to nobody.
  void log_out();

 private:
  explicit ImapSession(std::unique_ptr<MailConnection> connection) : connection_(std::move(connection)) {}
  enum class Condition { ok, no };
  struct Answer {
    Condition condition = Condition::ok;
    std::string words;  ///< behind OK or NO
    std::vector<ImapLine> lines;
  };
  Result<ImapLine> read_line(std::size_t max_literal);
  /// Sends a command and reads until its tagged answer.
  Result<Answer> ask(const std::string& command, std::size_t max_literal = 4096);
  Result<Answer> finish(const std::string& tag, std::size_t max_literal);
  /// As `ask`; a NO is an error, too.
  Result<Answer> demand(const std::string& command, std::size_t max_literal = 4096);
  Result<Answer> try_append(const std::string& folder, const std::string& bytes);

  std::unique_ptr<MailConnection> connection_;
  std::uint64_t commands_ = 0;
};

/// "UID" and the like in `* 12 FETCH (UID 5 RFC822.SIZE 77)`: the number behind a word. Null when it is not there.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word);
/// A string of IMAP. ERRORS: invalid for what cannot stand in one.
Result<std::string> imap_quoted(std::string_view text);

}  // namespace sa
