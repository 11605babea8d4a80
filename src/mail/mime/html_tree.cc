#include "mail/mime/html_tree.h"

#include <csetjmp>
#include <cstddef>
#include <memory_resource>

#include "base/text/ascii.h"

namespace sa {
namespace {

constexpr std::size_t kMaxTags = 25'000;
constexpr std::size_t kMaxAttributes = 200;   // of one tag
constexpr std::size_t kMaxArena = 96u << 20;  // bytes, of the tree and what gumbo builds on the way
constexpr std::size_t kMaxScanFactor = 8;     // how often the bytes of the document may be looked at

bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// Reads the attributes of the tag that begins at html[at] as HTML 5 12.2.5.32-40 does: -> where it ends; `attributes` counts them.
std::size_t tag_end(std::string_view html, std::size_t at, std::size_t& attributes) {
  while (at < html.size() && !is_space(html[at]) && html[at] != '/' && html[at] != '>') ++at;
  while (at < html.size() && attributes <= kMaxAttributes) {
    while (at < html.size() && (is_space(html[at]) || html[at] == '/')) ++at;
    if (at >= html.size() || html[at] == '>') return at;
    ++attributes;
    ++at;  // also a "=", which may begin a name
    while (at < html.size() && !is_space(html[at]) && html[at] != '/' && html[at] != '>' && html[at] != '=')
      ++at;
    std::size_t value = at;
    while (value < html.size() && is_space(html[value])) ++value;
    if (value >= html.size() || html[value] != '=') continue;
    ++value;
    while (value < html.size() && is_space(html[value])) ++value;
    if (value < html.size() && (html[value] == '"' || html[value] == '\'')) {
      at = std::min(html.find(html[value], value + 1), html.size() - 1) + 1;
    } else {
      at = value;
      while (at < html.size() && !is_space(html[at]) && html[at] != '>') ++at;
    }
  }
  return at;
}

/// Looks at every place where a tag could begin, whatever surrounds it, so that no trick with comments or scripts hides one.
bool is_affordable(std::string_view html) {
  std::size_t tags = 0;
  std::size_t looked_at = 0;
  for (std::size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    std::size_t name = at + 1;
    if (name < html.size() && html[name] == '/') ++name;
    if (name >= html.size() || !is_letter(html[name])) continue;
    std::size_t attributes = 0;
    looked_at += tag_end(html, name, attributes) - at;
    if (++tags > kMaxTags || attributes > kMaxAttributes || looked_at > kMaxScanFactor * html.size())
      return false;
  }
  return true;
}

}  // namespace

struct HtmlTree::State {
  std::pmr::monotonic_buffer_resource arena{std::size_t{16} << 10};
  std::size_t used = 0;
  std::jmp_buf too_much;
  const GumboOutput* output = nullptr;

  static void* allocate(void* self, std::size_t bytes) {
    State& state = *static_cast<State*>(self);
    state.used += bytes;
    // gumbo takes no null for an answer. What it has built lies in the arena, and its frames own nothing else.
    if (state.used > kMaxArena) std::longjmp(state.too_much, 1);
    return state.arena.allocate(bytes == 0 ? 1 : bytes, alignof(std::max_align_t));
  }
  static void release(void* /*self*/, void* /*memory*/) {
  }  // all at once, with the arena: gumbo's own way down recurses
};

HtmlTree::HtmlTree() : state_(std::make_unique<State>()) {}
HtmlTree::~HtmlTree() = default;

std::unique_ptr<HtmlTree> HtmlTree::parse(std::string_view html) {
  if (!is_affordable(html)) return nullptr;
  std::unique_ptr<HtmlTree> tree(new HtmlTree);
  State& state = *tree->state_;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &State::allocate;
  options.deallocator = &State::release;
  options.userdata = &state;
  options.max_errors = 0;
  if (setjmp(state.too_much) == 0)  // NOLINT(cert-err52-cpp): through frames of C alone
    state.output = gumbo_parse_with_options(&options, html.data(), html.size());
  if (!state.output) return nullptr;
  return tree;
}

const GumboNode* HtmlTree::root() const {
  return state_->output->root;
}

std::string_view attribute(const GumboNode& node, const char* name) {
  if (node.type != GUMBO_NODE_ELEMENT && node.type != GUMBO_NODE_TEMPLATE) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found ? std::string_view(found->value) : std::string_view();
}

bool has_attribute(const GumboNode& node, const char* name) {
  return (node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE) &&
         gumbo_get_attribute(&node.v.element.attributes, name) != nullptr;
}

}  // namespace sa
