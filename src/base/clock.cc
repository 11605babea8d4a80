#include "base/clock.h"

#include <sodium.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <random>
#include <stdexcept>
#include <vector>

namespace sa {
namespace {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
  }
};

class SystemRandom final : public Random {
 public:
  SystemRandom() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium found no source of random bytes");
  }
  void fill(std::span<unsigned char> bytes) override {
    if (!bytes.empty()) randombytes_buf(bytes.data(), bytes.size());
  }
};

constexpr char kHexDigits[] = "0123456789abcdef";

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

Random& system_random() {
  static SystemRandom random;
  return random;
}

std::string new_id(const Clock& clock, Random& random) {
  unsigned char bytes[16];
  random.fill(bytes);
  auto ms = static_cast<std::uint64_t>(clock.now().ms);
  for (int i = 5; i >= 0; --i, ms >>= 8) bytes[i] = static_cast<unsigned char>(ms & 0xff);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x70);  // version 7
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);  // the RFC's variant
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHexDigits[bytes[i] >> 4];
    text += kHexDigits[bytes[i] & 15];
  }
  return text;
}

std::string random_hex(Random& random, std::size_t bytes) {
  std::vector<unsigned char> raw(bytes);
  random.fill(raw);
  std::string text;
  text.reserve(bytes * 2);
  for (const unsigned char byte : raw) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 15];
  }
  return text;
}

struct SetClock::State {
  std::atomic<std::int64_t> ms;
};
SetClock::SetClock(Instant now) : state_(std::make_unique<State>(now.ms)) {}
SetClock::~SetClock() = default;
Instant SetClock::now() const {
  return {state_->ms.load()};
}
void SetClock::set(Instant now) {
  state_->ms = now.ms;
}
void SetClock::advance(std::int64_t ms) {
  state_->ms += ms;
}

struct FileClock::State {
  explicit State(const Clock& given) : machine(given) {}
  const Clock& machine;
  std::mutex mutex;  // of path and next_look_ms
  std::string path;
  std::int64_t next_look_ms = 0;
  std::atomic<bool> followed = false;
  std::atomic<std::int64_t> now_ms = 0;
  std::atomic<bool> moved = false;
};

FileClock::FileClock(const Clock& machine) : state_(std::make_unique<State>(machine)) {}
FileClock::~FileClock() = default;

Instant FileClock::now() const {
  if (!state_->followed) return state_->machine.now();
  const std::int64_t machine_ms = state_->machine.now().ms;
  bool is_due = false;
  {
    const std::lock_guard lock(state_->mutex);
    is_due = machine_ms >= state_->next_look_ms;
    if (is_due) state_->next_look_ms = machine_ms + kSecondMs;
  }
  // A file that is being written just now is read at the next look; `look` tells whoever asks for it what is wrong.
  if (is_due) (void)look();
  return {state_->now_ms};
}

Result<Unit> FileClock::follow(std::string path) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->path = std::move(path);
  }
  TRY_OK(look());
  state_->followed = true;
  return ok();
}

bool FileClock::is_followed() const {
  return state_->followed;
}

Result<Unit> FileClock::look() const {
  std::string path;
  {
    const std::lock_guard lock(state_->mutex);
    path = state_->path;
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  const std::optional<Instant> at = parse_rfc3339(line);
  if (!at)
    return invalid("CLOCK_FILE " + path +
                   " must hold one line with an instant such as 2026-03-02T09:00:00Z.");
  std::int64_t before = state_->now_ms;
  while (at->ms > before && !state_->now_ms.compare_exchange_weak(before, at->ms)) {
  }
  if (at->ms > before) state_->moved = true;
  return ok();
}

bool FileClock::take_moved() const {
  return state_->moved.exchange(false);
}

void FileClock::put_back_moved() const {
  state_->moved = true;
}

struct SeededRandom::State {
  std::mutex mutex;
  std::mt19937_64 engine;
};
SeededRandom::SeededRandom(std::uint64_t seed) : state_(std::make_unique<State>()) {
  state_->engine.seed(seed);
}
SeededRandom::~SeededRandom() = default;
void SeededRandom::fill(std::span<unsigned char> bytes) {
  const std::lock_guard lock(state_->mutex);
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(state_->engine());
}

}  // namespace sa
