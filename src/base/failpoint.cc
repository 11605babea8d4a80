#include "base/failpoint.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <mutex>
#include <string>

#include "base/log.h"

namespace sa {
namespace {

enum class Action { none, kill, error, pause };

struct Armed {
  Action action = Action::none;
  double likelihood = 1;
};
using Table = std::array<Armed, kFailpoints.size()>;

Table armed;
Random* chance = nullptr;
std::mutex chance_mutex;

bool falls(double likelihood) {
  if (likelihood >= 1) return true;
  unsigned char bytes[4];
  {
    const std::lock_guard lock(chance_mutex);
    chance->fill(bytes);
  }
  const std::uint32_t number = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | std::uint32_t{bytes[3]} << 24;
  return number / 4294967296.0 < likelihood;
}

Error unknown_name(std::string_view name) {
  std::string words = "FAILPOINTS: there is no failpoint \"" + std::string(name) + "\"; there are";
  for (const std::string_view known : kFailpoints) words += ' ' + std::string(known);
  return invalid(words + '.');
}

Result<Action> action_of(std::string_view word) {
  if (word == "kill") return Action::kill;
  if (word == "error") return Action::error;
  if (word == "pause") return Action::pause;
  return invalid("FAILPOINTS: \"" + std::string(word) + "\" is not kill, error or pause.");
}

/// "name=action" or "name=action:likelihood".
Result<Unit> arm_one(std::string_view text, Table* table) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto known = std::ranges::find(kFailpoints, text.substr(0, equals));
  if (known == kFailpoints.end()) return unknown_name(text.substr(0, equals));
  const std::string_view rest = text.substr(std::min(equals + 1, text.size()));
  const std::size_t colon = std::min(rest.find(':'), rest.size());
  Armed made;
  TRY(made.action, action_of(rest.substr(0, colon)));
  if (colon < rest.size()) {
    const std::string_view number = rest.substr(colon + 1);
    const auto [end, failure] =
        std::from_chars(number.data(), number.data() + number.size(), made.likelihood);
    const bool is_read = failure == std::errc() && end == number.data() + number.size();
    if (!is_read || !(made.likelihood > 0 && made.likelihood <= 1))
      return invalid("FAILPOINTS: \"" + std::string(number) +
                     "\" is not a probability: it must be above 0 and at most 1.");
  }
  (*table)[static_cast<std::size_t>(known - kFailpoints.begin())] = made;
  return ok();
}

}  // namespace

namespace detail {

std::atomic<bool> is_failpoint_armed = false;

Result<Unit> pass_failpoint(std::size_t index) {
  const Armed& point = armed[index];
  if (point.action == Action::none || !falls(point.likelihood)) return ok();
  log_event(LogLevel::warning, "failpoint", {{"name", kFailpoints[index]}});
  switch (point.action) {
    case Action::kill:
      ::kill(::getpid(), SIGKILL);
      break;
    case Action::pause:
      ::raise(SIGSTOP);  // taken by this thread, here; it stops them all
      break;
    case Action::error:
      return unavailable("The failpoint " + std::string(kFailpoints[index]) + " is armed.");
    case Action::none:
      break;
  }
  return ok();
}

}  // namespace detail

Result<Unit> arm_failpoints(std::string_view text, Random& random) {
  Table table;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    TRY_OK(arm_one(text.substr(at, comma - at), &table));
    at = comma + 1;
  }
  armed = table;
  chance = &random;
  detail::is_failpoint_armed = !text.empty();
  return ok();
}

}  // namespace sa
