#include "core/audit/audit.h"

#include "base/crypto/hash.h"

namespace sa {

namespace {

/// The fields but the words, in the order that both versions hash them in.
void add_fields(const AuditRow& row, Canonical* fields) {
  fields->add(std::to_string(row.seq)).add(row.draft_id).add(std::to_string(row.at.ms)).add(row.actor);
  // An absent status and an empty one are different facts: the first is written as "-".
  fields->add(row.actor_id).add(row.mode).add(row.action).add(row.from_status ? "=" + *row.from_status : "-");
  fields->add(row.status).add(std::to_string(row.version)).add(row.content_hash);
}

std::string hash_with_words(const AuditRow& row) {
  Canonical fields;
  fields.add("audit-1");
  add_fields(row, &fields);
  fields.add(row.reason).add(row.details).add(row.trace_id).add(row.previous_hash);
  return sha256_hex(fields.text());
}

std::string hash_without_words(const AuditRow& row) {
  Canonical fields;
  fields.add("audit-2");
  add_fields(row, &fields);
  fields.add(row.detail_hash).add(row.trace_id).add(row.previous_hash);
  return sha256_hex(fields.text());
}

bool is_untouched(const AuditRow& row) {
  if (row.hash_version != 1 && row.hash_version != 2) return false;
  if (!row.salt && !(row.reason.empty() && row.details == "{}")) return false;
  if (row.salt && row.detail_hash != detail_hash(*row.salt, row.reason, row.details)) return false;
  // The hash of an old row whose words are erased cannot be computed: the seal proves it.
  const bool is_sealed_only = row.hash_version == 1 && !row.salt;
  return is_sealed_only || row.hash == audit_hash(row);
}

}  // namespace

std::string audit_hash(const AuditRow& row) {
  return row.hash_version == 1 ? hash_with_words(row) : hash_without_words(row);
}

std::string detail_hash(std::string_view salt, std::string_view reason, std::string_view details) {
  return sha256_hex(std::string(salt) + Canonical().add(reason).add(details).text());
}

std::string add_to_seal(const std::string& seal, const AuditRow& row) {
  return sha256_hex(Canonical().add("seal-1").add(seal).add(hash_without_words(row)).add(row.hash).text());
}

void chain(AuditRow* row, AuditHead* head) {
  row->seq = head->seq + 1;
  row->previous_hash = head->hash;
  if (row->salt) row->detail_hash = detail_hash(*row->salt, row->reason, row->details);
  row->hash = audit_hash(*row);
  *head = {row->seq, row->hash};
}

Result<Unit> verify_next(const AuditRow& row, AuditHead* head) {
  const std::string name = "Audit row " + std::to_string(row.seq) + " (draft " + row.draft_id + ") ";
  if (row.seq != head->seq + 1) {
    return conflict(name + "follows row " + std::to_string(head->seq) + ": " +
                    (row.seq > head->seq ? "the rows between them are missing." : "the order is broken."));
  }
  if (row.previous_hash != head->hash) {
    return conflict(name + "does not follow from row " + std::to_string(head->seq) +
                    ": one of the two was changed or replaced.");
  }
  if (!is_untouched(row))
    return conflict(name + "was changed after it was written: its hash does not match its content.");
  *head = {row.seq, row.hash};
  return ok();
}

}  // namespace sa
