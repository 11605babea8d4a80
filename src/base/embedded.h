// Files that are part of the program: sql/migrations, policy, prompts, samples and web/dist, by their path in the
// repository ("policy/intents.json"). The table is made by tools/embed.cc at build time.
// THREADS: constant data.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace sa {

struct EmbeddedFile {
  std::string_view path;
  const char* begin;
  const char* end;
};
extern const EmbeddedFile kEmbeddedFiles[];
extern const std::size_t kEmbeddedFileCount;

/// The bytes of the file at `path`, or null when the program holds none.
std::optional<std::string_view> find_embedded(std::string_view path);
/// The paths that begin with `prefix`, sorted.
std::vector<std::string_view> list_embedded(std::string_view prefix);

}  // namespace sa
