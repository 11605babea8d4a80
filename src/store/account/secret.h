// Rows of secrets that the program made for itself, sealed (base/crypto/secret_box.h).
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "store/engine/db.h"

namespace sa {

struct Secret {
  std::string name;
  std::string sealed;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Secret, (), (name, sealed, updated_at))

Result<std::optional<Secret>> find_secret(ReadTx& tx, const std::string& name);
/// The first of a name stands.
Result<Unit> insert_secret(Tx& tx, const Secret& secret);
/// Seals it anew, unless somebody has done so since `sealed_before` was read.
Result<Unit> replace_secret(Tx& tx, const Secret& secret, const std::string& sealed_before);
Result<Unit> delete_secret(Tx& tx, const std::string& name);

}  // namespace sa
