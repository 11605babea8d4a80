#include "mail/mime/html_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

struct Entity {
  std::string_view name;
  char32_t point;
};
// Sorted by name. The references that mail programs write; anything else stays as it is.
constexpr std::array kEntities = std::to_array<Entity>({
    {"AElig", 0xC6},    {"Aacute", 0xC1},   {"Acirc", 0xC2},   {"Agrave", 0xC0},  {"Aring", 0xC5},
    {"Atilde", 0xC3},   {"Auml", 0xC4},     {"Ccedil", 0xC7},  {"Eacute", 0xC9},  {"Ecirc", 0xCA},
    {"Egrave", 0xC8},   {"Euml", 0xCB},     {"Iacute", 0xCD},  {"Icirc", 0xCE},   {"Igrave", 0xCC},
    {"Iuml", 0xCF},     {"Ntilde", 0xD1},   {"OElig", 0x152},  {"Oacute", 0xD3},  {"Ocirc", 0xD4},
    {"Ograve", 0xD2},   {"Oslash", 0xD8},   {"Otilde", 0xD5},  {"Ouml", 0xD6},    {"Uacute", 0xDA},
    {"Ucirc", 0xDB},    {"Ugrave", 0xD9},   {"Uuml", 0xDC},    {"aacute", 0xE1},  {"acirc", 0xE2},
    {"acute", 0xB4},    {"aelig", 0xE6},    {"agrave", 0xE0},  {"amp", '&'},      {"apos", '\''},
    {"aring", 0xE5},    {"atilde", 0xE3},   {"auml", 0xE4},    {"bdquo", 0x201E}, {"bull", 0x2022},
    {"ccedil", 0xE7},   {"cent", 0xA2},     {"copy", 0xA9},    {"deg", 0xB0},     {"divide", 0xF7},
    {"eacute", 0xE9},   {"ecirc", 0xEA},    {"egrave", 0xE8},  {"emsp", ' '},     {"ensp", ' '},
    {"eth", 0xF0},      {"euml", 0xEB},     {"euro", 0x20AC},  {"frac12", 0xBD},  {"frac14", 0xBC},
    {"gt", '>'},        {"hellip", 0x2026}, {"iacute", 0xED},  {"icirc", 0xEE},   {"iexcl", 0xA1},
    {"igrave", 0xEC},   {"iquest", 0xBF},   {"iuml", 0xEF},    {"laquo", 0xAB},   {"ldquo", 0x201C},
    {"lsaquo", 0x2039}, {"lsquo", 0x2018},  {"lt", '<'},       {"mdash", 0x2014}, {"micro", 0xB5},
    {"middot", 0xB7},   {"nbsp", ' '},      {"ndash", 0x2013}, {"ntilde", 0xF1},  {"oacute", 0xF3},
    {"ocirc", 0xF4},    {"oelig", 0x153},   {"ograve", 0xF2},  {"ordf", 0xAA},    {"ordm", 0xBA},
    {"oslash", 0xF8},   {"otilde", 0xF5},   {"ouml", 0xF6},    {"para", 0xB6},    {"plusmn", 0xB1},
    {"pound", 0xA3},    {"quot", '"'},      {"raquo", 0xBB},   {"rdquo", 0x201D}, {"reg", 0xAE},
    {"rsaquo", 0x203A}, {"rsquo", 0x2019},  {"sbquo", 0x201A}, {"sect", 0xA7},    {"shy", 0xAD},
    {"sup2", 0xB2},     {"szlig", 0xDF},    {"thinsp", ' '},   {"times", 0xD7},   {"trade", 0x2122},
    {"uacute", 0xFA},   {"ucirc", 0xFB},    {"ugrave", 0xF9},  {"uuml", 0xFC},    {"yacute", 0xFD},
    {"yen", 0xA5},      {"zwj", 0x200D},    {"zwnj", 0x200C},
});

constexpr std::size_t kMaxQuoteDepth = 40;  // deeper quotes keep this many ">"

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool is_alpha(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

struct Tag {
  std::string name;
  bool closing = false;
  bool hidden = false;  ///< style="display:none" or the attribute `hidden`
  bool empty = false;   ///< <br/>
  std::string_view inside;
};

bool is_hiding(std::string_view attributes) {
  std::string packed;
  for (const char c : attributes.substr(0, 2000))
    if (!is_space(c)) packed += ascii_lower(c);
  return packed.find("display:none") != packed.npos || packed.find("visibility:hidden") != packed.npos ||
         packed.find("font-size:0;") != packed.npos || packed.find("font-size:0px") != packed.npos;
}

bool is_void(std::string_view name) {
  return name == "br" || name == "hr" || name == "img" || name == "input" || name == "meta" ||
         name == "link" || name == "wbr" || name == "area" || name == "base" || name == "col" ||
         name == "source";
}

bool is_block(std::string_view name) {
  static constexpr auto kBlocks = std::to_array<std::string_view>(
      {"address", "article",  "aside",  "blockquote", "body",  "center", "dd", "div", "dl",
       "dt",      "fieldset", "footer", "form",       "h1",    "h2",     "h3", "h4",  "h5",
       "h6",      "header",   "hr",     "li",         "main",  "ol",     "p",  "pre", "section",
       "table",   "tbody",    "tfoot",  "thead",      "title", "tr",     "ul"});
  return std::ranges::binary_search(kBlocks, name);
}

bool is_skipped(std::string_view name) {
  return name == "script" || name == "style" || name == "head" || name == "title" || name == "template" ||
         name == "noscript";
}

class Writer {
 public:
  explicit Writer(std::size_t max_bytes) : max_(max_bytes) {}
  bool full() const { return text_.size() >= max_; }
  std::string take() {
    while (!text_.empty() && is_space(text_.back())) text_.pop_back();
    return std::move(text_);
  }

  void character(char32_t point) {
    if (point == 0 || point == 0xAD) return;
    if (point < 0x80 && is_space(static_cast<char>(point)) && !preformatted) {
      space_ = true;
      return;
    }
    if (point == '\n') {
      line_break();
      return;
    }
    start_line();
    if (space_ && !at_line_start_) text_ += ' ';
    space_ = false;
    at_line_start_ = false;
    append_code_point(text_, point == 0xA0 ? ' ' : point);
  }
  void line_break() {
    start_line();
    end_line();
  }
  /// A new line, unless one has just begun.
  void block() {
    if (line_open_) end_line();
    space_ = false;
  }
  /// An empty line before what follows.
  void paragraph() {
    block();
    if (!text_.empty() && !text_.ends_with("\n\n")) pending_blank_ = true;
  }
  void rule() {
    block();
    for (int i = 0; i < 10; ++i) character('_');
    block();
  }

  std::size_t quote_depth = 0;
  bool preformatted = false;

 private:
  void start_line() {
    if (line_open_) return;
    const std::string marks = std::string(std::min(quote_depth, kMaxQuoteDepth), '>');
    if (pending_blank_) text_ += marks + "\n";
    pending_blank_ = false;
    text_ += marks;
    if (!marks.empty()) text_ += ' ';
    line_open_ = true;
    at_line_start_ = true;
  }
  void end_line() {
    while (text_.ends_with(' ')) text_.pop_back();
    text_ += '\n';
    line_open_ = false;
    space_ = false;
  }

  std::string text_;
  std::size_t max_;
  bool space_ = false;
  bool line_open_ = false;
  bool at_line_start_ = true;
  bool pending_blank_ = false;
};

class Reader {
 public:
  Reader(std::string_view html, std::size_t max_bytes) : html_(html), writer_(max_bytes) {}

  std::string run() {
    while (at_ < html_.size() && !writer_.full()) {
      if (html_[at_] == '<' && markup()) continue;
      if (html_[at_] == '&' && reference()) continue;
      const char32_t point = next_code_point(html_, at_);
      if (visible()) writer_.character(point);
    }
    return writer_.take();
  }

 private:
  bool visible() const { return hidden_ == 0; }

  /// At a "<": takes a tag, a comment or a declaration; false when it is none and the "<" is text.
  bool markup() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
      const std::size_t end = comment_end(rest);
      at_ += end;
      return true;
    }
    if (rest.size() < 2 || (!is_alpha(rest[1]) && rest[1] != '/' && rest[1] != '!' && rest[1] != '?'))
      return false;
    const std::size_t end = tag_end(rest);
    if (end == rest.npos) return false;
    const std::string_view inside = rest.substr(1, end - 1);
    at_ += end + 1;
    if (inside.empty() || inside[0] == '!' || inside[0] == '?') return true;
    apply(read_tag(inside));
    return true;
  }

  std::size_t comment_end(std::string_view rest) {
    if (no_more_comment_ends_) return 4;
    const std::size_t end = rest.find("-->", 2);
    if (end == rest.npos) {
      no_more_comment_ends_ = true;  // asked once: the answer stays true, and cost stays linear
      return 4;
    }
    return end + 3;
  }

  /// Where the tag that `rest` begins with ends, or npos. Linear over a whole document: outside quotes the
  /// next "<" stops it, and a quote that is never closed costs one walk to the end for each of the two kinds.
  static std::size_t tag_end(std::string_view rest) {
    constexpr std::size_t kPatience = 4096;  // behind the first ">", for the end of a quote
    char quote = 0;
    std::size_t first_close = rest.npos;
    for (std::size_t i = 1; i < rest.size(); ++i) {
      const char c = rest[i];
      if (quote == 0 && c == '>') return i;
      if (quote == 0 && c == '<') return rest.npos;
      if (c == '>' && first_close == rest.npos) first_close = i;
      if (first_close != rest.npos && i > first_close + kPatience) break;
      if (quote == 0 && (c == '"' || c == '\'') && rest[i - 1] == '=') {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    return first_close;
  }

  static Tag read_tag(std::string_view inside) {
    Tag tag;
    tag.inside = inside;
    if (inside.starts_with('/')) {
      tag.closing = true;
      inside.remove_prefix(1);
    }
    std::size_t end = 0;
    while (end < inside.size() && end < 32 && !is_space(inside[end]) && inside[end] != '/') ++end;
    for (const char c : inside.substr(0, end)) tag.name += ascii_lower(c);
    if (const std::size_t colon = tag.name.find(':'); colon != tag.name.npos)
      tag.name.erase(0, colon + 1);  // <o:p>
    tag.empty = inside.ends_with('/') || is_void(tag.name);
    tag.hidden = !tag.closing && inside.size() > end && is_hiding(inside.substr(end));
    return tag;
  }

  void apply(const Tag& tag) {
    if (hidden_ > 0) {
      leave_hidden(tag);
      return;
    }
    if (!tag.closing && !tag.empty && (tag.hidden || is_skipped(tag.name))) {
      hidden_ = 1;
      hider_ = tag.name;
      return;
    }
    if (tag.name == "br") {
      writer_.line_break();
    } else if (tag.name == "hr") {
      writer_.rule();
    } else if (tag.name == "blockquote") {
      quote(tag);
    } else if (tag.name == "pre") {
      writer_.block();
      writer_.preformatted = !tag.closing;
    } else if (tag.name == "p" ||
               (tag.name.size() == 2 && tag.name[0] == 'h' && tag.name[1] >= '1' && tag.name[1] <= '6')) {
      writer_.paragraph();
    } else if (tag.name == "td" || tag.name == "th") {
      writer_.character(' ');
    } else if (tag.name == "li" && !tag.closing) {
      writer_.block();
      writer_.character('*');
      writer_.character(' ');
    } else if (is_block(tag.name)) {
      writer_.block();
    }
  }

  /// Inside what is not shown only its own tag counts.
  void leave_hidden(const Tag& tag) {
    if (tag.name != hider_ || tag.empty) {
      // An unclosed <head> or <title> must not swallow the body.
      if (tag.name == "body" && !tag.closing && (hider_ == "head" || hider_ == "title")) hidden_ = 0;
      return;
    }
    hidden_ = tag.closing ? hidden_ - 1 : (is_skipped(hider_) ? hidden_ : hidden_ + 1);
  }

  void quote(const Tag& tag) {
    writer_.block();
    if (!tag.closing) {
      ++writer_.quote_depth;
    } else if (writer_.quote_depth > 0) {
      --writer_.quote_depth;
    }
  }

  /// At an "&": takes a character reference; false when it is none that we know.
  bool reference() {
    const std::string_view rest = html_.substr(at_ + 1, 12);
    std::size_t end = 0;
    char32_t point = 0;
    if (rest.starts_with('#')) {
      point = number(rest, end);
    } else {
      while (end < rest.size() && (is_alpha(rest[end]) || (rest[end] >= '0' && rest[end] <= '9'))) ++end;
      const auto found = std::ranges::lower_bound(kEntities, rest.substr(0, end), {}, &Entity::name);
      if (found == kEntities.end() || found->name != rest.substr(0, end)) return false;
      point = found->point;
    }
    if (end == 0 || point == 0) return false;
    if (end < rest.size() && rest[end] == ';') ++end;
    at_ += 1 + end;
    if (visible()) writer_.character(point);
    return true;
  }

  static char32_t number(std::string_view rest, std::size_t& end) {
    const bool hexadecimal = rest.size() > 1 && ascii_lower(rest[1]) == 'x';
    char32_t point = 0;
    for (end = hexadecimal ? 2 : 1; end < rest.size() && point < 0x110000; ++end) {
      const char c = ascii_lower(rest[end]);
      if (c >= '0' && c <= '9') {
        point = point * (hexadecimal ? 16 : 10) + static_cast<char32_t>(c - '0');
      } else if (hexadecimal && c >= 'a' && c <= 'f') {
        point = point * 16 + static_cast<char32_t>(c - 'a' + 10);
      } else {
        break;
      }
    }
    return point >= 0x110000 || (point >= 0xD800 && point < 0xE000) ? kReplacementCharacter : point;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  Writer writer_;
  int hidden_ = 0;     // how deep inside what is not shown
  std::string hider_;  // the tag that hides
  bool no_more_comment_ends_ = false;
};

}  // namespace

std::string html_to_text(std::string_view html, std::size_t max_bytes) {
  return std::string(utf8_cut(Reader(html, max_bytes).run(), max_bytes));
}

}  // namespace sa
