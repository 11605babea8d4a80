#include "mail/mime/part.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/gmime.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBoundary = 500;

/// Cuts the next line off `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Where the name of a header field ends, or npos when `line` is none.
std::size_t header_name_end(std::string_view line) {
  std::size_t i = 0;
  while (i < line.size() && line[i] > 0x20 && line[i] < 0x7F && line[i] != ':') ++i;
  if (i == 0) return line.npos;
  std::size_t colon = i;
  while (colon < line.size() && (line[colon] == ' ' || line[colon] == '\t')) ++colon;
  return colon < line.size() && line[colon] == ':' ? i : line.npos;
}

/// What stands before the first field or between fields and is none of them, but no body either.
bool is_envelope_line(std::string_view line) {
  return line.starts_with("From ") || line.starts_with(">From ");
}

class Splitter {
 public:
  Splitter(std::string_view raw, const ParseLimits& limits) : limits_(limits) { pending_.push_back({raw}); }

  PartList run() {
    while (!pending_.empty()) {
      const Range next = pending_.back();
      pending_.pop_back();
      if (list_.parts.size() >= limits_.max_parts) {
        note("parts beyond the first " + std::to_string(limits_.max_parts));
        break;
      }
      read(next);
    }
    list_.cut.assign(notes_.begin(), notes_.end());
    return std::move(list_);
  }

 private:
  struct Range {
    std::string_view bytes;
    int parent = -1;
    int depth = 0;
    bool attached = false;  // inside a message/rfc822
  };

  void note(std::string what) { notes_.insert(std::move(what)); }

  void read(const Range& range) {
    Part part;
    part.parent = range.parent;
    part.depth = range.depth;
    part.in_attached_message = range.attached;
    part.body = read_headers(range.bytes, part);
    read_fields(part);
    const int index = static_cast<int>(list_.parts.size());
    list_.parts.push_back(std::move(part));
    descend(index);
  }

  std::string_view read_headers(std::string_view rest, Part& part) {
    bool skipping = false;
    skip_leading_blanks(rest, part);
    while (!rest.empty()) {
      const std::string_view before = rest;
      const std::string_view line = take_line(rest);
      if (line.empty()) return rest;
      if (line.front() == ' ' || line.front() == '\t') {
        if (trimmed(line).empty() && !continues(rest) && !is_folded(rest)) return rest;
        if (!skipping && !part.headers.empty()) append(part.headers.back().value, line);
        continue;
      }
      const std::size_t end = header_name_end(line);
      if (end == line.npos) {
        if (is_envelope_line(line) || continues(rest)) continue;
        return before;
      }
      skipping = part.headers.size() >= limits_.max_headers;
      if (skipping) {
        note("header fields beyond the first " + std::to_string(limits_.max_headers));
        continue;
      }
      part.headers.push_back({std::string(line.substr(0, end)), {}});
      append(part.headers.back().value, line.substr(line.find(':', end) + 1));
    }
    return rest;
  }

  /// True when the next line is a header field or a folded part of one: what came before it was a slip, not
  /// the end.
  static bool continues(std::string_view rest) {
    const std::string_view line = take_line(rest);
    return !line.empty() && header_name_end(line) != line.npos;
  }

  /// Blank lines before the header of the whole mail are a slip of whoever saved it.
  static void skip_leading_blanks(std::string_view& rest, const Part& part) {
    if (part.depth > 0) return;
    std::string_view after = rest;
    while (!after.empty()) {
      const std::string_view before = after;
      if (trimmed(take_line(after)).empty()) continue;
      if (continues(before) && continues(after)) rest = before;
      return;
    }
  }

  static bool is_folded(std::string_view rest) {
    const std::string_view line = take_line(rest);
    return !line.empty() && (line.front() == ' ' || line.front() == '\t') && !trimmed(line).empty();
  }

  void append(std::string& value, std::string_view more) {
    if (value.empty()) more = trimmed(more);
    if (value.size() + more.size() > limits_.max_header_bytes) {
      note("the end of a header field above " + std::to_string(limits_.max_header_bytes) + " bytes");
      more = more.substr(0, limits_.max_header_bytes - std::min(limits_.max_header_bytes, value.size()));
    }
    for (const char c : more)
      if (c != '\0') value += c;
  }

  /// RFC 2046 5.1.5 takes a part of a digest that names no type for a message; every parser in use takes it for text, and
  /// so it is read: its words, with who wrote them, are what a digest is for.
  static void read_fields(Part& part) {
    part.type = "text/plain";
    if (const HeaderField* field = part.find("Content-Type"); field && !field->value.empty())
      read_type(part, field->value);
    if (const HeaderField* field = part.find("Content-Disposition")) read_disposition(part, field->value);
    if (const HeaderField* field = part.find("Content-Transfer-Encoding"))
      part.encoding = ascii_lower(trimmed(field->value));
  }

  static std::string parameter(GMimeContentType* type, const char* name) {
    const char* value = g_mime_content_type_get_parameter(type, name);
    return value ? to_valid_utf8(value) : std::string();
  }

  static void read_type(Part& part, const std::string& value) {
    const GPtr<GMimeContentType> type(g_mime_content_type_parse(start_gmime(), words_as_utf8(value).c_str()));
    const std::size_t slash = value.find('/');
    if (!type || slash == value.npos || slash == 0) {
      if (ascii_lower(trimmed(value)).starts_with("text"))
        part.has_type = true;  // "text": no subtype, yet meant as text
      return;
    }
    part.has_type = true;
    part.type = to_valid_utf8(ascii_lower(g_mime_content_type_get_media_type(type.get())) + "/" +
                              ascii_lower(g_mime_content_type_get_media_subtype(type.get())));
    part.charset = ascii_lower(parameter(type.get(), "charset"));
    part.name = parameter(type.get(), "name");
    part.report_type = ascii_lower(parameter(type.get(), "report-type"));
    part.flowed = ascii_lower(parameter(type.get(), "format")) == "flowed";
    part.delete_space = ascii_lower(parameter(type.get(), "delsp")) == "yes";
    // The raw bytes, not the decoded ones: delimiter lines carry them as they are.
    const char* boundary = g_mime_content_type_get_parameter(type.get(), "boundary");
    if (boundary) part.boundary = std::string(boundary).substr(0, kMaxBoundary);
    while (part.boundary.ends_with(' ')) part.boundary.pop_back();
  }

  static void read_disposition(Part& part, const std::string& value) {
    const GPtr<GMimeContentDisposition> disposition(
        g_mime_content_disposition_parse(start_gmime(), words_as_utf8(value).c_str()));
    if (!disposition) return;
    const char* kind = g_mime_content_disposition_get_disposition(disposition.get());
    part.disposition = kind ? to_valid_utf8(ascii_lower(kind)) : std::string();
    const char* name = g_mime_content_disposition_get_parameter(disposition.get(), "filename");
    if (name && *name) part.name = to_valid_utf8(name);
  }

  void descend(int index) {
    const Part part = list_.parts[static_cast<std::size_t>(index)];  // a copy: the list may grow
    const bool message = part.type == "message/rfc822" || part.type == "message/global";
    const bool multi = part.type.starts_with("multipart/");
    if (!message && (!multi || part.boundary.empty())) return;
    if (part.depth + 1 > static_cast<int>(limits_.max_depth)) {
      note("parts nested deeper than " + std::to_string(limits_.max_depth));
      return;
    }
    Range child{{}, index, part.depth + 1, part.in_attached_message};
    if (message) {
      if (!part.encoding.empty() && part.encoding != "7bit" && part.encoding != "8bit" &&
          part.encoding != "binary")
        return;
      child.attached = true;
      child.bytes = part.body;
      pending_.push_back(child);
      return;
    }
    std::vector<std::string_view> bodies = split_body(part.body, part.boundary);
    for (auto it = bodies.rbegin(); it != bodies.rend(); ++it) {
      child.bytes = *it;
      pending_.push_back(child);
    }
  }

  std::vector<std::string_view> split_body(std::string_view body, const std::string& boundary) {
    std::vector<std::string_view> bodies;
    const std::string needle = "--" + boundary;
    std::size_t start = body.npos;  // of the part that is open
    const char* const begin = body.data();
    const char* const end = begin + body.size();
    const char* from = begin;
    while (const void* found =
               memmem(from, static_cast<std::size_t>(end - from), needle.data(), needle.size())) {
      const char* at = static_cast<const char*>(found);
      from = at + 1;
      if (at != begin && at[-1] != '\n') continue;
      std::string_view rest(at + needle.size(), static_cast<std::size_t>(end - at) - needle.size());
      std::string_view tail = take_line(rest);
      const bool last = tail.starts_with("--");
      if (!trimmed(last ? tail.substr(2) : tail).empty()) continue;
      if (start != body.npos) bodies.push_back(inside(body, start, static_cast<std::size_t>(at - begin)));
      start = static_cast<std::size_t>(end - begin) - rest.size();
      from = begin + start;
      if (last) return bodies;
      if (bodies.size() > limits_.max_parts) break;
    }
    if (start != body.npos && start < body.size()) bodies.push_back(body.substr(start));
    return bodies;
  }

  /// [start, at) without the line end that belongs to the delimiter.
  static std::string_view inside(std::string_view body, std::size_t start, std::size_t at) {
    std::string_view piece = body.substr(start, at - start);
    if (piece.ends_with('\n')) piece.remove_suffix(1);
    if (piece.ends_with('\r')) piece.remove_suffix(1);
    return piece;
  }

  const ParseLimits& limits_;
  std::vector<Range> pending_;
  std::set<std::string> notes_;
  PartList list_;
};

std::string decode(std::string_view body, GMimeContentEncoding encoding) {
  GMimeEncoding decoder;
  g_mime_encoding_init_decode(&decoder, encoding);
  std::string bytes(g_mime_encoding_outlen(&decoder, body.size()) + 16, '\0');
  std::size_t length = g_mime_encoding_step(&decoder, body.data(), body.size(), bytes.data());
  length += g_mime_encoding_flush(&decoder, "", 0, bytes.data() + length);
  bytes.resize(length);
  return bytes;
}

}  // namespace

const HeaderField* Part::find(std::string_view wanted) const {
  for (const HeaderField& field : headers)
    if (field.name.size() == wanted.size() &&
        g_ascii_strncasecmp(field.name.data(), wanted.data(), wanted.size()) == 0)
      return &field;
  return nullptr;
}

PartList split_parts(std::string_view raw, const ParseLimits& limits) {
  return Splitter(raw, limits).run();
}

std::string decode_body(const Part& part) {
  switch (g_mime_content_encoding_from_string(part.encoding.c_str())) {
    case GMIME_CONTENT_ENCODING_BASE64:
      return decode(part.body, GMIME_CONTENT_ENCODING_BASE64);
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
      return decode(part.body, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    case GMIME_CONTENT_ENCODING_UUENCODE:
      return decode(part.body, GMIME_CONTENT_ENCODING_UUENCODE);
    default:
      return std::string(part.body);
  }
}

}  // namespace sa
