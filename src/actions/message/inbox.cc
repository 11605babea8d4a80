#include "actions/message/inbox.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>

#include "store/question/question.h"

namespace sa {
namespace {

constexpr std::int64_t kBatch = 200;
constexpr int kMostBatches = 10;  // a request looks at so many mails, whatever it finds

bool has_doubts(const MessageRow& row) {
  const auto* const object = row.analysis.if_object();
  const auto* const doubts = object ? object->if_contains("doubts") : nullptr;
  return doubts && doubts->is_array() && !doubts->get_array().empty();
}

/// `asked_about`: the senders about whom a question is open, sorted. One question stands for all doubtful mails of a contact.
MailSplit split_of_row(const MessageRow& row, const std::vector<std::string>& asked_about) {
  SplitFacts facts = split_facts(row.analysis);
  facts.is_asked_about = has_doubts(row) && std::ranges::binary_search(asked_about, row.sender_key);
  return split_of(row.kind, facts);
}

struct Batch {
  std::vector<MessageRow> rows;
  std::vector<std::string> asked_about;
};

}  // namespace

Task<Result<InboxPage>> list_inbox(Services& services, std::optional<MailSplit> split, Page place) {
  const auto wanted = static_cast<std::size_t>(place.limit);
  InboxPage page;
  Page at = place;
  at.limit = kBatch;
  for (int batch = 0; batch < kMostBatches; ++batch) {
    CO_TRY(Batch found, co_await services.db.read([&](ReadTx& tx) -> Result<Batch> {
      Batch read;
      TRY(read.rows, list_messages(tx, at));
      if (!split) return read;
      std::vector<std::string> doubtful;
      for (const MessageRow& row : read.rows)
        if (has_doubts(row)) doubtful.push_back(row.sender_key);
      TRY(read.asked_about, list_asked_about(tx, doubtful));
      return read;
    }));
    std::vector<MessageRow>& rows = found.rows;
    const bool is_last = rows.size() < static_cast<std::size_t>(kBatch);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      at.after_at = rows[i].sent_at;
      at.after_id = rows[i].message_id;
      if (rows[i].direction != Direction::in || (split && split_of_row(rows[i], found.asked_about) != *split))
        continue;
      page.items.push_back(std::move(rows[i]));
      if (page.items.size() < wanted) continue;
      if (!is_last || i + 1 < rows.size()) page.after = at;
      co_return page;
    }
    if (is_last) co_return page;
  }
  page.after = at;
  co_return page;
}

}  // namespace sa
