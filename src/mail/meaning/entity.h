// Finds names and figures in a mail, as written.
// THREADS: pure functions over immutable policy.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/address/address.h"
#include "mail/mime/message.h"

namespace sa {

struct Entities {
  std::vector<std::string> emails;
  std::vector<std::string> urls;
  std::vector<std::string> companies;
  std::vector<std::string> people;
  std::vector<std::string> phones;
  std::vector<std::string> money;
  std::vector<std::string> dates;
};
BOOST_DESCRIBE_STRUCT(Entities, (), (emails, urls, companies, people, phones, money, dates))

class EntityPolicy {
 public:
  EntityPolicy();
  static Result<EntityPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// Each list in order of appearance, without repetition, at most 50 long. `signature` is searched too; the
/// sender's domain gives a company when it is no freemail domain.
Entities find_entities(const Message& message, std::string_view reply_text, std::string_view signature,
                       const EntityPolicy& policy, const FreemailPolicy& freemail);

}  // namespace sa
