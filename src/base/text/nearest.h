// "Did you mean ...?": the known name that is nearest to a misspelt one.
// THREADS: pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sa {

/// The candidate with the fewest single-character edits (case ignored), if those are at most a third of its
/// length; empty when none is that near. Names over 64 bytes have none.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

/// " (did you mean \"subject\"?)", or nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace sa
