// Finds the mails whose text is nearest to a query. The query becomes a vector, and every stored vector of the same
// embedder is compared with it: an exact scan, one page of rows at a time, keeping the best hits. Mails of the people whom
// the query names come first: somebody who types a name wants that person.
// THREADS: any. The scan lets the thread's other work go first after every page.
// ERRORS: limited or unavailable if the embedder or the database cannot be reached.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

inline constexpr std::int64_t kMostHits = 50;
inline constexpr std::size_t kLongestQuery = 1000;  ///< characters

struct SearchHit {
  std::string message_id;
  std::string thread_id;
  Direction direction = Direction::in;
  std::string subject;
  std::string sender;
  std::string sender_name;
  Instant sent_at;
  double score = 0;     ///< (0, 1]: 1 is from who is named, or has the words of the question and no others
  std::string snippet;  ///< the beginning of its new words, in one line
};
BOOST_DESCRIBE_STRUCT(SearchHit, (),
                      (message_id, thread_id, direction, subject, sender, sender_name, sent_at, score,
                       snippet))

struct SearchResult {
  std::vector<SearchHit> items;  ///< of who is named, then the nearest first
  std::int64_t searched = 0;     ///< mails that have a vector
  std::int64_t messages = 0;     ///< all mails; those that have none yet get theirs by a job
};
BOOST_DESCRIBE_STRUCT(SearchResult, (), (items, searched, messages))

/// REQUIRES: `limit` from 1 to kMostHits.
Task<Result<SearchResult>> search_messages(Services& services, std::string query, std::int64_t limit);

}  // namespace sa
