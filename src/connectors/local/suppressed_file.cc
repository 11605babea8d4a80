#include "connectors/local/suppressed_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::size_t kHashChars = 64;
constexpr std::string_view kErasure = "erasure";
constexpr std::string_view kLifted = "lifted";

std::string line_of(const std::string& mark, const OptOutEntry& entry) {
  std::string word(kLifted);
  if (entry.reason) word = entry.is_erasure ? kErasure : enum_name(*entry.reason);
  return mark + ' ' + entry.key_hash + ' ' + std::string(enum_name(entry.scope)) + ' ' + word + ' ' +
         format_rfc3339(entry.at) + '\n';
}

std::optional<OptOutEntry> entry_of(const std::string& mark, const std::string& line) {
  std::istringstream words(line);
  std::string whose, scope, reason, at;
  OptOutEntry entry;
  if (!(words >> whose >> entry.key_hash >> scope >> reason >> at)) return std::nullopt;
  if (whose != mark || entry.key_hash.size() != kHashChars) return std::nullopt;
  const auto instant = parse_rfc3339(at);
  const auto known_scope = parse_enum<SuppressionScope>(scope);
  if (!instant || !known_scope) return std::nullopt;
  entry.at = *instant;
  entry.scope = *known_scope;
  entry.is_erasure = reason == kErasure;
  if (entry.is_erasure) entry.reason = SuppressionReason::objection;
  if (entry.is_erasure || reason == kLifted) return entry;
  entry.reason = parse_enum<SuppressionReason>(reason);
  return entry.reason ? std::optional(entry) : std::nullopt;
}

Error failed(const std::string& path, const char* doing) {
  return unavailable(path + " cannot be " + doing + ": " + std::strerror(errno) +
                     ". Its folder is set by STATE_DIR.");
}

}  // namespace

Result<Unit> SuppressedFile::append(const std::vector<OptOutEntry>& entries) {
  if (entries.empty()) return ok();
  const std::lock_guard lock(mutex_);
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), failure);
  // A line that a crash cut off must not swallow the next one, so each append begins a line of its own.
  std::string text = "\n";
  for (const OptOutEntry& each : entries) text += line_of(mark_, each);
  const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return failed(path_, "written");
  const bool is_written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  std::optional<Error> error;
  if (!is_written) error = failed(path_, "written");
  ::close(file);
  if (error) return *std::move(error);
  return ok();
}

Result<std::vector<OptOutEntry>> SuppressedFile::read() {
  const std::lock_guard lock(mutex_);
  std::vector<OptOutEntry> entries;
  std::error_code failure;
  if (!std::filesystem::exists(path_, failure)) return entries;
  std::ifstream in(path_);
  if (!in) return failed(path_, "read");
  for (std::string line; std::getline(in, line);) {
    if (auto entry = entry_of(mark_, line)) entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace sa
