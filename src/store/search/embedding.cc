#include "store/search/embedding.h"

#include "base/reflect/reflect.h"
#include "queries.h"

namespace sa {
namespace {

struct FoundId {
  std::string message_id;
};
BOOST_DESCRIBE_STRUCT(FoundId, (), (message_id))

}  // namespace

Result<std::vector<UnembeddedMessage>> list_unembedded(ReadTx& tx, const std::string& embedder,
                                                       std::size_t most_characters, std::int64_t limit) {
  return tx.list<UnembeddedMessage>(
      sql::embedding_list_missing,
      Args().add("embedder", embedder).add("most_characters", most_characters).add("limit", limit));
}

Result<Unit> save_embedding(Tx& tx, const std::string& message_id, const std::string& embedder,
                            const EmbeddingCodes& codes, Instant now) {
  return tx.put(sql::embedding_save, Args()
                                         .add("message_id_fk", message_id)
                                         .add("embedder", embedder)
                                         .add("embedding", Bytes{codes.codes})
                                         .add("scale", codes.scale)
                                         .add("created_at", now));
}

Result<std::vector<MessageEmbedding>> list_embeddings(ReadTx& tx, const std::string& embedder,
                                                      const std::string& after_id, std::int64_t limit) {
  return tx.list<MessageEmbedding>(
      sql::embedding_list, Args().add("embedder", embedder).add("after_id", after_id).add("limit", limit));
}

Result<std::optional<FoundMessage>> find_found_message(ReadTx& tx, const std::string& message_id,
                                                       std::size_t most_characters) {
  return tx.find<FoundMessage>(sql::embedding_get_hit,
                               Args().add("message_id", message_id).add("most_characters", most_characters));
}

Result<std::vector<std::string>> list_messages_from(ReadTx& tx, const std::vector<std::string>& sender_keys,
                                                    std::int64_t limit) {
  const Args args = Args().add("sender_keys", to_json_text(sender_keys)).add("limit", limit);
  TRY(const std::vector<FoundId> rows, tx.list<FoundId>(sql::search_from, args));
  std::vector<std::string> ids;
  for (const FoundId& row : rows) ids.push_back(row.message_id);
  return ids;
}

Result<std::int64_t> count_messages(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::embedding_count_messages, Args()));
  return rows.first_integer();
}

}  // namespace sa
