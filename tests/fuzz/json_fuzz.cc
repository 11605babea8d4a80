// Request bodies: whatever parses can be written and parsed again, to the same document.
#include <boost/json/serialize.hpp>

#include "base/reflect/json_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto first = sa::parse_json(sa::fuzz_text(data, size), {});
  if (!first) {
    SA_PROMISE(!first.error().message.empty(), "a refusal has words");
    return 0;
  }
  const auto second = sa::parse_json(boost::json::serialize(*first), {});
  SA_PROMISE(second, "what we write, we can read");
  SA_PROMISE(*first == *second, "and it is the same");
  return 0;
}
