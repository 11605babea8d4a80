#include "api/http/http.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {

void RequestHeaders::add(std::string_view name, std::string_view value) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  text_ += name;
  text_ += value;
  const auto name_size = static_cast<std::uint32_t>(name.size());
  entries_.push_back({at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())});
}

std::optional<std::string_view> RequestHeaders::find(std::string_view wanted) const {
  for (const Entry& entry : entries_) {
    if (equal_ignoring_case(name(entry), wanted)) {
      return std::string_view(text_).substr(entry.value, entry.value_size);
    }
  }
  return std::nullopt;
}

std::size_t RequestHeaders::count(std::string_view wanted) const {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return equal_ignoring_case(name(entry), wanted);
  }));
}

void RequestHeaders::clear() {
  text_.clear();
  entries_.clear();
}

void Request::clear() {
  constexpr std::size_t kKeep =
      64 * 1024;  // a connection that once carried a large body does not keep its memory
  method = Method::OTHER;
  target.clear();
  headers.clear();
  if (body.capacity() > kKeep) body = std::string();
  body.clear();
  trace_id.clear();
}

void ResponseHeaders::add(std::string_view name, std::string_view value) {
  text_ += name;
  text_ += ": ";
  for (const char c : value) text_ += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  text_ += "\r\n";
}

std::optional<std::string_view> ResponseHeaders::find(std::string_view name) const {
  const std::string_view text = text_;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    const std::size_t colon = text.find(": ", at);
    if (colon < end && equal_ignoring_case(text.substr(at, colon - at), name)) {
      return text.substr(colon + 2, end - colon - 2);
    }
    at = end + 2;
  }
  return std::nullopt;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

}  // namespace sa
