// HTML of mails: bounded, and UTF-8 whatever came in.
#include "base/text/utf8.h"
#include "mail/mime/html_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view html = sa::fuzz_text(data, size);
  const std::string text = sa::html_to_text(sa::utf8_repaired(html), 4096);
  SA_PROMISE(text.size() <= 4096, "no more than was asked for");
  SA_PROMISE(sa::utf8_valid_prefix(text) == text.size(), "valid UTF-8");
  sa::html_to_text(html, 4096);
  return 0;
}
