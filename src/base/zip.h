// ZipWriter: a ZIP archive, by libzip. The contents are fetched one after the other when the archive is made.
// THREADS: one at a time.
// ERRORS: that of a content, which ends the archive; internal when libzip refuses.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sa {

class ZipWriter {
 public:
  using Content = std::function<Result<std::string>()>;
  /// `name`: "mails/0001.eml", in UTF-8, each once.
  void add(std::string name, Instant at, Content content) {
    entries_.push_back({std::move(name), at, std::move(content)});
  }
  /// The bytes of the archive. In memory are they, and one content.
  Result<std::string> finish();

 private:
  struct Entry {
    std::string name;
    Instant at;
    Content content;
  };
  std::vector<Entry> entries_;
};

}  // namespace sa
