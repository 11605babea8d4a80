#include "store/engine/migrate.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/clock.h"
#include "base/crypto/hash.h"
#include "base/embedded.h"
#include "queries.h"

namespace sa {
namespace {

struct Applied {
  std::int64_t version = 0;
  std::string name;
  std::string checksum;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (version, name, checksum))

struct Replacement {
  std::string_view word;
  std::string_view sqlite;
};
constexpr Replacement kTypes[] = {
    {"BIGINT", "INTEGER"}, {"BOOLEAN", "INTEGER"}, {"DOUBLE PRECISION", "REAL"}, {"BYTEA", "BLOB"}};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

std::string sqlite_line(std::string_view line) {
  if (line == ");") return ") STRICT;";
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const bool starts = i == 0 || !is_word(line[i - 1]);
    const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const Replacement& candidate) {
      const std::size_t end = i + candidate.word.size();
      return starts && line.substr(i).starts_with(candidate.word) &&
             (end == line.size() || !is_word(line[end]));
    });
    if (type != std::end(kTypes)) {
      out += type->sqlite;
      i += type->word.size();
    } else {
      out += line[i++];
    }
  }
  return out;
}

Result<Db::Migration> named(std::string_view path, std::string text) {
  const std::string file = std::filesystem::path(path).filename().string();
  const bool numbered = file.size() > 9 && std::all_of(file.begin(), file.begin() + 4,
                                                       [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!numbered || file[4] != '_' || !file.ends_with(".sql")) {
    return invalid("The migration " + file + " must have a name such as 0007_what_it_does.sql.");
  }
  return Db::Migration{std::stoll(file.substr(0, 4)), file.substr(0, file.size() - 4), std::move(text)};
}

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return unavailable(path.string() + " cannot be read.");
  return text.str();
}

/// ERRORS: conflict, when what was applied is not a beginning of what the program knows.
Result<Unit> compare(const std::vector<Applied>& applied, const std::vector<Db::Migration>& known) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (i >= known.size() || applied[i].version != known[i].version) {
      return conflict("The database has the migration " + applied[i].name +
                      ", which this program does not know: the database is newer than the program. Start the "
                      "newer sales-agent, or restore a backup that matches this one.");
    }
    if (applied[i].checksum != sha256_hex(known[i].text)) {
      return conflict("The migration " + applied[i].name +
                      " was changed after it was applied. Restore the original file and put the change into "
                      "a new migration.");
    }
  }
  return ok();
}

}  // namespace

std::string translate(std::string_view text, Dialect dialect) {
  std::string out;
  bool ours = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("-- dialect: ")) {
      const std::string_view name = line.substr(12);
      ours = name == "both" || name == (dialect == Dialect::sqlite ? "sqlite" : "postgres");
    } else if (ours) {
      out += dialect == Dialect::sqlite ? sqlite_line(line) : std::string(line);
      out += '\n';
    }
  }
  return out;
}

Result<std::vector<Db::Migration>> load_migrations(const std::string& folder) {
  std::vector<Db::Migration> migrations;
  if (folder.empty()) {
    for (const std::string_view path : list_embedded("sql/migrations/")) {
      TRY(Db::Migration migration, named(path, std::string(*find_embedded(path))));
      migrations.push_back(std::move(migration));
    }
  } else {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
      if (entry.path().extension() != ".sql") continue;
      TRY(std::string text, read_file(entry.path()));
      TRY(Db::Migration migration, named(entry.path().string(), std::move(text)));
      migrations.push_back(std::move(migration));
    }
    if (failure) return unavailable("The folder " + folder + " cannot be read: " + failure.message() + ".");
  }
  std::sort(migrations.begin(), migrations.end(),
            [](const auto& a, const auto& b) { return a.version < b.version; });
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].version != static_cast<std::int64_t>(i)) {
      return invalid("The migration " + migrations[i].name + " should have the number " + std::to_string(i) +
                     ": numbers go up by one, without gaps or duplicates.");
    }
  }
  if (migrations.empty())
    return invalid("There are no migrations" + (folder.empty() ? "." : " in " + folder + "."));
  return migrations;
}

Result<Unit> require_migrated(ReadTx& tx, const std::vector<Db::Migration>& known) {
  TRY(const auto applied, tx.list<Applied>(sql::schema_migration_list, Args()));
  if (applied.size() >= known.size()) return ok();
  return conflict("The database is older than this program: it does not have the migration " +
                  known[applied.size()].name +
                  ". Run `sales-agent migrate` first; for a backup, run it on a copy.");
}

Result<std::vector<std::string>> run_migrations(EngineConnection& connection, const RunScript& run_script,
                                                const std::vector<Db::Migration>& migrations,
                                                Dialect dialect) {
  std::vector<std::string> names;
  // The first migration makes the list itself, and may be run again.
  TRY_OK(connection.begin_write());
  auto made = run_script(translate(migrations.front().text, dialect));
  auto committed = made ? connection.commit() : std::move(made);
  if (!committed) {
    connection.rollback();
    return std::move(committed).error();
  }
  while (true) {
    // The list is read again inside each transaction: another process may have migrated meanwhile.
    TRY_OK(connection.begin_write());
    const auto step = [&]() -> Result<bool> {
      TRY(const auto applied, connection.list<Applied>(sql::schema_migration_list, Args()));
      TRY_OK(compare(applied, migrations));
      if (applied.size() == migrations.size()) return false;
      const Db::Migration& next = migrations[applied.size()];
      if (applied.size() > 0) {
        auto ran = run_script(translate(next.text, dialect));
        if (!ran) {
          ran.error().message =
              "The migration " + next.name + " failed and was rolled back. " + ran.error().message;
          return std::move(ran).error();
        }
      }
      TRY_OK(connection.exec(sql::schema_migration_insert, Args()
                                                               .add("version", next.version)
                                                               .add("name", next.name)
                                                               .add("checksum", sha256_hex(next.text))
                                                               .add("applied_at", system_clock().now())));
      names.push_back(next.name);
      return true;
    };
    auto more = step();
    if (!more) {
      connection.rollback();
      return std::move(more).error();
    }
    TRY_OK(connection.commit());
    if (!*more) return names;
  }
}

}  // namespace sa
