#include "connectors/google/gmail_api.h"

#include "base/reflect/json_member.h"
#include "base/text/ascii.h"

namespace sa {

Task<VendorAnswer> gmail_get(VendorApi& api, std::string path, std::int64_t units,
                             std::optional<Instant> deadline) {
  VendorRequest request;
  request.path = kGmailUser + std::move(path);
  request.units = units;
  request.deadline = deadline;
  co_return co_await api.call(std::move(request));
}

Task<Result<std::vector<std::string>>> gmail_list_ids(VendorApi& api, std::string path, const char* what,
                                                      std::optional<Instant> deadline) {
  const VendorAnswer answer = co_await gmail_get(api, std::move(path), kGmailListUnits, deadline);
  if (!answer.ok()) co_return api.error_of(answer);
  if (!answer.json.is_object()) co_return unavailable("Gmail's answer could not be read.");
  std::vector<std::string> ids;
  for (const boost::json::value& each : member_list(answer.json, what)) {
    if (std::string id = member_text(each, "id"); !id.empty()) ids.push_back(std::move(id));
  }
  co_return ids;
}

std::vector<std::pair<std::string, std::string>> gmail_headers(const boost::json::value& message) {
  std::vector<std::pair<std::string, std::string>> headers;
  const boost::json::value* payload = find_member(message, "payload");
  if (!payload) return headers;
  for (const boost::json::value& each : member_list(*payload, "headers"))
    headers.emplace_back(ascii_lower(member_text(each, "name")), member_text(each, "value"));
  return headers;
}

bool is_gone(const VendorAnswer& answer) {
  return answer.status == 404 || answer.status == 410 || answer.status == 400;
}

std::string without_brackets(std::string_view id) {
  id = trimmed(id);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return std::string(id);
}

}  // namespace sa
