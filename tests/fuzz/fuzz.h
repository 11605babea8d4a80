// Shared by all fuzzers: the entry point, and how a broken promise ends the run.
//
// A fuzzer is tests/fuzz/<noun>_fuzz.cc with one `extern "C" int LLVMFuzzerTestOneInput`. Beyond not crashing
// it says what must hold for every input (SA_PROMISE). Its seeds, where it has some, are in
// tests/fuzz/seeds/<noun>/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#define SA_PROMISE(condition, words)                                        \
  do {                                                                      \
    if (!(condition)) {                                                     \
      std::fprintf(stderr, "broken promise: %s (%s)\n", words, #condition); \
      std::abort();                                                         \
    }                                                                       \
  } while (false)

namespace sa {

inline std::string_view fuzz_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace sa
