#include "actions/simulation/result.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/async/timer.h"
#include "base/async/worker.h"
#include "core/simulation/compare.h"
#include "store/engine/onlooker.h"
#include "store/mailbox/sight.h"

namespace sa {
namespace {

constexpr std::size_t kNameChars = 32;
constexpr std::size_t kPieceBytes = 256 << 10;
/// Bytes that are written at once.
constexpr std::size_t kBufferBytes = 1 << 20;

/// Simulations, one after the other: each takes a processor.
Worker& simulation_worker() {
  static Worker worker;
  return worker;
}
/// The reading of results waits for no simulation.
Worker& result_worker() {
  static Worker worker;
  return worker;
}

Result<UploadStore*> store_of(const Services& services) {
  if (services.uploads) return services.uploads;
  return unavailable(
      "This process has no folder for the results of simulations. Ask the server, or run sales-agent "
      "simulate.");
}

/// Who may read it: stands in the file's first line.
struct Header {
  std::string kind = "simulation";
  std::string asker;
};
BOOST_DESCRIBE_STRUCT(Header, (), (kind, asker))

std::string asker_of(const Actor& actor) {
  return std::string(enum_name(actor.kind)) + ' ' + actor.actor_id;
}

Error gone(const std::string& simulation_id) {
  return not_found("You have no simulation " + simulation_id + ", or it has expired. Simulate again.");
}

/// Most simulations that run or wait in this process.
constexpr std::size_t kMostAtOnce = 4;
constexpr int kRetryS = 10;
/// Of those that are over, so many are remembered, so that who asks later is told of a failure.
constexpr std::size_t kMostOver = 100;
constexpr std::int64_t kPollMs = 50;

/// The simulations of this process that run, and how the last ones ended.
// THREADS: any.
class Runs {
 public:
  /// ERRORS: limited, while one of the asker's runs, or too many of others do.
  Result<Unit> begin(const std::string& id, const std::string& asker) {
    const std::lock_guard lock(mutex_);
    if (closed_) return unavailable("The server is stopping.");
    const auto running = [](const auto& each) { return !each.second.outcome; };
    const auto is_mine = [&](const auto& each) { return running(each) && each.second.asker == asker; };
    if (std::ranges::any_of(runs_, is_mine))
      return limited("A simulation of yours is still running. Wait until it is done.", kRetryS);
    if (std::ranges::count_if(runs_, running) >= static_cast<std::ptrdiff_t>(kMostAtOnce))
      return limited("Other simulations are still running. Ask again soon.", kRetryS);
    runs_[id] = {asker, std::nullopt};
    return ok();
  }
  void end(const std::string& id, Result<SimulationCard> outcome) {
    const std::lock_guard lock(mutex_);
    runs_.at(id).outcome = std::move(outcome);
    over_.push_back(id);
    if (over_.size() <= kMostOver) return;
    runs_.erase(over_.front());
    over_.pop_front();
  }
  /// From now on nothing begins.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  bool is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  /// Null: it is not of this process, or not the asker's, or it was long ago. An inner null: it runs.
  std::optional<std::optional<Result<SimulationCard>>> find(const std::string& id, const std::string& asker) {
    const std::lock_guard lock(mutex_);
    const auto found = runs_.find(id);
    if (found == runs_.end() || found->second.asker != asker) return std::nullopt;
    return found->second.outcome;
  }

 private:
  struct Run {
    std::string asker;
    std::optional<Result<SimulationCard>> outcome;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Run> runs_;
  bool closed_ = false;
  std::deque<std::string> over_;  ///< ids of what is over, oldest first
};

Runs& runs() {
  static Runs all;
  return all;
}

Timer& timer() {
  static SystemTimer system;
  return system;
}

SimulationCard running_card(const std::string& id) {
  SimulationCard card;
  card.simulation_id = id;
  card.status = SimulationStatus::RUNNING;
  return card;
}

/// Lines into a file, a megabyte at a time.
class LineWriter {
 public:
  explicit LineWriter(UploadWriter* file) : file_(file) {}
  void line(std::string_view text) {
    buffer_ += text;
    buffer_ += '\n';
    if (buffer_.size() >= kBufferBytes) flush();
  }
  Result<Unit> finish() {
    flush();
    if (failure_) return *failure_;
    return file_->finish();
  }

 private:
  void flush() {
    if (!failure_) {
      if (auto written = file_->write(buffer_); !written) failure_ = std::move(written).error();
    }
    buffer_.clear();
  }
  UploadWriter* file_;
  std::string buffer_;
  std::optional<Error> failure_;
};

SimulationSubject subject_of(const SimulationRequest& request) {
  return {request.campaign_id, request.sequence, request.segment_id};
}

std::optional<SimulationSubject> other_of(const SimulationRequest& request) {
  if (request.against) return SimulationSubject{request.against, std::nullopt, std::nullopt};
  if (request.against_sequence)
    return SimulationSubject{std::nullopt, request.against_sequence, request.segment_id};
  return std::nullopt;
}

Result<SimulationCard> make_now(Services& services, const Actor& actor, const SimulationRequest& request,
                                UploadWriter* file) {
  const SimulationTerms terms{request.days, request.from.value_or(services.clock.now()), request.seed,
                              request.world, request.approve};
  std::optional<SimulationSubject> other = other_of(request);
  if (other) {
    TRY(other, comparison_subject(services, subject_of(request), *std::move(other)));
  }
  TRY(const Simulation simulation, simulate(services, actor, subject_of(request), terms));
  LineWriter writer(file);
  writer.line(to_json_text(Header{"simulation", asker_of(actor)}));
  SimulationCard card;
  card.simulation_id = file->name();
  simulation.write([&](const PlanLine& line, const std::string& text) {
    writer.line(text);
    if (line.kind != PlanLine::Kind::total) return;
    card.contacts = line.contacts;
    card.sends = line.sends;
    card.skips = line.skips;
    card.holds = line.holds;
    card.plan_hash = line.plan_hash;
  });
  if (other) {
    TRY(const Simulation second, simulate(services, actor, *other, terms));
    const PlanComparison found = compare_plans(simulation, second);
    for (const PlanDifference& each : found.differences) {
      boost::json::object json{{"kind", "diff"}};
      const boost::json::value difference = to_json(each);
      for (const auto& field : difference.as_object()) json[field.key()] = field.value();
      writer.line(boost::json::serialize(json));
    }
    card.diff = SimulationDiff{found.same, static_cast<std::int64_t>(found.differences.size())};
  }
  boost::json::object last{{"kind", "card"}};
  last["card"] = to_json(card);
  writer.line(boost::json::serialize(last));
  TRY_OK(writer.finish());
  file->keep();
  return card;
}

/// Hands each line of a result to `take` until that says false.
template <class Take>
Result<Unit> read_lines(Services& services, const Actor& actor, const std::string& id, Take take) {
  TRY(UploadStore * store, store_of(services));
  const bool is_name = id.size() == kNameChars && std::ranges::all_of(id, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
  if (!is_name) return gone(id);
  const auto source = store->open(id);
  if (!source) return gone(id);
  std::string rest;
  bool is_first = true;
  while (true) {
    TRY(const std::string piece, (*source)->read(kPieceBytes));
    if (piece.empty()) return is_first ? Result<Unit>(gone(id)) : ok();
    rest += piece;
    std::size_t begin = 0;
    for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', begin)) {
      const std::string_view line = std::string_view(rest).substr(begin, end - begin);
      begin = end + 1;
      if (is_first) {
        const auto header = from_json_text<Header>(line);
        if (!header || header->kind != "simulation" || header->asker != asker_of(actor)) return gone(id);
        is_first = false;
      } else if (!take(line)) {
        return ok();
      }
    }
    rest.erase(0, begin);
    // Something else lies there: our lines are short.
    if (is_first && rest.size() > kPieceBytes) return gone(id);
  }
}

Result<SimulationCard> get_now(Services& services, const Actor& actor, const std::string& id) {
  std::string last;
  TRY_OK(read_lines(services, actor, id, [&](std::string_view line) {
    if (line.starts_with("{\"kind\":\"card\"")) last = line;
    return true;
  }));
  if (last.empty()) return gone(id);
  TRY(const boost::json::value json, parse_json(last));
  return from_json<SimulationCard>(json.at("card"));
}

Result<SimulationPage> list_now(Services& services, const Actor& actor, const std::string& id,
                                const std::string& kind, std::int64_t after, std::int64_t limit) {
  const std::string begins = "{\"kind\":\"" + kind + "\"";
  std::int64_t seen = 0;
  std::vector<std::string> lines;
  TRY_OK(read_lines(services, actor, id, [&](std::string_view line) {
    if (!line.starts_with(begins) || ++seen <= after) return true;
    lines.emplace_back(line);
    return static_cast<std::int64_t>(lines.size()) <= limit;
  }));
  SimulationPage page;
  if (static_cast<std::int64_t>(lines.size()) > limit) {
    lines.pop_back();
    page.next = std::to_string(after + limit);
  }
  for (const std::string& line : lines) {
    TRY(boost::json::value json, parse_json(line));
    page.items.push_back(std::move(json.as_object()));
  }
  return page;
}

}  // namespace

std::vector<Rule> SimulationRequest::rules() {
  return {rule(&SimulationRequest::campaign_id)
              .describe("a campaign; or give sequence and segment_id")
              .max_length(200),
          rule(&SimulationRequest::sequence).describe("a sequence that need not be saved"),
          rule(&SimulationRequest::segment_id).max_length(200),
          rule(&SimulationRequest::against).describe("another campaign, for the difference").max_length(200),
          rule(&SimulationRequest::against_sequence).describe("or another sequence, for the same segment"),
          rule(&SimulationRequest::days).optional().min(1).max(kMostSimulatedDays).describe("30 if absent"),
          rule(&SimulationRequest::from)
              .describe("when it would be launched; null: now")
              .example("2026-12-01T08:00:00Z"),
          rule(&SimulationRequest::seed).optional().describe("the chance that `world` draws from"),
          rule(&SimulationRequest::world)
              .optional()
              .max_length(200)
              .describe("what contacts do: shares of the mails after which it happens; empty: nothing")
              .example("reply=0.05,absence=0.03"),
          rule(&SimulationRequest::approve)
              .optional()
              .max_length(20)
              .describe("when drafts are approved: all (at once), none, after=4h; empty: all")};
}

Task<Result<SimulationCard>> make_simulation(Services& services, const Actor& actor,
                                             SimulationRequest request, std::int64_t wait_ms) {
  const std::string asker = asker_of(actor);
  CO_TRY(std::shared_ptr<UploadWriter> file,
         co_await result_worker().run([&]() -> Result<std::shared_ptr<UploadWriter>> {
           TRY(UploadStore * store, store_of(services));
           TRY(std::unique_ptr<UploadWriter> made, store->create());
           return std::shared_ptr<UploadWriter>(std::move(made));
         }));
  const std::string id = file->name();
  CO_TRY_OK(runs().begin(id, asker));
  // It may outlive the request: it looks with eyes of its own.
  const bool is_onlooked = Onlooker::current() != nullptr;
  simulation_worker().post(
      [&services, actor, request = std::move(request), file = std::move(file), id, is_onlooked] {
        Asker eyes(actor);
        const Onlooker::Scope scope(is_onlooked ? &eyes : nullptr);
        if (runs().is_closed()) return runs().end(id, unavailable("The server is stopping."));
        // Nobody waits here for an exception.
        try {
          runs().end(id, make_now(services, actor, request, file.get()));
        } catch (const std::exception& failure) {
          runs().end(id, internal(failure.what()));
        }
      });
  for (std::int64_t waited = 0;; waited += kPollMs) {
    const auto run = runs().find(id, asker);
    if (!run) co_return gone(id);
    if (*run) co_return **run;
    if (waited >= wait_ms) co_return running_card(id);
    co_await timer().wait(kPollMs);
  }
}

void finish_simulations() {
  runs().close();
  std::promise<void> over;
  simulation_worker().post([&] { over.set_value(); });
  over.get_future().wait();
}

Task<Result<SimulationCard>> get_simulation(Services& services, const Actor& actor,
                                            std::string simulation_id) {
  if (const auto run = runs().find(simulation_id, asker_of(actor))) {
    if (!*run) co_return running_card(simulation_id);
    if (!**run) {
      SimulationCard card = running_card(simulation_id);
      card.status = SimulationStatus::FAILED;
      card.error = (**run).error().message;
      co_return card;
    }
  }
  co_return co_await result_worker().run([&] { return get_now(services, actor, simulation_id); });
}

Task<Result<SimulationPage>> list_simulation_lines(Services& services, const Actor& actor,
                                                   std::string simulation_id, std::string kind,
                                                   std::int64_t after, std::int64_t limit) {
  const auto run = runs().find(simulation_id, asker_of(actor));
  if (run && !*run) co_return conflict("The simulation is still running. Ask again when it is DONE.");
  co_return co_await result_worker().run(
      [&] { return list_now(services, actor, simulation_id, kind, after, limit); });
}

}  // namespace sa
