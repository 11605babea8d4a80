// Route: one row of the API: method, path, required scope, summary, and the typed function that handles it.
//
//   Task<Result<Reply<Draft>>> approve(Call& call, ApproveInput input);
//   ...
//   std::vector<Route> draft_routes() {
//     return {route<approve>("approve_draft", Method::POST, "/api/operator/drafts/{draft_id}/approve",
//     Scope::approve,
//                            "Approve exactly these bytes", {.tag = "drafts", .seed = true, .errors = {404,
//                            409}})};
//   }
//
// The types of input, query and answer are taken from the function: they are parsed, checked, serialised and
// documented from their one description (base/reflect/reflect.h). A row without a Policy does not compile. THREADS:
// values; made once at start. ERRORS: what a handler returns; api/http/problem.cc makes it an answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/http/context.h"
#include "api/http/http.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/user/actor.h"

namespace sa {

struct Upload;  // actions/upload/upload.h

/// Who may call a route: everybody (`Policy::open()`), anybody signed in (`Policy::signed_in()`), or holders of a scope.
class Policy {
 public:
  consteval Policy(Scope scope) : kind_(Kind::scope), scope_(scope) {
    if (scope == Scope::none) throw "a route names a scope, Policy::signed_in() or Policy::open()";
  }
  static consteval Policy open() { return Policy(Kind::open); }
  static consteval Policy signed_in() { return Policy(Kind::signed_in); }

  bool is_open() const { return kind_ == Kind::open; }
  Scope scope() const { return scope_; }

 private:
  enum class Kind { open, signed_in, scope };
  consteval explicit Policy(Kind kind) : kind_(kind) {}
  Kind kind_;
  Scope scope_ = Scope::none;
};

/// One request on its way through a handler. Lives until the handler's task has ended.
struct Call {
  Request& request;
  ApiContext& api;
  Actor actor = {};
  std::string address = {};  ///< of the client; behind a trusted proxy, as the proxy says
  std::vector<std::pair<std::string_view, std::string>> params = {};  ///< of the path, decoded
  std::vector<std::pair<std::string, std::string>> query = {};        ///< decoded
  bool ignore_unknown = false;                                        ///< a [seed] route
  bool raw_body = false;                                              ///< see RouteOptions
  /// An id that is the same when the same Idempotency-Key comes again; empty without a key.
  std::string repeatable_id = {};
  std::shared_ptr<Upload> upload = {};  ///< the body of a route with `upload_type`

  Services& services() const { return *api.services; }
  /// REQUIRES: the route's path has {name}.
  const std::string& param(std::string_view name) const;
};

/// A handler's answer: a value, its status, and header fields.
template <class T>
struct Reply {
  T value;
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};

  Reply(T made) : value(std::move(made)) {}
  Reply(T made, int with_status) : value(std::move(made)), status(with_status) {}
};

/// Input from the query instead of the body.
template <class T>
struct FromQuery {
  T value{};
  T* operator->() { return &value; }
};

/// An input without members, and an answer without a body.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct RouteOptions {
  std::string_view tag;         ///< the group in the documentation
  bool seed = false;            ///< unknown fields are ignored
  bool replay = true;           ///< of a POST: Idempotency-Key works; false where the answer holds a secret
  bool limited = true;          ///< RATE_LIMIT_* hold
  bool always_limited = false;  ///< 30 requests a minute from one address, also where RATE_LIMIT_* are off
  Feature feature = Feature::always;
  std::vector<int> statuses = {200};  ///< of good answers
  std::vector<int> errors = {};       ///< further statuses of refusals than those that every route has
  std::string_view content_type = "application/json";
  const reflect::Shape* json_answer = nullptr;  ///< of a page: what a program gets at the same address
  bool raw_body = false;                        ///< the handler reads the body itself, whatever its type
  /// The body is a file of this type, which is received before the handler runs.
  std::string_view upload_type = {};
  std::int64_t upload_bytes = 0;                   ///< the most of it; more is 413
  std::vector<const reflect::Shape*> one_of = {};  ///< what a boost::json::value that is answered may be
  std::string_view about = {};                     ///< more than the summary says
  std::string_view example_input = {};             ///< JSON
  std::string_view example_answer = {};            ///< JSON
};

using Invoke = Task<Result<Response>> (*)(Call&);

struct Route {
  std::string_view id;  ///< operationId
  Method method;
  std::string_view path;  ///< "/api/operator/drafts/{draft_id}"
  Policy policy;
  std::string_view summary;
  RouteOptions options;
  Invoke invoke;
  const reflect::Shape* input = nullptr;   ///< of the body; null: there is none
  const reflect::Shape* query = nullptr;   ///< null: no parameters
  const reflect::Shape* answer = nullptr;  ///< null: not JSON, or no body
};

namespace routing {

template <class T>
inline constexpr bool kIsQuery = false;
template <class T>
inline constexpr bool kIsQuery<FromQuery<T>> = true;

/// ERRORS: invalid without fields when the body is no JSON (400), with fields when it is the wrong JSON
/// (422).
std::optional<Error> read_body(const Call& call, const reflect::Shape& shape, void* to);
std::optional<Error> read_query(const Call& call, const reflect::Shape& shape, void* to);
/// A body that no one reads must be empty, or JSON without members.
std::optional<Error> read_no_body(const Call& call);
/// The first of `errors`, with the fields of all.
std::optional<Error> merge(std::vector<std::optional<Error>> errors);
Response json_response(int status, std::string body,
                       const std::vector<std::pair<std::string, std::string>>& headers);

template <class T>
std::optional<Error> read_input(const Call& call, T* to) {
  if constexpr (kIsQuery<T>) {
    return read_query(call, reflect::kShape<decltype(to->value)>, &to->value);
  } else {
    return read_body(call, reflect::kShape<T>, to);
  }
}

template <class Function>
struct Signature;
template <class Out, class... In>
struct Signature<Task<Result<Reply<Out>>> (*)(Call&, In...)> {
  static constexpr bool kHasBody = ((!kIsQuery<In>)+... + 0) > 0;
  static const reflect::Shape* answer() {
    if constexpr (std::is_same_v<Out, Nothing>)
      return nullptr;
    else
      return &reflect::kShape<Out>;
  }
  static Response respond(Reply<Out> reply) {
    std::string body;
    if constexpr (!std::is_same_v<Out, Nothing>) write_json(body, reply.value);
    return json_response(reply.status, std::move(body), reply.headers);
  }
  using Inputs = std::tuple<In...>;
};
template <class... In>
struct Signature<Task<Result<Response>> (*)(Call&, In...)> {
  static constexpr bool kHasBody = ((!kIsQuery<In>)+... + 0) > 0;
  static const reflect::Shape* answer() { return nullptr; }
  static Response respond(Response response) { return response; }
  using Inputs = std::tuple<In...>;
};

template <auto handler>
Task<Result<Response>> invoke(Call& call) {
  using Of = Signature<decltype(handler)>;
  typename Of::Inputs inputs;
  std::optional<Error> wrong = std::apply(
      [&](auto&... input) {
        std::vector<std::optional<Error>> errors;
        (errors.push_back(read_input(call, &input)), ...);
        if constexpr (!Of::kHasBody) errors.push_back(read_no_body(call));
        return merge(std::move(errors));
      },
      inputs);
  if (wrong) co_return *std::move(wrong);
  auto answer =
      co_await std::apply([&](auto&... input) { return handler(call, std::move(input)...); }, inputs);
  if (!answer) co_return std::move(answer).error();
  co_return Of::respond(*std::move(answer));
}

template <class Inputs>
struct Shapes;
template <class... In>
struct Shapes<std::tuple<In...>> {
  static const reflect::Shape* input() {
    const reflect::Shape* found = nullptr;
    (pick<In, false>(&found), ...);
    return found;
  }
  static const reflect::Shape* query() {
    const reflect::Shape* found = nullptr;
    (pick<In, true>(&found), ...);
    return found;
  }

 private:
  template <class T, bool from_query>
  static void pick(const reflect::Shape** found) {
    if constexpr (kIsQuery<T> && from_query) *found = &reflect::kShape<decltype(T::value)>;
    if constexpr (!kIsQuery<T> && !from_query) *found = &reflect::kShape<T>;
  }
};

}  // namespace routing

template <auto handler>
Route route(std::string_view id, Method method, std::string_view path, Policy policy,
            std::string_view summary, RouteOptions options) {
  using Of = routing::Signature<decltype(handler)>;
  using Shapes = routing::Shapes<typename Of::Inputs>;
  return {id,
          method,
          path,
          policy,
          summary,
          std::move(options),
          routing::invoke<handler>,
          Shapes::input(),
          Shapes::query(),
          Of::answer()};
}

/// Finds the route of a request. Built once; throws std::logic_error for two rows of one method and path, or
/// an id that occurs twice.
class RouteTable {
 public:
  explicit RouteTable(std::vector<Route> routes);
  ~RouteTable();
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  struct Match {
    const Route* route = nullptr;  ///< null: no such path, or not with this method
    std::string_view allow = {};   ///< the methods of the path, for the Allow field; empty: no such path
    std::vector<std::pair<std::string_view, std::string>> params = {};
  };
  /// HEAD finds the route of GET. A segment that is written out wins over a parameter.
  /// ERRORS: invalid for a path that cannot be decoded.
  Result<Match> find(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace sa
