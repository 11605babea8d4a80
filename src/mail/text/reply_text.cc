#include "mail/text/reply_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxIntroLines = 4;  // how many lines an "On ... wrote:" may be broken into
constexpr std::size_t kMaxIntroBytes = 600;
constexpr std::size_t kMaxSignatureLines = 25;  // after "-- "
constexpr std::size_t kMaxClosingLines = 12;    // after "Best regards,"
constexpr std::size_t kMaxFooterLines = 6;      // after "Sent from my phone"
constexpr std::size_t kHeaderWindow = 8;        // lines in which a pasted header block must show itself
constexpr std::size_t kMaxPlainLine = 700;      // of a line: longer ones are prose, not markers

struct LangPatterns {
  std::string lang;
  std::vector<std::string> patterns;
};
BOOST_DESCRIBE_STRUCT(LangPatterns, (), (lang, patterns))

struct HeaderNames {
  std::string field;
  std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(HeaderNames, (), (field, names))

struct ReplyWords {
  std::vector<std::string> intro_start;
  std::vector<LangPatterns> intros;
  std::vector<std::string> separators;
  std::vector<std::string> forwards;
  std::vector<HeaderNames> headers;
  std::vector<std::string> mobile;
  std::vector<std::string> closings;
  std::vector<std::string> disclaimers;
};
BOOST_DESCRIBE_STRUCT(ReplyWords, (),
                      (intro_start, intros, separators, forwards, headers, mobile, closings, disclaimers))

enum class Mark { text, blank, quoted };

struct Line {
  std::string_view raw;
  Mark mark = Mark::text;
  std::optional<PlainText> plain;            ///< once asked for; empty for prose
  std::optional<std::optional<int>> marker;  ///< once asked for
};

/// What a line of the mail becomes.
enum class Fate { reply, quoted, signature };

}  // namespace

struct ReplyPolicy::State {
  PatternSet intro_start;
  PatternSet intros;
  PatternSet markers;  // one set for all that a single line can be: asked once a line
  enum Kind { separator, forward, mobile, closing, disclaimer };
  std::vector<int> marker_kinds;
  std::map<std::string, std::string, std::less<>> header_fields;  // "betreff" -> "subject"
};

ReplyPolicy::ReplyPolicy() = default;

Result<ReplyPolicy> ReplyPolicy::load(std::string_view json) {
  TRY(const ReplyWords words, from_json_text<ReplyWords>(json));
  auto state = std::make_shared<State>();
  std::string starts;
  for (const std::string& start : words.intro_start) starts += (starts.empty() ? "" : "|") + start;
  TRY(state->intro_start, PatternSet::compile({"^ ?(?:" + starts + ")"}));
  std::vector<std::string> intros;
  for (const LangPatterns& lang : words.intros)
    intros.insert(intros.end(), lang.patterns.begin(), lang.patterns.end());
  TRY(state->intros, PatternSet::compile(intros));
  std::vector<std::string> markers;
  const auto add = [&](const std::vector<std::string>& patterns, State::Kind kind) {
    markers.insert(markers.end(), patterns.begin(), patterns.end());
    state->marker_kinds.insert(state->marker_kinds.end(), patterns.size(), kind);
  };
  add(words.separators, State::separator);
  add(words.forwards, State::forward);
  add(words.mobile, State::mobile);
  add(words.closings, State::closing);
  add(words.disclaimers, State::disclaimer);
  TRY(state->markers, PatternSet::compile(markers));
  for (const HeaderNames& header : words.headers)
    for (const std::string& name : header.names) state->header_fields.emplace(plain_form(name), header.field);
  ReplyPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

class Extractor {
 public:
  Extractor(std::string_view text, const ReplyPolicy::State& policy) : policy_(policy) { split(text); }

  ReplyText run() {
    fates_.assign(lines_.size(), Fate::reply);
    mark_quotes();
    mark_signatures();
    return collect();
  }

 private:
  using State = ReplyPolicy::State;

  void split(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      Line line;
      line.raw = text.substr(0, end);
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
      if (line.raw.ends_with('\r')) line.raw.remove_suffix(1);
      const std::string_view content = trimmed(line.raw);
      if (content.empty()) {
        line.mark = Mark::blank;
      } else if (content.front() == '>') {
        line.mark = Mark::quoted;
      }
      lines_.push_back(line);
    }
  }

  /// The plain form of a line; empty for prose.
  const PlainText& plain(std::size_t i) {
    Line& line = lines_[i];
    if (!line.plain) {
      const std::string_view raw = trimmed(line.raw);
      line.plain.emplace(raw.size() > kMaxPlainLine ? std::string_view() : raw);
    }
    return *line.plain;
  }

  void set(std::size_t from, std::size_t to, Fate fate) {
    for (std::size_t i = from; i < to; ++i) fates_[i] = fate;
  }

  std::size_t next_visible(std::size_t i) const {
    while (i < lines_.size() && lines_[i].mark == Mark::blank) ++i;
    return i;
  }

  bool has_reply_before(std::size_t end) const {
    for (std::size_t i = 0; i < end; ++i)
      if (lines_[i].mark == Mark::text && fates_[i] == Fate::reply) return true;
    return false;
  }

  // ---- quotes

  void mark_quotes() {
    for (std::size_t i = 0; i < lines_.size();) {
      if (lines_[i].mark == Mark::quoted) {
        fates_[i++] = Fate::quoted;
        continue;
      }
      if (lines_[i].mark == Mark::blank) {
        ++i;
        continue;
      }
      if (const std::size_t intro = intro_lines(i)) {
        i = quote_after_intro(i, intro);
      } else if (begins_quoted_rest(i)) {
        set(i, lines_.size(), Fate::quoted);
        return;
      } else {
        ++i;
      }
    }
  }

  /// How many lines from `i` make up an "On ... wrote:"; 0 when none does.
  std::size_t intro_lines(std::size_t i) {
    if (!may_be_intro(lines_[i].raw)) return 0;
    const std::string& first = plain(i).text();
    if (first.empty()) return 0;
    if (first.starts_with("- ") || first.starts_with("* ")) return joined_intro(i, first.substr(2));
    if (!policy_.intro_start.any(plain(i))) return shared_intro(i, first);
    return joined_intro(i, first);
  }

  /// An intro names a time, an address, or ends in a colon: a cheap look before the dear one.
  static bool may_be_intro(std::string_view line) {
    line = trimmed(line).substr(0, kMaxPlainLine);
    return line.ends_with(':') ||
           std::ranges::any_of(line, [](char c) { return (c >= '0' && c <= '9') || c == '@'; }) ||
           std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0xE0; });
  }

  std::size_t joined_intro(std::size_t i, std::string joined) {
    for (std::size_t n = 1; n <= kMaxIntroLines && i + n <= lines_.size(); ++n) {
      if (joined.size() > kMaxIntroBytes) return 0;
      if (policy_.intros.any(PlainText(joined))) return n;
      if (i + n == lines_.size() || lines_[i + n].mark == Mark::blank) return 0;
      std::string_view next = trimmed(lines_[i + n].raw);
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
    if (lines > 0) shared_.emplace_back(i, lines_[i].raw.substr(0, lines_[i].raw.find("--")));
    return lines;
  }

  /// Marks the intro and what it introduces; returns where reading goes on.
  std::size_t quote_after_intro(std::size_t i, std::size_t intro) {
    const std::size_t body = next_visible(i + intro);
    set(i, i + intro, Fate::quoted);
    if (body < lines_.size() && lines_[body].mark != Mark::quoted) {
      // Nothing is marked as quoted: all that follows is the old mail.
      set(i, lines_.size(), Fate::quoted);
      return lines_.size();
    }
    set(i, body, Fate::quoted);
    return body;
  }

  /// Markers are short, begin with a rule, or open a paragraph; the middle of prose is none.
  bool may_be_marker(std::size_t i) const {
    constexpr std::size_t kShort = 64;
    const std::string_view line = trimmed(lines_[i].raw);
    if (line.size() <= kShort || i == 0 || lines_[i - 1].mark == Mark::blank) return true;
    return std::string_view("-_*=~#").find(line.front()) != std::string_view::npos;
  }

  std::optional<int> marker(std::size_t i) {
    if (!may_be_marker(i)) return std::nullopt;
    if (!lines_[i].marker) {
      const auto found = policy_.markers.matching(plain(i));
      lines_[i].marker = found.empty() ? std::optional<int>() : policy_.marker_kinds[found.front()];
    }
    return *lines_[i].marker;
  }

  bool begins_quoted_rest(std::size_t i) {
    const auto kind = marker(i);
    if (kind == State::separator) return is_rule(i) ? is_header_block(next_visible(i + 1)) : true;
    if (kind == State::forward) {
      // A mail that is nothing but a forward is its own text.
      forwarded_ = !has_reply_before(i);
      return !forwarded_;
    }
    return !forwarded_ && is_header_block(i);
  }

  bool is_rule(std::size_t i) const {
    return trimmed(lines_[i].raw).find_first_not_of("_- ") == std::string_view::npos;
  }

  /// The field that a line names ("subject" for "Betreff: ..."); empty when it names none.
  std::string_view header_field(std::size_t i) const {
    const std::string_view raw = lines_[i].raw.substr(0, 60);
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
    const std::string_view raw = lines_[i].raw;
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
      if (lines_[j].mark == Mark::blank && fields < 2 && j > i + 1) break;
      const std::string_view field = lines_[j].mark == Mark::blank ? std::string_view() : header_field(j);
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

  // ---- signatures

  void mark_signatures() {
    for (std::size_t begin = 0; begin < lines_.size();) {
      while (begin < lines_.size() && fates_[begin] != Fate::reply) ++begin;
      std::size_t end = begin;
      while (end < lines_.size() && fates_[end] == Fate::reply) ++end;
      if (begin < end) mark_signature(begin, end);
      begin = end;
    }
  }

  static bool is_delimiter(std::string_view line) {
    line = trimmed(line);
    return line == "--" || line == "—" || line == "---" || line == "– –" || line == "-- --" ||
           (line.size() >= 2 && line.find_first_not_of('_') == line.npos) ||
           (line.size() >= 4 && line.find_first_not_of("_-=") == line.npos);
  }

  std::size_t visible_lines(std::size_t begin, std::size_t end) const {
    return static_cast<std::size_t>(std::count_if(lines_.begin() + static_cast<long>(begin),
                                                  lines_.begin() + static_cast<long>(end),
                                                  [](const Line& line) { return line.mark != Mark::blank; }));
  }

  bool are_short(std::size_t begin, std::size_t end) const {
    return std::all_of(lines_.begin() + static_cast<long>(begin), lines_.begin() + static_cast<long>(end),
                       [](const Line& line) { return trimmed(line.raw).size() <= 90; });
  }

  /// Cuts the signature off the segment [begin, end) of new words.
  void mark_signature(std::size_t begin, std::size_t end) {
    std::size_t cut = end;
    std::size_t left = 0;  // visible lines below the present one
    for (std::size_t i = end; i-- > begin && left <= kMaxSignatureLines;) {
      if (lines_[i].mark == Mark::blank) continue;
      if (is_signature_start(i, end, left)) cut = i;
      ++left;
    }
    // A mail that is nothing but a closing keeps its words.
    if (cut < end && (visible_lines(begin, cut) > 0 || is_delimiter(lines_[cut].raw)))
      set(cut, end, Fate::signature);
    mark_disclaimers(begin, std::min(cut, end));
  }

  bool is_signature_start(std::size_t i, std::size_t end, std::size_t left) {
    if (is_delimiter(lines_[i].raw)) return left <= kMaxSignatureLines && are_short(i, end);
    const auto kind = marker(i);
    if (kind == State::mobile) return left <= kMaxFooterLines;
    if (kind == State::closing) return left <= kMaxClosingLines;
    return kind == State::disclaimer;
  }

  /// A disclaimer may be longer than any signature: it is recognised by its first line and runs to the end.
  void mark_disclaimers(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const bool opens = i > begin && lines_[i].mark == Mark::text && lines_[i - 1].mark == Mark::blank;
      if (!opens || lines_[i].raw.size() > 4000) continue;
      if (!is_disclaimer(i)) continue;
      set(i, end, Fate::signature);
      return;
    }
  }

  bool is_disclaimer(std::size_t i) const {
    const std::string line = plain_form(trimmed(lines_[i].raw).substr(0, 300));
    const auto found = policy_.markers.matching(PlainText(line));
    return std::ranges::any_of(
        found, [this](std::size_t one) { return policy_.marker_kinds[one] == State::disclaimer; });
  }

  // ---- result

  ReplyText collect() const {
    std::array<std::string, 3> texts;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto shared = std::ranges::find(shared_, i, [](const auto& pair) { return pair.first; });
      if (shared != shared_.end()) texts[0] += std::string(trimmed(shared->second)) + "\n";
      std::string& text = texts[static_cast<std::size_t>(fates_[i])];
      text += lines_[i].raw;
      text += '\n';
    }
    return {std::string(trim_lines(texts[0])), std::string(trim_lines(texts[1])),
            std::string(trim_lines(texts[2]))};
  }

  /// Without empty lines around; the indent of the first line stays.
  static std::string_view trim_lines(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t'))
      text.remove_suffix(1);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n')
        begin = i + 1;
      else if (text[i] != ' ' && text[i] != '\t')
        break;
    }
    return text.substr(begin);
  }

  const State& policy_;
  std::vector<Line> lines_;
  std::vector<Fate> fates_;
  bool forwarded_ = false;
  std::vector<std::pair<std::size_t, std::string_view>> shared_;  // words before an intro on its own line
};

}  // namespace

ReplyText extract_reply(std::string_view text, const ReplyPolicy& policy) {
  return Extractor(text, policy.state()).run();
}

}  // namespace sa
