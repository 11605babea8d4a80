#include "api/http/route.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>

#include "base/text/url.h"

namespace sa {
namespace {

constexpr std::size_t kMethods = static_cast<std::size_t>(Method::OTHER) + 1;
constexpr std::size_t kDepth = 12;  // more segments than any of our paths has

std::size_t index_of(Method method) {
  return static_cast<std::size_t>(method);
}

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

/// The segments of a pattern, as views into it.
std::vector<std::string_view> pattern_segments(std::string_view pattern) {
  std::vector<std::string_view> segments;
  pattern.remove_prefix(1);
  while (true) {
    const std::size_t end = pattern.find('/');
    segments.push_back(pattern.substr(0, end));
    if (end == std::string_view::npos) return segments;
    pattern.remove_prefix(end + 1);
  }
}

}  // namespace

const std::string& Call::param(std::string_view name) const {
  for (const auto& [known, value] : params) {
    if (known == name) return value;
  }
  throw std::logic_error("the path of this route has no such parameter");
}

namespace routing {

std::optional<Error> read_body(const Call& call, const reflect::Shape& shape, void* to) {
  const Unknown unknown = call.ignore_unknown ? Unknown::ignore : Unknown::refuse;
  // No body stands for an object without members, so that what is missing is said field by field.
  const std::string_view text = call.request.body.empty() ? std::string_view("{}") : call.request.body;
  return reflect::read_json_text(shape, to, text, unknown);
}

std::optional<Error> read_query(const Call& call, const reflect::Shape& shape, void* to) {
  return reflect::read_texts(shape, to, call.query, call.ignore_unknown ? Unknown::ignore : Unknown::refuse);
}

std::optional<Error> read_no_body(const Call& call) {
  if (call.request.body.empty() || call.raw_body) return std::nullopt;
  Nothing nothing;
  return read_body(call, reflect::kShape<Nothing>, &nothing);
}

std::optional<Error> merge(std::vector<std::optional<Error>> errors) {
  std::optional<Error> all;
  for (std::optional<Error>& error : errors) {
    if (!error) continue;
    if (!all) {
      all = std::move(error);
    } else if (error->fields.empty()) {
      all = std::move(error);  // malformed says more than a wrong field
    } else if (!all->fields.empty()) {
      std::move(error->fields.begin(), error->fields.end(), std::back_inserter(all->fields));
    }
  }
  return all;
}

Response json_response(int status, std::string body,
                       const std::vector<std::pair<std::string, std::string>>& headers) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  if (!response.body.empty()) response.headers.add_lines("Content-Type: application/json; charset=utf-8\r\n");
  for (const auto& [name, value] : headers) response.headers.add(name, value);
  return response;
}

}  // namespace routing

// ----------------------------------------------------------------------------------------------------------
// table

struct RouteTable::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> words;
  std::unique_ptr<Node> parameter;
  std::array<const Route*, kMethods> routes{};
  std::string allow;

  void add(const Route& route) {
    const Route*& place = routes[index_of(route.method)];
    if (place) throw std::logic_error("two routes for " + std::string(route.path));
    place = &route;
    allow.clear();
    for (const Method method : {Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE}) {
      if (!routes[index_of(method)]) continue;
      allow += std::string(enum_name(method)) + ", ";
      if (method == Method::GET) allow += "HEAD, ";
    }
    allow += "OPTIONS";
  }

  const Node* find(const std::vector<std::string>& segments, std::size_t at) const {
    if (at == segments.size()) return allow.empty() ? nullptr : this;
    if (const auto word = words.find(segments[at]); word != words.end()) {
      if (const Node* found = word->second->find(segments, at + 1)) return found;
    }
    return parameter && !segments[at].empty() ? parameter->find(segments, at + 1) : nullptr;
  }
};

RouteTable::RouteTable(std::vector<Route> routes)
    : routes_(std::move(routes)), root_(std::make_unique<Node>()) {
  std::set<std::string_view> ids;
  for (const Route& route : routes_) {
    if (!ids.insert(route.id).second)
      throw std::logic_error("two routes are called " + std::string(route.id));
    Node* node = root_.get();
    for (const std::string_view segment : pattern_segments(route.path)) {
      std::unique_ptr<Node>& next =
          is_parameter(segment) ? node->parameter : node->words[std::string(segment)];
      if (!next) next = std::make_unique<Node>();
      node = next.get();
    }
    node->add(route);
  }
}

RouteTable::~RouteTable() = default;

Result<RouteTable::Match> RouteTable::find(Method method, std::string_view path) const {
  TRY(std::vector<std::string> segments, path_segments(path));
  Match match;
  if (segments.empty() || segments.size() > kDepth) return match;
  const Node* node = root_->find(segments, 0);
  if (!node) return match;
  match.allow = node->allow;
  match.route = node->routes[index_of(method == Method::HEAD ? Method::GET : method)];
  if (!match.route) return match;
  const std::vector<std::string_view> pattern = pattern_segments(match.route->path);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!is_parameter(pattern[i])) continue;
    match.params.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), std::move(segments[i]));
  }
  return match;
}

}  // namespace sa
