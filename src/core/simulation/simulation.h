// The simulator: what a campaign would send, and when, before it is launched. It asks what the scheduler asks, in the order of time: the
// planner for the next step, the gate for whether the mail may leave, the quotas for when there is a place. Nothing is decided here but
// whose turn it is.
//
// Mails that wait for a mailbox stand in its line, in the order (planned instant, contact_id); the first of the line is judged when the
// mailbox is free. So the cost grows with mails, and not with mails times those that wait.
// THREADS: one at a time. Pure: the same input gives the same lines.
// ERRORS: none. What no mail can be made of is skipped, with its reason.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/draft/gate.h"
#include "core/sequence/plan.h"
#include "core/simulation/line.h"
#include "core/simulation/wish.h"

namespace sa {

/// A contact of the segment, as of the beginning.
struct SimulatedContact {
  Contact contact;
  std::int64_t earlier = 0;             ///< enrolments in the sequence before
  std::optional<Reason> obstacle = {};  ///< why the launch leaves it out; null: it does not
  std::optional<Instant> absent_until = {};
  std::vector<Instant> received = {};  ///< mails of the last seven days, oldest first
  PolicyFacts policy = {};             ///< what policy packs go by of the contact
  std::string domain_hash = {};        ///< AddressKeys::company_hash; empty for freemail
};

struct SimulationInput {
  Sequence sequence;
  std::vector<TeamMailbox> mailboxes;  ///< in use
  std::vector<std::string> allowed;    ///< ids of those that the campaign sends from
  std::string user_id;                 ///< who launches
  /// What each sent in the 24 hours before, oldest first; with the newest mail, however old.
  std::map<std::string, std::vector<Instant>> sent;
  /// The places that are reserved for other mail of the mailboxes, oldest first.
  std::map<std::string, std::vector<Instant>> reserved = {};
  /// What was sent to each domain (by hash) in the 24 hours before, and to each company (by id) in the seven days before, oldest first; only where
  /// there is a limit.
  std::map<std::string, std::vector<Instant>> sent_to_domain = {};
  std::map<std::string, std::vector<Instant>> sent_to_company = {};
  std::map<std::string, Company> companies;  ///< of the contacts, by id
  const GatePolicy* policy = nullptr;        ///< outlives the simulation
  PolicyPacks packs = {};                    ///< that are switched on; so do they
  std::function<bool(const TeamMailbox&)> delivers;
  /// What no draft could be made of; null: it can. `goes_on`: it answers a mail of ours.
  std::function<std::optional<Reason>(const std::string& recipient, const std::string& subject,
                                      const std::string& body, bool goes_on)>
      find_fault;
  Instant from;
  std::int64_t days = 30;
  std::string seed;
  SimulatedWorld world;
  SimulatedApproval approval;
};

class Simulation {
 public:
  explicit Simulation(SimulationInput input);
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;
  ~Simulation();

  /// In any order, before `run`.
  void add(SimulatedContact contact);
  /// The companies of contacts that were added.
  void add(const std::map<std::string, Company>& companies);
  void run();

  using Sink = std::function<void(const PlanLine& line, const std::string& text)>;
  /// All lines, ordered by (at, mailbox, contact_id), the total last; `text`: as JSON, without a line feed. After `run`, any number of times.
  void write(const Sink& sink) const;

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

}  // namespace sa
