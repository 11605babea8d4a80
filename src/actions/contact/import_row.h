// One row of a contact list: what it says, whether it can be taken, and what becomes of it.
// THREADS: inside a transaction; one import at a time for each ImportDesk.
// ERRORS: those of store/engine/db.h; a row that is refused is an outcome.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actions/contact/record.h"
#include "actions/services.h"
#include "core/contact/csv.h"
#include "core/contact/import.h"

namespace sa {

/// What a row says of a person. An empty text says nothing.
struct ImportedPerson {
  std::vector<NewAddress> addresses;
  Contact fields;
  std::string domain;  ///< of the company
};

struct JudgedRow {
  RowOutcome outcome = RowOutcome::blank;
  std::optional<ImportError> error;  ///< of a rejected row
};

/// Takes the rows of one import, in order.
class ImportDesk {
 public:
  ImportDesk(Services& services, const ContactImport& import);

  /// The options' own values. ERRORS: invalid, naming the option.
  Result<Unit> read_options(ReadTx& tx);
  /// Judges the row and stores what follows from it.
  Result<JudgedRow> take(Tx& tx, const CsvRow& row, Instant now);
  /// What `take` would do; it remembers the addresses itself.
  Result<JudgedRow> try_out(ReadTx& tx, const CsvRow& row, Instant now);

 private:
  struct Refusal {
    std::string rule;
    std::string words;
    std::string column;
  };
  struct Reading {
    ImportedPerson person;
    std::optional<Refusal> refusal;
  };

  Result<Reading> read(ReadTx& tx, const CsvRow& row);
  Result<std::optional<Refusal>> read_cell(ReadTx& tx, const std::string& field, const std::string& text,
                                           ImportedPerson* person);
  Result<std::optional<std::string>> find_owner(ReadTx& tx, const std::string& text);
  /// What every row is judged by, up to duplicate_in_file; null: the row counts.
  Result<std::optional<JudgedRow>> judge(ReadTx& tx, const CsvRow& row, Instant now, Reading* reading,
                                         std::optional<Contact>* known);
  JudgedRow refused(const CsvRow& row, const Refusal& why, Instant now) const;
  /// `known` with what the row adds; whether something changed.
  bool merge(const ImportedPerson& person, Contact* known) const;
  Result<std::vector<NewAddress>> new_addresses(ReadTx& tx, const ImportedPerson& person) const;
  Result<RowOutcome> store(Tx& tx, const ImportedPerson& person, const std::optional<Contact>& known,
                           Instant now);

  Services& services_;
  ContactImport import_;
  std::optional<Instant> basis_at_;
  std::optional<std::string> owner_;
  std::map<std::string, std::optional<std::string>> owners_;  ///< those that were looked up
  /// Of a dry run: whose each address of the file would be, both by a part of a hash; 0: nobody's.
  std::unordered_map<std::uint64_t, std::uint64_t> seen_;
};

}  // namespace sa
