#include "actions/message/inbox.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>

#include "store/question/question.h"

namespace sa {
namespace {

constexpr std::int64_t kBatch = 200;
constexpr int kMostBatches = 10;  // a request looks at so many mails, whatever it finds

const boost::json::value* find_in(const boost::json::value* from, std::string_view name) {
  const auto* const object = from ? from->if_object() : nullptr;
  return object ? object->if_contains(name) : nullptr;
}

bool has_doubts(const MessageRow& row) {
  const auto* const doubts = find_in(&row.analysis, "doubts");
  return doubts && doubts->is_array() && !doubts->get_array().empty();
}

/// `asked_about`: the senders about whom a question is open, sorted. One question stands for all doubtful mails of a contact.
MailSplit split_of_row(const MessageRow& row, const std::vector<std::string>& asked_about) {
  SplitFacts facts;
  if (const auto* intent = find_in(&row.analysis, "intent"); intent && intent->is_string())
    facts.intent = intent->get_string();
  const auto* const suspected = find_in(find_in(&row.analysis, "injection"), "suspected");
  facts.speaks_to_machines = suspected && *suspected == true;
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
