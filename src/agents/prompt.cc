#include "agents/prompt.h"

#include "base/crypto/hash.h"

namespace sa {

std::string text_version(std::string_view text) {
  return sha256_hex(text).substr(0, 12);
}

Result<std::string> read_text(const PolicyLookup& lookup, std::string_view path) {
  if (auto text = lookup(path)) return *std::move(text);
  return not_found(
      std::string(path) +
      " is missing. It is built into the program: check POLICY_DIR and the other *_DIR settings.");
}

Result<Prompt> load_prompt(const PolicyLookup& lookup, std::string_view agent) {
  TRY(std::string text, read_text(lookup, "prompts/" + std::string(agent) + ".md"));
  std::string version = text_version(text);
  return Prompt{std::string(agent), std::move(text), std::move(version)};
}

Error in_file(Error error, std::string_view path) {
  error.message = std::string(path) + ": " + error.message;
  return error;
}

}  // namespace sa
