// A mail feed with a memory: what was put in comes out once, in pages; it can forget cursors, be down, or want a sign-in.
// THREADS: one at a time.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "ports/mail_feed.h"

namespace sa::test {

class FakeMailFeed final : public MailFeed {
 public:
  std::string provider() const override { return name; }

  Task<Result<FeedPage>> fetch(std::string cursor) override {
    ++fetches;
    if (on_fetch) on_fetch();
    if (!failures.empty()) {
      Error failure = std::move(failures.front());
      failures.pop_front();
      co_return failure;
    }
    FeedPage page;
    const std::string prefix = "e" + std::to_string(epoch) + ":";
    std::size_t at = 0;
    if (cursor.starts_with(prefix)) {
      at = std::stoul(cursor.substr(prefix.size()));
    } else {
      page.was_reset = true;
      at = mails.size() - std::min(mails.size(), first_mails);
    }
    for (; at < mails.size() && page.mails.size() < page_mails; ++at) {
      FeedMail mail = mails[at];
      if (mail.raw.size() > max_bytes) mail.skipped = "too large", mail.raw.clear();
      page.mails.push_back(std::move(mail));
    }
    page.has_more = at < mails.size();
    page.cursor = prefix + std::to_string(at);
    co_return page;
  }
  void put(std::string raw, std::string provider_thread_id = {}) {
    mails.push_back(
        {"fake-" + std::to_string(mails.size()), std::move(provider_thread_id), {}, std::move(raw), {}});
  }

  std::string name = "fake";
  std::vector<FeedMail> mails;
  std::deque<Error> failures;  ///< of the next fetches
  std::size_t page_mails = 25;
  std::size_t first_mails = 500;
  std::size_t max_bytes = 1 << 20;
  int epoch = 1;  ///< another one: no cursor is known any more
  int fetches = 0;
  std::function<void()> on_fetch;  ///< what happens meanwhile
};

}  // namespace sa::test
