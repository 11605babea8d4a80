// Addresses: the normal form is a fixed point, one line, with one @, in ASCII where the domain is.
#include "mail/address/address.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = sa::fuzz_text(data, size);
  const auto normal = sa::normalize_address(text);
  const std::string folded = sa::fold_address(text);
  if (!normal) return 0;
  SA_PROMISE(normal->size() <= 254, "an address that can be sent to");
  SA_PROMISE(normal->find_first_of("\r\n\t ,;<>") == std::string::npos, "one address, nothing beside it");
  for (const char c : sa::domain_of(*normal)) SA_PROMISE(c > ' ' && c < 127, "the domain as A-labels");
  const auto again = sa::normalize_address(*normal);
  SA_PROMISE(again && *again == *normal, "the normal form is its own normal form");
  SA_PROMISE(folded == *normal, "fold_address agrees");
  return 0;
}
