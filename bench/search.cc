// B13's sides: bench_search fill FILE COUNT makes an SQLite database of COUNT mails with random vectors; bench_search
// ours|floor FILE prints searches per second of CPU and the score of the best hit. Ours reads every row of the table as
// actions/search/search.cc does; the floor has the codes in memory already and only compares.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>

#include "base/clock.h"
#include "store/engine/migrate.h"
#include "store/message/message.h"
#include "store/search/embedding.h"

namespace {

using namespace sa;

constexpr std::int64_t kPage = 500;
constexpr const char* kEmbedder = "bench";

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "bench_search: %s %s\n", result.error().message.c_str(), result.error().cause.c_str());
  std::exit(1);
}

EmbeddingCodes random_codes(std::mt19937& random) {
  std::normal_distribution<float> normal;
  Embedding made(kEmbeddingDimension);
  for (float& number : made) number = normal(random);
  normalize(&made);
  return encode(made);
}

std::unique_ptr<Db> open(const std::string& file) {
  auto db = must(open_db({.url = "sqlite:" + file}));
  must(db->migrate(must(load_migrations(""))));
  return db;
}

int fill(const std::string& file, int count) {
  const auto db = open(file);
  std::mt19937 random(1);
  constexpr int kBatch = 1000;
  for (int from = 0; from < count; from += kBatch) {
    must(db->write_now([&](Tx& tx) -> Result<Unit> {
      if (from == 0) TRY_OK(insert_thread(tx, {"t", "s", "s", std::nullopt, Instant{0}}));
      for (int i = from; i < std::min(count, from + kBatch); ++i) {
        MessageRow row;
        row.message_id = new_id(system_clock(), system_random());
        row.rfc_message_id = std::to_string(i);
        row.thread_id = "t";
        row.linked_by = "start";
        row.direction = "in";
        row.kind = "human_reply";
        row.text = row.reply_text = std::string(1000, 'x');
        TRY_OK(insert_message(tx, row, std::nullopt));
        TRY_OK(save_embedding(tx, row.message_id, kEmbedder, random_codes(random), Instant{0}));
      }
      return ok();
    }));
  }
  return 0;
}

template <class Each>
void each_row(Db& db, Each each) {
  std::string after;
  while (true) {
    auto page = must(db.read_now([&](ReadTx& tx) { return list_embeddings(tx, kEmbedder, after, kPage); }));
    for (MessageEmbedding& row : page) {
      after = row.message_id_fk;
      each(EmbeddingCodes{std::move(row.embedding), row.scale});
    }
    if (page.size() < kPage) return;
  }
}

template <class Search>
int measure(Search search) {
  std::mt19937 random(2);
  double best = search(random_codes(random));  // the file is in the system's memory
  constexpr int kSearches = 5;
  const std::clock_t from = std::clock();
  for (int i = 0; i < kSearches; ++i) best = std::max(best, search(random_codes(random)));
  const double took = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
  std::printf("%.3f %.4f\n", kSearches / took, best);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  if (what == "fill" && argc > 3) return fill(argv[2], std::atoi(argv[3]));
  if (what != "ours" && what != "floor") {
    std::fprintf(stderr, "usage: bench_search fill FILE COUNT | ours FILE | floor FILE\n");
    return 2;
  }
  const auto db = open(argv[2]);
  if (what == "ours") {
    return measure([&](const EmbeddingCodes& question) {
      double best = 0;
      each_row(*db, [&](const EmbeddingCodes& codes) { best = std::max(best, similarity(question, codes)); });
      return best;
    });
  }
  std::vector<EmbeddingCodes> all;
  each_row(*db, [&](EmbeddingCodes codes) { all.push_back(std::move(codes)); });
  return measure([&](const EmbeddingCodes& question) {
    double best = 0;
    for (const EmbeddingCodes& codes : all) best = std::max(best, similarity(question, codes));
    return best;
  });
}
