#include "actions/search/search.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "actions/contact/directory.h"
#include "actions/job/again.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "store/search/embedding.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;  // of 1.6 KB each
constexpr std::size_t kSnippetBytes = 240;
/// What is nearer than this to nothing is chance: the words of two texts share a number now and then.
constexpr double kLeastScore = 0.05;
/// More people of one name than this are not told apart by a name.
constexpr std::int64_t kMostNamed = 50;

struct Candidate {
  double score = 0;
  std::string message_id;
  /// By id where the scores are equal, so that the same question has the same answer.
  bool operator<(const Candidate& other) const {
    return score != other.score ? score > other.score : message_id > other.message_id;
  }
};

/// The best `limit` of what it was given.
class BestHits {
 public:
  explicit BestHits(std::int64_t limit) : limit_(static_cast<std::size_t>(limit)) {}

  void take(double score, std::string&& message_id) {
    if (score < kLeastScore) return;
    heap_.push_back({score, std::move(message_id)});
    std::push_heap(heap_.begin(), heap_.end());
    if (heap_.size() <= limit_) return;
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
  }
  std::vector<Candidate> in_order() && {
    std::sort_heap(heap_.begin(), heap_.end());
    return std::move(heap_);
  }

 private:
  std::size_t limit_;
  std::vector<Candidate> heap_;  // the worst of them in front
};

/// The first words, in one line.
std::string snippet_of(std::string_view words) {
  std::string line;
  bool is_gap = false;
  for (const char c : words) {
    if (kAsciiBlank.find(c) != std::string_view::npos) {
      is_gap = !line.empty();
      continue;
    }
    if (is_gap) line += ' ';
    is_gap = false;
    line += c;
  }
  return line.size() <= kSnippetBytes ? line : std::string(utf8_cut(line, kSnippetBytes)) + "…";
}

SearchHit hit_of(FoundMessage found, double score) {
  SearchHit hit;
  hit.message_id = std::move(found.message_id);
  hit.thread_id = std::move(found.thread_id);
  hit.direction = found.direction;
  hit.subject = std::move(found.subject);
  hit.sender = std::move(found.sender);
  hit.sender_name = std::move(found.sender_name);
  hit.sent_at = found.sent_at;
  hit.score = std::min(1.0, std::round(score * 1000) / 1000);
  hit.snippet = snippet_of(found.words);
  return hit;
}

/// Compares every vector with the question's; how many there were goes to `searched`.
Task<Result<std::vector<Candidate>>> scan(Services& services, const EmbeddingCodes& question,
                                          std::int64_t limit, std::int64_t* searched) {
  BestHits best(limit);
  std::string after;
  while (true) {
    CO_TRY(auto page, co_await services.db.read([&](ReadTx& tx) {
      return list_embeddings(tx, services.embedder.name(), after, kPage);
    }));
    *searched += static_cast<std::int64_t>(page.size());
    const bool is_last = page.size() < kPage;
    if (!is_last) after = page.back().message_id_fk;
    for (MessageEmbedding& row : page) {
      const EmbeddingCodes codes{std::move(row.embedding), row.scale};
      best.take(similarity(question, codes), std::move(row.message_id_fk));
    }
    if (is_last) co_return std::move(best).in_order();
    co_await NextTurn();
  }
}

/// The addresses of the people whom the query names: by a whole address, or by the beginnings of words of name, company and addresses.
Task<Result<std::vector<std::string>>> list_named(Services& services, const std::string& query) {
  std::vector<std::string> addresses = {fold_address(query)};
  ContactFilter filter;
  filter.q = query;
  CO_TRY(const auto named, co_await list_contacts(services, std::move(filter), {}, kMostNamed));
  for (const ContactView& each : named.items)
    for (const std::string& email : each.emails) addresses.push_back(fold_address(email));
  co_return addresses;
}

}  // namespace

Task<Result<SearchResult>> search_messages(Services& services, std::string query, std::int64_t limit) {
  CO_TRY(const std::vector<std::string> named, co_await list_named(services, snippet_of(query)));
  std::vector<std::string> texts = {std::move(query)};
  auto embedded = co_await services.embedder.embed(std::move(texts));
  if (!embedded) co_return come_back_later(std::move(embedded).error());
  const EmbeddingCodes question = encode(embedded->vectors.front());
  SearchResult result;
  CO_TRY(const auto best, co_await scan(services, question, limit, &result.searched));
  CO_TRY_OK(co_await services.db.read([&](ReadTx& tx) -> Result<Unit> {
    result.items.clear();
    std::set<std::string> taken;
    TRY(const std::vector<std::string> exact, list_messages_from(tx, named, limit));
    std::vector<Candidate> all;
    for (const std::string& id : exact) all.push_back({1, id});
    all.insert(all.end(), best.begin(), best.end());
    for (const Candidate& each : all) {
      if (result.items.size() >= static_cast<std::size_t>(limit)) break;
      if (!taken.insert(each.message_id).second) continue;
      TRY(auto found, find_found_message(tx, each.message_id, 2 * kSnippetBytes));
      if (found) result.items.push_back(hit_of(*std::move(found), each.score));
    }
    TRY(result.messages, count_messages(tx));
    return ok();
  }));
  co_return result;
}

}  // namespace sa
