// Routes, principals and a replay store that need no database, for tests of the API's own machinery.
// THREADS: one thread; the replay store any.
#pragma once

#include <map>
#include <stdexcept>
#include <utility>

#include "api/http/router.h"
#include "base/clock.h"

namespace sa::test {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct ToyInput {
  std::string name;
  std::optional<std::int64_t> count;
  std::optional<Colour> colour;
  static std::vector<Rule> rules() {
    return {rule(&ToyInput::name).max_length(10).not_blank().describe("what it is called").example("ball"),
            rule(&ToyInput::count).min(1).max(9)};
  }
};
BOOST_DESCRIBE_STRUCT(ToyInput, (), (name, count, colour))

struct ToyQuery {
  std::optional<std::string> owner;
  std::int64_t limit = 50;
  static std::vector<Rule> rules() { return {rule(&ToyQuery::limit).optional().min(1).max(200)}; }
};
BOOST_DESCRIBE_STRUCT(ToyQuery, (), (owner, limit))

struct Toy {
  std::string name;
  std::string owner;
  std::int64_t count = 0;
  std::optional<Instant> broken_at;
  static constexpr const char* kAbout = "Something to play with.";
};
BOOST_DESCRIBE_STRUCT(Toy, (), (name, owner, count, broken_at))

/// How often a handler ran; for replays.
inline int runs = 0;

inline Task<Result<Reply<Toy>>> make_toy(Call& call, FromQuery<ToyQuery> query, ToyInput input) {
  ++runs;
  Reply<Toy> reply(Toy{input.name, query->owner.value_or(call.actor.name), input.count.value_or(runs), {}},
                   201);
  reply.headers.emplace_back("Location", "/api/toys/" + input.name);
  co_return reply;
}
inline Task<Result<Reply<Toy>>> get_toy(Call& call) {
  co_return Toy{call.param("toy_id"), call.actor.name, 1, {}};
}
inline Task<Result<Reply<std::vector<Toy>>>> list_toys(Call&, FromQuery<ToyQuery> query) {
  co_return std::vector<Toy>(static_cast<std::size_t>(query->limit > 3 ? 3 : query->limit));
}
inline Task<Result<Reply<Nothing>>> break_toy(Call& call) {
  ++runs;
  const std::string& id = call.param("toy_id");
  if (id == "throw") throw std::runtime_error("secret words");
  if (id == "internal") co_return internal("secret words");
  if (id == "invalid") co_return invalid_field("toy_id", "must be a toy");
  if (id == "missing") co_return not_found("There is no toy missing.");
  if (id == "conflict")
    co_return conflict("It is broken.").with_details("reasons", boost::json::array{"twice"});
  if (id == "limited") co_return limited("Not so often.", 7);
  if (id == "unavailable") co_return unavailable("The toy box is closed.");
  if (id == "forbidden") co_return forbidden("It is not yours.");
  co_return Reply<Nothing>(Nothing{}, 204);
}
inline Task<Result<Response>> show_page(Call&) {
  Response page;
  page.headers.add("Content-Type", "text/html");
  page.constant_body = "<p>toys</p>";
  co_return page;
}

inline std::vector<Route> toy_routes() {
  return {
      route<make_toy>(
          "make_toy", Method::POST, "/api/toys", Scope::draft, "Make a toy",
          {.tag = "toys", .statuses = {201}, .errors = {409}, .example_input = R"({"name": "ball"})"}),
      route<list_toys>("list_toys", Method::GET, "/api/toys", Scope::read, "All toys", {.tag = "toys"}),
      route<get_toy>("get_broken", Method::GET, "/api/toys/broken", Policy::open(), "Unreachable twin",
                     {.tag = "toys"}),
      route<get_toy>("get_toy", Method::GET, "/api/toys/{toy_id}", Scope::read, "One toy", {.tag = "toys"}),
      route<break_toy>("break_toy", Method::POST, "/api/toys/{toy_id}/break", Scope::approve, "Break a toy",
                       {.tag = "toys", .statuses = {204}, .errors = {404, 409}}),
      route<make_toy>("make_seed_toy", Method::POST, "/seed/toys", Scope::draft, "Make a toy, the old way",
                      {.tag = "toys", .seed = true, .statuses = {201}}),
      route<get_toy>("get_demo", Method::GET, "/demo/{toy_id}", Scope::read, "Switched off",
                     {.tag = "demo", .feature = Feature::cold_start_demo}),
      route<show_page>("show_page", Method::GET, "/page", Policy::open(), "A page",
                       {.tag = "pages", .content_type = "text/html"}),
      route<get_toy>("who", Method::DELETE, "/api/who/{toy_id}", Policy::signed_in(), "Anybody with a name",
                     {.tag = "toys"}),
  };
}

/// "Bearer sa_person", "Bearer sa_reader", "Bearer sa_service"; anything else is nobody.
class ToyAuthenticator final : public Authenticator {
 public:
  Task<Result<Actor>> authenticate(const Request& request) override {
    const std::string_view given = request.headers.find("Authorization").value_or("");
    if (given == "Bearer sa_person") co_return actor(ActorKind::person, "ana", scopes_of(Role::operator_));
    if (given == "Bearer sa_reader") co_return actor(ActorKind::person, "ben", {Scope::read});
    if (given == "Bearer sa_service") co_return actor(ActorKind::service, "robot", scopes_of(Role::owner));
    co_return unauthenticated("Who are you?");
  }
  void forget_session(std::string_view) override {}

 private:
  static Actor actor(ActorKind kind, std::string name, std::vector<Scope> scopes) {
    Actor made;
    made.kind = kind;
    made.actor_id = made.name = std::move(name);
    made.scopes = std::move(scopes);
    return made;
  }
};

class ToyReplayStore final : public ReplayStore {
 public:
  Task<Result<BegunRequest>> begin(std::string principal, std::string key, std::string hash) override {
    const auto [place, is_new] = rows_.try_emplace(principal + "\n" + key, Row{hash, {}});
    if (!is_new && place->second.hash != hash)
      co_return invalid_field("Idempotency-Key", "was used for another request");
    if (!is_new && !place->second.answer) co_return conflict("in flight");
    co_return BegunRequest{{principal, key, hash, {}}, place->second.answer};
  }
  Task<Result<Unit>> finish(IdempotencyKey key, KeptAnswer answer) override {
    rows_[key.principal + "\n" + key.key].answer = std::move(answer);
    co_return Unit{};
  }
  Task<Result<Unit>> forget(IdempotencyKey key) override {
    rows_.erase(key.principal + "\n" + key.key);
    co_return Unit{};
  }

 private:
  struct Row {
    std::string hash;
    std::optional<KeptAnswer> answer;
  };
  std::map<std::string, Row> rows_;
};

/// A router over the toy routes.
struct ToyApi {
  SetClock clock{Instant{1'795'000'000'000}};
  SeededRandom random{1};
  ApiContext context;
  ToyAuthenticator authenticator;
  ToyReplayStore replays;
  LocalRateLimiter limiter{clock};
  std::unique_ptr<Router> router;

  explicit ToyApi(ApiSettings settings = {}) {
    context.settings = std::move(settings);
    auto made = Router::make({toy_routes(), context, authenticator, replays, limiter, random});
    if (made) router = *std::move(made);
  }
  Response ask(Request& request) { return sync_wait(router->handle(request)); }
};

using Fields = std::vector<std::pair<std::string, std::string>>;
inline Request make_request(Method method, std::string target, const Fields& fields = {},
                            std::string body = {}) {
  Request request;
  request.method = method;
  request.target = std::move(target);
  request.body = std::move(body);
  request.peer = "127.0.0.1";
  request.peer_is_loopback = true;
  bool has_host = false;
  for (const auto& [name, value] : fields) {
    request.headers.add(name, value);
    has_host = has_host || name == "Host";
  }
  if (!has_host) request.headers.add("Host", "localhost:8000");
  return request;
}

}  // namespace sa::test
