#include "base/web_url.h"

#include "base/network.h"
#include "base/text/ascii.h"

namespace sa {

bool is_web_url(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (url.starts_with(scheme) && url.size() > scheme.size()) return true;
  }
  return false;
}

bool is_safe_url(std::string_view url) {
  const std::size_t at = url.find("://");
  const std::string_view rest = at == std::string_view::npos ? std::string_view() : url.substr(at + 3);
  const std::string_view place = rest.substr(0, rest.find_first_of("/?#"));
  // "http://127.0.0.1:80@elsewhere" is elsewhere.
  if (place.empty() || place.find('@') != std::string_view::npos) return false;
  if (url.starts_with("https://")) return true;
  const std::size_t bracket = place.starts_with('[') ? place.find(']') : std::string_view::npos;
  const std::string_view host =
      bracket == std::string_view::npos ? place.substr(0, place.find(':')) : place.substr(1, bracket - 1);
  return url.starts_with("http://") && is_loopback(host);
}

bool is_local_url(std::string_view url) {
  return url.starts_with("http://") && is_safe_url(url);
}

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return ascii_lower(url.substr(0, url.find_first_of(":/")));
}

void strip_slashes(std::string& url) {
  while (url.ends_with('/')) url.pop_back();
}

}  // namespace sa
