// Parses the HTML of a mail into the tree that a browser would build, with gumbo, in bounded memory and time for any input.
// Owned by the caller. THREADS: one tree, one thread. ERRORS: none; a document that would cost too much has no tree.
// SOURCE: HTML 5 12.2 (parsing), libgumbo (docs/adr/0010). Only html_*.cc of this folder include this.
#pragma once

#include <gumbo.h>

#include <memory>
#include <string_view>

namespace sa {

class HtmlTree {
 public:
  /// Null for a document that is made to hurt: gumbo takes time that grows with the square of the tags and of the attributes of
  /// one tag, and memory without a bound. REQUIRES: `html` outlives the tree and is valid UTF-8.
  static std::unique_ptr<HtmlTree> parse(std::string_view html);
  ~HtmlTree();

  const GumboNode* root() const;

 private:
  HtmlTree();
  struct State;
  std::unique_ptr<State> state_;
};

/// The value of an attribute; empty when the element has none of that name, or is none.
std::string_view attribute(const GumboNode& node, const char* name);
bool has_attribute(const GumboNode& node, const char* name);

}  // namespace sa
