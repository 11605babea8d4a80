#include "actions/audit/audit.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "actions/audit/audit_draft.h"
#include "base/reflect/reflect.h"
#include "core/audit/replay.h"
#include "store/audit/audit.h"
#include "store/audit/audit_check.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 1000;
constexpr std::int64_t kContentPage = 200;  ///< drafts with their whole text
constexpr std::int64_t kBeforeFirst = std::numeric_limits<std::int64_t>::min();

std::string row_name(std::int64_t seq, const std::string& draft_id) {
  return "Audit row " + std::to_string(seq) + " (draft " + draft_id + ") ";
}

/// The triggers that 0001_core.sql makes.
std::vector<std::string> guards_of(const std::string& engine) {
  if (engine == "sqlite") return {"draft_audit_log_no_delete", "draft_audit_log_no_update"};
  return {"draft_audit_log_append_only", "draft_audit_log_no_truncate"};
}

/// One verification, in one transaction.
class Verification {
 public:
  Verification(ReadTx& tx, const std::vector<AuditAnchor>& anchors) : tx_(tx) {
    for (const AuditAnchor& anchor : anchors) anchors_.emplace(anchor.seq, anchor.hash);
    report_.anchors = static_cast<std::int64_t>(anchors.size());
    report_.head = {0, kAuditGenesis};
  }

  Result<AuditReport> run(const std::string& engine, const AuditProgress& progress) {
    TRY(const std::int64_t undetailed, count_undetailed_audit(tx_));
    if (undetailed > 0)
      return conflict(
          "The audit trail still has the format of an earlier version. Start the server once to convert it.");
    TRY_OK(read_erasures());
    TRY_OK(check_chain(progress));
    check_tail();
    TRY_OK(check_steps());
    TRY_OK(check_states());
    TRY_OK(check_drafts_exist());
    TRY_OK(check_contents());
    TRY_OK(check_guards(engine));
    TRY_OK(check_storage());
    report_.ok = report_.findings.empty();
    return std::move(report_);
  }

 private:
  void add(AuditFault fault, std::optional<std::int64_t> seq, std::optional<std::string> draft_id,
           std::string words) {
    if (report_.findings.size() == kMaxAuditFindings) {
      ++report_.more_findings;
      return;
    }
    report_.findings.push_back({fault, seq, std::move(draft_id), std::move(words)});
  }

  Result<Unit> check_chain(const AuditProgress& progress) {
    TRY(const std::int64_t count, count_audit(tx_));
    std::int64_t after = kBeforeFirst;
    while (true) {
      TRY(const std::vector<AuditRow> rows, list_audit_after(tx_, after, kPage));
      for (const AuditRow& row : rows) check_row(row);
      report_.rows += static_cast<std::int64_t>(rows.size());
      if (progress) progress(report_.rows, count);
      if (rows.empty()) return ok();
      after = rows.back().seq;
    }
  }

  /// Which rows the erasures name. That these were not changed themselves is for the chain to tell.
  Result<Unit> read_erasures() {
    TRY(const std::vector<AuditRow> erasures, list_audit_of_action(tx_, kErase));
    for (const AuditRow& row : erasures) {
      const auto details = parse_json(row.details);
      const auto* rows =
          details && details->is_object() ? details->get_object().if_contains("rows") : nullptr;
      if (!rows || !rows->is_array()) continue;
      for (const auto& seq : rows->get_array()) {
        if (seq.is_int64()) erased_.insert(seq.get_int64());
      }
    }
    return ok();
  }

  void check_detail(const AuditRow& row) {
    if (row.salt) return;
    ++report_.details_erased;
    if (erased_.contains(row.seq)) return;
    add(AuditFault::detail_missing, row.seq, row.draft_id,
        row_name(row.seq, row.draft_id) + "has lost its reason and details, and no erasure accounts for it.");
  }

  /// The rows of version 1 come first, and the row behind the last of them seals them.
  void check_seal(const AuditRow& row) {
    if (row.hash_version == 1) {
      if (is_sealed_)
        return add_seal_finding(row, "has the old format but comes after the seal of the old rows.");
      seal_ = add_to_seal(seal_, row);
      has_old_rows_ = true;
      return;
    }
    const bool must_seal = has_old_rows_ && !is_sealed_;
    is_sealed_ = true;
    if (!must_seal) return;
    const auto details = parse_json(row.details);
    const auto* seal = details && details->is_object() ? details->get_object().if_contains("seal") : nullptr;
    if (row.action != kRechain || !seal || *seal != boost::json::value(seal_))
      add_seal_finding(row, "does not seal the rows before it: one of the erased rows was changed.");
  }
  void add_seal_finding(const AuditRow& row, const char* words) {
    add(AuditFault::seal_broken, row.seq, row.draft_id, row_name(row.seq, row.draft_id) + words);
  }

  void check_row(const AuditRow& row) {
    check_detail(row);
    check_seal(row);
    AuditHead& head = report_.head;
    const bool is_next = row.seq == head.seq + 1;
    const bool continues = row.previous_hash == head.hash;
    if (const auto verified = verify_next(row, &head); !verified) {
      const AuditFault fault = !is_next     ? AuditFault::row_missing
                               : !continues ? AuditFault::chain_broken
                                            : AuditFault::row_changed;
      add(fault, row.seq, row.draft_id, verified.error().message);
      // The chain is followed on from what the row says of itself, so that each fault is named once.
      head = {row.seq, row.hash};
    }
    for (auto [anchor, end] = anchors_.equal_range(row.seq); anchor != end; ++anchor) {
      if (anchor->second == row.hash) continue;
      add(AuditFault::chain_replaced, row.seq, row.draft_id,
          row_name(row.seq, row.draft_id) +
              "does not match its anchor: the chain was recomputed from this row or an earlier one.");
    }
  }

  void check_tail() {
    const std::int64_t last = report_.head.seq;
    for (const auto& [seq, hash] : anchors_) {
      if (seq > last) {
        add(AuditFault::tail_missing, seq, std::nullopt,
            "Audit row " + std::to_string(seq) + " was anchored, but the trail ends at row " +
                std::to_string(last) + ": the last rows were removed.");
      } else if (seq <= 0 && hash != kAuditGenesis) {
        add(AuditFault::chain_replaced, seq, std::nullopt,
            "The anchor of row " + std::to_string(seq) + " does not belong to this trail.");
      }
    }
  }

  Result<Unit> check_steps() {
    std::int64_t after = kBeforeFirst;
    while (true) {
      TRY(const std::vector<BrokenStep> steps, list_broken_steps(tx_, after, kPage));
      for (const BrokenStep& step : steps) {
        add(AuditFault::step_broken, step.seq, step.draft_id,
            row_name(step.seq, step.draft_id) + "starts from " + step.from_status.value_or("nothing") +
                ", but the draft's previous row ended at " + step.status_before.value_or("nothing") + '.');
      }
      if (steps.empty()) return ok();
      after = steps.back().seq;
    }
  }

  Result<Unit> check_states() {
    std::string after;
    while (true) {
      TRY(const std::vector<TrailEnd> drafts, list_trail_ends(tx_, after, kPage));
      for (const TrailEnd& draft : drafts) check_state(draft);
      report_.drafts += static_cast<std::int64_t>(drafts.size());
      if (drafts.empty()) return ok();
      after = drafts.back().draft_id;
    }
  }

  void check_state(const TrailEnd& draft) {
    if (!draft.seq) {
      return add(AuditFault::draft_untracked, std::nullopt, draft.draft_id,
                 "Draft " + draft.draft_id + " is " + draft.status + ", but it is not in the audit trail.");
    }
    const auto differs = [&](const char* what, const std::string& is, const std::string& trail) {
      if (is == trail) return;
      add(AuditFault::state_differs, draft.seq, draft.draft_id,
          "Draft " + draft.draft_id + " has the " + what + ' ' + is + ", but its last audit row " +
              std::to_string(*draft.seq) + " says " + trail + '.');
    };
    differs("status", draft.status, draft.trail_status.value_or(""));
    differs("version", std::to_string(draft.version), std::to_string(draft.trail_version.value_or(0)));
    differs("content hash", draft.content_hash, draft.trail_content_hash.value_or(""));
  }

  Result<Unit> check_drafts_exist() {
    std::int64_t after = kBeforeFirst;
    while (true) {
      TRY(const std::vector<RowOfDraft> rows, list_rows_without_draft(tx_, after, kPage));
      for (const RowOfDraft& row : rows) {
        add(AuditFault::draft_missing, row.seq, row.draft_id,
            row_name(row.seq, row.draft_id) + "refers to a draft that no longer exists.");
      }
      if (rows.empty()) return ok();
      after = rows.back().seq;
    }
  }

  Result<Unit> check_contents() {
    std::string after;
    while (true) {
      TRY(const std::vector<StoredDraft> drafts, list_stored_drafts(tx_, after, kContentPage));
      if (drafts.empty()) return ok();
      TRY_OK(check_page(drafts, {after, drafts.back().id}));
      after = drafts.back().id;
    }
  }

  /// One page of drafts with all that belongs to them. A draft without a trail is a finding already, and has nothing to
  /// be compared with.
  Result<Unit> check_page(const std::vector<StoredDraft>& drafts, const DraftRange& range) {
    std::map<std::string, Page> pages;
    for (const StoredDraft& draft : drafts) pages[draft.id].draft = &draft;
    TRY_OK(each_audit_row(tx_, range, [&](const AuditRow& row) {
      const auto page = pages.find(row.draft_id);
      if (page != pages.end()) replay(row, &page->second.trail);
    }));
    TRY_OK(each_stored_version(tx_, range, [&](const StoredVersion& version) {
      const auto page = pages.find(version.draft_id);
      if (page != pages.end()) check_version(version, &page->second);
    }));
    TRY(const std::vector<StoredAttempt> attempts, list_stored_attempts(tx_, range));
    for (const StoredAttempt& attempt : attempts) {
      const auto page = pages.find(attempt.draft_id);
      if (page != pages.end()) check_attempt(attempt, &page->second);
    }
    for (const StoredDraft& draft : drafts) check_draft(pages[draft.id]);
    return ok();
  }

  /// What is gathered of one draft; what was seen is taken out of `trail`, so that what stays there is missing.
  struct Page {
    const StoredDraft* draft = nullptr;
    Replay trail;
    std::string changed_fields;
  };

  Differs differs_in(const std::string& draft_id) {
    return [this, draft_id](AuditFault fault, std::string words) {
      add(fault, std::nullopt, draft_id, std::move(words));
    };
  }

  void check_version(const StoredVersion& version, Page* page) {
    ++report_.versions;
    if (page->trail.rows == 0 || page->trail.is_erased) return;
    if (!compare_version(version, page->trail, differs_in(version.draft_id))) ++report_.unproved_versions;
    page->trail.versions.erase(version.version);
    if (version.version == page->draft->version) {
      page->changed_fields = list_changed_fields(*page->draft, version);
    }
  }

  void check_attempt(const StoredAttempt& attempt, Page* page) {
    ++report_.attempts;
    if (page->trail.rows == 0 || page->trail.is_erased) return;
    compare_attempt(attempt, page->trail, differs_in(attempt.draft_id));
    page->trail.attempts.erase(attempt.attempt_id);
  }

  void check_draft(const Page& page) {
    if (page.trail.rows == 0 || page.trail.is_erased) return;
    const std::string& id = page.draft->id;
    compare_draft(*page.draft, page.trail, page.changed_fields, differs_in(id));
    for (const auto& [number, version] : page.trail.versions) {
      add(AuditFault::version_differs, std::nullopt, id,
          "Version " + std::to_string(number) + " of draft " + id +
              " is in the audit trail but no longer in the database.");
    }
    for (const auto& [attempt_id, attempt] : page.trail.attempts) {
      add(AuditFault::receipt_differs, std::nullopt, id,
          "The attempt " + attempt_id + " to send draft " + id +
              " is in the audit trail but no longer in the database.");
    }
  }

  Result<Unit> check_guards(const std::string& engine) {
    TRY(const std::vector<std::string> guards, list_audit_guards(tx_));
    for (const std::string& name : guards_of(engine)) {
      const bool is_there = std::find(guards.begin(), guards.end(), name) != guards.end();
      if (is_there) continue;
      add(AuditFault::not_append_only, std::nullopt, std::nullopt,
          "The trigger " + name +
              " is missing, disabled or replaced, so the audit trail is not append-only.");
    }
    return ok();
  }

  Result<Unit> check_storage() {
    TRY(const std::vector<std::string> problems, list_audit_storage_problems(tx_));
    for (const std::string& problem : problems) {
      add(AuditFault::storage_damaged, std::nullopt, std::nullopt,
          "The audit table is damaged: " + problem + '.');
    }
    return ok();
  }

  ReadTx& tx_;
  std::set<std::int64_t> erased_;  ///< rows whose words went, as the trail says
  std::string seal_ = kAuditGenesis;
  bool has_old_rows_ = false;
  bool is_sealed_ = false;  ///< a row of the present form was seen
  std::multimap<std::int64_t, std::string> anchors_;
  AuditReport report_;
};

}  // namespace

Result<AuditReport> verify_audit(Db& db, const std::vector<AuditAnchor>& anchors,
                                 const AuditProgress& progress) {
  return db.read_now([&](ReadTx& tx) { return Verification(tx, anchors).run(db.engine(), progress); });
}

Result<Unit> export_audit(Db& db, const std::function<bool(const AuditRow&)>& sink) {
  return db.read_now([&](ReadTx& tx) -> Result<Unit> {
    std::int64_t after = kBeforeFirst;
    while (true) {
      TRY(const std::vector<AuditRow> rows, list_audit_after(tx, after, kPage));
      for (const AuditRow& row : rows) {
        if (!sink(row)) return ok();
      }
      if (rows.empty()) return ok();
      after = rows.back().seq;
    }
  });
}

Result<AuditAnchor> get_audit_anchor(Db& db, Instant now) {
  return db.read_now([&](ReadTx& tx) -> Result<AuditAnchor> {
    TRY(const AuditHead head, get_audit_head(tx));
    TRY(const std::int64_t count, count_audit(tx));
    return AuditAnchor{head.seq, head.hash, now, count};
  });
}

}  // namespace sa
