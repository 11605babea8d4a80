#include "mail/text/reply_lines.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxPlainLine = 700;  // of a line: longer ones are prose, not markers
constexpr std::size_t kShortLine = 64;

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
  std::vector<std::string> dividers;
  std::vector<std::string> forwards;
  std::vector<HeaderNames> headers;
  std::vector<std::string> mobile;
  std::vector<std::string> closings;
  std::vector<std::string> disclaimers;
  std::vector<std::string> postscripts;
  std::vector<std::string> banners;
  std::vector<std::string> points_below;
  std::vector<std::string> answers_inside;
  std::vector<std::string> answer_marks;
};
BOOST_DESCRIBE_STRUCT(ReplyWords, (),
                      (intro_start, intros, separators, dividers, forwards, headers, mobile, closings,
                       disclaimers, postscripts, banners, points_below, answers_inside, answer_marks))

/// Blanks of any kind, and what has no width: nothing to see.
bool is_empty(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const char32_t c = next_code_point(line, at);
    const bool unseen = c <= 0x20 || c == 0xA0 || c == 0xAD || c == 0x34F || (c >= 0x2000 && c <= 0x200F) ||
                        c == 0x202F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
    if (!unseen) return false;
  }
  return true;
}

}  // namespace

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
  add(words.dividers, State::divider);
  add(words.banners, State::banner);
  add(words.mobile, State::mobile);
  add(words.closings, State::closing);
  add(words.disclaimers, State::disclaimer);
  add(words.postscripts, State::postscript);
  TRY(state->markers, PatternSet::compile(markers));
  TRY(state->points_below, PatternSet::compile(words.points_below));
  TRY(state->answers_inside, PatternSet::compile(words.answers_inside));
  TRY(state->answer_marks, PatternSet::compile(words.answer_marks));
  for (const HeaderNames& header : words.headers)
    for (const std::string& name : header.names) state->header_fields.emplace(plain_form(name), header.field);
  ReplyPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

ReplyLines::ReplyLines(std::string_view text, const ReplyPolicy::State& policy) : policy_(policy) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    Line line;
    line.raw = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.raw.ends_with('\r')) line.raw.remove_suffix(1);
    const std::string_view content = trimmed(line.raw);
    if (is_empty(content)) {
      line.mark = Mark::blank;
    } else if (content.front() == '>') {
      line.mark = Mark::quoted;
    }
    lines_.push_back(line);
  }
}

void ReplyLines::set(std::size_t from, std::size_t to, Fate fate) {
  for (std::size_t i = from; i < to; ++i) lines_[i].fate = fate;
}

const PlainText& ReplyLines::plain(std::size_t i) {
  Line& line = lines_[i];
  if (!line.plain) {
    const std::string_view raw = trimmed(line.raw);
    line.plain.emplace(raw.size() > kMaxPlainLine ? std::string_view() : raw);
  }
  return *line.plain;
}

bool ReplyLines::may_be_marker(std::size_t i) const {
  const std::string_view line = trimmed(lines_[i].raw);
  if (line.size() <= kShortLine || i == 0 || is_blank(i - 1)) return true;
  return !line.empty() && std::string_view("-_*=~#").find(line.front()) != std::string_view::npos;
}

std::optional<ReplyLines::Kind> ReplyLines::marker(std::size_t i) {
  if (!may_be_marker(i)) return std::nullopt;
  if (!lines_[i].marker) {
    const auto found = policy_.markers.matching(plain(i));
    lines_[i].marker = found.empty() ? std::optional<Kind>() : policy_.marker_kinds[found.front()];
  }
  return *lines_[i].marker;
}

std::size_t ReplyLines::next_visible(std::size_t i) const {
  while (i < lines_.size() && is_blank(i)) ++i;
  return i;
}

std::size_t ReplyLines::visible_lines(std::size_t begin, std::size_t end) const {
  std::size_t count = 0;
  for (std::size_t i = begin; i < end; ++i) count += !is_blank(i);
  return count;
}

std::string ReplyLines::reply_words(std::size_t begin, std::size_t end) const {
  std::string words;
  for (std::size_t i = begin; i < end; ++i)
    if (lines_[i].fate == Fate::reply && !is_blank(i)) words += std::string(trimmed(lines_[i].raw)) + " ";
  return words;
}

}  // namespace sa
