#include "mail/mime/body.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/crypto/hash.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/charset.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/gmime.h"
#include "mail/mime/html_text.h"
#include "mail/mime/tnef.h"
#include "mail/mime/visible.h"

namespace sa {
namespace {

constexpr std::size_t kMaxReportBytes = 65536;
constexpr int kMaxCompared = 20;            // sections: comparing costs as much as reading
constexpr std::size_t kMaxPointing = 2000;  // bytes of own words: who hands a mail on is brief
constexpr std::size_t kMaxAttached = 3;
constexpr std::size_t kMaxFieldShown = 300;
constexpr std::size_t kMaxPlaceholder =
    500;  // bytes of a plain part that may do no more than point to the HTML

/// RFC 3676: joins lines that end in a blank, within one quote depth, and takes the stuffing away.
std::string unflow(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  std::size_t open_depth = 0;
  bool open = false;  // the last line flows on
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    std::size_t depth = 0;
    while (depth < line.size() && line[depth] == '>') ++depth;
    line.remove_prefix(depth);
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (open && depth != open_depth) out += '\n';
    if (!open || depth != open_depth) {
      out.append(depth, '>');
      if (depth > 0) out += ' ';
    }
    open = line.ends_with(' ') && line != "-- ";
    open_depth = depth;
    if (open && delete_space) line.remove_suffix(1);
    out += line;
    if (!open) out += '\n';
  }
  if (open) out += '\n';
  return out;
}

/// The charset that an HTML body names itself, for parts that name none.
std::string meta_charset(std::string_view html) {
  const std::string head = ascii_lower(html.substr(0, 2048));
  const std::size_t at = head.find("charset=");
  if (at == head.npos) return {};
  std::string name;
  for (std::size_t i = at + 8; i < head.size() && name.size() < 40; ++i) {
    const char c = head[i];
    if (name.empty() && (c == '"' || c == '\'' || c == ' ')) continue;
    if (!g_ascii_isalnum(c) && c != '-' && c != '_' && c != ':') break;
    name += c;
  }
  return name;
}

/// A mail that hangs on this one.
struct Attached {
  std::string plain;
  std::string html;
};

/// The texts of one place in the mail: the alternatives of a multipart/alternative, or a part that stands alone.
struct Section {
  int place = 0;  ///< index of the part that holds it together
  bool alternative = false;
  std::string plain;
  std::string html;
};

class BodyReader {
 public:
  BodyReader(const PartList& list, const ParseLimits& limits, Message& message)
      : list_(list), limits_(limits), message_(message) {}

  void run() {
    for (const Part& part : list_.parts) take(part);
    unpack_tnef();
    std::string text;
    for (const Section& section : sections_) {
      const std::string words = words_of(section, text);
      has_said_ = has_said_ || has_words(words);
      append(text, words);
    }
    if (!has_said_ && message_.calendar) text = calendar_words(*message_.calendar) + "\n";
    if (message_.calendar && text.find(message_.calendar->comment) == text.npos)
      append(text, "\n" + lf_only(message_.calendar->comment) + "\n");
    if (has_said_ && text.size() <= kMaxPointing && points_to_attachment(text))
      append(text, attached_words());
    if (!has_said_) note_unread();
    message_.text = limited(std::move(text), "plain text");
    message_.html = limited(std::move(html_), "HTML");
  }

 private:
  std::string limited(std::string text, const char* what) {
    if (text.size() <= limits_.max_text_bytes) return text;
    message_.cut.push_back(std::string(what) + " beyond " + std::to_string(limits_.max_text_bytes) +
                           " bytes");
    return std::string(utf8_cut(text, limits_.max_text_bytes));
  }

  bool is_multipart(const Part& part) const { return part.type.starts_with("multipart/"); }

  void take(const Part& part) {
    if (is_report(part) || is_unreadable(part)) add_report(part);
    if (is_multipart(part)) return;
    const bool attached = part.disposition == "attachment";
    const bool shown = !attached && (part.type == "text/plain" || part.type == "text/html");
    if (shown && part.in_attached_message) return note_attached(part);
    if (shown) {
      part.type == "text/plain" ? add_text(part) : add_html(part);
    } else if (attached || !part.type.starts_with("message/") || part.type == "message/external-body") {
      add_attachment(part);
    }
  }

  /// A multipart whose delimiter never occurs: no part of it can be shown, but its words may still be judged.
  bool is_unreadable(const Part& part) {
    if (!is_multipart(part) || part.in_attached_message) return false;
    const std::size_t next = static_cast<std::size_t>(&part - list_.parts.data()) + 1;
    if (next < list_.parts.size() && list_.parts[next].parent == static_cast<int>(next) - 1) return false;
    message_.cut.push_back("the body, whose parts cannot be told apart (its delimiter never occurs)");
    return true;
  }

  static bool is_report(const Part& part) {
    return part.type.starts_with("message/") || part.type == "text/rfc822-headers";
  }

  void add_report(const Part& part) {
    if (message_.report.size() >= 20) return;
    std::string text =
        charset_to_utf8(std::string_view(decode_body(part)).substr(0, kMaxReportBytes), part.charset);
    message_.report.push_back({part.type, lf_only(std::move(text))});
  }

  static std::string body_text(const std::string& charset, const std::string& bytes) {
    return lf_only(charset_to_utf8(bytes, charset));
  }

  /// The section that a part belongs to: one for all that stands below the nearest multipart/alternative.
  Section& section_of(const Part& part) {
    int place = static_cast<int>(&part - list_.parts.data());
    bool alternative = false;
    for (int at = part.parent; at >= 0 && !alternative;
         at = list_.parts[static_cast<std::size_t>(at)].parent) {
      alternative = list_.parts[static_cast<std::size_t>(at)].type == "multipart/alternative";
      if (alternative) place = at;
    }
    for (Section& section : sections_)
      if (section.place == place) return section;
    return sections_.emplace_back(Section{place, alternative, {}, {}});
  }

  void add_text(const Part& part) {
    std::string text = body_text(part.charset, decode_body(part));
    if (part.flowed) text = unflow(text, part.delete_space);
    append(section_of(part).plain, std::move(text));
  }

  void add_html(const Part& part) {
    message_.has_html = true;
    const std::string bytes = decode_body(part);
    const std::string html = body_text(part.charset.empty() ? meta_charset(bytes) : part.charset, bytes);
    if (part.name.empty() || sections_.empty())
      append(section_of(part).html, html);  // else a file that is shown
    append(html_, html);
  }

  void append(std::string& all, std::string more) const {
    if (more.empty()) return;
    if (!all.empty() && !all.ends_with('\n')) all += '\n';
    if (all.size() <= limits_.max_text_bytes) all += more;
  }

  std::string from_html(std::string_view html) {
    message_.text_from_html = true;
    return html_to_text(html, limits_.max_text_bytes);
  }

  /// The plain text, unless it shows no letter, is HTML itself, or says other things than its alternative: then it only points
  /// to it ("your program cannot show this"). HTML that stands alone counts where it does not repeat what was `said`.
  std::string words_of(const Section& section, std::string_view said) {
    if (section.html.empty())
      return looks_like_html(section.plain) ? from_html(section.plain) : section.plain;
    const bool is_blank = !has_words(section.plain);
    if (!is_blank && (!section.alternative || section.plain.size() > kMaxPlaceholder)) return section.plain;
    if (is_blank && has_said_ && ++compared_ > kMaxCompared) return section.plain;
    std::string text = html_to_text(section.html, limits_.max_text_bytes);
    const bool repeats =
        is_blank ? has_said_ && shares_words(text, said) : !says_other_than(section.plain, text);
    if (repeats || (!is_blank && !has_words(text))) return section.plain;
    message_.text_from_html = true;
    return text;
  }

  // ---- a mail that hangs on this one

  /// The words of a mail that a person hands on as an attachment; of reports and digests there are others to read them.
  void note_attached(const Part& part) {
    if (message_.content_type != "multipart/mixed" || message_.header("Auto-Submitted") ||
        attached_.size() >= kMaxAttached)
      return;
    int mail = static_cast<int>(&part - list_.parts.data());  // the part that is the attached mail itself
    while (mail > 0 && !is_mail(list_.parts[static_cast<std::size_t>(parent_of(mail))]))
      mail = parent_of(mail);
    if (mail <= 0 || list_.parts[static_cast<std::size_t>(parent_of(mail))].in_attached_message) return;
    Attached& attached = attached_[mail];
    std::string words = body_text(part.charset, decode_body(part).substr(0, kMaxReportBytes));
    (part.type == "text/plain" ? attached.plain : attached.html) += words;
  }
  int parent_of(int index) const { return std::max(list_.parts[static_cast<std::size_t>(index)].parent, 0); }
  static bool is_mail(const Part& part) {
    return part.type == "message/rfc822" || part.type == "message/global";
  }

  bool points_to_attachment(std::string_view text) const {
    static constexpr auto kStems = std::to_array<std::string_view>(
        {"attach",  "below",  "forward", "fyi",      "fw:",     "fwd:",   "wg:",    "see ",
         "siehe",   "anbei",  "anhang",  "weiter",   "joint",   "voir ",  "adjunt", "reenv",
         "alleg",   "inoltr", "anex",    "encaminh", "bijlage", "doorst", "bifog",  "vedh",
         "vedlagt", "liite",  "zalacz",  "prilo",    "прилож",  "вложен", "添付",   "附件"});
    const std::string words = ascii_lower(message_.subject + "\n" + std::string(text));
    return std::ranges::any_of(kStems, [&](std::string_view stem) { return words.find(stem) != words.npos; });
  }

  /// As mail programs write a forward into the text, so that it is read as one.
  std::string attached_words() const {
    std::string text;
    for (const auto& [index, attached] : attached_) {
      const std::string words =
          has_words(attached.plain) ? attached.plain : html_to_text(attached.html, kMaxReportBytes);
      if (!has_words(words)) continue;
      text += "\n---------- Forwarded message ---------\n";
      for (const char* name : {"From", "Date", "Subject", "To"})
        if (const HeaderField* field = list_.parts[static_cast<std::size_t>(index)].find(name))
          text += std::string(name) + ": " +
                  std::string(utf8_cut(decode_words(field->value), kMaxFieldShown)) + "\n";
      text += "\n" + words;
    }
    return text;
  }

  /// A mail without a word of its own, that has something in which words may be.
  void note_unread() {
    if (message_.calendar || !message_.report.empty()) return;
    for (const Attachment& attachment : message_.attachments)
      if (message_.unread.size() < kMaxAttached && attachment.type != "application/ms-tnef")
        message_.unread.push_back(
            utf8_repaired(attachment.name.empty() ? "a part without a name" : attachment.name) + " (" +
            attachment.type + "): the mail has no text other than what may be in it");
  }

  void add_attachment(const Part& part) {
    const std::string bytes = decode_body(part);
    if (part.type == "text/calendar" && !message_.calendar && !part.in_attached_message)
      message_.calendar = read_calendar(charset_to_utf8(bytes, part.charset));
    if ((part.type == "application/ms-tnef" || part.type == "application/vnd.ms-tnef") && tnef_.empty())
      tnef_ = bytes;
    message_.attachments.push_back(
        {part.name, part.type, static_cast<std::int64_t>(bytes.size()), sha256_hex(bytes)});
  }

  /// Only where the mail has no words of its own: else it is what Outlook sends along, and says the same.
  void unpack_tnef() {
    if (tnef_.empty()) return;
    for (const Section& section : sections_)
      if (has_words(section.plain) || has_words(section.html)) return;
    auto body = read_tnef(tnef_);
    if (!body) {
      message_.unread.push_back("winmail.dat: its contents (packed by Outlook) cannot be read");
      return;
    }
    if (!body->html.empty()) {
      message_.has_html = true;
      html_ = lf_only(body->html);
    }
    sections_ = {Section{0, true, lf_only(std::move(body->text)), html_}};
  }

  const PartList& list_;
  const ParseLimits& limits_;
  Message& message_;
  std::vector<Section> sections_;
  std::string html_;
  std::string tnef_;
  std::map<int, Attached> attached_;  // by the index of the part that is the mail
  bool has_said_ = false;             // a section before has words
  int compared_ = 0;                  // sections that were compared with what was said before
};

}  // namespace

std::string lf_only(std::string text) {
  if (text.find('\r') == text.npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

void read_body(const PartList& list, const ParseLimits& limits, Message& message) {
  BodyReader(list, limits, message).run();
}

}  // namespace sa
