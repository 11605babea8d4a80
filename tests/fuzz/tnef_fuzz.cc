// winmail.dat and the rich text in it: bounded, and UTF-8 whatever came in.
#include "base/text/utf8.h"
#include "mail/mime/rtf.h"
#include "mail/mime/tnef.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = sa::fuzz_text(data, size);
  if (const auto body = sa::read_tnef(bytes)) {
    SA_PROMISE(!body->text.empty() || !body->html.empty(), "words, or nothing");
    SA_PROMISE(sa::is_utf8(body->text) && sa::is_utf8(body->html), "valid UTF-8");
  }
  const std::string rtf = sa::unpacked_rtf(bytes);
  SA_PROMISE(rtf.size() <= (4u << 20) + 18, "no more than was promised");
  SA_PROMISE(sa::is_utf8(sa::rtf_to_text(rtf)), "valid UTF-8");
  SA_PROMISE(sa::is_utf8(sa::rtf_to_text("{\\rtf1 " + std::string(bytes))), "valid UTF-8");
  return 0;
}
