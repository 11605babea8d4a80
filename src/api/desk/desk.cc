// The desk: short rows of what lies on it, and one draft with everything around it.
#include "actions/draft/desk.h"
#include "actions/contact/directory.h"
#include "actions/draft/draft.h"
#include "actions/usage/quota.h"
#include "api/draft/trail.h"
#include "api/http/page.h"
#include "api/message/message.h"
#include "api/routes.h"
#include "base/text/utf8.h"
#include "core/draft/row.h"
#include "store/message/message.h"
#include "store/message/thread.h"

namespace sa {
namespace {

struct DeskQuery {
  DeskSplit split = DeskSplit::pending;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&DeskQuery::split).optional(), rule(&DeskQuery::limit).optional().min(1).max(200),
            rule(&DeskQuery::after).describe("`next` from the previous page")};
  }
};
BOOST_DESCRIBE_STRUCT(DeskQuery, (), (split, limit, after))

struct DeskRowPage {
  std::vector<DeskRow> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(DeskRowPage, (), (items, next))

struct DeskThread {
  std::string thread_id;
  std::string subject;
  std::vector<ThreadMessage> messages;
  static std::vector<Rule> rules() { return {rule(&DeskThread::messages).describe("oldest first")}; }
};
BOOST_DESCRIBE_STRUCT(DeskThread, (), (thread_id, subject, messages))

struct DeskItem {
  Draft draft;
  std::optional<DeskThread> thread;
  boost::json::value analysis;
  Trail trail;
  Quota quota;
  std::optional<ContactView> contact;
  static constexpr const char* kAbout = "A draft with everything that a person needs to decide about it.";
  static std::vector<Rule> rules() {
    return {rule(&DeskItem::thread).describe("null: it answers no mail"),
            rule(&DeskItem::analysis).describe("of the mail that it answers; null: it answers none")};
  }
};
BOOST_DESCRIBE_STRUCT(DeskItem, (), (draft, thread, analysis, trail, quota, contact))

Task<Result<Reply<DeskRowPage>>> list(Call& call, FromQuery<DeskQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  place.limit = query->limit;
  CO_TRY(const DeskPage found, co_await list_desk(call.services(), query->split, place));
  const Instant now = call.services().clock.now();
  DeskRowPage page;
  if (found.after) page.next = make_cursor(found.after->after_at.value_or(Instant{}), found.after->after_id);
  for (const DeskDraft& draft : found.items) {
    const std::string& name = draft.contact_name.empty() ? draft.sender_name : draft.contact_name;
    const SplitFacts facts = split_facts(draft.message_analysis);
    page.items.push_back(desk_row(draft,
                                  {name, draft.contact_company, std::string(facts.intent),
                                   draft.message_id ? draft.reply_words : draft.body},
                                  now));
  }
  co_return page;
}

Result<std::optional<DeskThread>> read_thread(ReadTx& tx, const Draft& draft) {
  std::vector<MessageRow> messages;
  DeskThread thread;
  if (draft.thread_id) {
    const auto row = get_seen_thread(tx, *draft.thread_id);
    // A draft that was moved to another mailbox may answer mail that its reader does not see.
    if (!row && row.error().code == ErrorCode::not_found) return std::optional<DeskThread>();
    if (!row) return row.error();
    thread.thread_id = row->thread_id;
    thread.subject = row->subject;
    TRY(messages, list_thread_messages(tx, row->thread_id));
  } else if (draft.message_id) {
    auto found = get_message(tx, *draft.message_id);
    if (!found && found.error().code == ErrorCode::not_found) return std::optional<DeskThread>();
    TRY(MessageRow message, std::move(found));
    thread.thread_id = message.thread_id;
    thread.subject = message.subject;
    messages.push_back(std::move(message));
  } else {
    return std::optional<DeskThread>();
  }
  for (MessageRow& message : messages) thread.messages.push_back(shown(std::move(message)));
  return std::optional(std::move(thread));
}

Task<Result<Reply<DeskItem>>> get(Call& call) {
  Services& services = call.services();
  DeskItem item;
  CO_TRY(item.draft, co_await get_draft(services, call.param("draft_id")));
  const Draft& draft = item.draft;
  CO_TRY_OK(co_await services.db.read([&](ReadTx& tx) -> Result<Unit> {
    TRY(item.thread, read_thread(tx, draft));
    TRY(item.trail, read_trail(tx, draft.id));
    return ok();
  }));
  if (item.thread) {
    for (const ThreadMessage& message : item.thread->messages)
      if (message.message_id == draft.message_id) item.analysis = message.analysis;
  }
  // Of a person who was erased, the draft that left has no address any more.
  if (!draft.recipient.empty()) {
    CO_TRY(item.quota,
           co_await get_quota(services, call.actor.kind == ActorKind::person ? call.actor.actor_id : "",
                              draft.recipient));
  }
  if (draft.contact_id) {
    auto contact = co_await get_contact_card(services, *draft.contact_id);
    if (contact)
      item.contact = *std::move(contact);
    else if (contact.error().code != ErrorCode::not_found)
      co_return std::move(contact).error();
  }
  co_return item;
}

}  // namespace

std::vector<Route> desk_routes() {
  return {
      route<list>(
          "list_desk", Method::GET, "/api/desk", Scope::read, "List what lies on the desk",
          {.tag = "drafts",
           .about = "Rows of at most 400 bytes: `subject` and `words` are cut where they are long. "
                    "What waits comes oldest first, the rest newest first. A page of a rare split may "
                    "hold few rows or none and still have a `next`."}),
      route<get>("get_desk_item", Method::GET, "/api/desk/{draft_id}", Scope::read,
                 "Get a draft with everything around it", {.tag = "drafts", .errors = {404}}),
  };
}

}  // namespace sa
