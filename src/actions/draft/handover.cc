#include "actions/draft/handover.h"

#include "actions/contact/term.h"
#include "actions/draft/move.h"
#include "base/log.h"
#include "store/audit/audit.h"
#include "store/engine/onlooker.h"
#include "store/mailbox/handover.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 200;

Result<std::int64_t> move_drafts(Services& services, Tx& tx, const Actor& actor, const std::string& from,
                                 const TeamMailbox& to, Instant now) {
  std::int64_t moved = 0;
  while (true) {
    // What has moved is not of the mailbox any more.
    TRY(const auto drafts, list_open_drafts_of_mailbox(tx, from, kPage));
    for (const Draft& draft : drafts) TRY_OK(move_draft(services, tx, actor, draft, to, now));
    moved += static_cast<std::int64_t>(drafts.size());
    if (static_cast<std::int64_t>(drafts.size()) < kPage) return moved;
  }
}

Result<TeamMailbox> get_receiver(ReadTx& tx, const std::string& from, const std::string& to) {
  if (from == to) return invalid_field("to_mailbox_id", "Name another mailbox than the one that hands over.");
  TRY(auto mailbox, find_mailbox(tx, to));
  if (!mailbox || mailbox->retired_at)
    return invalid_field("to_mailbox_id", "There is no mailbox " + to + ".");
  return *std::move(mailbox);
}

}  // namespace

Task<Result<Handover>> hand_over_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                         std::string to_mailbox_id) {
  const Instant now = services.clock.now();
  auto done = co_await services.db.write([&](Tx& tx) -> Result<Handover> {
    const UnseenWork unseen;  // all of it moves, whatever of it the person sees
    TRY(const auto from, find_mailbox(tx, mailbox_id));
    if (!from) return not_found("There is no mailbox " + mailbox_id + ".");
    TRY(const TeamMailbox to, get_receiver(tx, mailbox_id, to_mailbox_id));
    Handover made;
    const std::string owner_term = to.user_id ? user_range(*to.user_id).low : std::string();
    TRY_OK(give_contacts(tx, mailbox_id, to.user_id, any_user_range(), owner_term));
    TRY(const MovedRows moved, move_mailbox(tx, mailbox_id, to_mailbox_id, now));
    made.contacts = moved.contacts;
    made.threads = moved.threads;
    // Last: they are judged by where their contacts and threads are now.
    TRY(made.drafts, move_drafts(services, tx, actor, mailbox_id, to, now));
    TRY_OK(append_audit(tx, actor, "hand_over_mailbox",
                        {{"from_mailbox_id", mailbox_id},
                         {"to_mailbox_id", to_mailbox_id},
                         {"contacts", made.contacts},
                         {"threads", made.threads},
                         {"drafts", made.drafts}},
                        now));
    return made;
  });
  if (done) {
    log_event(LogLevel::info, "mailbox_handed_over",
              {{"contacts", done->contacts},
               {"threads", done->threads},
               {"drafts", done->drafts},
               {"actor", actor.actor_id}});
  }
  co_return done;
}

}  // namespace sa
