#include "mail/mime/html_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/html_style.h"
#include "mail/mime/html_tree.h"

namespace sa {
namespace {

constexpr std::size_t kMaxQuoteDepth = 40;  // deeper quotes keep this many ">"
constexpr std::size_t kMaxAttribution = 300;

bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// Takes no room on the screen. Mailings fill preview lines with such, filters are fooled by them within words.
bool has_no_width(char32_t point) {
  return point == 0xAD || point == 0x34F || point == 0x180E || point == 0x200B || point == 0x2060 ||
         point == 0xFEFF;
}

class Writer {
 public:
  explicit Writer(std::size_t max_bytes) : max_(max_bytes) {}
  bool full() const { return text_.size() >= max_; }
  std::string take() {
    while (!text_.empty() && is_space(static_cast<unsigned char>(text_.back()))) text_.pop_back();
    return std::move(text_);
  }

  void character(char32_t point) {
    if (point == 0 || has_no_width(point)) return;
    // The joiners shape letters of Arabic and Indic scripts and hold emoji together; between others they are filler.
    if ((point == 0x200C || point == 0x200D) && last_ < 0x600) return;
    if (is_space(point) && !preformatted) {
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
    last_ = point;
    append_code_point(text_, point == 0xA0 ? ' ' : point);
  }
  void text(std::string_view words) {
    for (std::size_t at = 0; at < words.size() && !full();) character(next_code_point(words, at));
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
  void rule(std::string_view line) {
    block();
    text(line);
    block();
  }
  /// What was written last, without the line ends behind it.
  std::string_view last_lines() const {
    std::string_view text = text_;
    return trimmed(text.substr(text.size() - std::min(text.size(), kMaxAttribution)));
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
  char32_t last_ = 0;
  bool space_ = false;
  bool line_open_ = false;
  bool at_line_start_ = true;
  bool pending_blank_ = false;
};

/// "On 4 June 2025, Ana <ana@a.example> wrote:" in any language: ends in a colon and names a time or an address.
bool is_attribution(std::string_view lines) {
  if (!lines.ends_with(':') && !lines.ends_with("：")) return false;
  const std::string_view line = lines.substr(lines.rfind("\n\n") == lines.npos ? 0 : lines.rfind("\n\n"));
  const auto digits = std::ranges::count_if(line, [](char c) { return c >= '0' && c <= '9'; });
  return line.find('@') != line.npos || digits >= 4;
}

bool is_block(GumboTag tag) {
  static constexpr auto kBlocks = std::to_array<GumboTag>(
      {GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,  GUMBO_TAG_BODY,      GUMBO_TAG_CENTER,
       GUMBO_TAG_DD,      GUMBO_TAG_DIV,     GUMBO_TAG_DL,     GUMBO_TAG_DT,        GUMBO_TAG_FIELDSET,
       GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,    GUMBO_TAG_HEADER, GUMBO_TAG_LI,        GUMBO_TAG_MAIN,
       GUMBO_TAG_OL,      GUMBO_TAG_SECTION, GUMBO_TAG_TABLE,  GUMBO_TAG_TBODY,     GUMBO_TAG_TFOOT,
       GUMBO_TAG_THEAD,   GUMBO_TAG_TR,      GUMBO_TAG_UL,     GUMBO_TAG_BLOCKQUOTE});
  return std::ranges::find(kBlocks, tag) != kBlocks.end();
}

bool is_paragraph(GumboTag tag) {
  return tag == GUMBO_TAG_P || (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6);
}

bool is_skipped(GumboTag tag) {
  return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_HEAD ||
         tag == GUMBO_TAG_TITLE || tag == GUMBO_TAG_TEMPLATE || tag == GUMBO_TAG_NOSCRIPT;
}

/// Walks the tree without recursion: mails nest as deep as they like.
class Walker {
 public:
  explicit Walker(std::size_t max_bytes) : writer_(max_bytes) {}

  std::string run(const GumboNode* root) {
    enter(root, {});
    while (!open_.empty() && !writer_.full()) {
      Frame& frame = open_.back();
      const GumboVector& children = frame.node->v.element.children;
      if (frame.next < children.length) {
        enter(static_cast<const GumboNode*>(children.data[frame.next++]), frame.paint);
      } else {
        leave();
      }
    }
    return writer_.take();
  }

 private:
  struct Frame {
    const GumboNode* node;
    unsigned next = 0;
    HtmlPaint paint;
    bool quoted = false;
    bool was_preformatted = false;
  };

  void enter(const GumboNode* node, const HtmlPaint& around) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
        node->type == GUMBO_NODE_CDATA) {
      if (around.is_visible()) writer_.text(node->v.text.text);
      return;
    }
    if (node->type != GUMBO_NODE_ELEMENT) return;
    const GumboTag tag = node->v.element.tag;
    Frame frame{node, 0, painted(*node, around)};
    if (is_skipped(tag) || frame.paint.hidden) return;
    if (tag == GUMBO_TAG_BR) return writer_.line_break();
    if (tag == GUMBO_TAG_HR) return writer_.rule("__________");
    begin(frame, tag);
    open_.push_back(frame);
  }

  void begin(Frame& frame, GumboTag tag) {
    const HtmlRole role = role_of(*frame.node);
    frame.was_preformatted = writer_.preformatted;
    frame.quoted = role == HtmlRole::quote ||
                   (role == HtmlRole::attribution && !introduces_forward(*frame.node)) ||
                   (is_unmarked_blockquote(*frame.node) && is_quoted_by_what_precedes(*frame.node));
    if (frame.quoted || is_block(tag)) writer_.block();
    if (is_paragraph(tag)) writer_.paragraph();
    if (role == HtmlRole::signature && !has_delimiter(*frame.node)) writer_.rule("--");
    if (tag == GUMBO_TAG_PRE) {
      writer_.block();
      writer_.preformatted = true;
    }
    if (tag == GUMBO_TAG_LI) writer_.text("* ");
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) writer_.character(' ');
    writer_.quote_depth += frame.quoted;
  }

  void leave() {
    const Frame frame = open_.back();
    open_.pop_back();
    const GumboTag tag = frame.node->v.element.tag;
    if (frame.quoted || is_block(tag) || tag == GUMBO_TAG_PRE) writer_.block();
    if (is_paragraph(tag)) writer_.paragraph();
    writer_.quote_depth -= frame.quoted;
    writer_.preformatted = frame.was_preformatted;
  }

  /// What a colon introduces is the writer's own citation, unless it is an attribution; so is what he indents by a style.
  bool is_quoted_by_what_precedes(const GumboNode& node) const {
    const std::string_view last = writer_.last_lines();
    if (is_attribution(last)) return true;
    return !last.empty() && !last.ends_with(':') && !last.ends_with("：") && !has_attribute(node, "style");
  }

  /// The first words inside, without going far.
  static std::string_view first_words(const GumboNode& node) {
    const GumboNode* at = &node;
    for (int steps = 0; steps < 8 && at->type == GUMBO_NODE_ELEMENT; ++steps) {
      const GumboVector& children = at->v.element.children;
      unsigned i = 0;
      while (i < children.length &&
             static_cast<const GumboNode*>(children.data[i])->type == GUMBO_NODE_WHITESPACE)
        ++i;
      if (i == children.length) return {};
      at = static_cast<const GumboNode*>(children.data[i]);
    }
    return at->type == GUMBO_NODE_TEXT ? trimmed(at->v.text.text) : std::string_view();
  }
  static bool introduces_forward(const GumboNode& node) { return first_words(node).starts_with("--"); }
  static bool has_delimiter(const GumboNode& node) {
    const std::string_view words = first_words(node);
    return words.empty() || words.starts_with("--") || words.starts_with("__");
  }

  Writer writer_;
  std::vector<Frame> open_;
};

/// Of a document that no parser should be given: what stands between the tags.
std::string words_between_tags(std::string_view html, std::size_t max_bytes) {
  Writer writer(max_bytes);
  while (!html.empty() && !writer.full()) {
    const std::size_t tag = std::min(html.find('<'), html.size());
    writer.text(html.substr(0, tag));
    const std::size_t end = html.find('>', tag);
    writer.character(' ');
    html.remove_prefix(end == html.npos ? html.size() : end + 1);
  }
  return writer.take();
}

}  // namespace

std::string html_to_text(std::string_view html, std::size_t max_bytes) {
  const auto tree = HtmlTree::parse(html);
  const std::string text = tree ? Walker(max_bytes).run(tree->root()) : words_between_tags(html, max_bytes);
  return std::string(utf8_cut(text, max_bytes));
}

bool looks_like_html(std::string_view text) {
  const std::string start = ascii_lower(trimmed(text.substr(0, 4096)).substr(0, 20));
  return start.starts_with("<html") || start.starts_with("<!doctype html") || start.starts_with("<body");
}

}  // namespace sa
