#include "actions/message/inbox.h"

#include <boost/json/value.hpp>
#include <string>

namespace sa {
namespace {

constexpr std::int64_t kBatch = 200;
constexpr int kMostBatches = 10;  // a request looks at so many mails, whatever it finds

MailSplit split_of_row(const MessageRow& row) {
  const auto* const analysis = row.analysis.if_object();
  const auto* const intent = analysis ? analysis->if_contains("intent") : nullptr;
  const auto* const doubts = analysis ? analysis->if_contains("doubts") : nullptr;
  const bool has_doubt = doubts && doubts->is_array() && !doubts->get_array().empty();
  const std::string_view name =
      intent && intent->is_string() ? std::string_view(intent->get_string()) : std::string_view();
  return split_of(row.kind, name, has_doubt);
}

}  // namespace

Task<Result<InboxPage>> list_inbox(Services& services, std::optional<MailSplit> split, Page place) {
  const auto wanted = static_cast<std::size_t>(place.limit);
  InboxPage page;
  Page at = place;
  at.limit = kBatch;
  for (int batch = 0; batch < kMostBatches; ++batch) {
    CO_TRY(std::vector<MessageRow> rows,
           co_await services.db.read([&](ReadTx& tx) { return list_messages(tx, at); }));
    const bool is_last = rows.size() < static_cast<std::size_t>(kBatch);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      at.after_at = rows[i].sent_at;
      at.after_id = rows[i].message_id;
      if (rows[i].direction != Direction::in || (split && split_of_row(rows[i]) != *split)) continue;
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
