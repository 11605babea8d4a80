#include "store/sequence/sequence.h"

#include "queries.h"

namespace sa {
namespace {

/// The definition keeps what it said when it was written; what has changed since stands beside it.
struct SequenceRow {
  Sequence definition;
  SequenceStatus status = SequenceStatus::DRAFT;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(SequenceRow, (), (definition, status, updated_at))

Sequence sequence_of(SequenceRow row) {
  Sequence sequence = std::move(row.definition);
  sequence.status = row.status;
  sequence.updated_at = row.updated_at;
  return sequence;
}

Args args_of(const Sequence& sequence, const std::string& created_by = "") {
  return Args()
      .add("sequence_id", sequence.sequence_id)
      .add("name", sequence.name)
      .add("version", sequence.version)
      .add("status", sequence.status)
      .add("definition", sequence)
      .add("created_at", sequence.created_at)
      .add("updated_at", sequence.updated_at)
      .add("created_by", created_by);
}

}  // namespace

Result<std::optional<Sequence>> find_sequence(ReadTx& tx, const std::string& sequence_id) {
  TRY(auto row, tx.find<SequenceRow>(sql::sequence_get, Args().add("sequence_id", sequence_id)));
  return row ? std::optional(sequence_of(*std::move(row))) : std::nullopt;
}

Result<Sequence> get_sequence(ReadTx& tx, const std::string& sequence_id) {
  TRY(auto found, find_sequence(tx, sequence_id));
  if (!found) return not_found("There is no sequence " + sequence_id + ".");
  return *std::move(found);
}

Result<Sequence> get_sequence_version(ReadTx& tx, const std::string& sequence_id, std::int64_t version) {
  TRY(SequenceRow row,
      tx.get<SequenceRow>(
          sql::sequence_version_get, Args().add("sequence_id", sequence_id).add("version", version),
          "There is no version " + std::to_string(version) + " of the sequence " + sequence_id + "."));
  return sequence_of(std::move(row));
}

Result<std::vector<Sequence>> list_sequences(ReadTx& tx, const std::optional<SequenceStatus>& status,
                                             Instant after_at, const std::string& after_id,
                                             std::int64_t limit) {
  TRY(auto rows, tx.list<SequenceRow>(sql::sequence_list,
                                      Args()
                                          .add("status", status ? enum_name(*status) : std::string_view())
                                          .add("after_at", after_at)
                                          .add("after_id", after_id)
                                          .add("limit", limit)));
  std::vector<Sequence> sequences;
  for (SequenceRow& row : rows) sequences.push_back(sequence_of(std::move(row)));
  return sequences;
}

Result<Unit> insert_sequence(Tx& tx, const Sequence& sequence, const std::string& created_by) {
  const Args args = args_of(sequence, created_by);
  TRY_OK(tx.put(sql::sequence_insert, args));
  return tx.put(sql::sequence_version_insert, args);
}

Result<Unit> insert_sequence_version(Tx& tx, const Sequence& sequence, const std::string& created_by) {
  const Args args = args_of(sequence, created_by);
  TRY_OK(tx.put(sql::sequence_update, args));
  return tx.put(sql::sequence_version_insert, args);
}

Result<Unit> update_sequence(Tx& tx, const Sequence& sequence) {
  return tx.put(sql::sequence_update, args_of(sequence));
}

}  // namespace sa
