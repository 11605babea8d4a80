#include "mail/mime/message.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/crypto/hash.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/body.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/gmime.h"
#include "mail/mime/part.h"

namespace sa {
namespace {

constexpr std::size_t kMaxKeptHeaders = 200;
constexpr std::size_t kMaxKeptValue = 4096;
constexpr std::size_t kMaxIds = 500;
constexpr std::size_t kMaxIdBytes = 995;  // a line less < >

std::string stripped(std::string_view text) {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string decoded_text(const std::string& value) {
  return value.find("=?") == value.npos && is_ascii(value) ? value : decode_words(value);
}

// ---- addresses

void collect(InternetAddressList* list, std::size_t limit, std::vector<Address>& out) {
  const int count = internet_address_list_length(list);
  for (int i = 0; i < count && out.size() < limit; ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(address)) {
      // A group cannot hold a group (RFC 5322 3.4), so this goes one level down.
      InternetAddressList* members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
      if (members) collect(members, limit, out);
      continue;
    }
    const char* name = internet_address_get_name(address);
    const char* addr = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
    out.push_back({to_valid_utf8(name ? name : ""), to_valid_utf8(addr ? addr : "")});
  }
}

/// "jo@a.example ann@b.example", without a comma: whom it is for is only sure of the first.
std::string first_of_unparted(const std::string& value) {
  if (value.find_first_of(",;:<\"(") != value.npos) return value;
  const std::size_t at = value.find('@');
  if (at == value.npos || value.find('@', at + 1) == value.npos) return value;
  return value.substr(0, value.find_first_of(" \t\r\n", at));
}

/// A bare word is no address; in < > it is one of the machine's own (RFC 822 let it stand).
bool is_bare_word(const Address& address, const std::string& value) {
  return address.address.find('@') == address.address.npos && value.find('<') == value.npos;
}

/// "Meier, Jana <jana@acme.com>" without quotes around the name: the words before a comma are no addresses, but the beginning of
/// the name of the one that follows.
void join_unquoted_commas(const std::string& value, std::vector<Address>& out) {
  std::vector<Address> joined;
  std::string before;
  for (Address& one : out) {
    const bool is_word = one.address.find('@') == one.address.npos && one.name.empty() &&
                         value.find("<" + one.address + ">") == value.npos;
    if (is_word) {
      before += one.address + ", ";
      continue;
    }
    one.name.insert(0, before);
    before.clear();
    joined.push_back(std::move(one));
  }
  if (!joined.empty()) out = std::move(joined);
}

/// What stands around an @ where the field is too broken for a parser: it may be the one way to answer.
void salvage(const std::string& value, std::size_t limit, std::vector<Address>& out) {
  constexpr std::string_view kEdges = " \t\r\n,;:<>()\"";  // the colon: of "mailto:"
  for (std::size_t at = value.find('@'); at != value.npos && out.size() < limit; at = value.find('@', at)) {
    const std::size_t before = value.find_last_of(kEdges, at);
    const std::size_t start = before == value.npos ? 0 : before + 1;
    const std::size_t end = std::min(value.find_first_of(kEdges, at), value.size());
    if (start < at && end > at + 1) out.push_back({"", to_valid_utf8(value.substr(start, end - start))});
    at = end;
  }
}

std::vector<Address> addresses(const Part& part, std::string_view name, const ParseLimits& limits,
                               Message& message) {
  std::vector<Address> found;
  for (const HeaderField& field : part.headers) {
    if (!equal_ignoring_case(field.name, name) || field.value.empty()) continue;
    const std::string value = words_as_utf8(first_of_unparted(field.value));
    const GPtr<InternetAddressList> list(internet_address_list_parse(start_gmime(), value.c_str()));
    if (list) collect(list.get(), limits.max_addresses, found);
    join_unquoted_commas(value, found);
    std::erase_if(found, [&](const Address& address) { return is_bare_word(address, value); });
    if (found.empty()) salvage(value, limits.max_addresses, found);
    if (found.size() >= limits.max_addresses)
      message.cut.push_back("addresses in " + std::string(name) + " beyond the first " +
                            std::to_string(limits.max_addresses));
  }
  return found;
}

// ---- ids

/// The ids in a References, In-Reply-To or Message-ID field: what stands in < >; failing that, words with an
/// @.
std::vector<std::string> ids_in(std::string_view value) {
  std::vector<std::string> ids;
  const auto add = [&ids](std::string_view text) {
    std::string id;
    for (const char c : text)
      if (static_cast<unsigned char>(c) > 0x20 && c != '<' && c != '>') id += c;
    if (!id.empty() && id.size() <= kMaxIdBytes && ids.size() < kMaxIds)
      ids.push_back(to_valid_utf8(std::move(id)));
  };
  for (std::size_t at = value.find('<'); at != value.npos; at = value.find('<', at)) {
    const std::size_t end = value.find('>', at);
    if (end == value.npos) break;
    add(value.substr(at + 1, end - at - 1));
    at = end;
  }
  if (!ids.empty()) return ids;
  for (std::size_t at = 0; at < value.size();) {
    std::size_t end = value.find_first_of(" \t,;", at);
    if (end == value.npos) end = value.size();
    if (const auto word = value.substr(at, end - at); word.find('@') != word.npos) add(word);
    at = end + 1;
  }
  return ids;
}

std::vector<std::string> unique_ids(const Part& part, std::string_view name) {
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for (const HeaderField& field : part.headers)
    if (equal_ignoring_case(field.name, name))
      for (std::string& id : ids_in(field.value))
        if (seen.insert(id).second) ids.push_back(std::move(id));
  return ids;
}

/// Of an id without its < >: one word, without control characters (a bare CR in it would be a second line elsewhere).
bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes && std::ranges::all_of(text, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>';
  });
}

void read_message_id(const Part& part, Message& message) {
  const HeaderField* field = part.find("Message-ID");
  const auto ids = field ? ids_in(field->value) : std::vector<std::string>{};
  std::string bare = field && ids.empty() ? stripped(field->value) : std::string();
  if (!ids.empty()) {
    message.message_id = ids.front();
  } else if (is_id(bare)) {
    message.message_id = to_valid_utf8(std::move(bare));
  } else {
    message.message_id = "sha256-" + message.content_sha256;
    message.message_id_derived = true;
  }
}

// ---- header fields

std::optional<Instant> date_of(const std::string& value) {
  const std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> date(
      g_mime_utils_header_decode_date(value.c_str()), &g_date_time_unref);
  if (!date) return std::nullopt;
  return Instant{g_date_time_to_unix(date.get()) * kSecondMs};
}

/// Whether a time with minutes and seconds, or a zone, stands in it: GMime takes a date that breaks off for midnight.
bool has_whole_time(std::string_view value) {
  static const RE2 kTime(
      R"(\d:\d\d(?::\d\d)?(?:\.\d+)? *(?:[AaPp][Mm] *)?(?:[+-]\d\d|[A-Za-z(]|$)|\d:\d\d:\d\d)");
  return RE2::PartialMatch({value.data(), value.size()}, kTime);
}

/// The first Date that is whole; failing that, the first that says anything.
std::optional<Instant> read_date(const Part& part) {
  std::optional<Instant> broken;
  for (const HeaderField& field : part.headers) {
    if (!equal_ignoring_case(field.name, "Date")) continue;
    const auto date = date_of(field.value);
    if (date && has_whole_time(field.value)) return date;
    if (!broken) broken = date;
  }
  return broken;
}

/// Fields that have a member of their own, or that only describe the way a mail took.
bool is_kept(std::string_view name) {
  static constexpr auto kNotKept = std::to_array<std::string_view>({"from",
                                                                    "sender",
                                                                    "reply-to",
                                                                    "to",
                                                                    "cc",
                                                                    "subject",
                                                                    "message-id",
                                                                    "in-reply-to",
                                                                    "references",
                                                                    "received",
                                                                    "dkim-signature",
                                                                    "domainkey-signature",
                                                                    "x-received",
                                                                    "x-google-smtp-source",
                                                                    "x-gm-message-state",
                                                                    "x-google-dkim-signature",
                                                                    "mime-version",
                                                                    "content-transfer-encoding",
                                                                    "x-ms-exchange-antispam-messagedata",
                                                                    "x-microsoft-antispam-message-info"});
  const std::string folded = ascii_lower(name);
  return !folded.starts_with("arc-") && std::ranges::find(kNotKept, folded) == kNotKept.end();
}

void read_headers(const Part& part, Message& message) {
  for (const HeaderField& field : part.headers) {
    if (!is_kept(field.name)) continue;
    if (message.headers.size() >= kMaxKeptHeaders) {
      message.cut.push_back("header fields beyond the first " + std::to_string(kMaxKeptHeaders));
      return;
    }
    message.headers.push_back({field.name, std::string(utf8_cut(decoded_text(field.value), kMaxKeptValue))});
  }
}

void read_fields(const Part& part, const ParseLimits& limits, Message& message) {
  auto from = addresses(part, "From", limits, message);
  if (!from.empty()) {
    message.from = std::move(from.front());
    message.co_authors.assign(std::make_move_iterator(from.begin() + 1), std::make_move_iterator(from.end()));
  } else if (const HeaderField* field = part.find("From")) {
    message.from.name =
        stripped(decoded_text(field->value));  // "MAILER-DAEMON <>": no address, but it says who
  }
  if (auto sender = addresses(part, "Sender", limits, message); !sender.empty())
    message.sender = std::move(sender.front());
  message.reply_to = addresses(part, "Reply-To", limits, message);
  message.to = addresses(part, "To", limits, message);
  message.cc = addresses(part, "Cc", limits, message);
  if (const HeaderField* subject = part.find("Subject"))
    message.subject = stripped(decoded_text(subject->value));
  message.in_reply_to = unique_ids(part, "In-Reply-To");
  message.references = unique_ids(part, "References");
  message.date = read_date(part);
  message.content_type = part.type;
  message.report_type = part.report_type;
  read_message_id(part, message);
  read_headers(part, message);
}

/// Old Macintosh mails end lines in CR alone.
std::string cr_to_lf(std::string_view raw) {
  std::string text(raw);
  std::ranges::replace(text, '\r', '\n');
  return text;
}

}  // namespace

const std::string* Message::header(std::string_view name) const {
  for (const MessageHeader& field : headers)
    if (equal_ignoring_case(field.name, name)) return &field.value;
  return nullptr;
}

Result<Message> parse_message(std::string_view raw, const ParseLimits& limits) {
  if (raw.size() > limits.max_bytes)
    return invalid("The mail is larger than " + std::to_string(limits.max_bytes >> 20) + " MiB.");
  Message message;
  message.content_sha256 = sha256_hex(raw);
  message.size_bytes = static_cast<std::int64_t>(raw.size());
  std::string rewritten;
  if (raw.find('\n') == raw.npos && raw.find('\r') != raw.npos) raw = rewritten = cr_to_lf(raw);
  const PartList list = split_parts(raw, limits);
  message.cut = list.cut;
  read_fields(list.parts.front(), limits, message);
  read_body(list, limits, message);
  return message;
}

Message compose_message(std::string_view sender, std::string_view subject, std::string_view text) {
  Message message;
  const std::string from = to_valid_utf8(std::string(sender.substr(0, 2000)));
  const GPtr<InternetAddressList> list(internet_address_list_parse(start_gmime(), from.c_str()));
  std::vector<Address> authors;
  if (list) collect(list.get(), 1, authors);
  message.from = authors.empty() ? Address{"", from} : authors.front();
  message.subject = stripped(to_valid_utf8(std::string(subject)));
  message.text = lf_only(to_valid_utf8(std::string(text)));
  message.content_type = "text/plain";
  message.content_sha256 = sha256_hex(Canonical().add(from).add(message.subject).add(message.text).text());
  message.message_id = "sha256-" + message.content_sha256;
  message.message_id_derived = true;
  message.size_bytes = static_cast<std::int64_t>(text.size());
  return message;
}

}  // namespace sa
