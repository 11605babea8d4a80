// Finds a person in text: tells whether an address is one of theirs, in any spelling, and removes them from a text.
// THREADS: pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "actions/services.h"

namespace sa {

class PersonWords {
 public:
  /// `key_hashes`: of the person's mailboxes.
  PersonWords(const Services& services, std::set<std::string> key_hashes)
      : services_(services), key_hashes_(std::move(key_hashes)) {}

  /// Accepts any text; text that is not an address belongs to nobody.
  bool is_address(std::string_view text) const;
  bool has_address(std::string_view text) const { return without_address(text) != text; }
  /// Each address of the person, also one that a URL carries ("%40"), replaced by kErasedMark; everything else as it was.
  std::string without_address(std::string_view text) const;

 private:
  /// How many bytes at the end of `before` belong to an address of the person that goes on with "@domain"; 0: none.
  std::size_t local_bytes(std::string_view before, std::string_view domain) const;

  const Services& services_;
  std::set<std::string> key_hashes_;
};

inline constexpr const char* kErasedMark = "[erased]";

}  // namespace sa
