// Threads: a conversation, with the drafts that belong to it.
#include "actions/services.h"
#include "api/message/message.h"
#include "api/routes.h"
#include "store/draft/draft.h"

namespace sa {
namespace {

struct Thread {
  std::string thread_id;
  std::string subject;
  std::string mailbox_id;
  Instant created_at;
  std::vector<ThreadMessage> messages;
  std::vector<Draft> drafts;
  static std::vector<Rule> rules() { return {rule(&Thread::messages).describe("oldest first")}; }
};
BOOST_DESCRIBE_STRUCT(Thread, (), (thread_id, subject, mailbox_id, created_at, messages, drafts))

Task<Result<Reply<Thread>>> get(Call& call) {
  const std::string& id = call.param("thread_id");
  CO_TRY(Thread thread, co_await call.services().db.read([&](ReadTx& tx) -> Result<Thread> {
    TRY(ThreadRow row, get_thread(tx, id));
    TRY(std::vector<MessageRow> messages, list_thread_messages(tx, id));
    Thread made{
        std::move(row.thread_id), std::move(row.subject), std::move(row.mailbox_id), row.created_at, {}, {}};
    for (MessageRow& message : messages) made.messages.push_back(shown(std::move(message)));
    TRY(made.drafts, list_thread_drafts(tx, id));
    return made;
  }));
  co_return thread;
}

}  // namespace

std::vector<Route> thread_routes() {
  return {route<get>("get_thread", Method::GET, "/api/threads/{thread_id}", Scope::read, "One conversation",
                     {.tag = "mail", .errors = {404}})};
}

}  // namespace sa
