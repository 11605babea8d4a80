// Rate limits: token buckets by principal and by address, in this process or, with Redis, across nodes.
//
// Limits protect, they do not decide: when Redis is lost, each process counts for itself.
// THREADS: any.
// ERRORS: none; a request is let through or told when to come again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/async/task.h"
#include "base/clock.h"

namespace sa {

class Redis;

/// `burst` at once, and `burst` more in each period, evenly.
struct Rate {
  double burst = 600;
  double period_ms = 60'000;
};

class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  /// Takes one token of `key`. 0: taken; otherwise the seconds until there is one.
  virtual Task<std::int64_t> take(std::string key, Rate rate) = 0;
  /// For /ready: "in this process", "redis", "in this process: redis does not answer".
  virtual std::string describe() const = 0;
};

/// Bounded: beyond kMaxKeys buckets a shard forgets all of its own, which lets clients through rather than
/// keeping them out.
class LocalRateLimiter final : public RateLimiter {
 public:
  static constexpr std::size_t kMaxKeys = 100'000;
  explicit LocalRateLimiter(const Clock& clock) : clock_(clock) {}
  Task<std::int64_t> take(std::string key, Rate rate) override;
  std::int64_t take_now(const std::string& key, Rate rate);
  std::string describe() const override { return "in this process"; }
  std::size_t keys();

 private:
  struct Bucket {
    double tokens;
    Instant at;
  };
  struct Shard {
    std::mutex mutex;
    std::map<std::string, Bucket> buckets;
  };
  static constexpr std::size_t kShards = 16;
  const Clock& clock_;
  std::array<Shard, kShards> shards_;
};

/// Counts in Redis.
class SharedRateLimiter final : public RateLimiter {
 public:
  SharedRateLimiter(Redis& redis, const Clock& clock) : redis_(redis), local_(clock) {}
  Task<std::int64_t> take(std::string key, Rate rate) override;
  std::string describe() const override;

 private:
  Redis& redis_;
  LocalRateLimiter local_;
};

}  // namespace sa
