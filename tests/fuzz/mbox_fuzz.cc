// An mbox splits into the same mails however it is cut into chunks, and resumes where it says it can.
#include <string>
#include <vector>

#include "mail/mime/mbox.h"
#include "tests/fuzz/fuzz.h"

namespace {

std::vector<sa::MboxEntry> split(std::string_view text, std::size_t chunk, std::uint64_t start) {
  std::vector<sa::MboxEntry> entries;
  sa::MboxSplitter splitter([&](sa::MboxEntry&& entry) { entries.push_back(std::move(entry)); },
                            {.max_message_bytes = 2048, .start_offset = start});
  for (std::size_t at = 0; at < text.size(); at += chunk) splitter.feed(text.substr(at, chunk));
  splitter.finish();
  return entries;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = sa::fuzz_text(data, size);
  const auto whole = split(text, size + 1, 0);
  const auto pieces = split(text, size == 0 ? 1 : 1 + data[0] % 37, 0);
  SA_PROMISE(whole.size() == pieces.size(), "as many mails");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    SA_PROMISE(whole[i].raw == pieces[i].raw && whole[i].offset == pieces[i].offset, "the same mails");
    SA_PROMISE(whole[i].raw.size() <= 2048, "bounded");
    SA_PROMISE(whole[i].next_offset > whole[i].offset && whole[i].next_offset <= size, "offsets go forward");
  }
  if (!whole.empty()) {
    const std::uint64_t middle = whole[whole.size() / 2].offset;
    const auto rest = split(text.substr(middle), 4096, middle);
    SA_PROMISE(rest.size() == whole.size() - whole.size() / 2, "resumes without loss or repetition");
  }
  return 0;
}
