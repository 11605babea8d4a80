#include "actions/contact/term.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

/// Longer words are compared by their beginning; a text that holds more words is found by the first ones.
constexpr std::size_t kMaxWordBytes = 64;
constexpr std::size_t kMaxWords = 40;

constexpr const char* kWord = "w:";
constexpr const char* kCompanyWord = "W:";
constexpr const char* kStage = "s:";
constexpr const char* kBasis = "b:";
constexpr const char* kTag = "t:";
constexpr const char* kUser = "u:";
constexpr const char* kCompany = "c:";
constexpr const char* kPerson = "p:";

bool is_part_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

void add(std::vector<std::string>* all, std::string term) {
  if (std::ranges::find(*all, term) == all->end()) all->push_back(std::move(term));
}

void add_words(std::vector<std::string>* all, const char* kind, std::string_view text) {
  for (const std::string& word : words_of(text)) add(all, kind + word);
}

std::string tag_term(std::string_view tag) {
  return kTag + plain_form(tag);
}

/// "Byron, Ada" is "Ada Byron".
std::string person_term(const Contact& contact) {
  std::vector<std::string> words = words_of(contact.name);
  std::ranges::sort(words);
  std::string term = kPerson + *contact.company_id;
  for (const std::string& word : words) term += ' ' + word;
  return term;
}

TermRange beginning_range(std::string term) {
  std::string high = term + "\xf4\x8f\xbf\xbf";
  return {std::move(term), std::move(high)};
}

/// No term goes on with a control character.
TermRange whole_range(std::string term) {
  std::string high = term + '\x01';
  return {std::move(term), std::move(high)};
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  const std::string plain = plain_form(text);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < plain.size() && words.size() < kMaxWords;) {
    if (!is_part_of_word(plain[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < plain.size() && is_part_of_word(plain[end])) ++end;
    add(&words, std::string(utf8_cut(std::string_view(plain).substr(at, end - at), kMaxWordBytes)));
    at = end;
  }
  return words;
}

std::vector<std::string> contact_terms(const Contact& contact, const std::vector<std::string>& addresses) {
  std::vector<std::string> all;
  for (const std::string* text : {&contact.name, &contact.first_name, &contact.last_name, &contact.company})
    add_words(&all, kWord, *text);
  for (const std::string& address : addresses) add_words(&all, kWord, address);
  for (const std::string& tag : contact.tags) add(&all, tag_term(tag));
  all.push_back(kStage + std::string(enum_name(contact.stage)));
  if (contact.basis) all.push_back(kBasis + std::string(enum_name(*contact.basis)));
  if (contact.user_id) all.push_back(kUser + *contact.user_id);
  if (contact.company_id) all.push_back(kCompany + *contact.company_id);
  if (contact.company_id && !contact.name.empty()) all.push_back(person_term(contact));
  return all;
}

std::vector<std::string> company_terms(const Company& company) {
  std::vector<std::string> all;
  add_words(&all, kCompanyWord, company.name);
  add_words(&all, kCompanyWord, company.domain);
  return all;
}

TermRange word_range(std::string_view beginning) {
  return beginning_range(kWord + std::string(beginning));
}
TermRange company_word_range(std::string_view beginning) {
  return beginning_range(kCompanyWord + std::string(beginning));
}
TermRange stage_range(ContactStage stage) {
  return whole_range(kStage + std::string(enum_name(stage)));
}
TermRange basis_range(ContactBasis basis) {
  return whole_range(kBasis + std::string(enum_name(basis)));
}
TermRange tag_range(std::string_view tag) {
  return whole_range(tag_term(tag));
}
TermRange user_range(std::string_view user_id) {
  return whole_range(kUser + std::string(user_id));
}
TermRange company_range(std::string_view company_id) {
  return whole_range(kCompany + std::string(company_id));
}
TermRange person_range() {
  return beginning_range(kPerson);
}

}  // namespace sa
