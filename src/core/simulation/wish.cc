#include "core/simulation/wish.h"

#include <algorithm>
#include <map>

namespace sa {
namespace {

std::optional<double> read_share(std::string_view text) {
  double share = 0;
  double place = 1;
  bool is_behind_point = false;
  if (text.empty() || text.size() > 12) return std::nullopt;
  for (const char c : text) {
    if (c == '.' && !is_behind_point) {
      is_behind_point = true;
    } else if (c >= '0' && c <= '9') {
      place = is_behind_point ? place / 10 : place;
      share = is_behind_point ? share + place * (c - '0') : share * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  return share <= 1 ? std::optional(share) : std::nullopt;
}

}  // namespace

Result<SimulatedWorld> parse_world(std::string_view text) {
  SimulatedWorld world;
  const std::map<std::string_view, double*> names{{"reply", &world.reply},
                                                  {"absence", &world.absence},
                                                  {"bounce", &world.bounce},
                                                  {"opt_out", &world.opt_out}};
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = part.find('=');
    const auto name = names.find(part.substr(0, equals));
    const auto share = equals == std::string_view::npos ? std::nullopt : read_share(part.substr(equals + 1));
    if (name == names.end() || !share)
      return invalid_field(
          "world", "\"" + std::string(part) +
                       "\" is not reply, absence, bounce or opt_out with a share from 0 to 1, such as "
                       "reply=0.05.");
    *name->second = *share;
  }
  return world;
}

Result<SimulatedApproval> parse_approval(std::string_view text) {
  if (text.empty() || text == "all") return SimulatedApproval{};
  if (text == "none") return SimulatedApproval{std::nullopt};
  const auto fault = [&] {
    return invalid_field("approve",
                         "\"" + std::string(text) + "\" is not all, none, or a time such as after=4h.");
  };
  if (!text.starts_with("after=") || text.size() < 8 || text.size() > 12) return fault();
  std::int64_t number = 0;
  for (const char c : text.substr(6, text.size() - 7)) {
    if (c < '0' || c > '9') return fault();
    number = number * 10 + (c - '0');
  }
  switch (text.back()) {
    case 'm':
      return SimulatedApproval{number * kMinuteMs};
    case 'h':
      return SimulatedApproval{number * kHourMs};
    case 'd':
      return SimulatedApproval{number * kDayMs};
    default:
      return fault();
  }
}

}  // namespace sa
