#include "mail/text/prefilter.h"

#ifdef SA_HYPERSCAN
#include <hs/hs_runtime.h>
#endif

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>

#include "mail/text/prefilter_format.h"

#ifndef SA_HYPERSCAN

namespace sa {

const Prefilter* Prefilter::find(const std::vector<std::string>&) {
  return nullptr;
}

bool Prefilter::candidates(std::string_view, std::vector<std::size_t>*) const {
  return false;
}

}  // namespace sa

#else

// Linked into the program and into what measures it (cmake/patterns.cmake); weak, as tests do without.
extern "C" {
extern const char sa_pattern_databases[] __attribute__((weak));
}

namespace sa {
namespace {

/// Scratch memory is for one scan at a time: each thread has its own, large enough for the databases that it has used.
struct Scratch {
  hs_scratch_t* memory = nullptr;
  std::vector<bool> fits;  ///< by the number of a database

  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { hs_free_scratch(memory); }

  bool fit(const hs_database_t* database, std::size_t number) {
    if (number < fits.size() && fits[number]) return true;
    if (hs_alloc_scratch(database, &memory) != HS_SUCCESS) return false;
    if (number >= fits.size()) fits.resize(number + 1);
    fits[number] = true;
    return true;
  }
};

int take(unsigned number, unsigned long long, unsigned long long, unsigned, void* numbers) {
  static_cast<std::vector<std::size_t>*>(numbers)->push_back(number);
  return 0;
}

}  // namespace

struct Prefilter::State {
  std::size_t number = 0;
  std::uint64_t key = 0;
  std::string_view serialised;
  std::vector<std::size_t> always;
  std::once_flag once;
  hs_database_t* database = nullptr;

  const hs_database_t* open() {
    std::call_once(once, [this] {
      if (hs_valid_platform() != HS_SUCCESS ||
          hs_deserialize_database(serialised.data(), serialised.size(), &database) != HS_SUCCESS)
        database = nullptr;
    });
    return database;
  }
};

/// All of them, sorted by key, for as long as the program runs.
struct PrefilterTable {
  std::vector<std::unique_ptr<Prefilter::State> > states;
  std::vector<std::unique_ptr<Prefilter> > all;

  PrefilterTable() {
    if (sa_pattern_databases == nullptr) return;
    prefilter::Header header;
    std::memcpy(&header, sa_pattern_databases, sizeof header);
    for (std::size_t i = 0; i < header.entries; ++i) {
      prefilter::Entry entry;
      std::memcpy(&entry, sa_pattern_databases + sizeof header + i * sizeof entry, sizeof entry);
      auto state = std::make_unique<Prefilter::State>();
      state->number = i;
      state->key = entry.key;
      state->serialised = {sa_pattern_databases + entry.offset, entry.size};
      for (std::size_t k = 0; k < entry.always_count; ++k) {
        std::uint32_t number = 0;
        std::memcpy(&number, sa_pattern_databases + entry.always_offset + k * sizeof number, sizeof number);
        state->always.push_back(number);
      }
      states.push_back(std::move(state));
    }
    std::ranges::sort(states, {}, [](const auto& state) { return state->key; });
    for (const auto& state : states) all.emplace_back(new Prefilter(state.get()));
  }
};

const Prefilter* Prefilter::find(const std::vector<std::string>& expressions) {
  static const PrefilterTable table;
  if (table.all.empty()) return nullptr;
  const std::uint64_t key = prefilter::key_of(expressions);
  const auto found =
      std::ranges::lower_bound(table.all, key, {}, [](const auto& each) { return each->state_->key; });
  return found != table.all.end() && (*found)->state_->key == key ? found->get() : nullptr;
}

bool Prefilter::candidates(std::string_view text, std::vector<std::size_t>* numbers) const {
  thread_local Scratch scratch;
  const hs_database_t* database = state_->open();
  if (!database || !scratch.fit(database, state_->number)) return false;
  *numbers = state_->always;
  if (hs_scan(database, text.data(), static_cast<unsigned>(text.size()), 0, scratch.memory, &take, numbers) !=
      HS_SUCCESS)
    return false;
  std::ranges::sort(*numbers);
  return true;
}

}  // namespace sa

#endif  // SA_HYPERSCAN
