// A whole house for tests of actions: a database of either engine, a set clock, seeded randomness, the fake mailbox, the
// real agents and the real template writer.
#pragma once

#include "actions/contact/contact.h"
#include "actions/contact/suppression.h"
#include "actions/draft/draft.h"
#include "actions/draft/send.h"
#include "actions/mailbox/mailbox.h"
#include "base/embedded.h"
#include "connectors/local/hashing_embedder.h"
#include "connectors/local/template.h"
#include "jobs/kind.h"
#include "jobs/runner.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "tests/fakes/mailbox.h"
#include "tests/store/database.h"

namespace sa::test {

inline std::optional<std::string> embedded_text(std::string_view path) {
  const auto text = find_embedded(path);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

class House {
 public:
  /// `real`: the mailbox in place of the fake one; it outlives the house.
  explicit House(const std::string& engine, Mailbox* real = nullptr)
      : database(engine),
        clock(*parse_rfc3339("2026-11-18T10:00:00Z")),
        random(7),
        mailbox(clock),
        mail_policy(*load_mail_policy()),
        agent_policy(*load_agent_policy()),
        demo(*Demo::load(embedded_text, agent_policy, mail_policy)),
        llm(*TemplateWriter::load()),
        services{database.db(),
                 clock,
                 random,
                 real ? *real : mailbox,
                 llm,
                 embedder,
                 mail_policy,
                 agent_policy,
                 demo,
                 gate_policy(),
                 SenderProfile{"Ana Ruiz", "Ana@Ours.example", "ana@ours.example", "1 Main Street", "Ours"},
                 "https://ours.example",
                 "node-1",
                 "development"},
        runner(database.db(), clock, random, job_kinds(services), runner_options()) {
    const auto saved = keep_first_mailbox(services);
    if (!saved) throw std::runtime_error(saved.error().message);
  }

  static Runner::Options runner_options() {
    Runner::Options options;
    options.node_id = "node-1";
    return options;
  }
  static GatePolicy gate_policy() {
    GatePolicy policy;
    policy.postal_address = "1 Main Street";
    return policy;
  }

  static Actor person(std::string name) {
    return {ActorKind::person,      "user-" + name, name,       name + "@ours.example", false,
            scopes_of(Role::owner), "trace",        Role::owner};
  }

  NewDraft wish(const std::string& id, const std::string& recipient = "ben@example.net") const {
    return {
        id,
        recipient,
        "Stock counting at your place",
        "Hello Ben,\n\nwould a short call about stock counting help your team? I am free most mornings.\n",
        {},
        {},
        DraftSource{"operator", {}, {}, {}}};
  }
  Result<Draft> create(const std::string& id, const std::string& recipient = "ben@example.net") {
    return sync_wait(create_draft(services, person("ana"), wish(id, recipient)));
  }
  Result<Draft> approve(const std::string& id, const std::string& by = "ana") {
    return sync_wait(approve_draft(services, person(by), id, by, std::nullopt));
  }
  Result<Draft> send(const std::string& id, const std::string& by = "ana") {
    return sync_wait(send_draft(services, person(by), id));
  }
  Draft get(const std::string& id) {
    auto draft = database.db().read_now([&](ReadTx& tx) { return sa::get_draft(tx, id); });
    if (!draft) throw std::runtime_error(draft.error().message);
    return *std::move(draft);
  }
  /// "ada@example.com", or "@example.com".
  void suppress(const std::string& text, SuppressionReason reason, const std::string& source) {
    const auto key = suppression_key(services, text);
    if (!key) throw std::runtime_error(key.error().message);
    const auto kept = database.db().write_now([&](Tx& tx) {
      return keep_suppression(services, tx,
                              {"", key->key_hash, key->scope, reason, source, clock.now(), key->shown});
    });
    if (!kept) throw std::runtime_error(kept.error().message);
  }
  bool is_suppressed(const std::string& address) {
    const auto found = sync_wait(check_suppression(services, address));
    if (!found) throw std::runtime_error(found.error().message);
    return found->suppressed;
  }
  Usage usage(const std::string& address) {
    const auto found = database.db().read_now([&](ReadTx& tx) {
      return get_usage(tx, "ana@ours.example", address_keys(services, address), QuotaLimits{}, clock.now());
    });
    if (!found) throw std::runtime_error(found.error().message);
    return *found;
  }
  /// Lets time pass and the jobs run until nothing is due.
  void pass(std::int64_t ms) {
    clock.advance(ms);
    while (true) {
      const auto ran = runner.run_due();
      if (!ran) throw std::runtime_error(ran.error().message);
      if (*ran == 0) return;
    }
  }
  std::int64_t delivered() const {
    std::int64_t total = 0;
    for (const auto& [id, count] : mailbox.delivered) total += count;
    return total;
  }
  bool delivered_twice() const {
    for (const auto& [id, count] : mailbox.delivered) {
      if (count > 1) return true;
    }
    return false;
  }

  Database database;
  SetClock clock;
  SeededRandom random;
  FakeMailbox mailbox;
  MailPolicy mail_policy;
  AgentPolicy agent_policy;
  Demo demo;
  TemplateWriter llm;
  HashingEmbedder embedder;
  Services services;
  Runner runner;
};

}  // namespace sa::test
