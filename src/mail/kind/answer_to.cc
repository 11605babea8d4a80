#include "mail/kind/answer_to.h"

#include <algorithm>

#include "mail/address/spelling.h"
#include "mail/kind/form.h"

namespace sa {
namespace {

bool may_be_answered(MessageKind kind) {
  return kind == MessageKind::human_reply || kind == MessageKind::unsubscribe || kind == MessageKind::list ||
         kind == MessageKind::bulk;
}

class Chooser {
 public:
  Chooser(const Message& message, const KindPolicy& policy, std::span<const std::string> own)
      : message_(message), policy_(policy), own_(own) {}

  AnswerTo run(MessageKind kind) const {
    if (auto visitor = find_form_visitor(message_, policy_, own_)) return {std::move(visitor), {}};
    for (const Address& address : message_.reply_to)
      if (is_person(address) && !is_list(address)) return {address, {}};
    if (is_rewritten())
      if (auto author = original_author()) return {std::move(author), {}};
    if (!message_.co_authors.empty()) return of_several_authors();
    if (is_person(message_.from) && !is_list(message_.from)) return {message_.from, {}};
    return {std::nullopt, kind == MessageKind::human_reply ? why_nobody() : std::string()};
  }

 private:
  bool is_own(const std::string& folded) const { return std::ranges::find(own_, folded) != own_.end(); }

  bool is_person(const Address& address) const {
    const std::string folded = fold_address(address.address);
    return normalize_address(folded) && !is_own(folded) &&
           !policy_.state().never_read.any(PlainText(address.address));
  }

  /// The address of the mailing list that the mail came through.
  bool is_list(const Address& address) const {
    const std::string folded = fold_address(address.address);
    const std::string* post = message_.header("List-Post");
    if (!post) post = message_.header("Mailing-list");
    return post && plain_form(*post).find(folded) != std::string::npos;
  }

  bool is_rewritten() const {
    return !is_person(message_.from) || is_list(message_.from) ||
           plain_form(message_.from.name).find(" via ") != std::string::npos;
  }

  std::optional<Address> original_author() const {
    for (const char* field :
         {"X-Original-From", "Original-From", "X-Original-Sender", "X-Original-Reply-To"}) {
      const std::string* value = message_.header(field);
      if (!value) continue;
      Address author{{}, plain_address(*value)};
      if (const std::size_t name = value->find('<'); name != value->npos && name > 0)
        author.name = compose_message(*value, "", "").from.name;
      if (is_person(author) && !is_list(author)) return author;
    }
    return std::nullopt;
  }

  /// RFC 5322 3.6.2: of several authors, Sender is the one who sent the mail.
  AnswerTo of_several_authors() const {
    std::vector<Address> people{message_.from};
    people.insert(people.end(), message_.co_authors.begin(), message_.co_authors.end());
    std::erase_if(people, [&](const Address& one) { return !is_person(one); });
    if (people.size() == 1) return {people.front(), {}};
    if (message_.sender) {
      const std::string sender = fold_address(message_.sender->address);
      for (const Address& one : people)
        if (fold_address(one.address) == sender) return {one, {}};
    }
    if (people.empty()) return {std::nullopt, why_nobody()};
    return {std::nullopt, "From names several authors: " + people[0].address + " and " + people[1].address};
  }

  std::string why_nobody() const {
    if (message_.from.address.empty()) return "the mail has no sender address";
    if (is_own(fold_address(message_.from.address))) return "From is one of our own addresses";
    if (is_list(message_.from)) return "From names the mailing list, and the author is not named anywhere";
    if (policy_.state().never_read.any(PlainText(message_.from.address)))
      return "nobody reads " + message_.from.address;
    return "\"" + message_.from.address + "\" is not a valid address";
  }

  const Message& message_;
  const KindPolicy& policy_;
  std::span<const std::string> own_;
};

}  // namespace

AnswerTo choose_answer_to(const Message& message, MessageKind kind, const KindPolicy& policy,
                          std::span<const std::string> own) {
  if (!may_be_answered(kind)) return {};
  return Chooser(message, policy, own).run(kind);
}

}  // namespace sa
