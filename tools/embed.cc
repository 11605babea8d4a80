// Build tool. Makes the program's data part of the program:
//
//   embed files OUT.S OUT.cc ROOT PATH...      every PATH below ROOT becomes readable by base/embedded.h
//   embed queries OUT.h OUT.cc FILE.sql...     every `-- name:` of sql/query becomes a constant sa::sql::<name>
//
// A query file holds, for each query, `-- name: noun_verb`, free comments, and one statement with `:name` parameters.
// `-- dialect: sqlite` and `-- dialect: postgres` start the two variants of the few queries that need them.
// `-- let: name(parameter)` begins an expression that statements of every file write as `name(...)`.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Writes only what changed, so that an unchanged answer rebuilds nothing.
void write(const std::string& path, const std::string& text) {
  {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream before;
    if (in) before << in.rdbuf();
    if (in && before.str() == text) return;
  }
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error(path + ": cannot be written");
}

void embed_files(const std::vector<std::string>& args) {
  const std::string root = args.at(2) + "/";
  std::vector<std::string> paths(args.begin() + 3, args.end());
  std::sort(paths.begin(), paths.end());
  std::ostringstream assembly, code, table;
  assembly << "    .section .rodata\n";
  code << "#include \"base/embedded.h\"\n\nextern \"C\" {\n";
  std::size_t n = 0;
  for (const std::string& path : paths) {
    const std::string symbol = "sa_embedded_" + std::to_string(n++);
    assembly << "    .global " << symbol << "\n    .global " << symbol << "_end\n    .balign 8\n"
             << symbol << ":\n    .incbin \"" << root << path << "\"\n"
             << symbol << "_end:\n    .byte 0\n";
    code << "extern const char " << symbol << "[], " << symbol << "_end[];\n";
    table << "    {\"" << path << "\", " << symbol << ", " << symbol << "_end},\n";
  }
  assembly << "    .section .note.GNU-stack,\"\",%progbits\n";
  code << "}\n\nnamespace sa {\nconst EmbeddedFile kEmbeddedFiles[] = {\n"
       << table.str() << "    {{}, nullptr, nullptr}};\nconst std::size_t kEmbeddedFileCount = " << n
       << ";\n}  // namespace sa\n";
  write(args.at(0), assembly.str());
  write(args.at(1), code.str());
}

struct Query {
  std::string name, origin;
  std::map<std::string, std::string> text;  // dialect, or "" for both
};

/// An expression with a name, and its one parameter.
struct Macro {
  std::string name, parameter, text;
};

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Replaces `:name` outside of quotes by `sign` and a number, the same number for the same name.
std::string number_parameters(const std::string& text, char sign, std::vector<std::string>* names) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ':' && i + 1 < text.size() && is_name(text[i + 1]) && (i == 0 || text[i - 1] != ':')) {
      std::size_t end = i + 1;
      while (end < text.size() && is_name(text[end])) ++end;
      const std::string name = text.substr(i + 1, end - i - 1);
      auto found = std::find(names->begin(), names->end(), name);
      if (found == names->end()) found = names->insert(names->end(), name);
      out += sign + std::to_string(found - names->begin() + 1);
      i = end - 1;
      continue;
    }
    out += c;
  }
  return out;
}

/// The first place at or behind `from` where `word` stands by itself.
std::size_t find_word(const std::string& text, const std::string& word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || (!is_name(text[at - 1]) && text[at - 1] != ':' && text[at - 1] != '.');
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !is_name(text[end]))) return at;
  }
  return std::string::npos;
}

/// `text` with what every use of `macro` stands for.
std::string expand(std::string text, const Macro& macro) {
  for (std::size_t at = find_word(text, macro.name, 0); at != std::string::npos;) {
    const std::size_t open = at + macro.name.size();
    if (open == text.size() || text[open] != '(') {
      at = find_word(text, macro.name, open);  // another thing of that name
      continue;
    }
    std::size_t end = open;
    int depth = 0;
    do {
      depth += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
      ++end;
    } while (depth > 0 && end < text.size());
    if (depth > 0) throw std::runtime_error(macro.name + "( is not closed");
    const std::string given = text.substr(open + 1, end - open - 2);
    std::string made = macro.text;
    for (std::size_t place = find_word(made, macro.parameter, 0); place != std::string::npos;
         place = find_word(made, macro.parameter, place + given.size()))
      made.replace(place, macro.parameter.size(), given);
    text.replace(at, end - at, made);
    at = find_word(text, macro.name, at + made.size());
  }
  return text;
}

void embed_queries(const std::vector<std::string>& args) {
  std::vector<Query> queries;
  std::vector<Macro> macros;
  for (std::size_t i = 2; i < args.size(); ++i) {
    std::istringstream lines(read(args[i]));
    std::string line, dialect;
    int number = 0;
    bool is_macro = false;
    while (std::getline(lines, line)) {
      ++number;
      const std::string origin = args[i] + ":" + std::to_string(number);
      if (line.rfind("-- name: ", 0) == 0) {
        queries.push_back({line.substr(9), origin, {}});
        dialect.clear();
        is_macro = false;
      } else if (line.rfind("-- let: ", 0) == 0) {
        const std::size_t open = line.find('(');
        const std::size_t close = line.find(')');
        if (open == std::string::npos || close == std::string::npos || close < open)
          throw std::runtime_error(origin + ": an expression is written `name(parameter)`");
        macros.push_back({line.substr(8, open - 8), line.substr(open + 1, close - open - 1), {}});
        is_macro = true;
      } else if (line.rfind("-- dialect: ", 0) == 0) {
        dialect = line.substr(12);
        if (dialect != "sqlite" && dialect != "postgres")
          throw std::runtime_error(origin + ": unknown dialect");
      } else if (line.rfind("--", 0) != 0 && !line.empty()) {
        if (is_macro) {
          macros.back().text += (macros.back().text.empty() ? "" : "\n") + line;
          continue;
        }
        if (queries.empty()) throw std::runtime_error(origin + ": SQL before the first `-- name:`");
        queries.back().text[dialect] += line + "\n";
      }
    }
  }
  std::sort(queries.begin(), queries.end(), [](const Query& a, const Query& b) { return a.name < b.name; });
  std::ostringstream header, code;
  header << "// Generated from sql/query by tools/embed.cc.\n#pragma once\n\n#include "
            "\"store/engine/query.h\"\n\n"
         << "namespace sa::sql {\n";
  code << "#include \"queries.h\"\n\nnamespace sa::sql {\n";
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const Query& query = queries[i];
    if (i > 0 && queries[i - 1].name == query.name) {
      throw std::runtime_error(query.origin + ": the name " + query.name + " is taken by " +
                               queries[i - 1].origin);
    }
    std::vector<std::string> names;
    std::string text[2];
    for (int d = 0; d < 2; ++d) {
      const char* dialect = d == 0 ? "sqlite" : "postgres";
      auto found = query.text.find(dialect);
      if (found == query.text.end()) found = query.text.find("");
      if (found == query.text.end()) throw std::runtime_error(query.origin + ": no text for " + dialect);
      std::string statement = found->second;
      // One may be made of those that stand above it.
      for (auto macro = macros.rbegin(); macro != macros.rend(); ++macro)
        statement = expand(statement, *macro);
      text[d] = number_parameters(statement, d == 0 ? '?' : '$', &names);
    }
    header << "extern const Query " << query.name << ";\n";
    code << "static constexpr std::string_view " << query.name << "_params[] = {";
    for (const std::string& name : names) code << "\"" << name << "\", ";
    code << "{}};\nconst Query " << query.name << "{" << i << ", \"" << query.name << "\", R\"sql(" << text[0]
         << ")sql\", R\"sql(" << text[1] << ")sql\", {" << query.name << "_params, " << names.size()
         << "}};\n";
  }
  header << "}  // namespace sa::sql\n";
  code << "}  // namespace sa::sql\n\nnamespace sa {\nconst Query* const kQueries[] = {\n";
  for (const Query& query : queries) code << "    &sql::" << query.name << ",\n";
  code << "    nullptr};\nconst std::size_t kQueryCount = " << queries.size() << ";\n}  // namespace sa\n";
  write(args.at(0), header.str());
  write(args.at(1), code.str());
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> args(argv + std::min(argc, 2), argv + argc);
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "files") {
    embed_files(args);
  } else if (mode == "queries") {
    embed_queries(args);
  } else {
    std::cerr << "usage: embed files OUT.S OUT.cc ROOT PATH... | embed queries OUT.h OUT.cc FILE.sql...\n";
    return 2;
  }
} catch (const std::exception& failure) {
  std::cerr << "embed: " << failure.what() << "\n";
  return 1;
}
