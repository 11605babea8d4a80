#include "api/http/rate_limit.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "store/engine/redis.h"

namespace sa {
namespace {

// One step of a token bucket, on the clock of Redis itself, so that nodes need not agree on the time.
constexpr const char* kBucketScript = R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local burst = tonumber(ARGV[1])
local period = tonumber(ARGV[2])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or burst
local at = tonumber(bucket[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * burst / period)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * period / burst) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], period)
return wait
)lua";

std::int64_t to_seconds(double ms) {
  return static_cast<std::int64_t>(std::ceil(ms / static_cast<double>(kSecondMs)));
}

}  // namespace

std::int64_t LocalRateLimiter::take_now(const std::string& key, Rate rate) {
  const Instant now = clock_.now();
  Shard& shard = shards_[std::hash<std::string>()(key) % kShards];
  const std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() >= kMaxKeys / kShards) shard.buckets.clear();
  const auto [place, is_new] = shard.buckets.try_emplace(key, Bucket{rate.burst, now});
  Bucket& bucket = place->second;
  const double passed = static_cast<double>(std::max<std::int64_t>(0, now - bucket.at));
  bucket.tokens = std::min(rate.burst, bucket.tokens + passed * rate.burst / rate.period_ms);
  bucket.at = now;
  if (bucket.tokens < 1)
    return std::max<std::int64_t>(1, to_seconds((1 - bucket.tokens) * rate.period_ms / rate.burst));
  bucket.tokens -= 1;
  return 0;
}

std::size_t LocalRateLimiter::keys() {
  std::size_t keys = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    keys += shard.buckets.size();
  }
  return keys;
}

Task<std::int64_t> LocalRateLimiter::take(std::string key, Rate rate) {
  co_return take_now(key, rate);
}

Task<std::int64_t> SharedRateLimiter::take(std::string key, Rate rate) {
  const auto wait_ms = co_await redis_.integer({"EVAL", kBucketScript, "1", "sales-agent:rate:" + key,
                                                std::to_string(rate.burst),
                                                std::to_string(static_cast<std::int64_t>(rate.period_ms))});
  if (!wait_ms) co_return local_.take_now(key, rate);
  co_return to_seconds(static_cast<double>(*wait_ms));
}

std::string SharedRateLimiter::describe() const {
  return redis_.is_up() ? "redis" : "in this process: Redis does not respond";
}

}  // namespace sa
