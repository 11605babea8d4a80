// sales-agent audit verify|export|anchor: the trail as a whole; works on a copy of the database, too.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "actions/audit/audit.h"
#include "app/cli/command.h"
#include "app/cli/progress.h"
#include "app/wiring/wire.h"
#include "base/log.h"
#include "store/engine/migrate.h"

namespace sa {
namespace {

constexpr std::size_t kMaxAnchorBytes = 64 << 20;

struct Wish {
  std::optional<std::string> database;
  std::optional<std::string> anchor;
  std::optional<std::string> out;
};

/// A path is a SQLite file. It is opened for reading only, and its schema is not touched.
Result<std::unique_ptr<Db>> open_for_reading(const Shell& shell, const Wish& wish) {
  std::string url;
  if (wish.database) {
    url = *wish.database;
    if (url.find(':') == std::string::npos || access(url.c_str(), F_OK) == 0) url = "sqlite:" + url;
  } else {
    TRY(const LoadedConfig loaded, read_config(shell));
    url = loaded.config.database_url;
  }
  constexpr std::string_view kFile = "sqlite:";
  if (url.starts_with(kFile) && access(url.c_str() + kFile.size(), F_OK) != 0) {
    return not_found("There is no database at " + url.substr(kFile.size()) + '.');
  }
  return open_named_db({.url = url, .pool_size = 1, .read_only = true});
}

/// A file of anchors: one JSON object a line, as `audit anchor` appends them.
Result<std::vector<AuditAnchor>> read_anchors(const std::string& path) {
  TRY(const std::string text, read_input(path, kMaxAnchorBytes));
  std::vector<AuditAnchor> anchors;
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto anchor = from_json_text<AuditAnchor>(line);
    if (!anchor)
      return invalid(path + ", line " + std::to_string(line_number) + ": " + anchor.error().message);
    anchors.push_back(*std::move(anchor));
  }
  if (anchors.empty()) return invalid(path + " contains no anchor.");
  return anchors;
}

void show(Shell& shell, const AuditReport& report) {
  const std::string scope = counted(report.rows, "row", "rows") + ", " +
                            counted(report.drafts, "draft", "drafts") + ", " +
                            counted(report.versions, "version", "versions") + ", " +
                            counted(report.attempts, "attempt", "attempts") +
                            (report.anchors > 0 ? ", " + counted(report.anchors, "anchor", "anchors") : "");
  if (report.ok) {
    shell.out.line(shell.out.styled(Style::good, "The audit trail is intact.") + ' ' + scope + '.');
    shell.out.write(
        fact_lines(shell.out, {{"last row", std::to_string(report.head.seq)}, {"hash", report.head.hash}}));
    if (report.unproved_versions > 0) {
      shell.out.write(
          paragraph(shell.out, counted(report.unproved_versions, "earlier version", "earlier versions") +
                                   " could be checked only by the stored hash: written before the program "
                                   "stored everything that the hash covers."));
    }
    if (report.details_erased > 0) {
      shell.out.write(paragraph(
          shell.out,
          "The texts of " + counted(report.details_erased, "row", "rows") +
              " were erased together with the people they were about; the trail lists each of these rows."));
    }
    if (report.anchors == 0) {
      shell.out.write(paragraph(
          shell.out,
          "Without an anchor (--anchor FILE), removed last rows or a recomputed chain cannot be detected."));
    }
    return;
  }
  shell.out.line(shell.out.styled(Style::bad, "The audit trail has been CHANGED.") + ' ' + scope + '.');
  for (const AuditFinding& finding : report.findings) {
    shell.out.write(paragraph(shell.out, shown(finding.words), "  - "));
  }
  if (report.more_findings > 0) shell.out.line("  and " + grouped(report.more_findings) + " more.");
}

Result<ExitCode> verify(Shell& shell, const Wish& wish) {
  std::vector<AuditAnchor> anchors;
  if (wish.anchor) {
    TRY(anchors, read_anchors(*wish.anchor));
  }
  TRY(const std::unique_ptr<Db> db, open_for_reading(shell, wish));
  TRY(const std::vector<Db::Migration> known, load_migrations(""));
  TRY_OK(db->read_now([&](ReadTx& tx) { return require_migrated(tx, known); }));
  std::optional<Progress> progress(std::in_place, shell.err, system_clock(), "Reading the trail", "rows");
  TRY(const AuditReport report, verify_audit(*db, anchors, [&](std::int64_t rows, std::int64_t of) {
        progress->update(of == 0 ? 1 : static_cast<double>(rows) / static_cast<double>(of), rows);
      }));
  progress.reset();
  if (shell.json) {
    shell.write_json_line(report);
  } else {
    show(shell, report);
  }
  return report.ok ? ExitCode::ok : ExitCode::failed;
}

Result<ExitCode> export_rows(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<Db> db, open_for_reading(shell, wish));
  std::string line;
  TRY_OK(export_audit(*db, [&](const AuditRow& row) {
    line.clear();
    write_json(line, row);
    return shell.out.line(line);
  }));
  return ExitCode::ok;
}

/// Appends a line and syncs it.
Result<Unit> append_line(const std::string& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const auto failed = [&] { return unavailable(path + " cannot be written: " + std::strerror(errno) + '.'); };
  if (file < 0) return failed();
  const std::string text = line + '\n';
  const bool is_written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  std::optional<Error> error;
  if (!is_written || ::fsync(file) != 0) error = failed();
  ::close(file);
  if (error) return *std::move(error);
  return ok();
}

Result<ExitCode> anchor(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<Db> db, open_for_reading(shell, wish));
  TRY(const AuditAnchor anchor, get_audit_anchor(*db, system_clock().now()));
  const std::string line = to_json_text(anchor);
  if (!wish.out) {
    shell.out.line(line);
    return ExitCode::ok;
  }
  TRY_OK(append_line(*wish.out, line));
  if (shell.json) {
    shell.out.line(line);
  } else {
    shell.out.line("Anchored row " + std::to_string(anchor.seq) + " in " + *wish.out + '.');
  }
  return ExitCode::ok;
}

}  // namespace

void add_audit(CommandSpec& all) {
  constexpr const char* kDatabaseHelp =
      "A SQLite file or a database URL instead of DATABASE_URL; it is only read";
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("audit", "Verify, export or anchor the audit trail");
  family.command("verify", "Check that nobody changed the audit trail and that it matches the drafts")
      .option("--database", "PATH|URL", &wish->database, kDatabaseHelp)
      .option("--anchor", "FILE", &wish->anchor,
              "Also compare with the anchors in this file (made by audit anchor --out)")
      .run([wish](Shell& shell) { return verify(shell, *wish); });
  family.command("export", "Print every audit row as one line of JSON")
      .option("--database", "PATH|URL", &wish->database, kDatabaseHelp)
      .run([wish](Shell& shell) { return export_rows(shell, *wish); });
  family.command("anchor", "Print the hash of the newest audit row, to keep in a safe place")
      .option("--database", "PATH|URL", &wish->database, kDatabaseHelp)
      .option("--out", "FILE", &wish->out, "Append the anchor to this file")
      .run([wish](Shell& shell) { return anchor(shell, *wish); });
}

}  // namespace sa
