// Inbound mails, raw: bounded, UTF-8 throughout, and the same answer twice.
#include "base/text/utf8.h"
#include "mail/mime/message.h"
#include "tests/fuzz/fuzz.h"

namespace {

bool is_utf8(std::string_view text) {
  return sa::utf8_valid_prefix(text) == text.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw = sa::fuzz_text(data, size);
  sa::ParseLimits limits;
  limits.max_text_bytes = 64u << 10;
  const auto message = sa::parse_message(raw, limits);
  if (!message) return 0;
  SA_PROMISE(message->text.size() <= limits.max_text_bytes, "the text is cut at its limit");
  SA_PROMISE(is_utf8(message->subject) && is_utf8(message->text) && is_utf8(message->html), "valid UTF-8");
  SA_PROMISE(is_utf8(message->from.name) && is_utf8(message->from.address), "valid UTF-8 in addresses");
  for (const sa::MessageHeader& header : message->headers)
    SA_PROMISE(is_utf8(header.value), "valid UTF-8 in headers");
  SA_PROMISE(!message->message_id.empty(), "every mail has an id");
  SA_PROMISE(message->message_id.find_first_of("\r\n") == std::string::npos, "an id is one line");
  const auto again = sa::parse_message(raw, limits);
  SA_PROMISE(again && again->message_id == message->message_id && again->text == message->text,
             "the same twice");
  return 0;
}
