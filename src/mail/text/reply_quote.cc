#include <algorithm>
#include <array>
#include <optional>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/text/reply_lines.h"

namespace sa {
namespace {

constexpr std::size_t kMaxIntroLines = 4;  // how many lines an "On ... wrote:" may be broken into
constexpr std::size_t kMaxIntroBytes = 600;
constexpr std::size_t kHeaderWindow = 8;    // lines in which a pasted header block must show itself
constexpr std::size_t kMaxOwnWords = 2000;  // bytes: who says "see below" is brief
constexpr std::size_t kFewWords = 40;       // bytes: of a forward without more, "FYI" in any language
constexpr std::size_t kWrappedLine = 60;    // an answer's line that long without an end goes on in the next
constexpr std::size_t kMaxPlainIntro = 700;
constexpr std::size_t kMaxLabel = 30;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A time of day, "10:30", "9.12", "14h05", or a date in figures, "04.06.2025", "2025-06-04", or a year.
bool names_a_time(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && is_digit(text[i - 1]))) continue;
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::string_view number = text.substr(i, end - i);
    if (number.size() == 4 && (number.starts_with("19") || number.starts_with("20"))) return true;
    const bool joined = end + 2 < text.size() &&
                        std::string_view(":.-/h").find(text[end]) != std::string_view::npos &&
                        is_digit(text[end + 1]) && is_digit(text[end + 2]);
    if (number.size() <= 2 && joined && text[end] != '-') return true;
  }
  return false;
}

bool names_a_year(std::string_view text) {
  for (std::size_t i = 0; i + 4 <= text.size(); ++i)
    if ((text.substr(i, 2) == "19" || text.substr(i, 2) == "20") && is_digit(text[i + 2]) &&
        is_digit(text[i + 3]) && (i == 0 || !is_digit(text[i - 1])) &&
        (i + 4 == text.size() || !is_digit(text[i + 4])))
      return true;
  return false;
}

bool is_word_byte(char c) {
  return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool names_an_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != text.npos && at > 0 && at + 1 < text.size() && text[at - 1] != ' ' && text[at + 1] != ' ';
}

class QuoteMarker {
 public:
  QuoteMarker(ReplyLines& lines, const std::vector<std::string>& parties)
      : lines_(lines), policy_(lines.policy()), parties_(parties) {}

  QuoteResult run() {
    for (std::size_t i = 0; i < lines_.size();) {
      if (lines_.is_marked(i)) {
        lines_.set(i, i + 1, Fate::quoted);
        ++i;
      } else if (lines_.is_blank(i)) {
        ++i;
      } else if (const std::size_t intro = intro_lines(i)) {
        i = quote_after_intro(i, intro);
      } else if (begins_old_mail(i)) {
        i = quote_rest(i);
      } else {
        ++i;
      }
    }
    return std::move(result_);
  }

 private:
  using State = ReplyPolicy::State;

  // ---- introductions: "On ... wrote:"

  /// How many lines from `i` make up an introduction that is proved; 0 when none does.
  std::size_t intro_lines(std::size_t i) {
    if (!may_be_intro(lines_.raw(i))) return 0;
    const std::string& first = lines_.plain(i).text();
    if (first.empty()) return 0;
    if (first.starts_with("- ") || first.starts_with("* ")) return joined_intro(i, first.substr(2));
    if (policy_.intro_start.any(lines_.plain(i)) || (first.ends_with(':') && names_a_time(first)))
      if (const std::size_t known = joined_intro(i, first)) return known;
    if (const std::size_t shared = shared_intro(i, first)) return shared;
    return unknown_intro(i);
  }

  /// An intro names a time, an address, or ends in a colon: a cheap look before the dear one.
  static bool may_be_intro(std::string_view line) {
    line = trimmed(line).substr(0, kMaxPlainIntro);
    return line.ends_with(':') || std::ranges::any_of(line, [](char c) { return is_digit(c) || c == '@'; }) ||
           std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0xE0; });
  }

  /// What stands below is marked as quoted, or the introduction names when or by whom: else it is prose.
  bool is_proved(std::string_view intro, std::size_t next) const {
    const std::size_t body = lines_.next_visible(next);
    return (body < lines_.size() && lines_.is_marked(body)) || names_an_address(intro) || names_a_time(intro);
  }

  std::size_t joined_intro(std::size_t i, std::string joined) {
    for (std::size_t n = 1; n <= kMaxIntroLines && i + n <= lines_.size(); ++n) {
      if (joined.size() > kMaxIntroBytes) return 0;
      if (policy_.intros.any(PlainText(joined))) return is_proved(joined, i + n) ? n : 0;
      if (i + n == lines_.size() || lines_.is_blank(i + n)) return 0;
      std::string_view next = trimmed(lines_.raw(i + n));
      while (next.starts_with('>') || next.starts_with(' ')) next.remove_prefix(1);
      joined += " " + plain_form(next.substr(0, kMaxIntroBytes));
    }
    return 0;
  }

  /// "my words--- On Friday, Bob wrote:": the intro begins within the line, behind dashes.
  std::size_t shared_intro(std::size_t i, const std::string& first) {
    const std::size_t dashes = first.find("--");
    if (dashes == first.npos || dashes == 0) return 0;
    const std::size_t on = first.find_first_not_of("- ", dashes);
    if (on == first.npos || !first.substr(on).starts_with("on ")) return 0;
    const std::size_t lines = joined_intro(i, first.substr(on));
    if (lines > 0) result_.shared.emplace_back(i, lines_.raw(i).substr(0, lines_.raw(i).find("--")));
    return lines;
  }

  /// Of a language or a client that we do not know: one or two lines that name an address or a time, end in a colon or name
  /// both, right above marked lines. Above unmarked ones it must name both, and end in a colon.
  std::size_t unknown_intro(std::size_t i) const {
    std::string joined;
    for (std::size_t n = 1; n <= 2 && i + n < lines_.size(); ++n) {
      if (joined.size() + lines_.raw(i + n - 1).size() > kMaxIntroBytes) return 0;
      joined += plain_form(trimmed(lines_.raw(i + n - 1))) + " ";
      const std::string_view words = trimmed(std::string_view(joined));
      const std::size_t body = lines_.next_visible(i + n);
      const bool above_quote = body < lines_.size() && lines_.is_marked(body) && body <= i + n + 1;
      const bool colon = words.ends_with(':') || words.ends_with("：");
      const bool address = names_an_address(words);
      const bool time = names_a_time(words);
      if (above_quote && ((colon && (address || time)) || (address && time))) return n;
      if (colon && address && time && words.find('<') != words.npos && !lines_.reply_words(0, i).empty())
        return n;
      if (body != i + n) return 0;
    }
    return 0;
  }

  /// Marks the intro and what it introduces; returns where reading goes on.
  std::size_t quote_after_intro(std::size_t i, std::size_t intro) {
    const std::size_t body = lines_.next_visible(i + intro);
    lines_.set(i, i + intro, Fate::quoted);
    // Nothing is marked as quoted: all that follows is the old mail.
    if (body < lines_.size() && !lines_.is_marked(body)) return quote_unmarked(i, i + intro);
    lines_.set(i, body, Fate::quoted);
    return body;
  }

  // ---- old mails that begin with a separator or a header block

  bool begins_old_mail(std::size_t i) {
    const auto kind = lines_.marker(i);
    if (kind == State::separator || kind == State::forward) return true;
    if (kind == State::divider) {
      const std::size_t next = lines_.next_visible(i + 1);
      return is_header_block(next) || (next < lines_.size() && unknown_header_lines(next) > 0);
    }
    return (is_header_block(i) && proves_a_mail(i)) || unknown_header_lines(i) > 0;
  }

  /// Decides about all that begins at `i`: returns where reading goes on.
  std::size_t quote_rest(std::size_t i) {
    const bool alone = lines_.visible_lines(0, i) == 0 || trimmed(lines_.reply_words(0, i)).empty();
    const auto kind = lines_.marker(i);
    const bool below = kind == State::separator || kind == State::divider || kind == State::forward;
    const std::size_t header = below ? lines_.next_visible(i + 1) : i;
    if (kind == State::forward && (alone || is_handed_on(i, header))) return keep_forward(i, header, !alone);
    if (alone && kind != State::separator && !is_from_party(header)) return keep_forward(i, header, false);
    if (kind != State::forward && !is_from_party(header) && is_handed_on(i, header))
      return keep_forward(i, header, true);
    lines_.set(i, lines_.size(), Fate::quoted);
    return quote_unmarked(i, end_of_header(header));
  }

  /// The writer's own words above say that what he wants read stands below, or are next to nothing.
  bool is_handed_on(std::size_t i, std::size_t header) {
    const std::string words = lines_.reply_words(0, i);
    if (words.size() > kMaxOwnWords) return false;
    if (words.size() <= kFewWords && lines_.marker(i) == State::forward) return true;
    return policy_.points_below.any(PlainText(words)) || names_author(words, header);
  }

  /// "Can you help Priya?" above a mail from Priya.
  bool names_author(std::string_view words, std::size_t header) const {
    const std::optional<std::size_t> from = from_line(header);
    if (!from) return false;
    const std::string line = plain_form(lines_.raw(*from));
    const std::size_t start = line.find(':') + 1;
    const std::string name = line.substr(start, line.find_first_of("<[(", start) - start);
    const std::string said = " " + plain_form(words) + " ";
    for (std::size_t at = 0; at < name.size();) {
      const std::size_t end = std::min(name.find_first_of(" ,\"'*", at), name.size());
      const std::string_view part = std::string_view(name).substr(at, end - at);
      at = end + 1;
      if (part.size() < 3 || part.find('@') != part.npos) continue;
      for (std::size_t found = said.find(part); found != said.npos; found = said.find(part, found + 1))
        if (!is_word_byte(said[found - 1]) && !is_word_byte(said[found + part.size()])) return true;
    }
    return false;
  }

  /// A mail that is nothing but a forward is its own text, and so is one that is handed on to be read. What it quotes in turn is
  /// still an old mail.
  std::size_t keep_forward(std::size_t i, std::size_t header, bool handed_on) {
    if (handed_on) result_.unsure.push_back(i);
    const std::size_t first = lines_.next_visible(i + 1);
    if (first >= lines_.size() || !lines_.is_marked(first)) return end_of_header(header);
    std::size_t j = i + 1;
    for (; j < lines_.size() && (lines_.is_marked(j) || lines_.is_blank(j)); ++j) {
      if (lines_.is_blank(j)) continue;
      const std::string_view line = trimmed(lines_.raw(j));
      if (trimmed(line.substr(1)).starts_with('>'))
        lines_.set(j, j + 1, Fate::quoted);
      else
        result_.unmarked.push_back(j);
    }
    return j;
  }

  /// The old mail from `i` on, whose own words begin at `body`, and in which nothing is marked as quoted: answers between its
  /// lines are told by their marks. Where the writer says that there are some and none is marked, nothing is cut.
  std::size_t quote_unmarked(std::size_t i, std::size_t body) {
    const std::string words = lines_.reply_words(0, i);
    const bool announced = words.size() <= kMaxOwnWords && policy_.answers_inside.any(PlainText(words));
    const auto answers = marked_answers(body);
    if (announced && answers.empty()) {
      lines_.set(i, body, Fate::quoted);
      lines_.set(body, lines_.size(), Fate::reply);
      result_.unsure.push_back(i);
      return lines_.size();
    }
    lines_.set(i, lines_.size(), Fate::quoted);
    if (announced || answers.size() >= 2)
      for (const std::size_t answer : answers) keep_answer(answer);
    return lines_.size();
  }

  std::vector<std::size_t> marked_answers(std::size_t body) {
    std::vector<std::size_t> found;
    for (std::size_t j = body; j < lines_.size(); ++j) {
      if (lines_.is_blank(j) || lines_.is_marked(j)) continue;
      if (is_header_block(j) && proves_a_mail(j)) break;  // a still older mail
      if (policy_.answer_marks.any(lines_.plain(j))) found.push_back(j);
    }
    return found;
  }

  void keep_answer(std::size_t j) {
    lines_.set(j, j + 1, Fate::reply);
    const auto goes_on = [&] {
      const std::string_view line = trimmed(lines_.raw(j));
      return line.size() >= kWrappedLine &&
             std::string_view(".!?").find(line.back()) == std::string_view::npos;
    };
    while (goes_on() && j + 1 < lines_.size() && !lines_.is_blank(j + 1))
      lines_.set(j + 1, j + 2, Fate::reply), ++j;
  }

  // ---- header blocks

  /// The field that a line names ("subject" for "Betreff: ..."); empty when it names none.
  std::string_view header_field(std::size_t i) const {
    const std::string_view raw = lines_.raw(i).substr(0, 60);
    if (raw.find(':') == raw.npos && raw.find("：") == raw.npos) return {};
    std::string line = plain_form(raw);
    std::erase(line, '*');
    while (line.starts_with(' ') || line.starts_with('>')) line.erase(0, 1);
    const std::size_t colon = std::min(line.find(':'), line.find("："));
    if (colon == line.npos || colon > 40) return {};
    std::string name = line.substr(0, colon);
    while (name.ends_with(' ')) name.pop_back();
    const auto found = policy_.header_fields.find(name);
    return found == policy_.header_fields.end() ? std::string_view() : std::string_view(found->second);
  }

  bool has_value(std::size_t i) const {
    const std::string_view raw = lines_.raw(i);
    const std::size_t colon = raw.find(':');
    return colon != raw.npos && !trimmed(raw.substr(colon + 1)).empty();
  }

  /// A mail's header pasted into text: From or Date first, then at least one more field, close together.
  bool is_header_block(std::size_t i) const {
    if (i >= lines_.size()) return false;
    const std::string_view first = header_field(i);
    if (first != "from" && first != "sent" && first != "to" && first != "subject") return false;
    std::array<std::string_view, kHeaderWindow> seen{first};
    std::size_t fields = 1;
    for (std::size_t j = i + 1; j < std::min(lines_.size(), i + kHeaderWindow); ++j) {
      if (lines_.is_blank(j) && fields < 2 && j > i + 1) break;
      const std::string_view field = lines_.is_blank(j) ? std::string_view() : header_field(j);
      if (!field.empty() && std::find(seen.begin(), seen.begin() + static_cast<long>(fields), field) ==
                                seen.begin() + static_cast<long>(fields))
        seen[fields++] = field;
    }
    const auto has = [&](std::string_view field) {
      return std::find(seen.begin(), seen.begin() + static_cast<long>(fields), field) !=
             seen.begin() + static_cast<long>(fields);
    };
    if (first == "from") return fields >= 2 && (has("sent") || has("to") || has("subject")) && has_value(i);
    return fields >= 2 && (has("from") || (has("sent") && has("to")));
  }

  /// The block names an address, or says when to the minute: four lines about pallets do neither.
  bool proves_a_mail(std::size_t i) const {
    const std::size_t end = end_of_header(i);
    for (std::size_t j = i; j < end; ++j) {
      const std::string line =
          plain_form(lines_.raw(j).substr(0, kMaxIntroBytes));  // without marks that have no width
      if (names_an_address(line)) return true;
      if (header_field(j) == "sent" && names_a_time(line) && has_clock(line)) return true;
    }
    return false;
  }
  /// "9:12" besides the colon behind the field's name.
  static bool has_clock(std::string_view line) {
    for (std::size_t i = 1; i + 2 < line.size(); ++i)
      if ((line[i] == ':' || line[i] == '.') && is_digit(line[i - 1]) && is_digit(line[i + 1]) &&
          is_digit(line[i + 2]))
        return true;
    return false;
  }

  /// The first line behind the header block at `i`: its fields, and what they are folded into.
  std::size_t end_of_header(std::size_t i) const {
    std::size_t end = i;
    for (std::size_t j = i; j < std::min(lines_.size(), i + kHeaderWindow); ++j)
      if (!lines_.is_blank(j) && !header_field(j).empty()) end = j + 1;
    if (i < lines_.size()) end = std::max({end, i + 1, i + unknown_header_lines(i)});
    return end;
  }

  std::optional<std::size_t> from_line(std::size_t header) const {
    for (std::size_t j = header; j < std::min(lines_.size(), header + kHeaderWindow); ++j)
      if (!lines_.is_blank(j) && header_field(j) == "from") return j;
    return std::nullopt;
  }

  bool is_from_party(std::size_t header) const {
    const std::size_t from = from_line(header).value_or(header);
    if (from >= lines_.size()) return false;
    const std::string line = ascii_lower(lines_.raw(from));
    return std::ranges::any_of(parties_, [&](const std::string& address) {
      return !address.empty() && line.find(ascii_lower(address)) != line.npos;
    });
  }

  // ---- header blocks of a language that we do not know

  /// "Word: value", the word short.
  static bool is_labelled(std::string_view line) {
    line = trimmed(line);
    const std::size_t colon = std::min(line.find(": "), line.find(":\t"));
    return colon != line.npos && colon > 0 && colon <= kMaxLabel &&
           std::ranges::count(line.substr(0, colon), ' ') <= 2;
  }

  /// Three labelled lines at least, the first with an address, another with a year and a time of day.
  std::size_t unknown_header_lines(std::size_t i) const {
    if (!is_labelled(lines_.raw(i)) || !names_an_address(lines_.raw(i))) return 0;
    bool time = false;
    std::size_t end = i;
    for (; end < lines_.size() && end < i + kHeaderWindow && is_labelled(lines_.raw(end)); ++end)
      time = time || (has_clock(lines_.raw(end)) && names_a_year(lines_.raw(end)));
    return time && end - i >= 3 ? end - i : 0;
  }

  ReplyLines& lines_;
  const State& policy_;
  const std::vector<std::string>& parties_;
  QuoteResult result_;
};

}  // namespace

QuoteResult mark_quotes(ReplyLines& lines, const std::vector<std::string>& parties) {
  return QuoteMarker(lines, parties).run();
}

}  // namespace sa
