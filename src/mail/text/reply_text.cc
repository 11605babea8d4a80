#include "mail/text/reply_text.h"

#include <algorithm>
#include <array>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/text/reply_lines.h"

namespace sa {
namespace {

constexpr std::size_t kMaxDoubtWords = 200;

/// Without empty lines around; the indent of the first line stays.
std::string_view trim_lines(std::string_view text) {
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

/// A line of a forward without the ">" that its mail program put before it.
std::string_view unmarked(std::string_view line) {
  line = trimmed(line);
  while (line.starts_with('>')) line.remove_prefix(1);
  return line.starts_with(' ') ? line.substr(1) : line;
}

ReplyText collected(const ReplyLines& lines, const QuoteResult& quotes) {
  std::array<std::string, 3> texts;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto shared = std::ranges::find(quotes.shared, i, [](const auto& pair) { return pair.first; });
    if (shared != quotes.shared.end()) texts[0] += std::string(trimmed(shared->second)) + "\n";
    const bool unmark = std::ranges::binary_search(quotes.unmarked, i);
    texts[static_cast<std::size_t>(lines.fate(i))] +=
        std::string(unmark ? unmarked(lines.raw(i)) : lines.raw(i)) + "\n";
  }
  return {std::string(trim_lines(texts[0])),
          std::string(trim_lines(texts[1])),
          std::string(trim_lines(texts[2])),
          {}};
}

Doubt doubt_at(std::string_view line, std::string_view text) {
  const std::string_view words = utf8_cut(trimmed(line), kMaxDoubtWords);
  const std::size_t at = text.find(words);
  Doubt doubt{"reply.cut_unsure", std::string(words), {}};
  if (at != text.npos)
    doubt.span = {static_cast<std::int64_t>(at), static_cast<std::int64_t>(at + words.size())};
  return doubt;
}

}  // namespace

ReplyText extract_reply(std::string_view text, const ReplyPolicy& policy,
                        const std::vector<std::string>& parties) {
  ReplyLines lines(text, policy.state());
  const QuoteResult quotes = mark_quotes(lines, parties);
  mark_signatures(lines);
  ReplyText reply = collected(lines, quotes);
  for (const std::size_t i : quotes.unsure) reply.doubts.push_back(doubt_at(lines.raw(i), reply.text));
  return reply;
}

}  // namespace sa
