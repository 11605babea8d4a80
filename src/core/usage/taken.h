// What counts against a rate as time goes on: the mails that left, and behind them the reserved places.
// THREADS: values.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "base/time.h"

namespace sa {

class Taken {
 public:
  Taken() = default;
  explicit Taken(std::vector<Instant> left) : all_(std::move(left)), left_(all_.size()) {}

  std::span<const Instant> all() const { return std::span(all_).subspan(first_); }
  std::span<const Instant> left() const { return std::span(all_).first(left_).subspan(first_); }
  /// REQUIRES: nothing left later than `at`.
  void reserve(Instant at) { all_.insert(std::ranges::upper_bound(all_, at), at); }
  /// REQUIRES: it is reserved.
  void give_back(Instant at) {
    const auto place = std::lower_bound(all_.begin() + static_cast<std::ptrdiff_t>(left_), all_.end(), at);
    all_.erase(place);
  }
  /// What was reserved for an earlier instant, and not given back, has left.
  void pass(Instant now) {
    while (left_ < all_.size() && all_[left_] < now) ++left_;
  }
  /// REQUIRES: nothing is reserved for an earlier instant.
  void note_left(Instant at) {
    all_.insert(all_.begin() + static_cast<std::ptrdiff_t>(left_), at);
    ++left_;
  }
  /// What left at that instant or earlier counts no more.
  void forget(Instant until) {
    while (first_ < left_ && all_[first_] <= until) ++first_;
  }
  bool has_reserved() const { return all_.size() > left_; }

 private:
  std::vector<Instant> all_;
  std::size_t left_ = 0;   ///< so many of them left
  std::size_t first_ = 0;  ///< those before it are forgotten
};

}  // namespace sa
