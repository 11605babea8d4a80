// The work of the people who decide: how many drafts, how fast, and how long mail and drafts waited for them.
// THREADS: an OperatorTally is used by one thread at a time.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/report/figure.h"

namespace sa {

/// Between two steps of a person that are further apart they did something else.
inline constexpr std::int64_t kIdleMs = 120 * kSecondMs;

/// Something that a person did, as the trail tells it.
struct OperatorStep {
  std::string user_id;
  std::string name;
  Instant at;
  bool is_decision = false;  ///< on a draft
  std::optional<std::int64_t>
      queued_ms;  ///< how long the draft had waited; null: another step, or it is gone
};

struct OperatorFigures {
  Figure decisions;
  Figure decisions_per_active_minute;
  Figure first_answer_p50;  ///< these four in minutes
  Figure first_answer_p90;
  Figure queue_age_p50;
  Figure queue_age_p90;
};
BOOST_DESCRIBE_STRUCT(OperatorFigures, (),
                      (decisions, decisions_per_active_minute, first_answer_p50, first_answer_p90,
                       queue_age_p50, queue_age_p90))

struct OperatorRow {
  std::string user_id;
  std::string name;
  OperatorFigures figures;
};
BOOST_DESCRIBE_STRUCT(OperatorRow, (), (user_id, name, figures))

struct OperatorReport {
  Instant from;
  Instant to;
  std::string zone;
  OperatorFigures total;
  std::vector<OperatorRow> groups;  ///< by user; who is no lead finds only themselves
};
BOOST_DESCRIBE_STRUCT(OperatorReport, (), (from, to, zone, total, groups))

class OperatorTally {
 public:
  /// REQUIRES: in the order of time.
  void add(const OperatorStep& step);
  /// A mail was answered: the answer was approved by `user_id`, after so much working time.
  void add_answer(const std::string& user_id, std::int64_t business_ms);
  /// With the rows of everybody, or of `only_user_id`.
  OperatorReport report(Instant from, Instant to, std::string zone, Instant as_of,
                        const std::optional<std::string>& only_user_id) const;

 private:
  struct Counts {
    std::int64_t decisions = 0;
    std::int64_t active_ms = 0;
    std::vector<double> answer_minutes;
    std::vector<double> queue_minutes;
    OperatorFigures figures(Instant as_of) const;
  };
  struct Person {
    std::string name;
    std::optional<Instant> last_at;
    Counts counts;
  };
  std::map<std::string, Person> people_;
};

std::string csv_of(const OperatorReport& report);

}  // namespace sa
