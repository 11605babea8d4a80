// The only sources of time and randomness. All code that needs either takes one of these, so that a whole run
// can be driven by a set clock and a seed.
// THREADS: every implementation may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace sa {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  /// Fills `bytes` with unpredictable bytes (the system's) or with the next bytes of a seed (a test's).
  virtual void fill(std::span<unsigned char> bytes) = 0;
};

/// The system's clock and the system's random bytes (libsodium).
Clock& system_clock();
Random& system_random();

/// A new UUIDv7 (RFC 9562, 5.7): ordered by time, 74 random bits; text of 36 characters.
std::string new_id(const Clock& clock, Random& random);
/// `bytes` random bytes as lower-case hexadecimal.
std::string random_hex(Random& random, std::size_t bytes);

/// A clock that stands still until it is told otherwise; for tests and for `simulate`.
class SetClock final : public Clock {
 public:
  explicit SetClock(Instant now);
  ~SetClock() override;
  Instant now() const override;
  void set(Instant now);
  void advance(std::int64_t ms);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Business time: the machine's, until a file is followed; then the instant that stands in it, which moves forward only.
/// The file is looked at again once a second, by whoever asks for the time.
class FileClock final : public Clock {
 public:
  /// REQUIRES: `machine` outlives it.
  explicit FileClock(const Clock& machine);
  ~FileClock() override;
  Instant now() const override;
  /// Follows the file from now on. ERRORS: invalid, when the file cannot be read or holds no RFC 3339 instant.
  Result<Unit> follow(std::string path);
  bool is_followed() const;
  /// Looks at the file now. An earlier instant than the present one changes nothing. ERRORS: as `follow`; the time stays.
  Result<Unit> look() const;
  /// True once after the time moved on.
  bool take_moved() const;
  /// The next `take_moved` says it again.
  void put_back_moved() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Random bytes from a seed: the same seed gives the same run. Never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  ~SeededRandom() override;
  void fill(std::span<unsigned char> bytes) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sa
