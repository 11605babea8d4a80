// Counts the failed fetches of each mail in a page, so that a mail that can never be fetched does not stop a feed for good:
// after several failures it is skipped, with a reason. Kept in memory: a restart begins to count anew.
// THREADS: any. ERRORS: none.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace sa {

class FailingMail {
 public:
  /// A fetch is tried again after a minute at the earliest: a fault of the provider that passes costs no mail.
  static constexpr int kMostFailures = 10;

  /// Notes that it failed once more; true when that was once too often.
  bool is_hopeless(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return ++failures_[id] >= kMostFailures;
  }
  /// The feed went on: what failed lies behind it.
  void clear() {
    const std::lock_guard lock(mutex_);
    failures_.clear();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> failures_;
};

}  // namespace sa
