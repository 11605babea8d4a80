#include "api/http/compress.h"

#include <zlib.h>

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {
namespace {

constexpr std::size_t kLeastBytes = 860;  // a shorter text fits one packet either way
constexpr int kLevel = 5;
constexpr int kGzipWindow = 15 + 16;  // zlib's way to say gzip
constexpr int kMemory = 8;

/// Empty when zlib refuses, which it does only without memory.
std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  // zlib reads only; its interface is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// "q=0", "q=0.000": not wanted.
bool is_refused(std::string_view weight) {
  weight = trim(weight);
  return weight.starts_with("q=0") && weight.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

bool accepts_coding(const Request& request, std::string_view coding) {
  std::string_view rest = request.headers.find("Accept-Encoding").value_or("");
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view each = rest.substr(0, comma);
    const std::size_t semicolon = each.find(';');
    if (equal_ignoring_case(trim(each.substr(0, semicolon)), coding))
      return semicolon == std::string_view::npos || !is_refused(each.substr(semicolon + 1));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return false;
}

bool is_compressible(std::string_view content_type) {
  const std::string_view type = trim(content_type.substr(0, content_type.find(';')));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("+xml");
}

void compress(const Request& request, Response* response) {
  if (response->stream || response->content().size() < kLeastBytes) return;
  const ResponseHeaders& headers = response->headers;
  if (headers.find("Content-Encoding") || headers.find("Set-Cookie")) return;
  if (!is_compressible(headers.find("Content-Type").value_or(""))) return;
  response->headers.add_lines("Vary: Accept-Encoding\r\n");
  if (!accepts_coding(request, "gzip")) return;
  std::string packed = gzip(response->content());
  if (packed.empty() || packed.size() >= response->content().size()) return;
  response->body = std::move(packed);
  response->constant_body = {};
  response->headers.add_lines("Content-Encoding: gzip\r\n");
}

}  // namespace sa
