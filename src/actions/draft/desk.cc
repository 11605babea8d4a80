#include "actions/draft/desk.h"

#include "actions/draft/draft.h"
#include "core/draft/standing.h"

namespace sa {
namespace {

constexpr std::int64_t kBatch = 200;
constexpr int kMostBatches = 10;  // a request looks at so many drafts, whatever it finds

MailSplit answered_split(const DeskDraft& draft) {
  return split_of(draft.message_kind, split_facts(draft.message_analysis));
}

}  // namespace

Task<Result<DeskPage>> list_desk(Services& services, DeskSplit split, Page place) {
  const Instant now = services.clock.now();
  const DraftStatus status = status_of(split);
  const bool waits = status == DraftStatus::PENDING_APPROVAL;
  const auto wanted = static_cast<std::size_t>(place.limit);
  DeskPage page;
  Page at = place;
  at.limit = waits ? kBatch : place.limit + 1;
  for (int batch = 0; batch < kMostBatches; ++batch) {
    CO_TRY(std::vector<DeskDraft> drafts,
           co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<DeskDraft>> {
             TRY(std::vector<DeskDraft> found, list_desk_drafts(tx, status, !waits, at));
             if (!is_open(status)) return found;
             std::vector<Draft*> all;
             for (DeskDraft& draft : found) all.push_back(&draft);
             TRY_OK(judge_suppressed(services, tx, all, now));
             return found;
           }));
    const bool is_last = drafts.size() < static_cast<std::size_t>(at.limit);
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      at.after_at = drafts[i].created_at;
      at.after_id = drafts[i].id;
      if (!is_in(split, drafts[i], answered_split(drafts[i]), now)) continue;
      page.items.push_back(std::move(drafts[i]));
      if (page.items.size() < wanted) continue;
      if (!is_last || i + 1 < drafts.size()) page.after = at;
      co_return page;
    }
    if (is_last) co_return page;
  }
  page.after = at;
  co_return page;
}

}  // namespace sa
