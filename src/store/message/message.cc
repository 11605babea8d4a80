#include "store/message/message.h"

#include <algorithm>

#include "queries.h"

namespace sa {
namespace {

struct MessageId {
  std::string message_id;
};
BOOST_DESCRIBE_STRUCT(MessageId, (), (message_id))

struct ThreadId {
  std::string thread_id;
};
BOOST_DESCRIBE_STRUCT(ThreadId, (), (thread_id))

struct NewestAt {
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(NewestAt, (), (at))

struct MessageHtml {
  std::optional<std::string> html;
};
BOOST_DESCRIBE_STRUCT(MessageHtml, (), (html))

}  // namespace

Result<std::optional<std::string>> find_message(ReadTx& tx, const std::string& rfc_message_id) {
  TRY(auto found,
      tx.find<MessageId>(sql::message_find_duplicate, Args().add("rfc_message_id", rfc_message_id)));
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(std::move(found->message_id));
}

Result<std::optional<std::string>> find_message_of_provider(ReadTx& tx,
                                                            const std::string& provider_message_id,
                                                            const std::string& mailbox_id) {
  TRY(auto found, tx.find<MessageId>(
                      sql::message_find_by_provider_message_id,
                      Args().add("provider_message_id", provider_message_id).add("mailbox_id", mailbox_id)));
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(std::move(found->message_id));
}

Result<MessageRow> get_message(ReadTx& tx, const std::string& message_id) {
  return tx.get<MessageRow>(sql::message_get, Args().add("message_id", message_id),
                            "There is no message " + message_id + ".");
}

Result<std::optional<std::string>> get_message_html(ReadTx& tx, const std::string& message_id) {
  TRY(MessageHtml found, tx.get<MessageHtml>(sql::message_get_html, Args().add("message_id", message_id),
                                             "There is no message " + message_id + "."));
  return std::move(found.html);
}

Result<Unit> insert_message_recipients(Tx& tx, const std::string& message_id, Instant sent_at,
                                       const std::vector<std::string>& recipients) {
  for (const std::string& each : recipients)
    TRY_OK(tx.put(sql::message_recipient_insert,
                  Args().add("recipient_key", each).add("sent_at", sent_at).add("message_id", message_id)));
  return ok();
}

Result<std::vector<MessageRecipients>> list_message_recipients(ReadTx& tx, const std::string& after_id,
                                                               std::int64_t limit) {
  return tx.list<MessageRecipients>(sql::message_recipients_after,
                                    Args().add("after_id", after_id).add("limit", limit));
}

Result<Unit> insert_message(Tx& tx, const MessageRow& message, const std::optional<std::string>& html) {
  TRY_OK(tx.put(sql::message_insert, Args().add_all(message).add("html", html)));
  return insert_message_recipients(tx, message.message_id, message.sent_at, message.recipients);
}

Result<std::vector<MessageRow>> list_messages(ReadTx& tx, const Page& page) {
  return tx.list<MessageRow>(sql::message_list,
                             Args()
                                 .add("after_at", page.after_at.value_or(Instant{INT64_MAX}))
                                 .add("after_id", page.after_id)
                                 .add("limit", page.limit));
}

Result<std::vector<MessageRow>> list_thread_messages(ReadTx& tx, const std::string& thread_id) {
  return tx.list<MessageRow>(sql::message_list_by_thread, Args().add("thread_id", thread_id));
}

Result<std::optional<Instant>> find_newest_inbound_at(ReadTx& tx, Instant now) {
  TRY(const NewestAt newest, tx.get<NewestAt>(sql::message_newest_inbound_at, Args().add("now", now),
                                              "The mail could not be read."));
  return newest.at;
}

Result<std::optional<NewerMessage>> find_newer_message(ReadTx& tx, const MessageRow& message) {
  return tx.find<NewerMessage>(sql::message_newer_in_thread,
                               Args().add("thread_id", message.thread_id).add("sent_at", message.sent_at));
}

Result<bool> mark_own(Tx& tx, const std::string& message_id, const std::string& sender_key,
                      const std::string& kind_reason) {
  TRY(const std::int64_t changed, tx.exec(sql::message_mark_own, Args()
                                                                     .add("message_id", message_id)
                                                                     .add("sender_key", sender_key)
                                                                     .add("kind_reason", kind_reason)));
  return changed == 1;
}

Result<ThreadRow> get_thread(ReadTx& tx, const std::string& thread_id) {
  return tx.get<ThreadRow>(sql::thread_get, Args().add("thread_id", thread_id),
                           "There is no thread " + thread_id + ".");
}

Result<Unit> insert_thread(Tx& tx, const ThreadRow& thread) {
  return tx.put(sql::thread_insert, Args().add_all(thread));
}

Result<Unit> note_gmail_thread(Tx& tx, const std::string& thread_id, const std::string& gmail_thread_id) {
  return tx.put(sql::thread_note_gmail,
                Args().add("thread_id", thread_id).add("gmail_thread_id", gmail_thread_id));
}

Result<std::optional<std::string>> find_provider_thread(ReadTx& tx, const std::string& gmail_thread_id) {
  TRY(auto found,
      tx.find<ThreadId>(sql::thread_find_by_gmail_id, Args().add("gmail_thread_id", gmail_thread_id)));
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(std::move(found->thread_id));
}

Result<std::vector<std::string>> find_linked_threads(ReadTx& tx,
                                                     const std::vector<std::string>& rfc_message_ids) {
  std::vector<std::string> threads;
  for (const std::string& id : rfc_message_ids) {
    TRY(auto found, tx.find<ThreadId>(sql::thread_link_find, Args().add("rfc_message_id", id)));
    if (found && std::find(threads.begin(), threads.end(), found->thread_id) == threads.end()) {
      threads.push_back(std::move(found->thread_id));
    }
  }
  return threads;
}

Result<Unit> link_thread(Tx& tx, const std::string& thread_id,
                         const std::vector<std::string>& rfc_message_ids) {
  for (const std::string& id : rfc_message_ids) {
    TRY_OK(tx.put(sql::thread_link_insert, Args().add("rfc_message_id", id).add("thread_id", thread_id)));
  }
  return ok();
}

Result<Unit> merge_threads(Tx& tx, const std::string& from, const std::string& to) {
  const Args move = Args().add("from_thread_id", from).add("to_thread_id", to);
  TRY_OK(tx.put(sql::message_move_thread, move));
  TRY_OK(tx.put(sql::draft_move_thread, move));
  TRY_OK(tx.put(sql::thread_link_move, move));
  return tx.put(sql::thread_delete, Args().add("thread_id", from));
}

Result<std::vector<SubjectMatch>> list_subject_matches(ReadTx& tx, const std::string& base_subject,
                                                       Instant from_at, Instant to_at) {
  return tx.list<SubjectMatch>(
      sql::thread_list_by_subject,
      Args().add("base_subject", base_subject).add("from_at", from_at).add("to_at", to_at));
}

Result<std::int64_t> count_incoming(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::message_count_incoming, Args()));
  return rows.first_integer();
}

}  // namespace sa
