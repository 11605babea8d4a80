#include "base/embedded.h"

namespace sa {

std::optional<std::string_view> find_embedded(std::string_view path) {
  for (std::size_t i = 0; i < kEmbeddedFileCount; ++i) {
    const EmbeddedFile& file = kEmbeddedFiles[i];
    if (file.path == path)
      return std::string_view(file.begin, static_cast<std::size_t>(file.end - file.begin));
  }
  return std::nullopt;
}

std::vector<std::string_view> list_embedded(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (std::size_t i = 0; i < kEmbeddedFileCount; ++i) {
    if (kEmbeddedFiles[i].path.starts_with(prefix)) paths.push_back(kEmbeddedFiles[i].path);
  }
  return paths;
}

}  // namespace sa
