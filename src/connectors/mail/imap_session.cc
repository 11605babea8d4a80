#include "connectors/mail/imap_session.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxLineBytes = 4 << 20;  // about half a million UIDs in an answer to SEARCH
constexpr std::size_t kMaxLines = 100'000;
constexpr std::size_t kMaxWords = 300;

Error broken(std::string_view words) {
  return unavailable("The IMAP server " + std::string(words) + ".");
}

/// The length of a literal that follows this line ("{12}" at its end), if one does.
std::optional<std::uint64_t> literal_length(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const std::size_t open = line.rfind('{');
  if (open == line.npos) return std::nullopt;
  std::uint64_t length = 0;
  const char* end = line.data() + line.size() - 1;
  const auto read = std::from_chars(line.data() + open + 1, end, length);
  return read.ec == std::errc() && read.ptr == end ? std::optional(length) : std::nullopt;
}

/// "* 12 FETCH ...": whether an untagged line is about `word`.
bool is_about(const ImapLine& line, std::string_view word) {
  std::string_view text = line.text;
  if (!text.starts_with("* ")) return false;
  text.remove_prefix(2);
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return equal_ignoring_case(text.substr(0, word.size()), word) &&
         (text.size() == word.size() || text[word.size()] == ' ');
}

/// "[UNAVAILABLE] try later": what a NO says of the server and not of what was asked for (RFC 5530).
bool is_passing(std::string_view words) {
  static constexpr std::array kCodes = {"[unavailable]", "[inuse]", "[limit]", "[throttled]"};
  const std::string plain = ascii_lower(words);
  return std::ranges::any_of(kCodes, [&](const char* code) { return plain.find(code) != plain.npos; });
}

std::string uid_set(const std::vector<std::uint32_t>& uids) {
  std::string set;
  for (const std::uint32_t uid : uids) set += (set.empty() ? "" : ",") + std::to_string(uid);
  return set;
}

/// The folder's name at the end of `* LIST (\Sent) "/" "Sent Items"`.
std::string listed_name(const ImapLine& line) {
  if (!line.literals.empty()) return line.literals.back();
  std::string_view text = trimmed(line.text);
  if (!text.ends_with('"')) return std::string(text.substr(text.rfind(' ') + 1));
  std::string name;
  for (std::size_t i = text.size() - 1; i-- > 0;) {
    const bool is_escaped = i > 0 && text[i - 1] == '\\';
    if (text[i] == '"' && !is_escaped) break;
    name += text[i];
    if (is_escaped) --i;
  }
  std::ranges::reverse(name);
  return name;
}

}  // namespace

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() < text.size(); ++at) {
    const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '(' || text[at - 1] == '[';
    if (!begins || text[at + word.size()] != ' ' || !equal_ignoring_case(text.substr(at, word.size()), word))
      continue;
    std::uint64_t number = 0;
    const char* first = text.data() + at + word.size() + 1;
    if (std::from_chars(first, text.data() + text.size(), number).ec == std::errc()) return number;
  }
  return std::nullopt;
}

Result<std::string> imap_quoted(std::string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F)
      return invalid(
          "An IMAP name must be printable ASCII. Write other letters of a folder name in modified UTF-7 (RFC "
          "3501 5.1.3), as the server lists them.");
    if (c == '"' || c == '\\') made += '\\';
    made += c;
  }
  return made + '"';
}

Result<std::unique_ptr<ImapSession>> ImapSession::open(const MailServer& server, const std::string& token,
                                                       SocketDeadline deadline) {
  TRY(auto connection, MailConnection::open(server, token, deadline));
  return std::unique_ptr<ImapSession>(new ImapSession(std::move(connection)));
}

Result<ImapLine> ImapSession::read_line(std::size_t max_literal) {
  ImapLine line;
  while (true) {
    TRY(const std::string part,
        connection_->read_line(kMaxLineBytes - std::min(kMaxLineBytes, line.text.size())));
    line.text += part;
    const auto length = literal_length(part);
    if (!length) return line;
    if (*length > max_literal || line.literals.size() > 100) return broken("sent more data than requested");
    TRY(std::string literal, connection_->read_bytes(*length));
    line.literals.push_back(std::move(literal));
  }
}

Result<ImapSession::Answer> ImapSession::finish(const std::string& tag, std::size_t max_literal) {
  Answer answer;
  while (true) {
    TRY(ImapLine line, read_line(max_literal));
    if (is_about(line, "BYE"))
      return broken("ended the session: " + utf8_repaired(utf8_cut(line.text, kMaxWords)));
    if (!line.text.starts_with(tag + ' ')) {
      if (answer.lines.size() >= kMaxLines) return broken("sent an endless response");
      answer.lines.push_back(std::move(line));
      continue;
    }
    const std::string_view rest = std::string_view(line.text).substr(tag.size() + 1);
    answer.words =
        utf8_repaired(utf8_cut(trimmed(rest.substr(std::min<std::size_t>(2, rest.size()))), kMaxWords));
    if (equal_ignoring_case(rest.substr(0, 3), "OK ")) return answer;
    if (!equal_ignoring_case(rest.substr(0, 3), "NO "))
      return broken("rejected the command: " + answer.words);
    answer.condition = Condition::no;
    return answer;
  }
}

Result<ImapSession::Answer> ImapSession::ask(const std::string& command, std::size_t max_literal) {
  const std::string tag = "s" + std::to_string(++commands_);
  TRY_OK(connection_->write(tag + ' ' + command + "\r\n"));
  return finish(tag, max_literal);
}

Result<ImapSession::Answer> ImapSession::demand(const std::string& command, std::size_t max_literal) {
  TRY(Answer answer, ask(command, max_literal));
  if (answer.condition == Condition::no) return broken("refused: " + answer.words);
  return answer;
}

Result<std::string> ImapSession::sent_folder(const std::string& given) {
  if (!given.empty()) return given;
  TRY(const Answer answer, demand("LIST \"\" \"*\""));
  for (const ImapLine& line : answer.lines) {
    if (!is_about(line, "LIST")) continue;
    const std::size_t close = line.text.find(')');
    if (ascii_lower(line.text.substr(0, close)).find("\\sent") != std::string::npos) return listed_name(line);
  }
  return std::string("Sent");
}

Result<ImapFolder> ImapSession::examine(const std::string& folder) {
  TRY(const std::string name, imap_quoted(folder));
  TRY(const Answer answer, ask("EXAMINE " + name));
  if (answer.condition == Condition::no)
    return not_found("The mail server has no folder " + folder + ": " + answer.words);
  ImapFolder opened;
  for (const ImapLine& line : answer.lines) {
    if (is_about(line, "EXISTS"))
      opened.mails = static_cast<std::uint32_t>(number_after(line.text, "*").value_or(0));
    if (const auto validity = number_after(line.text, "UIDVALIDITY"))
      opened.uid_validity = static_cast<std::uint32_t>(*validity);
    if (const auto next = number_after(line.text, "UIDNEXT"))
      opened.uid_next = static_cast<std::uint32_t>(*next);
  }
  // Without it nobody can say which mail a UID means tomorrow.
  if (opened.uid_validity == 0)
    return broken("gives " + folder + " no UIDVALIDITY, so its mail cannot be synced");
  return opened;
}

Result<std::vector<std::uint32_t>> ImapSession::search(const std::string& criteria) {
  TRY(const Answer answer, demand("UID SEARCH " + criteria));
  std::vector<std::uint32_t> uids;
  for (const ImapLine& line : answer.lines) {
    if (!is_about(line, "SEARCH")) continue;
    const char* at = line.text.data() + std::min<std::size_t>(line.text.size(), sizeof("* SEARCH") - 1);
    const char* end = line.text.data() + line.text.size();
    while (at < end) {
      std::uint32_t uid = 0;
      const auto read = std::from_chars(at, end, uid);
      if (read.ec == std::errc()) uids.push_back(uid);
      at = read.ec == std::errc() ? read.ptr : at + 1;
    }
  }
  std::ranges::sort(uids);
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

Result<std::vector<ImapSize>> ImapSession::list_sizes(const std::vector<std::uint32_t>& uids) {
  std::vector<ImapSize> sizes;
  if (uids.empty()) return sizes;
  TRY(const Answer answer, ask("UID FETCH " + uid_set(uids) + " (UID RFC822.SIZE)"));
  if (answer.condition == Condition::no && is_passing(answer.words))
    return broken("refused: " + answer.words);
  if (answer.condition == Condition::no) {
    for (const std::uint32_t uid : uids) sizes.push_back({uid, 0});
    return sizes;
  }
  for (const ImapLine& line : answer.lines) {
    const auto uid = number_after(line.text, "UID");
    const auto bytes = number_after(line.text, "RFC822.SIZE");
    // A server may tell of other mails in between (RFC 3501 7.4.2).
    if (is_about(line, "FETCH") && uid && bytes) sizes.push_back({static_cast<std::uint32_t>(*uid), *bytes});
  }
  return sizes;
}

Result<std::string> ImapSession::fetch(std::uint32_t uid, std::size_t max_bytes) {
  TRY(Answer answer, ask("UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[])", max_bytes));
  if (answer.condition == Condition::no && is_passing(answer.words))
    return broken("refused: " + answer.words);
  if (answer.condition == Condition::no)
    return invalid("The IMAP server refused to return this mail: " + answer.words);
  for (ImapLine& line : answer.lines) {
    // A server may tell of other mails, or of flags, in between (RFC 3501 7.4.2).
    const bool is_it = is_about(line, "FETCH") && number_after(line.text, "UID") == uid &&
                       ascii_lower(line.text).find("body[]") != std::string::npos;
    if (!is_it) continue;
    if (line.literals.empty() || line.literals.front().empty())
      return invalid("The IMAP server returned this mail without content.");
    return std::move(line.literals.front());
  }
  return std::string();
}

Result<std::optional<std::string>> ImapSession::find_by_message_id(const std::string& folder,
                                                                   const std::string& rfc_message_id) {
  TRY(const std::string id, imap_quoted('<' + rfc_message_id + '>'));
  const auto opened = examine(folder);
  if (!opened && opened.error().code == ErrorCode::not_found) return std::optional<std::string>();
  if (!opened) return opened.error();
  TRY(const auto uids, search("HEADER Message-ID " + id));
  if (uids.empty()) return std::optional<std::string>();
  return std::optional(folder + '/' + std::to_string(opened->uid_validity) + '/' +
                       std::to_string(uids.front()));
}

Result<ImapSession::Answer> ImapSession::try_append(const std::string& folder, const std::string& bytes) {
  TRY(const std::string name, imap_quoted(folder));
  const std::string tag = "s" + std::to_string(++commands_);
  TRY_OK(
      connection_->write(tag + " APPEND " + name + " (\\Seen) {" + std::to_string(bytes.size()) + "}\r\n"));
  while (true) {
    TRY(const ImapLine line, read_line(4096));
    if (line.text.starts_with('+')) break;
    if (line.text.starts_with(tag + ' ')) return Answer{Condition::no, line.text.substr(tag.size() + 1), {}};
  }
  TRY_OK(connection_->write(bytes + "\r\n"));
  return finish(tag, 4096);
}

Result<Unit> ImapSession::append(const std::string& folder, const std::string& bytes) {
  TRY(Answer answer, try_append(folder, bytes));
  if (answer.condition == Condition::no && answer.words.find("TRYCREATE") != std::string::npos) {
    TRY(const std::string name, imap_quoted(folder));
    TRY_OK(demand("CREATE " + name));
    TRY(answer, try_append(folder, bytes));
  }
  if (answer.condition == Condition::no)
    return broken("did not save the copy in " + folder + ": " + answer.words);
  return ok();
}

void ImapSession::log_out() {
  // The answer is not awaited: nothing hangs on it.
  (void)connection_->write("s0 LOGOUT\r\n");
}

}  // namespace sa
