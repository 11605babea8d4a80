#include "mail/thread_index.h"

#include <algorithm>
#include <set>

namespace sa {
namespace {

std::set<std::string> people_of(const Message& message, const std::vector<std::string>& own_addresses) {
  std::set<std::string> people;
  const auto add = [&](const Address& address) {
    std::string folded = fold_address(address.address);
    if (folded.find('@') == folded.npos) return;
    if (std::ranges::find(own_addresses, folded) == own_addresses.end()) people.insert(std::move(folded));
  };
  add(message.from);
  std::ranges::for_each(message.to, add);
  std::ranges::for_each(message.cc, add);
  return people;
}

}  // namespace

std::vector<std::string> exchange_conversation_ids(const Message& message,
                                                   const std::vector<std::string>& own_addresses) {
  // 21 bytes of the 22 in base64: whole characters that no answer changes.
  constexpr std::size_t kSame = 28;
  constexpr std::size_t kMaxPeople = 10;
  const std::string* field = message.header("Thread-Index");
  if (!field || field->size() < kSame) return {};
  std::vector<std::string> ids;
  for (const std::string& person : people_of(message, own_addresses))
    if (ids.size() < kMaxPeople) ids.push_back("thread-index-" + field->substr(0, kSame) + "-" + person);
  return ids;
}

}  // namespace sa
