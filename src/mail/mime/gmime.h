// GMime, set up once, and owners for what it hands out. Only mail/*.cc include this.
// THREADS: start_gmime from any thread; the options are read-only afterwards.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>

namespace sa {

struct GFree {
  void operator()(void* memory) const { g_free(memory); }
};
struct GUnref {
  void operator()(void* object) const { g_object_unref(object); }
};
using GText = std::unique_ptr<char, GFree>;
template <class T>
using GPtr = std::unique_ptr<T, GUnref>;

/// Initialises GMime on the first call and returns the parser options that every reader here uses: loose,
/// because mail is, with UTF-8 and then Windows-1252 assumed for bytes that name no charset.
GMimeParserOptions* start_gmime();

/// Takes GMime's text; empty for null.
inline std::string take_text(char* text) {
  const GText owner(text);
  return owner ? std::string(owner.get()) : std::string();
}

}  // namespace sa
