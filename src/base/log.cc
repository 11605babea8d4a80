#include "base/log.h"

#include <re2/re2.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "base/reflect/reflect.h"
#include "base/text/mask.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxFieldBytes = 2048;
constexpr std::string_view kMask = "***";

/// spdlog's part: a locked, unbuffered standard error.
spdlog::logger& standard_error() {
  static spdlog::logger logger = [] {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_pattern("%v");
    spdlog::logger made("sales-agent", std::move(sink));
    made.set_level(spdlog::level::trace);
    return made;
  }();
  return logger;
}

LogSettings& settings() {
  static LogSettings current;
  return current;
}

std::string& trace_id() {
  thread_local std::string id;
  return id;
}

/// A JSON string that is safe on a terminal too: DEL and the C1 controls, which JSON allows, are escaped as
/// well.
std::string in_quotes(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string json;
  write_json_string(json, text);
  std::string safe;
  safe.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto byte = static_cast<unsigned char>(json[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < json.size() && static_cast<unsigned char>(json[i + 1]) < 0xa0;
    if (is_c1) byte = static_cast<unsigned char>(json[++i]);
    if (is_c1 || byte == 0x7f) {
      safe += "\\u00";
      safe += kHex[byte >> 4];
      safe += kHex[byte & 15];
    } else {
      safe += json[i];
    }
  }
  return safe;
}

/// The values of "?password=geheim&ssl_key=..." are secrets as those before the host are.
std::string masked_query(std::string query) {
  // Bytes, not characters: a value must not end where it is no UTF-8.
  static const RE2 kSecret("(?i)([?&#][^=&]*(?:password|passwd|passfile|token|key|secret)=)[^&#]*",
                           RE2::Latin1);
  RE2::GlobalReplace(&query, kSecret, std::string("\\1").append(kMask));
  return query;
}

/// What stands behind "://", to the end of the word.
std::string masked_word(std::string_view word) {
  // People forget to encode the slash in a password, or its question mark: then the last @ of all is the end of it.
  const std::size_t query = std::min(word.find_first_of("?#"), word.size());
  std::size_t at = word.substr(0, query).rfind('@');
  if (at == std::string_view::npos) at = word.rfind('@');
  const std::size_t colon = word.substr(0, word.find('/')).find(':');
  if (at == std::string_view::npos || colon >= at) return masked_query(std::string(word));
  return std::string(word.substr(0, colon + 1)).append(kMask) + masked_query(std::string(word.substr(at)));
}

/// Masked before it is cut, so that a cut cannot hide the end of a URL or of an address from the mask.
std::string shortened(std::string_view text) {
  const std::string masked = mask_addresses(mask_credentials(text));
  const std::string_view kept = utf8_cut(masked, kMaxFieldBytes);
  if (kept.size() == masked.size()) return masked;
  return std::string(kept) + "... (" + std::to_string(masked.size() - kept.size()) + " bytes more)";
}

bool is_bare(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("._-:/@+,*").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

std::string shown(const LogField& field, LogFormat format) {
  return std::visit(
      [&]<class T>(const T& value) -> std::string {
        if constexpr (std::is_same_v<T, std::string_view>) {
          const std::string text = is_secret_name(field.name) ? std::string(kMask) : shortened(value);
          return format == LogFormat::text && is_bare(text) ? text : in_quotes(text);
        } else {
          return to_json_text(value);  // a number is no secret: "prompt_tokens"
        }
      },
      field.value);
}

std::string json_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  std::string line = R"({"at":")" + format_rfc3339(settings().clock->now()) + R"(","level":")";
  line += enum_name(level);
  line += R"(","event":)" + in_quotes(event);
  const auto add = [&](const LogField& field) {
    line += ',';
    line += in_quotes(field.name) + ':' + shown(field, LogFormat::json);
  };
  if (!trace_id().empty()) add({"trace_id", trace_id()});
  for (const LogField& field : fields) {
    if (field.name != "trace_id" || trace_id().empty()) add(field);
  }
  return line + '}';
}

std::string text_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  constexpr std::array<const char*, 4> kColours = {"\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[1;31m"};
  constexpr std::array<const char*, 4> kNames = {"DEBUG", "INFO ", "WARN ", "ERROR"};
  const bool coloured = settings().is_coloured;
  const auto rank = static_cast<std::size_t>(level);
  std::string line = format_rfc3339(settings().clock->now()) + ' ';
  line +=
      coloured ? kColours[rank] + std::string(kNames[rank]) + "\x1b[0m " : std::string(kNames[rank]) + ' ';
  line += is_bare(event) ? std::string(event) : in_quotes(event);
  const auto add = [&](const LogField& field) {
    line += ' ';
    line += is_bare(field.name) ? std::string(field.name) : in_quotes(field.name);
    line += '=' + shown(field, LogFormat::text);
  };
  for (const LogField& field : fields) {
    if (field.name != "trace_id" || trace_id().empty()) add(field);
  }
  if (!trace_id().empty()) add({"trace_id", trace_id()});
  return line;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 7> kSecretWords = {"token",   "secret", "password", "authorization",
                                                            "api_key", "apikey", "cookie"};
  std::string lower;
  for (const char c : name)
    lower += c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::any_of(kSecretWords.begin(), kSecretWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::string mask_credentials(std::string_view text) {
  std::string masked;
  while (true) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return masked.append(text);
    const std::size_t begin = scheme + 3;
    // To the blank behind it: a password may hold quotes and commas. Rather too much is hidden than too little.
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    masked.append(text.substr(0, begin)).append(masked_word(text.substr(begin, end - begin)));
    text.remove_prefix(end);
  }
}

void start_log(LogSettings wanted) {
  settings() = std::move(wanted);
}

bool is_logged(LogLevel level) {
  return level >= settings().level;
}

void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!is_logged(level)) return;
  const std::string line = settings().format == LogFormat::json ? json_line(level, event, fields)
                                                                : text_line(level, event, fields);
  if (settings().sink) {
    settings().sink(line);
  } else {
    standard_error().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
  }
}

TraceScope::TraceScope(std::string id) : before_(std::exchange(trace_id(), std::move(id))) {}
TraceScope::~TraceScope() {
  trace_id() = std::move(before_);
}
const std::string& current_trace_id() {
  return trace_id();
}

void TracedExecutor::run(const std::function<void()>& work) {
  const Executor::Scope executor(this);
  const TraceScope trace(trace_id_);
  work();
}

void TracedExecutor::post(std::function<void()> work) {
  inner_.post([this, work = std::move(work)] { run(work); });
}

}  // namespace sa
