// Rows of incoming and outgoing mail, and of the threads they form.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/message/message.h"
#include "store/draft/draft.h"
#include "store/engine/db.h"

namespace sa {

/// A provider's data about a mail.
struct ProviderMetadata {
  std::vector<std::string> labels;  ///< Gmail's, or the folder
};
BOOST_DESCRIBE_STRUCT(ProviderMetadata, (), (labels))

struct MessageRow {
  std::string message_id;  ///< ours
  std::string rfc_message_id;
  std::string content_sha256;                      ///< of the raw bytes
  std::optional<std::string> provider_message_id;  ///< the id at the provider that it came from
  std::optional<std::string> gmail_id;             ///< the same where that is Gmail
  std::optional<ProviderMetadata> gmail_metadata;  ///< of the provider, whichever that is
  std::string thread_id;
  std::string linked_by;  ///< how it found its thread: start, references, subject (a guess, shown as such)
  Direction direction = Direction::in;
  MessageKind kind = MessageKind::human_reply;
  std::string kind_reason;
  std::string sender;  ///< address as written
  std::string sender_name;
  std::string sender_key;  ///< normalised address
  std::vector<std::string> recipients;
  std::string subject;
  std::string base_subject;
  std::optional<std::string> in_reply_to;
  std::vector<std::string> reference_ids;
  Instant sent_at;
  std::string text;        ///< plain text; at most kStoredTextBytes
  std::string reply_text;  ///< the new words
  std::int64_t html_bytes =
      0;  ///< of all HTML of the mail, of which at most kStoredHtmlBytes are kept; 0: it has none
  boost::json::value attachments;
  boost::json::value analysis;  ///< a mail Analysis
  std::int64_t size_bytes = 0;
  std::string source;  ///< the file and offset, or the provider, that it came from
  Instant created_at;
  std::string mailbox_id;  ///< of ours, that it came to or left from
};
BOOST_DESCRIBE_STRUCT(MessageRow, (),
                      (message_id, rfc_message_id, content_sha256, provider_message_id, gmail_id,
                       gmail_metadata, thread_id, linked_by, direction, kind, kind_reason, sender,
                       sender_name, sender_key, recipients, subject, base_subject, in_reply_to, reference_ids,
                       sent_at, text, reply_text, html_bytes, attachments, analysis, size_bytes, source,
                       created_at, mailbox_id))

inline constexpr std::size_t kStoredTextBytes = 256 << 10;
inline constexpr std::size_t kStoredHtmlBytes = 512 << 10;

struct ThreadRow {
  std::string thread_id;
  std::string subject;
  std::string base_subject;
  std::optional<std::string> gmail_thread_id;
  Instant created_at;
  std::string mailbox_id;  ///< of ours, in which it was begun
};
BOOST_DESCRIBE_STRUCT(ThreadRow, (),
                      (thread_id, subject, base_subject, gmail_thread_id, created_at, mailbox_id))

Result<std::optional<std::string>> find_message(ReadTx& tx, const std::string& rfc_message_id);
Result<std::optional<std::string>> find_message_of_provider(ReadTx& tx,
                                                            const std::string& provider_message_id,
                                                            const std::string& mailbox_id);
Result<MessageRow> get_message(ReadTx& tx, const std::string& message_id);
/// How many mails came in.
Result<std::int64_t> count_incoming(ReadTx& tx);
/// The HTML as it was sent, never safe to show unsanitised; null when the mail has none.
Result<std::optional<std::string>> get_message_html(ReadTx& tx, const std::string& message_id);
/// Whom a mail went to, for who looks for the mails to an address; insert_message does it.
Result<Unit> insert_message_recipients(Tx& tx, const std::string& message_id, Instant sent_at,
                                       const std::vector<std::string>& recipients);
/// The recipients of mails in the order of ids.
struct MessageRecipients {
  std::string message_id;
  Instant sent_at;
  std::vector<std::string> recipients;
};
BOOST_DESCRIBE_STRUCT(MessageRecipients, (), (message_id, sent_at, recipients))
Result<std::vector<MessageRecipients>> list_message_recipients(ReadTx& tx, const std::string& after_id,
                                                               std::int64_t limit);
/// REQUIRES: `html` is valid UTF-8 without NUL, at most kStoredHtmlBytes long; null when the mail has none.
Result<Unit> insert_message(Tx& tx, const MessageRow& message, const std::optional<std::string>& html);
/// Newest first.
Result<std::vector<MessageRow>> list_messages(ReadTx& tx, const Page& page);
Result<std::vector<MessageRow>> list_thread_messages(ReadTx& tx, const std::string& thread_id);
/// The date of the newest incoming mail, not after `now`; null when there is none.
Result<std::optional<Instant>> find_newest_inbound_at(ReadTx& tx, Instant now);

/// A mail that came after another in its thread and makes an answer to it pointless.
struct NewerMessage {
  Direction direction = Direction::in;
  MessageKind kind = MessageKind::human_reply;
  std::string message_id;
};
BOOST_DESCRIBE_STRUCT(NewerMessage, (), (direction, kind, message_id))
Result<std::optional<NewerMessage>> find_newer_message(ReadTx& tx, const MessageRow& message);

/// Makes a message that was held to be bulk our own. False when it was not, or is from somebody else.
Result<bool> mark_own(Tx& tx, const std::string& message_id, const std::string& sender_key,
                      const std::string& kind_reason);
Result<ThreadRow> get_thread(ReadTx& tx, const std::string& thread_id);
Result<Unit> insert_thread(Tx& tx, const ThreadRow& thread);
/// Notes the provider's conversation of a thread; the first one stands.
Result<Unit> note_gmail_thread(Tx& tx, const std::string& thread_id, const std::string& gmail_thread_id);
/// The oldest thread that is this conversation of the provider.
Result<std::optional<std::string>> find_provider_thread(ReadTx& tx, const std::string& gmail_thread_id);
/// The threads that know any of these Message-IDs, each once, in the order of the ids.
Result<std::vector<std::string>> find_linked_threads(ReadTx& tx,
                                                     const std::vector<std::string>& rfc_message_ids);
/// Notes that these Message-IDs belong to the thread.
Result<Unit> link_thread(Tx& tx, const std::string& thread_id,
                         const std::vector<std::string>& rfc_message_ids);
/// Makes `from` part of `to`: messages, drafts and links move, the empty thread goes.
Result<Unit> merge_threads(Tx& tx, const std::string& from, const std::string& to);

/// A mail of a thread with the same base subject.
struct SubjectMatch {
  std::string thread_id;
  Instant last_at;
  std::string sender_key;
  std::vector<std::string> recipients;
};
BOOST_DESCRIBE_STRUCT(SubjectMatch, (), (thread_id, last_at, sender_key, recipients))
Result<std::vector<SubjectMatch>> list_subject_matches(ReadTx& tx, const std::string& base_subject,
                                                       Instant from_at, Instant to_at);

}  // namespace sa
