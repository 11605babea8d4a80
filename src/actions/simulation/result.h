// Results of simulations, for who asks over the API: kept for an hour at least as a file among the uploads, for who asked for them alone.
// In no table: a simulation writes nothing that a plan could depend on.
// THREADS: any. Memory: of a page.
// ERRORS: not_found for a result that is gone, or somebody else's; unavailable when there is no place for results; those of simulate.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actions/simulation/simulation.h"
#include "base/async/task.h"

namespace sa {

/// What is to be simulated, as somebody asks for it.
struct SimulationRequest {
  std::optional<std::string> campaign_id;
  std::optional<Sequence> sequence;
  std::optional<std::string> segment_id;
  std::optional<std::string> against;
  std::optional<Sequence> against_sequence;
  std::int64_t days = 30;
  std::optional<Instant> from;
  std::int64_t seed = 0;
  std::string world;
  std::string approve;
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(SimulationRequest, (),
                      (campaign_id, sequence, segment_id, against, against_sequence, days, from, seed, world,
                       approve))

/// How two plans differ, in numbers.
struct SimulationDiff {
  std::int64_t same = 0;
  std::int64_t different = 0;
};
BOOST_DESCRIBE_STRUCT(SimulationDiff, (), (same, different))

/// FAILED: `error` says why.
enum class SimulationStatus { RUNNING, DONE, FAILED };
BOOST_DESCRIBE_ENUM(SimulationStatus, RUNNING, DONE, FAILED)

struct SimulationCard {
  std::string simulation_id;
  SimulationStatus status = SimulationStatus::DONE;
  std::string error;
  std::int64_t contacts = 0;
  std::int64_t sends = 0;
  std::int64_t skips = 0;
  std::int64_t holds = 0;
  std::string plan_hash;
  std::optional<SimulationDiff> diff;
  static std::vector<Rule> rules() {
    return {
        rule(&SimulationCard::status).describe("the numbers are there when it is DONE"),
        rule(&SimulationCard::error).describe("why it FAILED; else empty"),
        rule(&SimulationCard::contacts).describe("distinct contacts in the plan's lines"),
        rule(&SimulationCard::plan_hash).describe("SHA-256 of the plan's lines: equal plans have the same"),
        rule(&SimulationCard::diff).describe("null: it was not asked `against` another")};
  }
};
BOOST_DESCRIBE_STRUCT(SimulationCard, (),
                      (simulation_id, status, error, contacts, sends, skips, holds, plan_hash, diff))

/// How long an answer waits for the simulation.
inline constexpr std::int64_t kSimulationWaitMs = 5000;
/// Simulates, and keeps the result. RUNNING where it takes longer than `wait_ms`: then get_simulation says how it ends, in this process.
/// ERRORS: limited, while one of the asker's runs, or four of others do.
Task<Result<SimulationCard>> make_simulation(Services& services, const Actor& actor,
                                             SimulationRequest request,
                                             std::int64_t wait_ms = kSimulationWaitMs);

Task<Result<SimulationCard>> get_simulation(Services& services, const Actor& actor,
                                            std::string simulation_id);

/// Before the services end: what waits does not begin, and what runs is waited for.
void finish_simulations();

struct SimulationPage {
  std::vector<boost::json::object> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SimulationPage, (), (items, next))

/// The lines of that kind (send, skip, hold, day, diff) behind the first `after` of them. ERRORS: conflict while it runs.
Task<Result<SimulationPage>> list_simulation_lines(Services& services, const Actor& actor,
                                                   std::string simulation_id, std::string kind,
                                                   std::int64_t after, std::int64_t limit);

}  // namespace sa
