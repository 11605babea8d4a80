#include "core/sequence/template.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/nearest.h"

namespace sa {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kCustom = "custom.";

/// Without the contact's own fields.
constexpr std::array<std::string_view, 15> kFields = {
    "first_name", "last_name", "name",  "company",      "title",  "phone",       "country",     "timezone",
    "language",   "email",     "stage", "linkedin_url", "source", "sender_name", "sender_email"};

/// A piece of a template: text as it stands, or a place.
struct Piece {
  std::string_view text;        ///< as it stands; empty: a place
  std::string_view field = {};  ///< of the place
  std::optional<std::string_view> fallback = {};
};

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

/// Reads the place that begins at `*at` (behind its "{{") and moves behind its "}}".
Result<Piece> read_place(std::string_view text, std::size_t* at) {
  const std::size_t from = *at;
  const auto skip_blanks = [&] {
    while (*at < text.size() && text[*at] == ' ') ++*at;
  };
  skip_blanks();
  const std::size_t name_from = *at;
  while (*at < text.size() && is_name_char(text[*at])) ++*at;
  Piece piece{{}, text.substr(name_from, *at - name_from)};
  skip_blanks();
  if (*at < text.size() && text[*at] == '|') {
    ++*at;
    skip_blanks();
    const std::size_t end =
        *at < text.size() && text[*at] == '"' ? text.find('"', *at + 1) : std::string_view::npos;
    if (end == std::string_view::npos)
      return invalid("After the | put the fallback in double quotation marks: {{company|\"your team\"}}.");
    piece.fallback = text.substr(*at + 1, end - *at - 1);
    *at = end + 1;
    skip_blanks();
  }
  if (text.substr(*at, kClose.size()) != kClose) {
    const std::string_view rest = text.substr(from, 40);
    return invalid("The place " + quoted("{{" + std::string(rest.substr(0, rest.find('\n')))) +
                   " is not written as {{field}} or {{field|\"text\"}}.");
  }
  *at += kClose.size();
  return piece;
}

/// Calls `take` with each piece in order; stops at the first error, of `take` or of the template.
template <class Take>
Result<Unit> read_template(std::string_view text, Take take) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find(kOpen, at), text.size());
    if (open > at) TRY_OK(take(Piece{text.substr(at, open - at)}));
    if (open == text.size()) break;
    at = open + kOpen.size();
    TRY(const Piece place, read_place(text, &at));
    TRY_OK(take(place));
  }
  return ok();
}

bool is_field(std::string_view name) {
  if (name.starts_with(kCustom)) return name.size() > kCustom.size();
  return std::ranges::find(kFields, name) != kFields.end();
}

Result<Unit> check_piece(const Piece& piece) {
  if (!piece.text.empty()) {
    if (piece.text.find(kClose) != std::string_view::npos)
      return invalid(
          "A }} has no {{ before it. Write places as {{field}}, and nothing else with two braces.");
    return ok();
  }
  if (piece.fallback && (piece.fallback->find(kOpen) != std::string_view::npos ||
                         piece.fallback->find(kClose) != std::string_view::npos))
    return invalid("The text that stands in for " + std::string(piece.field) + " may not hold {{ or }}.");
  if (is_field(piece.field)) return ok();
  if (piece.field.empty()) return invalid("A place names no field. Write it as {{first_name}}.");
  return invalid("There is no field " + quoted(piece.field) + did_you_mean(piece.field, std::span(kFields)) +
                 ". A field of your own is named custom.<name>.");
}

std::string joined_name(const Contact& contact) {
  return std::string(trimmed(contact.first_name + ' ' + contact.last_name));
}

std::string value_of(std::string_view field, const Contact& contact, const TemplateSender& sender) {
  if (field.starts_with(kCustom)) {
    const auto found = contact.custom.find(std::string(field.substr(kCustom.size())));
    return found == contact.custom.end() ? std::string() : found->second;
  }
  if (field == "name") return contact.name.empty() ? joined_name(contact) : contact.name;
  if (field == "stage") return std::string(enum_name(contact.stage));
  if (field == "sender_name") return sender.name;
  if (field == "sender_email") return sender.email;
  constexpr std::pair<std::string_view, std::string Contact::*> kTexts[] = {
      {"first_name", &Contact::first_name}, {"last_name", &Contact::last_name},
      {"company", &Contact::company},       {"title", &Contact::title},
      {"phone", &Contact::phone},           {"country", &Contact::country},
      {"timezone", &Contact::timezone},     {"language", &Contact::language},
      {"email", &Contact::email},           {"linkedin_url", &Contact::linkedin_url},
      {"source", &Contact::source}};
  for (const auto& [name, member] : kTexts) {
    if (name == field) return contact.*member;
  }
  return {};
}

/// Appends `text` so that two equal braces never stand side by side: where a second would follow the first, both go.
void append_without_pairs(std::string& to, std::string_view text) {
  for (const char c : text) {
    const bool is_brace = c == '{' || c == '}';
    if (is_brace && !to.empty() && to.back() == c) {
      to.pop_back();
    } else {
      to += c;
    }
  }
}

}  // namespace

Result<Unit> check_template(std::string_view text) {
  return read_template(text, check_piece);
}

Contact with_company(Contact contact, const std::optional<Company>& company) {
  if (is_blank(contact.company) && company) contact.company = company->name;
  return contact;
}

Rendered render(std::string_view text, const Contact& contact, const TemplateSender& sender) {
  Rendered made;
  const auto take = [&](const Piece& piece) -> Result<Unit> {
    if (!piece.text.empty()) {
      append_without_pairs(made.text, piece.text);
      return ok();
    }
    const std::string value = value_of(piece.field, contact, sender);
    if (!is_blank(value)) {
      append_without_pairs(made.text, trimmed(value));
    } else if (piece.fallback) {
      append_without_pairs(made.text, *piece.fallback);
    } else if (std::ranges::find(made.missing, piece.field) == made.missing.end()) {
      made.missing.emplace_back(piece.field);
    }
    return ok();
  };
  // What does not read is no place: it was refused when the sequence was saved.
  if (!read_template(text, take)) made.missing.emplace_back("template");
  return made;
}

}  // namespace sa
