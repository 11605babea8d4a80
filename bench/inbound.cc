// B1's floor: bench_inbound MBOX DATABASE PATTERNS NEW does what importing cannot do without, and prints mails per second of
// CPU, rows and pattern hits. GMime parses each mail and decodes its parts, one RE2::Set looks at its text, and the rows that the
// program wrote for the same mails (DATABASE, read before the clock starts) are inserted into a database of the same schema
// (NEW), 64 mails a commit, synced. No judgement, no threads, no dedupe.
#include <gmime/gmime.h>
#include <re2/re2.h>
#include <re2/set.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kBatch = 64;

void check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "bench_inbound: %s\n", what);
  std::exit(1);
}

std::vector<std::string> mails_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all(std::istreambuf_iterator<char>(file), {});
  std::vector<std::string> mails;
  for (std::size_t at = all.find('\n') + 1, next; at < all.size();
       at = next == all.npos ? all.size() : all.find('\n', next + 2) + 1) {
    next = all.find("\n\nFrom ", at);
    mails.push_back(all.substr(at, next == all.npos ? next : next + 1 - at));
  }
  return mails;
}

struct Table {
  std::string insert;
  std::vector<std::vector<sqlite3_value*>> rows;
  sqlite3_stmt* statement = nullptr;
};

sqlite3_stmt* prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  check(sqlite3_prepare_v2(db, sql.c_str(), -1, &made, nullptr) == SQLITE_OK, sqlite3_errmsg(db));
  return made;
}

Table read_table(sqlite3* db, const std::string& name) {
  Table table;
  sqlite3_stmt* all = prepare(db, "SELECT * FROM " + name);
  const int columns = sqlite3_column_count(all);
  table.insert = "INSERT INTO " + name + " VALUES (?";
  for (int i = 1; i < columns; ++i) table.insert += ",?";
  table.insert += ")";
  while (sqlite3_step(all) == SQLITE_ROW) {
    table.rows.emplace_back();
    for (int i = 0; i < columns; ++i)
      table.rows.back().push_back(sqlite3_value_dup(sqlite3_column_value(all, i)));
  }
  sqlite3_finalize(all);
  return table;
}

void run(sqlite3* db, const std::string& sql) {
  check(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(db));
}

/// The share of the table's rows that belongs to mail `i` of `count`.
std::size_t insert_share(Table& table, std::size_t i, std::size_t count) {
  const std::size_t from = table.rows.size() * i / count;
  const std::size_t to = table.rows.size() * (i + 1) / count;
  for (std::size_t row = from; row < to; ++row) {
    for (std::size_t column = 0; column < table.rows[row].size(); ++column)
      sqlite3_bind_value(table.statement, static_cast<int>(column) + 1, table.rows[row][column]);
    check(sqlite3_step(table.statement) == SQLITE_DONE, "an insert failed");
    sqlite3_reset(table.statement);
  }
  return to - from;
}

void add_part(GMimeObject*, GMimeObject* part, gpointer text) {
  if (!GMIME_IS_TEXT_PART(part)) return;
  char* words = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
  if (words) static_cast<std::string*>(text)->append(words);
  g_free(words);
}

std::string text_of(const std::string& raw) {
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(raw.data(), raw.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
  std::string text;
  if (message) g_mime_message_foreach(message, add_part, &text);
  if (message) g_object_unref(message);
  g_object_unref(parser);
  g_object_unref(stream);
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  check(argc == 5, "usage: bench_inbound MBOX DATABASE PATTERNS NEW");
  g_mime_init();
  const auto mails = mails_of(argv[1]);
  sqlite3* from = nullptr;
  sqlite3* to = nullptr;
  check(sqlite3_open(argv[2], &from) == SQLITE_OK && sqlite3_open(argv[4], &to) == SQLITE_OK, "no database");
  run(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF");
  sqlite3_stmt* schema = prepare(
      from, "SELECT sql, name, type FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
  std::vector<Table> tables;
  while (sqlite3_step(schema) == SQLITE_ROW) {
    const auto column = [&](int i) {
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(schema, i)));
    };
    run(to, column(0));
    if (column(2) == "table") tables.push_back(read_table(from, column(1)));
  }
  sqlite3_finalize(schema);
  for (Table& table : tables) table.statement = prepare(to, table.insert);
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  RE2::Set patterns(options, RE2::UNANCHORED);
  std::ifstream file(argv[3]);
  for (std::string line; std::getline(file, line);) patterns.Add("(?i)\\b(?:" + line + ")", nullptr);
  check(patterns.Compile(), "the set does not compile");

  std::size_t rows = 0, hits = 0;
  const std::clock_t start = std::clock();
  for (std::size_t i = 0; i < mails.size(); ++i) {
    if (i % kBatch == 0) run(to, "BEGIN IMMEDIATE");
    std::vector<int> found;
    patterns.Match(text_of(mails[i]), &found);
    hits += found.size();
    for (Table& table : tables) rows += insert_share(table, i, mails.size());
    if (i % kBatch == kBatch - 1 || i + 1 == mails.size()) run(to, "COMMIT");
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%.0f %zu %zu %zu\n", static_cast<double>(mails.size()) / seconds, mails.size(), rows, hits);
  return 0;
}
