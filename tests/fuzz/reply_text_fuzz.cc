// Texts of mails cut into new words, quote and signature: nothing is invented, whatever came in.
#include "base/embedded.h"
#include "base/text/utf8.h"
#include "mail/text/reply_text.h"
#include "tests/fuzz/fuzz.h"

namespace {

/// Without ">": a forward that is handed on loses the marks before its lines.
std::size_t visible(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += static_cast<unsigned char>(c) > ' ' && c != '>';
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sa::ReplyPolicy policy = *sa::ReplyPolicy::load(*sa::find_embedded("policy/reply_text.json"));
  const std::string text = sa::utf8_repaired(sa::fuzz_text(data, size));
  const sa::ReplyText reply = sa::extract_reply(text, policy);
  // A line may be shared by words and introduction, so the pieces together may repeat some, but no piece outgrows the mail.
  SA_PROMISE(visible(reply.text) <= visible(text), "no words that the mail does not have");
  SA_PROMISE(visible(reply.text) + visible(reply.quoted) + visible(reply.signature) >= visible(text),
             "what is cut is kept");
  SA_PROMISE(sa::utf8_valid_prefix(reply.text) == reply.text.size(), "valid UTF-8");
  sa::extract_reply(sa::fuzz_text(data, size), policy);
  return 0;
}
