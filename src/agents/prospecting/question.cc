#include "agents/prospecting/question.h"

#include <algorithm>
#include <vector>

#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxSentences = 500;
constexpr std::size_t kGreetingBytes = 40;

struct Sentence {
  std::size_t start = 0;
  std::size_t end = 0;
  bool asks = false;
};

std::size_t mark_length(std::string_view text, std::size_t at) {
  if (text[at] == '.' || text[at] == '!' || text[at] == '?') return 1;
  const std::string_view three = text.substr(at, 3);
  return three == "？" || three == "！" || three == "。" ? 3 : 0;
}

/// A line end that ends a thought too: before an empty line, or after a short line with a comma (a greeting).
bool breaks_thought(std::string_view text, std::size_t at, std::size_t start) {
  if (text[at] != '\n') return false;
  const std::string_view before = trimmed(text.substr(start, at - start));
  const bool greeting = before.size() <= kGreetingBytes && (before.ends_with(',') || before.ends_with(':'));
  const std::size_t next = text.find_first_not_of(" \t\r", at + 1);
  return greeting || next == std::string_view::npos || text[next] == '\n';
}

/// Sentences end with their mark, where white space follows it ("3.5" and "example.com" go on).
std::vector<Sentence> sentences_of(std::string_view text) {
  std::vector<Sentence> sentences;
  std::size_t start = 0;
  const auto close = [&](std::size_t end, bool asks) {
    while (start < end && std::string_view(" \t\r\n").find(text[start]) != std::string_view::npos) ++start;
    if (start < end) sentences.push_back({start, end, asks});
    start = end;
  };
  for (std::size_t at = 0; at < text.size() && sentences.size() < kMaxSentences; ++at) {
    if (breaks_thought(text, at, start)) {
      close(at, false);
      continue;
    }
    const std::size_t length = mark_length(text, at);
    if (length == 0) continue;
    const std::size_t end = at + length;
    const bool ends =
        end == text.size() || std::string_view(" \t\r\n\")'").find(text[end]) != std::string_view::npos;
    if (ends) close(end, text[at] == '?' || text.substr(at, 3) == "？");
  }
  close(text.size(), false);
  return sentences;
}

bool overlaps(const Sentence& sentence, const Span& span) {
  return span.start < static_cast<std::int64_t>(sentence.end) &&
         static_cast<std::int64_t>(sentence.start) < span.end;
}

bool is_about(const Sentence& sentence, const Analysis& analysis, const std::string& rule) {
  return std::any_of(analysis.reasons.begin(), analysis.reasons.end(), [&](const AnalysisReason& reason) {
    const bool of_intent = reason.rule == rule || reason.rule.starts_with(rule + ".");
    return of_intent && reason.span.end > reason.span.start && overlaps(sentence, reason.span);
  });
}

/// On one line, without control characters, and without marks that would end our own quotation.
std::string quotable(std::string_view sentence) {
  std::string line;
  bool blank = false;
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    const auto byte = static_cast<unsigned char>(sentence[at]);
    if (byte <= 0x20 || byte == 0x7f) {
      blank = !line.empty();
      continue;
    }
    if (blank) line += ' ';
    blank = false;
    const std::string_view three = sentence.substr(at, 3);
    if (three == "“" || three == "”" || three == "„") {
      line += '\'';
      at += 2;
    } else if (sentence.substr(at, 2) == "«" || sentence.substr(at, 2) == "»") {
      line += '\'';
      at += 1;
    } else {
      line += byte == '"' ? '\'' : sentence[at];
    }
  }
  return line;
}

}  // namespace

std::string quotable_question(const Analysis& analysis, std::string_view topic, std::size_t max_chars,
                              const ClaimPolicy& claims) {
  const std::string rule = "intent." + std::string(topic);
  const std::string_view text = analysis.reply_text;
  const Sentence* chosen = nullptr;
  const std::vector<Sentence> sentences = sentences_of(text);
  for (const Sentence& sentence : sentences) {
    if (!sentence.asks) continue;
    if (is_about(sentence, analysis, rule)) {
      chosen = &sentence;
      break;
    }
    if (chosen == nullptr) chosen = &sentence;
  }
  if (chosen == nullptr) return {};
  const auto& spans = analysis.injection.spans;
  if (std::any_of(spans.begin(), spans.end(), [&](const Span& span) { return overlaps(*chosen, span); }))
    return {};
  std::string question = quotable(text.substr(chosen->start, chosen->end - chosen->start));
  if (utf8_length(question) > max_chars || has_link(question, claims)) return {};
  return question;
}

}  // namespace sa
