#include "mail/mime/html_style.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/text/ascii.h"
#include "mail/mime/html_tree.h"

namespace sa {
namespace {

constexpr std::size_t kMaxStyle = 4000;
constexpr double kInvisibleOpacity = 0.05;

/// In lower case and without blanks.
std::string packed(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kMaxStyle))
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += ascii_lower(c);
  return out;
}

bool is_white(std::string_view color) {
  return color == "white" || color == "#fff" || color == "#ffffff" || color.starts_with("#fefefe") ||
         color == "#fdfdfd" || color == "rgb(255,255,255)" || color == "transparent" ||
         color.starts_with("rgba(255,255,255,");
}

/// Whether what lies on a background of this value lies on another colour than white.
bool is_dark(std::string_view value, bool around) {
  if (value.empty() || value == "none" || value == "inherit" || value == "initial" || value == "transparent")
    return around;
  return !is_white(value);
}

/// A length that shows nothing: 0 in any unit, or 1px.
bool is_nothing(std::string_view value) {
  char* end = nullptr;
  const std::string text(value.substr(0, 20));
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return false;
  const std::string_view unit = end;
  return number == 0 || (number <= 1 && unit.starts_with("px"));
}

bool is_zero(std::string_view value) {
  return value.starts_with('0') && is_nothing(value);
}

struct Box {
  bool flat = false;     // no height
  bool clipped = false;  // overflow:hidden
};

void declare(std::string_view name, std::string_view value, HtmlPaint& paint, Box& box) {
  value = value.substr(0, value.find('!'));
  if (name == "display") paint.hidden |= value == "none";
  if (name == "visibility") paint.hidden |= value == "hidden" || value == "collapse";
  if (name == "font-size") paint.hidden |= is_nothing(value);
  if (name == "opacity")
    paint.hidden |= !value.empty() && std::strtod(std::string(value).c_str(), nullptr) < kInvisibleOpacity;
  if (name == "text-indent") paint.hidden |= value.starts_with("-") && value.size() > 4;
  if (name == "color" && !value.empty()) paint.white_ink = is_white(value);
  if (name == "background" || name == "background-color" || name == "background-image")
    paint.dark = is_dark(value, paint.dark);
  if (name == "height" || name == "max-height") box.flat |= is_zero(value);
  if (name == "overflow") box.clipped |= value == "hidden";
}

void apply_style(std::string_view style, HtmlPaint& paint) {
  const std::string all = packed(style);
  Box box;
  for (std::string_view rest = all; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::size_t colon = one.find(':');
    if (colon != one.npos) declare(one.substr(0, colon), one.substr(colon + 1), paint, box);
  }
  paint.hidden |= box.flat && box.clipped;
}

/// Whether one of the names in a class or id is, or begins with, `marker`. Outlook on the web puts "x_" before names of others.
bool names(std::string_view list, std::string_view marker) {
  while (!list.empty()) {
    const std::size_t start = list.find_first_not_of(" \t\n");
    if (start == list.npos) return false;
    list.remove_prefix(start);
    std::string_view one = list.substr(0, list.find_first_of(" \t\n"));
    list.remove_prefix(one.size());
    while (one.starts_with("x_")) one.remove_prefix(2);
    if (one.starts_with(marker)) return true;
  }
  return false;
}

bool is_named(const GumboNode& element, std::string_view marker) {
  return names(attribute(element, "class"), marker) || names(attribute(element, "id"), marker);
}

template <std::size_t N>
bool is_any(const GumboNode& element, const std::array<std::string_view, N>& markers) {
  return std::ranges::any_of(markers, [&](std::string_view marker) { return is_named(element, marker); });
}

}  // namespace

HtmlPaint painted(const GumboNode& element, HtmlPaint around) {
  if (has_attribute(element, "hidden")) around.hidden = true;
  around.dark = is_dark(packed(attribute(element, "bgcolor")), around.dark);
  if (has_attribute(element, "background")) around.dark = true;
  if (const auto color = packed(attribute(element, "color")); !color.empty())
    around.white_ink = is_white(color);
  if (const std::string_view style = attribute(element, "style"); !style.empty()) apply_style(style, around);
  return around;
}

HtmlRole role_of(const GumboNode& element) {
  static constexpr std::array<std::string_view, 3> kAttributions = {"gmail_attr", "moz-cite-prefix",
                                                                    "zmail_extra_hr"};
  static constexpr std::array<std::string_view, 4> kBoxes = {"yahoo_quoted", "yahooQuoted", "ydpyahoo_quoted",
                                                             "iCloud_quoted"};
  static constexpr std::array<std::string_view, 4> kSignatures = {"gmail_signature", "moz-signature",
                                                                  "Signature", "protonmail_signature"};
  if (is_any(element, kAttributions)) return HtmlRole::attribution;
  if (is_any(element, kBoxes)) return HtmlRole::quote;
  if (is_any(element, kSignatures)) return HtmlRole::signature;
  if (element.v.element.tag == GUMBO_TAG_BLOCKQUOTE && !is_unmarked_blockquote(element))
    return HtmlRole::quote;
  return HtmlRole::plain;
}

bool is_unmarked_blockquote(const GumboNode& element) {
  if (element.v.element.tag != GUMBO_TAG_BLOCKQUOTE) return false;
  const bool cites =
      equal_ignoring_case(trimmed(attribute(element, "type")), "cite") || has_attribute(element, "cite");
  const std::string style = packed(attribute(element, "style"));
  const std::string marks =
      ascii_lower(std::string(attribute(element, "class")) + " " + std::string(attribute(element, "id")));
  return !cites && style.find("border-left") == style.npos && marks.find("quot") == marks.npos &&
         marks.find("cite") == marks.npos && marks.find("protonmail") == marks.npos;
}

}  // namespace sa
