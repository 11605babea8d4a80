#include "mail/mime/build.h"

#include <algorithm>
#include <array>

#include "base/text/utf8.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/gmime.h"

namespace sa {
namespace {

constexpr std::size_t kMaxLine = 998;        // RFC 5322 2.1.1
constexpr std::size_t kMaxReferences = 998;  // of the whole value: old relays do not unfold before they count
constexpr std::size_t kMaxHeaderText = 2000;  // a subject or a name longer than this is a mistake

Result<Unit> check_header_text(std::string_view value, const std::string& field) {
  if (value.size() > kMaxHeaderText)
    return invalid_field(field, "The " + field + " is longer than 2,000 bytes.");
  for (const char c : value)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F)
      return invalid_field(field, "The " + field + " contains a line break or another control character.");
  if (!is_utf8(value)) return invalid_field(field, "The " + field + " is not valid UTF-8.");
  return ok();
}

/// An id or a URI: printable ASCII without blanks or angle brackets.
Result<Unit> check_token(std::string_view value, const std::string& field) {
  const auto is_fine = [](char c) { return c > 0x20 && c < 0x7F && c != '<' && c != '>'; };
  if (!std::ranges::all_of(value, is_fine) || value.size() > kMaxLine - 40)
    return invalid_field(
        field, "The " + field + " contains a character that a mail header cannot carry, or is too long.");
  return ok();
}

Result<Unit> check_id(std::string_view id, const std::string& field) {
  if (id.empty()) return invalid_field(field, "The " + field + " is missing.");
  return check_token(id, field);
}

Result<Address> checked_address(const Address& given, const std::string& field) {
  TRY_OK(check_header_text(given.name, field));
  auto address = normalize_address(given.address);
  if (!address) return invalid_field(field, address.error().message);
  // The local part stays as it was given: some servers still tell capitals apart.
  return Address{given.name,
                 std::string(local_part_of(given.address)) + "@" + std::string(domain_of(*address))};
}

struct Checked {
  Address from;
  Address to;
};

Result<Unit> check_unsubscribe(const OutgoingMail& mail) {
  TRY_OK(check_token(mail.unsubscribe_url, "unsubscribe_url"));
  TRY_OK(check_token(mail.unsubscribe_mailto, "unsubscribe_mailto"));
  if (!mail.unsubscribe_url.empty() && !mail.unsubscribe_url.starts_with("https://") &&
      !mail.unsubscribe_url.starts_with("http://localhost") &&
      !mail.unsubscribe_url.starts_with("http://127.0.0.1"))
    return invalid_field("unsubscribe_url", "The unsubscribe address must begin with https:// (RFC 8058).");
  if (!mail.unsubscribe_mailto.empty() && !mail.unsubscribe_mailto.starts_with("mailto:"))
    return invalid_field("unsubscribe_mailto", "The unsubscribe mail address must begin with mailto:.");
  return ok();
}

Result<Checked> check(const OutgoingMail& mail) {
  Checked checked;
  TRY(checked.from, checked_address(mail.from, "from"));
  TRY(checked.to, checked_address(mail.to, "to"));
  TRY_OK(check_header_text(mail.subject, "subject"));
  // What looks like an encoded-word would be read as what it encodes, which nobody approved (RFC 2047).
  if (mail.subject.find("=?") != std::string::npos)
    return invalid_field("subject",
                         "The subject contains \"=?\", which mail programs would try to decode. Remove it.");
  TRY_OK(check_id(mail.message_id, "message_id"));
  if (!mail.in_reply_to.empty()) TRY_OK(check_id(mail.in_reply_to, "in_reply_to"));
  for (const std::string& id : mail.references) TRY_OK(check_id(id, "references"));
  TRY_OK(check_unsubscribe(mail));
  for (const auto& [text, field] : {std::pair{&mail.body, "body"}, std::pair{&mail.footer, "footer"}}) {
    if (!is_utf8(*text)) return invalid_field(field, std::string("The ") + field + " is not valid UTF-8.");
    if (text->find('\0') != text->npos)
      return invalid_field(field, std::string("The ") + field + " contains a NUL byte.");
  }
  if (mail.body.find_first_not_of(" \t\r\n") == mail.body.npos)
    return invalid_field("body", "The body is empty.");
  return checked;
}

/// LF alone ends a line, and the text ends with one.
std::string lf_lines(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      lines += text[i];
    } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
      lines += '\n';
    }
  }
  while (lines.ends_with('\n')) lines.pop_back();
  return lines + "\n";
}

std::string crlf_lines(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 32 + 2);
  for (const char c : text) {
    if (c == '\n') lines += '\r';
    lines += c;
  }
  return lines;
}

std::string whole_text(const OutgoingMail& mail) {
  std::string text = lf_lines(mail.body);
  if (mail.footer.find_first_not_of(" \t\r\n") != mail.footer.npos) text += "\n" + lf_lines(mail.footer);
  return text;
}

/// True when the text survives every relay as it is: ASCII, short lines, nothing that an mbox would quote.
bool is_seven_bit_safe(std::string_view text) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      if (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t')) return false;
      column = 0;
      continue;
    }
    if (column == 0 && (text.substr(i).starts_with("From ") || text[i] == '.')) return false;
    if (static_cast<unsigned char>(text[i]) >= 0x7F || (text[i] < 0x20 && text[i] != '\t') ||
        ++column > kMaxLine - 2)
      return false;
  }
  return true;
}

/// RFC 2045 6.7, over LF lines; "From " and "." at a line's start are encoded too, for mbox and SMTP.
std::string quoted_printable(std::string_view text) {
  GMimeEncoding encoder;
  g_mime_encoding_init_encode(&encoder, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string raw(g_mime_encoding_outlen(&encoder, text.size()) + 16, '\0');
  std::size_t length = g_mime_encoding_step(&encoder, text.data(), text.size(), raw.data());
  length += g_mime_encoding_flush(&encoder, "", 0, raw.data() + length);
  raw.resize(length);
  std::string encoded;
  encoded.reserve(raw.size() + 16);
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = std::min(raw.find('\n', at), raw.size() - 1) + 1;
    std::string_view line(raw.data() + at, end - at);
    if (line.starts_with("From ") || line.starts_with('.')) {
      encoded += line.front() == '.' ? "=2E" : "=46";
      line.remove_prefix(1);
    }
    encoded += line;
    at = end;
  }
  return encoded;
}

/// "<a> <b> ...", within kMaxReferences: the first id (the thread's root) and as many of the last as fit.
std::vector<std::string> trimmed_references(const std::vector<std::string>& ids) {
  std::size_t room = kMaxReferences;
  std::vector<std::string> kept;
  if (ids.empty()) return kept;
  room -= std::min(room, ids.front().size() + 3);
  for (std::size_t i = ids.size() - 1; i > 0; --i) {
    if (ids[i].size() + 3 > room) break;
    room -= ids[i].size() + 3;
    kept.push_back(ids[i]);
  }
  kept.push_back(ids.front());
  std::ranges::reverse(kept);
  return kept;
}

/// One id a line, so that no line grows beyond the limit whatever the ids are.
std::string folded_ids(const std::vector<std::string>& ids) {
  std::string value;
  for (const std::string& id : ids) value += (value.empty() ? "<" : "\r\n <") + id + ">";
  return value;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// In quotes where it must be: by GMime, which knows where.
std::string plain_address(const Address& address) {
  const GPtr<InternetAddress> mailbox(internet_address_mailbox_new(
      address.name.empty() ? nullptr : address.name.c_str(), address.address.c_str()));
  return take_text(internet_address_to_string(mailbox.get(), nullptr, FALSE));
}

using Fold = char* (*)(GMimeParserOptions*, GMimeFormatOptions*, const char*);

/// "Name: value" in lines, by GMime, which knows where encoded-words may break.
std::string folded(Fold fold, std::string_view name, const std::string& value) {
  std::string lines = take_text(fold(start_gmime(), nullptr, (std::string(name) + ": " + value).c_str()));
  while (lines.ends_with('\n')) lines.pop_back();
  return crlf_lines(lines + "\n");
}

std::string line(std::string_view name, std::string_view value) {
  return std::string(name) + ": " + std::string(value) + "\r\n";
}

std::string unsubscribe_lines(const OutgoingMail& mail) {
  std::string value;
  if (!mail.unsubscribe_url.empty()) value = "<" + mail.unsubscribe_url + ">";
  if (!mail.unsubscribe_mailto.empty())
    value += (value.empty() ? "<" : ",\r\n <") + mail.unsubscribe_mailto + ">";
  if (value.empty()) return {};
  std::string lines = line("List-Unsubscribe", value);
  if (!mail.unsubscribe_url.empty()) lines += line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  return lines;
}

/// A name or a subject of other characters becomes encoded-words: ours, because GMime 3.2 writes a word of emoji or of unbroken
/// Chinese longer than RFC 2047 2 allows.
std::string address_lines(std::string_view name, const Address& address) {
  if (is_ascii(address.name) && address.name.find("=?") == address.name.npos)
    return folded(g_mime_utils_structured_header_fold, name, plain_address(address));
  return std::string(name) + ": " + encode_words(address.name, name.size() + 2) + "\r\n <" + address.address +
         ">\r\n";
}

std::string subject_lines(const std::string& subject) {
  if (is_ascii(subject)) return folded(g_mime_utils_unstructured_header_fold, "Subject", subject);
  return "Subject: " + encode_words(subject, std::string_view("Subject: ").size()) + "\r\n";
}

}  // namespace

OutgoingMail outgoing_mail(const Draft& draft, Instant date) {
  OutgoingMail mail;
  const std::size_t open = draft.sender.rfind('<');
  if (open == std::string::npos) {
    mail.from.address = draft.sender;
  } else {
    mail.from.name = draft.sender.substr(0, open == 0 ? 0 : open - 1);
    mail.from.address = draft.sender.substr(open + 1, draft.sender.size() - open - 2);
  }
  mail.to.address = draft.recipient;
  mail.subject = draft.subject;
  mail.body = draft.body;
  mail.footer = draft.footer;
  mail.date = date;
  mail.message_id = draft.rfc_message_id;
  mail.in_reply_to = draft.in_reply_to.value_or("");
  mail.references = draft.reference_ids;
  mail.unsubscribe_url = draft.unsubscribe_url;
  mail.unsubscribe_mailto = "mailto:" + mail.from.address + "?subject=unsubscribe";
  return mail;
}

Result<Unit> check_message(const OutgoingMail& mail) {
  TRY_OK(check(mail));
  return ok();
}

bool is_message_id(std::string_view id) {
  return id.find('@') != id.npos && check_id(id, "message_id").has_value();
}

Result<std::string> build_message(const OutgoingMail& mail) {
  TRY(const Checked checked, check(mail));
  start_gmime();
  std::string bytes = address_lines("From", checked.from) + address_lines("To", checked.to);
  bytes += subject_lines(mail.subject);
  bytes += line("Date", format_rfc5322_date(mail.date)) + line("Message-ID", "<" + mail.message_id + ">");
  if (!mail.in_reply_to.empty()) bytes += line("In-Reply-To", "<" + mail.in_reply_to + ">");
  if (!mail.references.empty()) bytes += line("References", folded_ids(trimmed_references(mail.references)));
  bytes += unsubscribe_lines(mail);
  const std::string text = whole_text(mail);
  const bool plain = is_seven_bit_safe(text);
  bytes += line("MIME-Version", "1.0") + line("Content-Type", "text/plain; charset=utf-8");
  bytes += line("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable") + "\r\n";
  return bytes + crlf_lines(plain ? text : quoted_printable(text));
}

namespace {

/// A body of its own, or a part.
std::string text_part(const char* type, std::string_view words) {
  const std::string text = lf_lines(to_valid_utf8(std::string(words)));
  const bool plain = is_seven_bit_safe(text);
  return line("Content-Type", std::string(type) + "; charset=utf-8") +
         line("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable") + "\r\n" +
         crlf_lines(plain ? text : quoted_printable(text));
}

std::string kept_header(const KeptMail& mail) {
  const auto only_ids = [](std::vector<std::string> ids) {
    std::erase_if(ids, [](const std::string& id) { return !is_message_id(id); });
    return ids;
  };
  std::string bytes = address_lines("From", {header_words(mail.from.name), header_words(mail.from.address)});
  for (std::size_t i = 0; i < mail.to.size(); ++i)
    bytes += (i == 0 ? "To: " : " ") + header_words(mail.to[i]) + (i + 1 < mail.to.size() ? ",\r\n" : "\r\n");
  bytes += subject_lines(header_words(mail.subject)) + line("Date", format_rfc5322_date(mail.date));
  if (is_message_id(mail.message_id)) bytes += line("Message-ID", "<" + mail.message_id + ">");
  if (is_message_id(mail.in_reply_to)) bytes += line("In-Reply-To", "<" + mail.in_reply_to + ">");
  const auto references = trimmed_references(only_ids(mail.references));
  if (!references.empty()) bytes += line("References", folded_ids(references));
  return bytes + line("MIME-Version", "1.0");
}

}  // namespace

std::string build_kept_message(const KeptMail& mail) {
  start_gmime();
  const std::string header = kept_header(mail);
  const std::string text = text_part("text/plain", mail.text);
  if (mail.html.empty()) return header + text;
  const std::string html = text_part("text/html", mail.html);
  std::string boundary = "=_part";
  while (text.find("--" + boundary) != text.npos || html.find("--" + boundary) != html.npos) boundary += '_';
  return header + line("Content-Type", "multipart/alternative; boundary=\"" + boundary + '"') + "\r\n--" +
         boundary + "\r\n" + text + "--" + boundary + "\r\n" + html + "--" + boundary + "--\r\n";
}

std::string header_words(std::string_view text) {
  std::string words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    const bool is_break = c < 0x20 || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029;
    if (c == '?' && words.ends_with('=')) words.pop_back();
    words += is_break ? std::string_view(" ") : text.substr(start, at - start);
  }
  return words;
}

std::string reply_subject(std::string_view subject) {
  // The prefixes that clients write for a reply; the longer list with forwards is policy/subject.json.
  static constexpr std::array<std::string_view, 14> kReply = {
      "re", "aw", "sv", "antw", "vs", "odp", "ref", "rif", "res", "ynt", "atb", "bls", "回复", "答复"};
  bool again = true;
  while (again) {
    again = false;
    while (!subject.empty() && (subject.front() == ' ' || subject.front() == '\t')) subject.remove_prefix(1);
    for (const std::string_view prefix : kReply) {
      if (subject.size() <= prefix.size() ||
          g_ascii_strncasecmp(subject.data(), prefix.data(), prefix.size()) != 0)
        continue;
      std::string_view rest = subject.substr(prefix.size());
      if (rest.starts_with('[')) {  // "Re[2]:"
        const std::size_t close = rest.find(']');
        if (close == rest.npos || close > 4) continue;
        rest.remove_prefix(close + 1);
      }
      if (rest.starts_with(" :")) rest.remove_prefix(1);
      if (!rest.starts_with(":") && !rest.starts_with("：")) continue;
      subject = rest.substr(rest.front() == ':' ? 1 : 3);
      again = true;
      break;
    }
  }
  return "Re: " + header_words(subject);
}

std::vector<std::string> reply_references(const std::vector<std::string>& parent_references,
                                          std::string_view parent_id) {
  std::vector<std::string> ids;
  for (const std::string& id : parent_references)
    if (!id.empty() && id != parent_id && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  if (!parent_id.empty()) ids.emplace_back(parent_id);
  return ids;
}

}  // namespace sa
