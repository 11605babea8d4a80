// A mailbox with a memory: its ledger says what was really delivered, whatever it answered. A plan makes it lose
// answers, refuse, or be down.
// THREADS: any.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "ports/mailbox.h"

namespace sa::test {

class FakeMailbox final : public Mailbox {
 public:
  enum class Fault { none, accept_and_lose_answer, lose_before_accepting, refuse, not_now };

  explicit FakeMailbox(const Clock& clock) : clock_(clock) {}

  std::string provider() const override { return name; }
  bool delivers() const override { return does_deliver; }
  Task<Result<Unit>> ready() override {
    if (!not_ready.empty()) co_return unauthenticated(not_ready);
    co_return ok();
  }

  Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket&, Instant deadline) override {
    const std::lock_guard lock(mutex_);
    if (clock_.now() > deadline)
      co_return SendOutcome{SendOutcome::Kind::not_now, {}, {}, "Too late.", clock_.now() + kMinuteMs};
    Fault fault = Fault::none;
    if (!plan.empty()) {
      fault = plan.front();
      plan.pop_front();
    }
    const std::string& id = mail.draft().rfc_message_id;
    using Kind = SendOutcome::Kind;
    switch (fault) {
      case Fault::refuse:
        co_return SendOutcome{Kind::refused, {}, {}, "No such user.", {}};
      case Fault::not_now:
        co_return SendOutcome{Kind::not_now, {}, {}, "Too many.", clock_.now() + kMinuteMs};
      case Fault::lose_before_accepting:
        co_return SendOutcome{Kind::unknown, {}, {}, "Connection reset.", {}};
      case Fault::accept_and_lose_answer:
        ++delivered[id];
        co_return SendOutcome{Kind::unknown, {}, {}, "Connection reset.", {}};
      case Fault::none:
        break;
    }
    ++delivered[id];
    co_return SendOutcome{Kind::accepted, "fake-" + id, "hash", {}, {}};
  }

  void end_pause(bool) override { ++ended_pauses; }

  Task<Lookup> find_sent(const SendTicket& ticket) override {
    if (const auto meanwhile = on_find) meanwhile();
    const std::lock_guard lock(mutex_);
    if (!can_look_up) co_return Lookup{};
    if (is_forgetful) co_return Lookup{Lookup::Kind::absent, {}, {}};
    if (!delivered.contains(ticket.rfc_message_id)) co_return Lookup{Lookup::Kind::absent, {}, {}};
    co_return Lookup{Lookup::Kind::found, "fake-" + ticket.rfc_message_id, "hash"};
  }

  std::deque<Fault> plan;                ///< for the next calls of send
  std::map<std::string, int> delivered;  ///< the ledger: how often each Message-ID left
  bool does_deliver = true;              ///< false: as the outbox, which nothing leaves
  int ended_pauses = 0;
  bool can_look_up = true;
  bool is_forgetful = false;  ///< a look-up finds nothing
  std::string name = "fake";
  std::string not_ready;          ///< why the sign-in is refused; empty: it is not
  std::function<void()> on_find;  ///< what happens while it is asked

 private:
  const Clock& clock_;
  std::mutex mutex_;
};

}  // namespace sa::test
