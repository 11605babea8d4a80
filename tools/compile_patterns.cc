// Build tool: compile_patterns LIST OUT makes a Hyperscan database of each set in LIST (tools/list_patterns.cc),
// serialised, in the form of src/mail/text/prefilter_format.h. Sets that OUT holds already are kept as they are: a changed policy
// costs the compilation of what changed.
//
// What is compiled is looser than what is asked for: it finds every text in which the expression is, and some more. RE2 decides
// afterwards, so only the first matters. Looser expressions compile in a third of the time to databases of two thirds the size.
#include <hs/hs.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mail/text/prefilter_format.h"

namespace {

using sa::prefilter::Entry;
using sa::prefilter::Header;

constexpr std::size_t kSmallGroup = 20;  // bytes of a repeated group that is cheap to compile as it is
constexpr std::string_view kAnything = "(?s:.)*";

/// Upper end of a repetition "{2,5}" whose brace is at `at`; -1 when it is open, or 0 when this is no repetition.
struct Repetition {
  int least = 0;
  int most = 0;
  std::size_t end = 0;  ///< its last character
};
Repetition repetition_at(std::string_view text, std::size_t at) {
  Repetition found;
  if (at >= text.size()) return found;
  if (text[at] == '*' || text[at] == '+') return {text[at] == '+', -1, at};
  if (text[at] != '{') return found;
  const std::string inside(text.substr(at + 1, text.find('}', at) - at - 1));
  if (inside.empty() || inside.find_first_not_of("0123456789,") != inside.npos) return found;
  const std::size_t comma = inside.find(',');
  found.least = std::atoi(inside.c_str());
  found.most = comma == inside.npos         ? found.least
               : comma + 1 == inside.size() ? -1
                                            : std::atoi(inside.c_str() + comma + 1);
  found.end = at + inside.size() + 1;
  return found;
}

/// The expression without word boundaries, with repetitions unbounded and repeated groups as anything at all.
/// `anchors`: false drops ^ and $, which Hyperscan takes at the ends of an expression only.
std::string looser(std::string_view text, bool anchors) {
  static constexpr std::string_view kFlags = "(?m)";
  static constexpr std::string_view kLeft = "(?m)(?:^|[^a-z0-9_])";
  static constexpr std::string_view kRight = "(?:$|[^a-z0-9_])";
  std::string made;
  if (text.starts_with(kLeft)) {
    text.remove_prefix(kLeft.size());
    made = kFlags;
  }
  if (text.ends_with(kRight)) text.remove_suffix(kRight.size());
  std::vector<std::size_t> open;  // where groups begin in `made`
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      // Assertions cost states and say little: they are left to RE2.
      if (text[i + 1] == 'b' || (!anchors && (text[i + 1] == 'A' || text[i + 1] == 'z'))) {
        ++i;
      } else {
        made += text.substr(i++, 2);
      }
    } else if (c == '[') {
      // A class of colons would be the beginning of a named class.
      std::size_t end = i + 1;
      if (end < text.size() && text[end] == '^') ++end;
      if (end < text.size() && text[end] == ']') ++end;
      while (end < text.size() && text[end] != ']') end += text[end] == '\\' ? 2 : 1;
      const std::string_view members = text.substr(i, end - i + 1);
      made += members == "[::]" ? ":" : members;
      i = end;
    } else if (!anchors && (c == '^' || c == '$')) {
      continue;
    } else if (c == '{' && repetition_at(text, i).most > 1) {
      const Repetition found = repetition_at(text, i);
      made += found.least == 0 ? "*" : found.least == 1 ? "+" : "{" + std::to_string(found.least) + ",}";
      i = found.end;
    } else {
      made += c;
      if (c == '(') open.push_back(made.size() - 1);
      if (c != ')' || open.empty()) continue;
      const std::size_t start = open.back();
      open.pop_back();
      const Repetition found = repetition_at(text, i + 1);
      if ((found.most == -1 || found.most > 1) && made.size() - start > kSmallGroup) {
        made.replace(start, made.npos, kAnything);
        i = found.end;
        if (i + 1 < text.size() && text[i + 1] == '?') ++i;  // "as few as possible" says nothing here
      }
    }
  }
  return made;
}

struct Set {
  std::vector<std::string> expressions;
  std::vector<std::string> looser;
  std::vector<unsigned> flags;
  std::vector<std::uint32_t> always;  ///< refused: candidates in every text
  std::string database;
};

bool accepts(const std::string& expression, unsigned flags) {
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  const bool good = hs_expression_info(expression.c_str(), flags, &info, &error) == HS_SUCCESS;
  std::free(info);
  hs_free_compile_error(error);
  return good;
}

std::vector<Set> read_sets(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Set> sets(1);
  for (std::string line; std::getline(in, line, '\0');) {
    if (line.empty()) {
      sets.emplace_back();
      continue;
    }
    Set& set = sets.back();
    // Bytes as RE2 takes them, but for expressions with letters outside ASCII: see options() of mail/text/pattern.cc.
    const bool wide = std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
    const unsigned flags = HS_FLAG_SINGLEMATCH | (wide ? HS_FLAG_UTF8 : 0);
    std::string loose = looser(line, true);
    if (!accepts(loose, flags)) loose = looser(line, false);
    if (!accepts(loose, flags)) set.always.push_back(static_cast<std::uint32_t>(set.expressions.size()));
    set.expressions.push_back(line);
    set.looser.push_back(std::move(loose));
    set.flags.push_back(flags);
  }
  return sets;
}

/// Compiles what Hyperscan takes; an expression that turns out too large joins those that it refuses.
void compile(Set& set) {
  // No processor's own instructions: the program runs on every machine of its kind.
  hs_platform_info_t platform{};
  platform.tune = HS_TUNE_FAMILY_GENERIC;
  for (;;) {
    std::vector<const char*> expressions;
    std::vector<unsigned> flags, numbers;
    for (std::uint32_t i = 0; i < set.looser.size(); ++i) {
      if (std::ranges::find(set.always, i) != set.always.end()) continue;
      expressions.push_back(set.looser[i].c_str());
      flags.push_back(set.flags[i]);
      numbers.push_back(i);
    }
    if (expressions.empty()) return;
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(expressions.data(), flags.data(), numbers.data(),
                         static_cast<unsigned>(expressions.size()), HS_MODE_BLOCK, &platform, &database,
                         &error) == HS_SUCCESS) {
      char* bytes = nullptr;
      std::size_t size = 0;
      if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS)
        throw std::runtime_error("a database cannot be serialised");
      set.database.assign(bytes, size);
      std::free(bytes);
      hs_free_database(database);
      return;
    }
    const std::string words = error->message;
    const int which = error->expression;
    hs_free_compile_error(error);
    if (which < 0) throw std::runtime_error(words);
    set.always.push_back(numbers[static_cast<std::size_t>(which)]);
  }
}

/// The entry of OUT as it is, with what it points to, when it was made from the same.
bool take_old(const std::string& old, const Header& header, std::uint64_t key, std::uint64_t made_from,
              Set& set) {
  Header before;
  if (old.size() < sizeof before) return false;
  std::memcpy(&before, old.data(), sizeof before);
  if (std::memcmp(before.version, header.version, sizeof header.version) != 0) return false;
  for (std::size_t i = 0; i < before.entries; ++i) {
    Entry entry;
    if (old.size() < sizeof before + (i + 1) * sizeof entry) return false;
    std::memcpy(&entry, old.data() + sizeof before + i * sizeof entry, sizeof entry);
    if (entry.key != key || entry.made_from != made_from) continue;
    if (entry.offset + entry.size > old.size() || entry.always_offset + entry.always_count * 4 > old.size())
      return false;
    set.database = old.substr(entry.offset, entry.size);
    set.always.resize(entry.always_count);
    std::memcpy(set.always.data(), old.data() + entry.always_offset, entry.always_count * 4);
    return true;
  }
  return false;
}

void pad(std::string& bytes) {
  bytes.resize((bytes.size() + 7) / 8 * 8);
}

std::string contents(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int run(const char* list, const char* out_path) {
  const std::string old = contents(out_path);
  std::vector<Set> sets = read_sets(list);
  Header header{};
  std::strncpy(header.version, hs_version(), sizeof header.version - 1);
  std::vector<Entry> entries;
  std::string bytes;
  std::size_t refused = 0;
  for (Set& set : sets) {
    if (set.expressions.empty()) continue;  // after the last one
    Entry entry{};
    entry.key = sa::prefilter::key_of(set.expressions);
    entry.made_from = sa::prefilter::key_of(set.looser);
    if (std::ranges::find(entries, entry.key, &Entry::key) != entries.end()) continue;
    if (!take_old(old, header, entry.key, entry.made_from, set)) compile(set);
    refused += set.always.size();
    if (set.database.empty()) continue;
    entry.offset = bytes.size();
    entry.size = set.database.size();
    bytes += set.database;
    pad(bytes);
    entry.always_offset = bytes.size();
    entry.always_count = set.always.size();
    bytes.append(reinterpret_cast<const char*>(set.always.data()), set.always.size() * sizeof(std::uint32_t));
    pad(bytes);
    entries.push_back(entry);
  }
  header.entries = entries.size();
  const std::size_t before = sizeof header + entries.size() * sizeof(Entry);
  for (Entry& entry : entries) {
    entry.offset += before;
    entry.always_offset += before;
  }
  std::ofstream out(out_path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&header), sizeof header);
  out.write(reinterpret_cast<const char*>(entries.data()),
            static_cast<std::streamsize>(entries.size() * sizeof(Entry)));
  out << bytes;
  if (!out.flush()) throw std::runtime_error(std::string(out_path) + " cannot be written");
  std::printf("%zu databases of patterns, %zu KB; %zu expressions are left to RE2 alone\n", entries.size(),
              bytes.size() / 1024, refused);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: compile_patterns LIST OUT\n"), 2;
  return run(argv[1], argv[2]);
} catch (const std::exception& failure) {
  std::fprintf(stderr, "compile_patterns: %s\n", failure.what());
  return 1;
}
