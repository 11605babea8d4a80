// A draft as a row of the desk: small enough that ten thousand are nothing.
// THREADS: pure.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/draft/desk.h"

namespace sa {

/// The most bytes of a row as JSON, where its id has at most 64.
inline constexpr std::size_t kDeskRowBytes = 400;

struct DeskRow {
  std::string id;
  std::string name;  ///< whom it goes to: the name, or the address where none is known
  std::string company;
  std::string subject;
  std::string words;   ///< the first of the mail that it answers; of a first mail its own
  std::string intent;  ///< of the mail that it answers
  DeskWord word = DeskWord::clean;
  std::int64_t points = 0;
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  Instant at;                    ///< when it was made, or decided
  std::optional<Instant> until;  ///< when a wait ends: snoozed, planned, held
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DeskRow, (),
                      (id, name, company, subject, words, intent, word, points, status, at, until, version))

/// What a draft does not say of itself.
struct DeskRowFacts {
  std::string name;  ///< empty: not known
  std::string company;
  std::string intent;
  std::string words;
};

/// `words`, then `subject`, company and name are cut until the row has at most kDeskRowBytes.
DeskRow desk_row(const Draft& draft, const DeskRowFacts& facts, Instant now);

}  // namespace sa
