// Outgoing mails: whatever a draft holds, it cannot add a header, a recipient or a second part.
#include <fuzzer/FuzzedDataProvider.h>

#include "mail/mime/build.h"
#include "mail/mime/message.h"
#include "tests/fuzz/fuzz.h"

namespace {

std::size_t header_lines_named(std::string_view raw, std::string_view name) {
  std::size_t count = 0;
  const std::string_view head = raw.substr(0, raw.find("\r\n\r\n"));
  for (std::size_t at = 0; at != std::string_view::npos && at < head.size();) {
    if (head.substr(at).starts_with(name)) ++count;
    const std::size_t end = head.find("\r\n", at);
    at = end == std::string_view::npos ? end : end + 2;
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider from(data, size);
  sa::OutgoingMail mail;
  mail.from = {from.ConsumeRandomLengthString(64), "ada@example.com"};
  mail.to = {from.ConsumeRandomLengthString(64),
             from.ConsumeBool() ? "bob@example.org" : from.ConsumeRandomLengthString(64)};
  mail.subject = from.ConsumeRandomLengthString(256);
  mail.message_id = from.ConsumeBool() ? "1@example.com" : from.ConsumeRandomLengthString(64);
  mail.in_reply_to = from.ConsumeRandomLengthString(64);
  if (from.ConsumeBool()) mail.references = {from.ConsumeRandomLengthString(64), mail.in_reply_to};
  mail.unsubscribe_url = from.ConsumeBool() ? "https://example.com/u/1" : from.ConsumeRandomLengthString(64);
  mail.footer = from.ConsumeRandomLengthString(128);
  mail.body = from.ConsumeRemainingBytesAsString();

  const auto raw = sa::build_message(mail);
  if (!raw) return 0;
  SA_PROMISE(raw->find("\r\n\r\n") != std::string::npos, "a head and a body");
  for (std::size_t at = 0; at < raw->size(); ++at) {
    if ((*raw)[at] == '\n') SA_PROMISE(at > 0 && (*raw)[at - 1] == '\r', "no bare LF");
    if ((*raw)[at] == '\r') SA_PROMISE(at + 1 < raw->size() && (*raw)[at + 1] == '\n', "no bare CR");
  }
  for (const char* name : {"From:", "To:", "Subject:", "Date:", "Message-ID:"}) {
    SA_PROMISE(header_lines_named(*raw, name) == 1,
               "each header that names somebody or something stands once");
  }
  for (const char* name : {"Bcc:", "Cc:", "Sender:", "Reply-To:"})
    SA_PROMISE(header_lines_named(*raw, name) == 0, "none added");

  const auto read = sa::parse_message(*raw);
  SA_PROMISE(read, "what we build can be read");
  SA_PROMISE(read->to.size() == 1 && read->cc.empty(), "one recipient");
  SA_PROMISE(sa::fold_address(read->to[0].address) == sa::fold_address(mail.to.address),
             "the one that was given");
  SA_PROMISE(read->from.address == "ada@example.com" && read->co_authors.empty(), "one author");
  SA_PROMISE(read->attachments.empty() && !read->has_html, "one text part");
  return 0;
}
