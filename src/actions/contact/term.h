// What a contact or company is found by: terms with a letter in front that says what they are. Words are compared in their plain form
// (lower case, without accents), by their beginning; everything else is compared whole.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/contact/find.h"

namespace sa {

/// The most words of a search that are looked at.
inline constexpr std::size_t kMaxSearchWords = 4;

/// The words of a text in plain form, each once, in the order in which they stand: "Ünal & Co." has unal and co.
std::vector<std::string> words_of(std::string_view text);

std::vector<std::string> contact_terms(const Contact& contact, const std::vector<std::string>& addresses);
std::vector<std::string> company_terms(const Company& company);

/// Terms of a word that begins with `beginning`, one of words_of.
TermRange word_range(std::string_view beginning);
TermRange company_word_range(std::string_view beginning);
/// One value of one field, whole.
TermRange stage_range(ContactStage stage);
TermRange basis_range(ContactBasis basis);
TermRange tag_range(std::string_view tag);
TermRange user_range(std::string_view user_id);
TermRange company_range(std::string_view company_id);
/// All that say who somebody is: their name and company. Two contacts with the same one may be one person.
TermRange person_range();

}  // namespace sa
