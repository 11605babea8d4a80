#include "core/audit/audit.h"

#include "base/crypto/hash.h"

namespace sa {

std::string audit_hash(const AuditRow& row) {
  Canonical fields;
  fields.add("audit-1")
      .add(std::to_string(row.seq))
      .add(row.draft_id)
      .add(std::to_string(row.at.ms))
      .add(row.actor);
  // An absent status and an empty one are different facts: the first is written as "-".
  fields.add(row.actor_id).add(row.mode).add(row.action).add(row.from_status ? "=" + *row.from_status : "-");
  fields.add(row.status)
      .add(std::to_string(row.version))
      .add(row.content_hash)
      .add(row.reason)
      .add(row.details);
  fields.add(row.trace_id).add(row.previous_hash);
  return sha256_hex(fields.text());
}

void chain(AuditRow* row, AuditHead* head) {
  row->seq = head->seq + 1;
  row->previous_hash = head->hash;
  row->hash = audit_hash(*row);
  *head = {row->seq, row->hash};
}

Result<Unit> verify_next(const AuditRow& row, AuditHead* head) {
  const std::string name = "Audit row " + std::to_string(row.seq) + " (draft " + row.draft_id + ") ";
  if (row.seq != head->seq + 1) {
    return conflict(name + "follows row " + std::to_string(head->seq) + ": " +
                    (row.seq > head->seq ? "rows between them are missing." : "the order is broken."));
  }
  if (row.previous_hash != head->hash) {
    return conflict(name + "does not continue row " + std::to_string(head->seq) +
                    ": one of the two was changed or replaced.");
  }
  if (row.hash != audit_hash(row))
    return conflict(name + "was changed after it was written: its hash does not match.");
  *head = {row.seq, row.hash};
  return ok();
}

}  // namespace sa
