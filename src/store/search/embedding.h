// Rows of embeddings for the mail search.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/message/message.h"
#include "core/search/embedding.h"
#include "store/engine/db.h"

namespace sa {

/// A mail without a vector.
struct UnembeddedMessage {
  std::string message_id;
  std::string subject;
  std::string words;  ///< as much of its text as is asked for
};
BOOST_DESCRIBE_STRUCT(UnembeddedMessage, (), (message_id, subject, words))
/// Those that have none of this embedder, newest first.
Result<std::vector<UnembeddedMessage>> list_unembedded(ReadTx& tx, const std::string& embedder,
                                                       std::size_t most_characters, std::int64_t limit);

/// REQUIRES: `codes` are of kEmbeddingDimension. ERRORS: conflict, when the mail is gone.
Result<Unit> save_embedding(Tx& tx, const std::string& message_id, const std::string& embedder,
                            const EmbeddingCodes& codes, Instant now);

struct MessageEmbedding {
  std::string message_id_fk;
  std::string embedding;
  double scale = 0;
};
BOOST_DESCRIBE_STRUCT(MessageEmbedding, (), (message_id_fk, embedding, scale))
/// A page of all vectors of an embedder, by message: those behind `after_id`, which is empty for the first page.
Result<std::vector<MessageEmbedding>> list_embeddings(ReadTx& tx, const std::string& embedder,
                                                      const std::string& after_id, std::int64_t limit);

/// The data shown for a mail that was found.
struct FoundMessage {
  std::string message_id;
  std::string thread_id;
  Direction direction = Direction::in;
  std::string subject;
  std::string sender;
  std::string sender_name;
  Instant sent_at;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(FoundMessage, (),
                      (message_id, thread_id, direction, subject, sender, sender_name, sent_at, words))
Result<std::optional<FoundMessage>> find_found_message(ReadTx& tx, const std::string& message_id,
                                                       std::size_t most_characters);
/// Mails from any of these normalised addresses, newest first.
Result<std::vector<std::string>> list_messages_from(ReadTx& tx, const std::vector<std::string>& sender_keys,
                                                    std::int64_t limit);
Result<std::int64_t> count_messages(ReadTx& tx);

}  // namespace sa
