// A writer whose answers a test writes down.
// THREADS: any.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "ports/llm.h"

namespace sa::test {

class FakeLlm final : public Llm {
 public:
  Task<Result<LlmReply>> write(const LlmRequest& request) override {
    const std::lock_guard lock(mutex_);
    asked.push_back(request);
    Result<LlmReply> answer = LlmReply{
        "Re: it", "Hello,\n\nthank you for asking. Which day would suit you for a short call?\n\nAna",
        "fake-1", 100, 20};
    if (!plan.empty()) {
      answer = plan.front();
      plan.pop_front();
    }
    co_return answer;
  }
  std::string name() const override { return "fake-1"; }

  std::deque<Result<LlmReply>> plan;  ///< for the next calls
  std::vector<LlmRequest> asked;

 private:
  std::mutex mutex_;
};

}  // namespace sa::test
