// Suppressions (who must not be contacted, organisation-wide), and the hash that identifies a person or a domain.
//
// The hash is an HMAC-SHA-256 of the alias key (mail/address/alias.h) with this installation's pepper: it is the same for all
// spellings of a mailbox, reveals nothing about the address, and remains when the person is erased.
// THREADS: values and pure functions.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace sa {

enum class SuppressionScope { address, domain };
BOOST_DESCRIBE_ENUM(SuppressionScope, address, domain)

enum class SuppressionReason { unsubscribe, objection, complaint, hard_bounce, manual };
BOOST_DESCRIBE_ENUM(SuppressionReason, unsubscribe, objection, complaint, hard_bounce, manual)

/// A standing "do not write".
struct Suppression {
  std::string suppression_id;
  std::string key_hash;
  SuppressionScope scope = SuppressionScope::address;
  SuppressionReason reason = SuppressionReason::manual;
  std::string source;  ///< where it came from: "message:<id>", "opt-out link", a person
  Instant created_at;
  std::optional<std::string> shown;  ///< the address or domain; null: not known here, or erased
};
BOOST_DESCRIBE_STRUCT(Suppression, (), (suppression_id, key_hash, scope, reason, source, created_at, shown))

/// A suppression that somebody lifted.
struct SuppressionRemoval {
  std::string removal_id;
  std::string suppression_id;
  std::string key_hash;
  SuppressionScope scope = SuppressionScope::address;
  SuppressionReason reason = SuppressionReason::manual;  ///< of the suppression, as its source and created_at
  std::string source;
  Instant created_at;
  std::optional<std::string> shown;
  Instant removed_at;
  std::string removed_by;
  std::string removal_reason;  ///< empty: none was given
  std::string proof;           ///< of new consent; empty: none was given
};
BOOST_DESCRIBE_STRUCT(SuppressionRemoval, (),
                      (removal_id, suppression_id, key_hash, scope, reason, source, created_at, shown,
                       removed_at, removed_by, removal_reason, proof))

/// Whether the contact opted out themselves, which only new consent can end.
bool is_opt_out(SuppressionReason reason);

/// The `source` of an erased person's suppression; their mail and records are kept out, too.
inline constexpr const char* kErasureSource = "erasure";

/// 64 hex digits.
std::string key_hash(std::string_view pepper, std::string_view alias_key);
std::string domain_hash(std::string_view pepper, std::string_view domain);

/// "mail.acme.example": itself and "acme.example", which covers it. A name without a dot is nobody's mail domain.
std::vector<std::string_view> covering_domains(std::string_view domain);

}  // namespace sa
