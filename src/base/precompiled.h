// Headers that nearly every file includes, compiled once (CMake's PRECOMPILE_HEADERS): the standard library's vocabulary, Boost.Describe,
// and the headers of base/ that all layers share. No file may rely on it: each includes what it uses.
#pragma once

#include <algorithm>
#include <array>
#include <boost/describe.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/async/task.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "base/result.h"
#include "base/time.h"
