// Messages: the mail that was read.
#include "api/message/message.h"

#include "actions/message/inbox.h"
#include "actions/services.h"
#include "api/http/page.h"
#include "api/routes.h"

namespace sa {
namespace {

struct MessageQuery {
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() { return {rule(&MessageQuery::limit).optional().min(1).max(200)}; }
};
BOOST_DESCRIBE_STRUCT(MessageQuery, (), (limit, after))

struct MessagePage {
  std::vector<ThreadMessage> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MessagePage, (), (items, next))

Task<Result<Reply<MessagePage>>> list(Call& call, FromQuery<MessageQuery> query) {
  Page place;
  // A mail's date is its sender's word, and may lie before 1970.
  CO_TRY_OK(read_cursor(query->after, &place, Instant{INT64_MIN}));
  place.limit = query->limit + 1;
  CO_TRY(std::vector<MessageRow> rows,
         co_await call.services().db.read([&](ReadTx& tx) { return list_messages(tx, place); }));
  MessagePage page;
  if (rows.size() > static_cast<std::size_t>(query->limit)) {
    rows.resize(static_cast<std::size_t>(query->limit));
    page.next = make_cursor(rows.back().sent_at, rows.back().message_id);
  }
  for (MessageRow& row : rows) page.items.push_back(shown(std::move(row)));
  co_return page;
}

struct InboxQuery {
  std::optional<MailSplit> split;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&InboxQuery::split).describe("the part of the inbox; without it all incoming mail"),
            rule(&InboxQuery::limit).optional().min(1).max(200)};
  }
};
BOOST_DESCRIBE_STRUCT(InboxQuery, (), (split, limit, after))

Task<Result<Reply<MessagePage>>> inbox(Call& call, FromQuery<InboxQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place, Instant{INT64_MIN}));
  place.limit = query->limit;
  CO_TRY(InboxPage found, co_await list_inbox(call.services(), query->split, place));
  MessagePage page;
  if (found.after) page.next = make_cursor(found.after->after_at.value_or(Instant{}), found.after->after_id);
  for (MessageRow& row : found.items) page.items.push_back(shown(std::move(row)));
  co_return page;
}

Task<Result<Reply<WholeMessage>>> get(Call& call) {
  const std::string& id = call.param("message_id");
  CO_TRY(WholeMessage message, co_await call.services().db.read([&](ReadTx& tx) -> Result<WholeMessage> {
    TRY(MessageRow row, get_message(tx, id));
    WholeMessage whole{shown(std::move(row)), std::nullopt};
    TRY(whole.html, get_message_html(tx, id));
    return whole;
  }));
  co_return message;
}

}  // namespace

ThreadMessage shown(MessageRow row) {
  ThreadMessage message;
  message.message_id = std::move(row.message_id);
  message.rfc_message_id = std::move(row.rfc_message_id);
  message.thread_id = std::move(row.thread_id);
  message.direction = row.direction;
  message.kind = row.kind;
  message.kind_reason = std::move(row.kind_reason);
  message.sender = std::move(row.sender);
  message.sender_name = std::move(row.sender_name);
  message.recipients = std::move(row.recipients);
  message.subject = std::move(row.subject);
  message.sent_at = row.sent_at;
  message.text = std::move(row.text);
  message.reply_text = std::move(row.reply_text);
  message.html_bytes = row.html_bytes;
  message.attachments = std::move(row.attachments);
  message.analysis = std::move(row.analysis);
  message.linked_by = std::move(row.linked_by);
  if (row.gmail_metadata) message.labels = std::move(row.gmail_metadata->labels);
  message.mailbox_id = std::move(row.mailbox_id);
  return message;
}

std::vector<Route> message_routes() {
  return {
      route<list>("list_messages", Method::GET, "/api/messages", Scope::read, "List mail, newest first",
                  {.tag = "mail"}),
      route<inbox>("list_inbox", Method::GET, "/api/inbox", Scope::read, "Incoming mail, newest first",
                   {.tag = "mail",
                    .about = "A page of a rare split may hold few mails or none and still have a `next`."}),
      route<get>("get_message", Method::GET, "/api/messages/{message_id}", Scope::read, "One mail",
                 {.tag = "mail", .errors = {404}}),
  };
}

}  // namespace sa
