// How often each mail of a page could not be had from its provider, so that one that never can does not end a feed for good:
// after so many fetches it is left out, with words. Kept in memory: a process that starts anew is patient anew.
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
