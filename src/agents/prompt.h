// The text of prompts/<agent>.md with its version, and the reading of policy files.
// THREADS: values and pure functions.
// ERRORS: invalid or not_found, naming the file.
#pragma once

#include <string>
#include <string_view>

#include "base/reflect/reflect.h"
#include "base/result.h"
#include "mail/analysis.h"

namespace sa {

struct Prompt {
  std::string agent;
  std::string text;
  std::string version;  ///< text_version(text)
};

/// The first 12 characters of the SHA-256 of `text`: what a prompt or a policy file is called in runs and
/// drafts.
std::string text_version(std::string_view text);

Result<std::string> read_text(const PolicyLookup& lookup, std::string_view path);
Result<Prompt> load_prompt(const PolicyLookup& lookup, std::string_view agent);

/// `error` with the file's path before its words.
Error in_file(Error error, std::string_view path);

/// A policy file as its struct; a member that the struct does not have is an error.
template <class T>
Result<T> read_policy(const PolicyLookup& lookup, std::string_view path) {
  TRY(const std::string text, read_text(lookup, path));
  Result<T> made = from_json_text<T>(text);
  if (!made) return in_file(std::move(made).error(), path);
  return made;
}

}  // namespace sa
