#include "mail/mime/hidden_text.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxHtml = 256u << 10;
constexpr std::size_t kMaxPiece = 2000;
constexpr std::size_t kMaxPieces = 50;
constexpr std::size_t kMaxTag = 4000;

/// Where the value of an attribute stands in a tag; `lower` is the tag in lower case. Empty when it has none.
std::string_view attribute(std::string_view tag, std::string_view lower, std::string_view name) {
  for (std::size_t at = lower.find(name); at != lower.npos; at = lower.find(name, at + 1)) {
    if (at == 0 || (!is_blank(tag.substr(at - 1, 1)) && tag[at - 1] != '"' && tag[at - 1] != '\'')) continue;
    std::string_view rest = trimmed(tag.substr(at + name.size()));
    if (!rest.starts_with('=')) continue;
    rest = trimmed(rest.substr(1));
    if (rest.empty()) return {};
    if (rest.front() == '"' || rest.front() == '\'')
      return rest.substr(1, std::min(rest.find(rest.front(), 1), rest.size()) - 1);
    return rest.substr(0, rest.find_first_of(" \t\r\n>"));
  }
  return {};
}

std::string_view tag_name(std::string_view tag) {
  const std::size_t end = tag.find_first_of(" \t\r\n/>", 1);
  return tag.substr(0, end);
}

bool has_hidden_word(std::string_view tag) {
  static const RE2 kHidden(R"((?i)\s(?:hidden|aria-hidden\s*=\s*["']?true)(?:[\s>/"']|$))");
  return RE2::PartialMatch(re2::StringPiece(tag.data(), tag.size()), kHidden);
}

/// Whether nobody sees what is styled so.
bool is_styled_away(std::string_view style) {
  if (style.empty()) return false;
  static const RE2 kAway(
      R"((?i)display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|line-height|max-height|max-width|(?:^|[;\s])height|(?:^|[;\s])width)\s*:\s*[01](?:\.\d+)?\s*(?:px|pt|em|rem|%)?\s*(?:!important\s*)?(?:;|$)|font-size\s*:\s*0?\.\d|opacity\s*:\s*0(?:\.0\d*)?\s*(?:;|!|$)|(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|clip(?:-path)?\s*:\s*(?:rect\(\s*0|inset\(\s*(?:50|100)%)|transform\s*:\s*scale\(\s*0\s*\)|mso-hide\s*:\s*all|(?:^|[;\s])color\s*:\s*transparent)");
  if (RE2::PartialMatch(re2::StringPiece(style.data(), style.size()), kAway)) return true;
  static const RE2 kColour(R"((?i)(?:^|[;\s])color\s*:\s*(#[0-9a-f]{3,8}|[a-z]+|rgba?\([^)]*\)))");
  static const RE2 kGround(R"((?i)background(?:-color)?\s*:\s*(#[0-9a-f]{3,8}|[a-z]+|rgba?\([^)]*\)))");
  std::string colour;
  std::string ground;
  if (!RE2::PartialMatch(re2::StringPiece(style.data(), style.size()), kColour, &colour)) return false;
  RE2::PartialMatch(re2::StringPiece(style.data(), style.size()), kGround, &ground);
  if (!ground.empty()) return equal_ignoring_case(colour, ground);
  // Mail has a white ground where nothing else is said.
  static const RE2 kWhite(R"((?i)#fff(?:fff)?|white|#fefefe|rgba?\(\s*255\s*,\s*255\s*,\s*255.*)");
  return RE2::FullMatch(colour, kWhite);
}

class Scanner {
 public:
  explicit Scanner(std::string_view html) : html_(utf8_cut(html, kMaxHtml)), lower_(ascii_lower(html_)) {}

  std::vector<std::string> run() {
    for (std::size_t at = 0; (at = html_.find('<', at)) != html_.npos && pieces_.size() < kMaxPieces;) {
      if (html_.substr(at).starts_with("<!--")) {
        const std::size_t end = std::min(html_.find("-->", at), html_.size());
        add(html_.substr(at + 4, end - std::min(end, at + 4)));
        at = end;
        continue;
      }
      const std::size_t end = std::min(html_.find('>', at), html_.size());
      look_at(at, end);
      at = end;
    }
    return std::move(pieces_);
  }

 private:
  /// The tag in [at, end).
  void look_at(std::size_t at, std::size_t end) {
    const std::string_view tag = html_.substr(at, std::min(end - at, kMaxTag));
    const std::string_view lower = std::string_view(lower_).substr(at, tag.size());
    if (tag.find('=') == tag.npos && lower.find("hidden") == lower.npos) return;
    for (const char* words : {"alt", "title", "aria-label", "content"})
      if (const auto value = attribute(tag, lower, words); !value.empty()) add(value);
    const std::string_view name = tag_name(lower);
    if (name.size() < 2 || name[1] == '/' || name[1] == '!' || end >= html_.size()) return;
    const bool is_hidden =
        (lower.find("hidden") != lower.npos && has_hidden_word(tag)) ||
        is_styled_away(attribute(tag, lower, "style")) ||
        (name == "<font" && is_styled_away("color:" + std::string(attribute(tag, lower, "color"))));
    if (is_hidden) add(without_tags(html_.substr(end + 1, inner_size(name.substr(1), end + 1))));
  }

  /// How much stands before the end tag of an element that began before `at`.
  std::size_t inner_size(std::string_view name, std::size_t at) const {
    const std::size_t start = at;
    const std::size_t limit = std::min(html_.size(), at + 4 * kMaxPiece);
    int depth = 1;
    for (; (at = html_.find('<', at)) < limit; ++at) {
      const std::string_view rest = html_.substr(at + 1, name.size() + 1);
      if (rest.starts_with('/') && equal_ignoring_case(rest.substr(1), name) && --depth == 0)
        return at - start;
      if (equal_ignoring_case(rest.substr(0, name.size()), name)) ++depth;
    }
    return limit - start;
  }

  static std::string without_tags(std::string_view html) {
    std::string text;
    bool in_tag = false;
    for (const char c : html) {
      if (c == '<') in_tag = true, text += ' ';
      if (!in_tag) text += c;
      if (c == '>') in_tag = false;
    }
    return text;
  }

  void add(std::string_view text) {
    text = utf8_cut(trimmed(text), kMaxPiece);
    // What a mail program writes into comments and pictures is a word or two.
    constexpr std::size_t kFewest = 12;
    if (text.size() >= kFewest && pieces_.size() < kMaxPieces) pieces_.emplace_back(text);
  }

  std::string_view html_;
  std::string lower_;
  std::vector<std::string> pieces_;
};

}  // namespace

std::vector<std::string> hidden_texts(std::string_view html) {
  return Scanner(html).run();
}

}  // namespace sa
