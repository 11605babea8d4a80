#include "app/config/dotenv.h"

#include <algorithm>
#include <optional>

#include "base/text/ascii.h"

namespace sa {
namespace {

constexpr std::string_view kBlank = " \t";

bool is_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
}

/// What may stand behind a closing quote.
bool is_nothing_or_comment(std::string_view rest) {
  rest = trimmed(rest);
  return rest.empty() || rest.front() == '#';
}

struct Quoted {
  std::string value;
  std::string_view rest;  ///< behind the closing quote
};

std::optional<Quoted> single_quoted(std::string_view text) {
  const std::size_t end = text.find('\'', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Quoted{std::string(text.substr(1, end - 1)), text.substr(end + 1)};
}

std::optional<Quoted> double_quoted(std::string_view text) {
  Quoted quoted;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      quoted.rest = text.substr(i + 1);
      return quoted;
    }
    if (text[i] != '\\' || i + 1 == text.size()) {
      quoted.value += text[i];
      continue;
    }
    const char escaped = text[++i];
    if (escaped == 'n' || escaped == 't') {
      quoted.value += escaped == 'n' ? '\n' : '\t';
    } else {
      if (std::string_view("\"\\$").find(escaped) == std::string_view::npos) quoted.value += '\\';
      quoted.value += escaped;
    }
  }
  return std::nullopt;
}

std::string unquoted(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_word = i == 0 || kBlank.find(text[i - 1]) != std::string_view::npos;
    if (text[i] == '#' && begins_word) return std::string(trimmed(text.substr(0, i)));
  }
  return std::string(text);
}

/// Empty on success, else what is wrong.
std::string read_line(std::string_view line, DotenvEntry& entry) {
  if (line.starts_with("export ") || line.starts_with("export\t")) line = trimmed(line.substr(7));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "is not of the form NAME=VALUE";
  const std::string_view name = trimmed(line.substr(0, equals));
  if (!is_name(name)) return "does not begin with a name of letters, digits and _";
  entry.name = name;
  const std::string_view value = trimmed(line.substr(equals + 1));
  if (value.empty() || (value.front() != '"' && value.front() != '\'')) {
    entry.value = unquoted(value);
    return "";
  }
  auto quoted = value.front() == '"' ? double_quoted(value) : single_quoted(value);
  if (!quoted) return "has a quote that is not closed on its line";
  if (!is_nothing_or_comment(quoted->rest)) return "has text after its closing quote";
  entry.value = std::move(quoted->value);
  return "";
}

}  // namespace

Dotenv parse_dotenv(std::string_view text) {
  Dotenv read;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    DotenvEntry entry{{}, {}, number};
    if (std::string problem = read_line(line, entry); !problem.empty()) {
      read.problems.push_back({number, std::move(problem)});
    } else {
      read.entries.push_back(std::move(entry));
    }
  }
  return read;
}

}  // namespace sa
