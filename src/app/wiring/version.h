// The version of the program, from CMakeLists.txt.
// THREADS: constant data.
#pragma once

namespace sa {

inline constexpr const char* kVersion = SA_VERSION;

}  // namespace sa
