// The real API on a database of its own: real routes, agents, template writer and outbox, a set clock, no socket.
// THREADS: one thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/services.h"
#include "actions/user/session.h"
#include "api/http/events.h"
#include "api/http/openapi.h"
#include "api/http/router.h"
#include "api/http/web.h"
#include "api/routes.h"
#include "base/embedded.h"
#include "connectors/local/hashing_embedder.h"
#include "connectors/local/template.h"
#include "connectors/local/upload_folder.h"
#include "connectors/mail/outbox.h"
#include "store/audit/audit.h"
#include "store/question/question.h"
#include "tests/api/toy_api.h"
#include "tests/store/database.h"

namespace sa::test {

/// What a Result holds; a failed test where it is an error.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

class RealApi {
 public:
  /// Monday, 10:30 UTC: inside the send window.
  static constexpr Instant kNow{1'795'429'800'000};

  explicit RealApi(const std::string& engine, ApiSettings settings = development())
      : database(engine),
        mail_policy(must(load_mail_policy(lookup))),
        agent_policy(must(load_agent_policy(lookup))),
        demo(must(Demo::load(lookup, agent_policy, mail_policy))),
        writer(must(TemplateWriter::load(lookup))),
        outbox_folder(std::filesystem::temp_directory_path() /
                      ("sales-agent-outbox-" + random_hex(system_random(), 8))),
        mailbox(outbox_folder, clock),
        services{.db = database.db(),
                 .clock = clock,
                 .random = random,
                 .mailbox = mailbox,
                 .llm = writer,
                 .embedder = embedder,
                 .mail_policy = mail_policy,
                 .agent_policy = agent_policy,
                 .demo = demo,
                 .gate_policy = gate(),
                 .sender = {"Eva Sender", "eva@sender.example", "eva@sender.example", "1 Example Street",
                            "Sender Ltd"},
                 .public_url = "http://localhost:8000",
                 .node_id = "node-test",
                 .environment = "development"} {
    services.uploads = &uploads;
    context.services = &services;
    context.settings = std::move(settings);
    context.authenticator = &authenticator;
    context.limiter = &limiter;
    context.sign_in = &sign_in;
    context.events = &events;
    context.web = &web;
    std::vector<Route> routes = all_routes();
    context.openapi = openapi_document(routes, "1");
    context.probes = {{"database", true, [this]() -> Task<Result<std::string>> {
                         CO_TRY_OK(co_await services.db.read([](ReadTx& tx) { return get_audit_head(tx); }));
                         co_return std::string(services.db.engine());
                       }}};
    router = must(Router::make({std::move(routes), context, authenticator, replays, limiter, random,
                                [this](const Request& request) { return web.find(request); }}));
  }
  ~RealApi() { std::filesystem::remove_all(outbox_folder); }

  static ApiSettings development() {
    ApiSettings settings;
    settings.local_operator = true;
    return settings;
  }

  Response ask(Method method, std::string target, Fields fields = {}, std::string body = {}) {
    const bool has_type =
        std::ranges::any_of(fields, [](const auto& field) { return field.first == "Content-Type"; });
    if (!body.empty() && !has_type) fields.emplace_back("Content-Type", "application/json");
    Request request = make_request(method, std::move(target), fields, std::move(body));
    return sync_wait(router->handle(request));
  }
  /// The answer's body as JSON; a failed test unless the status is `status`.
  boost::json::value json(int status, Method method, std::string target, std::string body = {},
                          Fields fields = {}) {
    const Response response = ask(method, target, std::move(fields), std::move(body));
    EXPECT_EQ(response.status, status) << target << "\n" << response.content();
    auto value = parse_json(response.content());
    return value ? *std::move(value) : boost::json::value(nullptr);
  }
  User add_user(std::string email, std::string name, Role role) {
    return must(sync_wait(create_user(services, {std::move(email), std::move(name), role, kPassword})));
  }
  std::string add_key(std::optional<std::string> email, std::vector<Scope> scopes) {
    return must(sync_wait(create_key(services, {"key", std::move(email), std::move(scopes)}))).token;
  }
  static constexpr const char* kPassword = "correct horse battery";

  Database database;
  SetClock clock{kNow};
  SeededRandom random{7};
  MailPolicy mail_policy;
  AgentPolicy agent_policy;
  Demo demo;
  TemplateWriter writer;
  HashingEmbedder embedder;
  std::filesystem::path outbox_folder;
  OutboxMailbox mailbox;
  UploadFolder uploads{outbox_folder / "uploads", random};
  Services services;
  ApiContext context;
  WebFiles web{""};
  LocalRateLimiter limiter{clock};
  SignInDesk sign_in{services};
  SiteAuthenticator authenticator{services, context.settings};
  DbReplayStore replays{services};
  EventHub events{[this]() -> Result<std::int64_t> {
    return services.db.read_now([](ReadTx& tx) { return get_change_number(tx); });
  }};
  std::unique_ptr<Router> router;

 private:
  static std::optional<std::string> lookup(std::string_view path) {
    const auto text = find_embedded(path);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  }
  static GatePolicy gate() {
    GatePolicy policy;
    policy.postal_address = "1 Main Street";
    return policy;
  }
};

}  // namespace sa::test
