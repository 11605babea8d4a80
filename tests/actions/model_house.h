// A house whose writer is a model, with the template writer beside it, and the short ways that tests of it need.
#pragma once

#include <filesystem>
#include <fstream>

#include "actions/agent/prospecting.h"
#include "actions/message/import.h"
#include "connectors/mail/mail_file.h"
#include "store/agent/agent.h"
#include "store/message/message.h"
#include "tests/actions/house.h"

namespace sa::test {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

/// The services of `house`, but for the writer.
inline Services with_model(House& house, Llm& model) {
  const Services& s = house.services;
  Services made{.db = s.db,
                .clock = s.clock,
                .random = s.random,
                .mailbox = s.mailbox,
                .llm = model,
                .embedder = s.embedder,
                .mail_policy = s.mail_policy,
                .agent_policy = s.agent_policy,
                .demo = s.demo,
                .gate_policy = s.gate_policy,
                .sender = s.sender,
                .public_url = s.public_url,
                .node_id = s.node_id,
                .environment = s.environment};
  made.fallback_llm = &house.llm;
  return made;
}

/// Imports one raw mail; our id of it.
inline std::string store_mail(House& house, const std::string& raw) {
  const auto path =
      std::filesystem::temp_directory_path() / ("sa-" + random_hex(system_random(), 6) + ".eml");
  std::ofstream(path, std::ios::binary) << raw;
  for (const auto& source : must(open_mail_sources(path.string())))
    must(import_mail(house.services, *source, nullptr));
  std::filesystem::remove(path);
  return must(house.database.db().read_now([](ReadTx& tx) { return list_messages(tx, Page{}); }))
      .front()
      .message_id;
}

inline std::vector<Draft> pending_drafts(House& house) {
  return must(house.database.db().read_now(
      [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); }));
}

inline std::vector<AgentRun> runs_of(House& house, const std::string& message_id) {
  return must(house.database.db().read_now([&](ReadTx& tx) { return list_message_runs(tx, message_id); }));
}

}  // namespace sa::test
