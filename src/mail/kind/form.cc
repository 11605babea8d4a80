#include "mail/kind/form.h"

#include <algorithm>
#include <vector>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/spelling.h"

namespace sa {
namespace {

constexpr std::size_t kMaxText = 8192;
constexpr std::size_t kMaxLabel = 60;
constexpr std::size_t kMaxOpening = 300;
constexpr int kFewestFields = 2;  // "Email: ..." alone may be a signature

bool is_own(const Address& address, std::span<const std::string> own) {
  return std::ranges::find(own, fold_address(address.address)) != own.end();
}

/// The first word with an @ in a line, without what stands around it.
std::string address_in(std::string_view line) {
  constexpr std::string_view kEdges = " \t\r\n,;<>()[]\"'|";
  const std::size_t at = line.find('@');
  if (at == line.npos) return {};
  const std::size_t before = line.find_last_of(kEdges, at);
  const std::size_t start = before == line.npos ? 0 : before + 1;
  const std::size_t end = std::min(line.find_first_of(kEdges, at), line.size());
  const auto address = normalize_address(plain_address(line.substr(start, end - start)));
  return address ? *address : std::string();
}

/// The fields of a form in a text: a line each, "Label: value", or the value in the line below.
class FieldReader {
 public:
  FieldReader(std::string_view text, const KindPolicy::State& words) : words_(words) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (const auto line = trimmed(text.substr(at, end - at)); !line.empty()) take(line);
      at = end + 1;
    }
  }
  int fields() const { return fields_; }
  const Address& visitor() const { return visitor_; }

 private:
  enum class Field { none, email, name, other };

  Field field_of(std::string_view label) const {
    std::string plain = plain_form(trimmed(label));
    while (!plain.empty() && std::string_view("*:|-= ").find(plain.back()) != std::string_view::npos)
      plain.pop_back();
    while (!plain.empty() && std::string_view("*|- ").find(plain.front()) != std::string_view::npos)
      plain.erase(0, 1);
    const auto is_among = [&](const std::vector<std::string>& labels) {
      return std::ranges::find(labels, plain) != labels.end();
    };
    if (is_among(words_.form_email_labels)) return Field::email;
    if (is_among(words_.form_name_labels)) return Field::name;
    return is_among(words_.form_labels) ? Field::other : Field::none;
  }

  /// Where the label ends of a line without a colon, as a table's row becomes one: the longest of its first three words.
  std::size_t label_of_words(std::string_view line) const {
    std::size_t found = line.size();
    std::size_t at = line.find(' ');
    for (int words = 0; words < 3 && at < line.size() && at <= kMaxLabel; ++words) {
      if (field_of(line.substr(0, at)) != Field::none) found = at;
      at = line.find(' ', at + 1);
    }
    return found;
  }

  void take(std::string_view line) {
    const std::size_t colon = line.find_first_of(":\t|=");
    const std::size_t wide = line.find("\xEF\xBC\x9A");  // a full-width colon
    std::size_t cut = std::min({colon, wide, line.size()});
    Field field = cut <= kMaxLabel ? field_of(line.substr(0, cut)) : Field::none;
    if (field == Field::none && cut == line.size()) {
      cut = label_of_words(line);
      if (cut < line.size()) field = field_of(line.substr(0, cut));
    }
    if (field == Field::none) return keep(waiting_, line);
    ++fields_;
    std::string_view value = cut < line.size() ? line.substr(cut) : std::string_view();
    while (!value.empty() && (std::string_view(":\t|= ").find(value.front()) != std::string_view::npos ||
                              value.starts_with("\xEF\xBC\x9A")))
      value.remove_prefix(value.starts_with("\xEF\xBC\x9A") ? 3 : 1);
    waiting_ = value.empty() ? field : Field::none;
    if (!value.empty()) keep(field, value);
  }

  void keep(Field field, std::string_view value) {
    if (field == Field::email && visitor_.address.empty()) visitor_.address = address_in(value);
    if (field == Field::name && visitor_.name.empty())
      visitor_.name = std::string(utf8_cut(trimmed(value), 200));
    waiting_ = Field::none;
  }

  const KindPolicy::State& words_;
  Address visitor_;
  Field waiting_ = Field::none;  ///< of the line above, which had no value
  int fields_ = 0;
};

/// The first in Reply-To to whom it makes sense to write: not ours, not the form's own address.
std::optional<Address> stranger_in_reply_to(const Message& message, const KindPolicy::State& words,
                                            std::span<const std::string> own) {
  const std::string from = fold_address(message.from.address);
  for (const Address& address : message.reply_to) {
    if (!normalize_address(address.address) || is_own(address, own)) continue;
    if (fold_address(address.address) == from || words.never_read.any(PlainText(address.address))) continue;
    return address;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Address> find_form_visitor(const Message& message, const KindPolicy& policy,
                                         std::span<const std::string> own) {
  const KindPolicy::State& words = policy.state();
  const PlainText from(message.from.address);
  const bool ours = is_own(message.from, own);
  const bool machine = words.form_senders.any(from) || words.never_read.any(from);
  const bool called_form = words.form_words.any(
      PlainText(message.subject + "\n" + std::string(utf8_cut(message.text, kMaxOpening))));
  if (!ours && !machine && !called_form) return std::nullopt;
  // A report names fields, too: those of the mail that came back.
  if (!message.in_reply_to.empty() || !message.report.empty() || words.daemons.any(from)) return std::nullopt;
  const bool to_us = std::ranges::any_of(message.to, [&](const Address& to) { return is_own(to, own); });
  if (ours && !to_us) return std::nullopt;
  const FieldReader form(utf8_cut(message.text, kMaxText), words);
  const bool has_fields = form.fields() >= kFewestFields;
  const auto stranger = stranger_in_reply_to(message, words, own);
  if (stranger && (ours || (machine && (called_form || has_fields)) || (called_form && has_fields)))
    return stranger;
  if (!has_fields || form.visitor().address.empty() || is_own(form.visitor(), own)) return std::nullopt;
  if (ours || machine) return form.visitor();
  return std::nullopt;
}

}  // namespace sa
