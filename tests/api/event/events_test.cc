#include "api/http/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>

namespace sa {
namespace {

/// Keeps what is sent to it, and lets a test wait for it.
class Recorder final : public Stream {
 public:
  bool send(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return false;
    text_ += bytes;
    changed_.notify_all();
    return true;
  }
  void close() override {
    const std::lock_guard lock(mutex_);
    open_ = false;
    changed_.notify_all();
  }
  bool is_open() const override {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  void wait_for(const std::string& part) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return text_.find(part) != std::string::npos; });
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  std::string text_;
};

struct Source {
  std::mutex mutex;
  Result<std::int64_t> seq = std::int64_t{7};
  std::map<std::string, std::int64_t> of = {};  ///< what some see
  int asked = 0;
  void set(Result<std::int64_t> next) {
    const std::lock_guard lock(mutex);
    seq = std::move(next);
  }
  std::function<Result<std::int64_t>(const Actor&)> ask() {
    return [this](const Actor& actor) -> Result<std::int64_t> {
      const std::lock_guard lock(mutex);
      ++asked;
      const auto own = of.find(actor.actor_id);
      return own == of.end() ? seq : Result<std::int64_t>(own->second);
    };
  }
};

constexpr EventHubOptions kQuick{.ask_ms = 1, .heartbeat_ms = 5, .listeners = 2};

TEST(Events, TellsThePresentNumberThenEachNewOneOnce) {
  Source source;
  EventHub hub(source.ask(), kQuick);
  const auto page = std::make_shared<Recorder>();
  ASSERT_TRUE(hub.listen(page, {}));
  page->wait_for("event: change\ndata: {\"seq\":7}\n\n");
  source.set(std::int64_t{8});
  page->wait_for("{\"seq\":8}\n\n");
  page->wait_for(":\n\n");
  const std::string text = page->text();
  EXPECT_EQ(text.find("{\"seq\":8}"), text.rfind("{\"seq\":8}"));
}

TEST(Events, EachHearsOfWhatTheySee) {
  Source source;
  source.of = {{"ana", 4}};
  EventHub hub(source.ask(), kQuick);
  const auto ana = std::make_shared<Recorder>();
  const auto bob = std::make_shared<Recorder>();
  ASSERT_TRUE(hub.listen(ana, {.kind = ActorKind::person,
                               .actor_id = "ana",
                               .name = "Ana",
                               .email = "",
                               .scopes = {},
                               .trace_id = ""}));
  ASSERT_TRUE(hub.listen(bob, {.kind = ActorKind::person,
                               .actor_id = "bob",
                               .name = "Bob",
                               .email = "",
                               .scopes = {},
                               .trace_id = ""}));
  bob->wait_for("{\"seq\":7}");
  ana->wait_for("{\"seq\":4}");
  source.set(std::int64_t{8});
  bob->wait_for("{\"seq\":8}");
  ana->wait_for(":\n\n");
  EXPECT_EQ(ana->text().find("{\"seq\":8}"), std::string::npos);
}

TEST(Events, AnErrorOnlyPauses) {
  Source source;
  EventHub hub(source.ask(), kQuick);
  const auto page = std::make_shared<Recorder>();
  ASSERT_TRUE(hub.listen(page, {}));
  page->wait_for("{\"seq\":7}");
  source.set(unavailable("The database is down."));
  page->wait_for(":\n\n");
  source.set(std::int64_t{9});
  page->wait_for("{\"seq\":9}");
}

TEST(Events, ListenersAreBounded) {
  Source source;
  EventHub hub(source.ask(), kQuick);
  const auto first = std::make_shared<Recorder>();
  ASSERT_TRUE(hub.listen(first, {}));
  ASSERT_TRUE(hub.listen(std::make_shared<Recorder>(), {}));
  EXPECT_TRUE(hub.is_full());
  const auto refused = hub.listen(std::make_shared<Recorder>(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limited);
  first->close();
  EXPECT_TRUE(hub.listen(std::make_shared<Recorder>(), {})) << "who left makes room";
}

TEST(Events, EndsItsListeners) {
  Source source;
  const auto page = std::make_shared<Recorder>();
  {
    EventHub hub(source.ask(), kQuick);
    ASSERT_TRUE(hub.listen(page, {}));
  }
  EXPECT_FALSE(page->is_open());
}

TEST(Events, AsksNothingWhileNobodyListens) {
  Source source;
  {
    EventHub hub(source.ask(), kQuick);
  }
  EXPECT_EQ(source.asked, 0);
}

}  // namespace
}  // namespace sa
