#include "mail/thread.h"

#include <algorithm>
#include <set>

#include "base/reflect/reflect.h"
#include "mail/address/address.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxPrefixes = 50;  // "Re: Re: Re: ..." beyond this is left as it is

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Takes "[2]" or "(2)" or "^3" after a prefix: "Re[2]:".
std::string_view skip_counter(std::string_view text) {
  if (text.empty() || (text.front() != '[' && text.front() != '(' && text.front() != '^')) return text;
  std::size_t i = 1;
  while (i < text.size() && i < 4 && text[i] >= '0' && text[i] <= '9') ++i;
  if (i == 1) return text;
  if (text.front() == '^') return text.substr(i);
  return i < text.size() && (text[i] == ']' || text[i] == ')') ? text.substr(i + 1) : text;
}

/// Removes one of `prefixes` and its colon; false when `text` begins with none.
bool strip_prefix(std::string_view& text, const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    if (!text.starts_with(prefix)) continue;
    std::string_view rest = trim(skip_counter(text.substr(prefix.size())));
    if (!rest.starts_with(':')) continue;
    text = trim(rest.substr(1));
    return true;
  }
  return false;
}

/// Removes a mailing list's "[tag]" in front of more text (RFC 5256 subj-blob).
bool strip_tag(std::string_view& text) {
  if (!text.starts_with('[')) return false;
  const std::size_t end = text.find(']');
  if (end == text.npos || end > 60 || trim(text.substr(end + 1)).empty()) return false;
  text = trim(text.substr(end + 1));
  return true;
}

void make_plain(std::vector<std::string>& words) {
  for (std::string& word : words) word = plain_form(word);
  // The longest first, so that "re pl" is not taken for "re".
  std::ranges::sort(words, [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::set<std::string> participants(const Message& message, const std::vector<std::string>& own_addresses) {
  std::set<std::string> all;
  const auto add = [&](const Address& address) {
    if (const std::string folded = fold_address(address.address);
        std::ranges::find(own_addresses, folded) == own_addresses.end())
      all.insert(folded);
  };
  add(message.from);
  std::ranges::for_each(message.to, add);
  std::ranges::for_each(message.cc, add);
  all.erase("");
  return all;
}

}  // namespace

Result<SubjectPolicy> load_subject_policy(std::string_view json) {
  TRY(SubjectPolicy policy, from_json_text<SubjectPolicy>(json));
  make_plain(policy.reply_prefixes);
  make_plain(policy.forward_prefixes);
  make_plain(policy.auto_prefixes);
  return policy;
}

std::vector<std::string> parent_ids(const Message& message) {
  std::vector<std::string> ids;
  std::set<std::string_view> seen{message.message_id};
  const auto add = [&](const std::string& id) {
    if (seen.insert(id).second) ids.push_back(id);
  };
  // In-Reply-To is the parent itself; the end of References is it too, in mail programs that keep the rules.
  if (message.in_reply_to.size() == 1) add(message.in_reply_to.front());
  for (auto it = message.references.rbegin(); it != message.references.rend(); ++it) add(*it);
  std::ranges::for_each(message.in_reply_to, add);
  return ids;
}

std::optional<std::string> gmail_conversation_id(const Message& message) {
  const std::string* field = message.header("X-GM-THRID");
  constexpr std::size_t kMostDigits = 20;  // of 64 bits
  if (!field || field->empty() || field->size() > kMostDigits) return std::nullopt;
  if (!std::ranges::all_of(*field, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  return "gm-thrid-" + *field;
}

BaseSubject base_subject(std::string_view subject, const SubjectPolicy& policy) {
  BaseSubject base;
  const std::string plain = plain_form(subject);
  std::string_view text = trim(plain);
  for (std::size_t i = 0; i < kMaxPrefixes; ++i) {
    if (strip_prefix(text, policy.reply_prefixes) || strip_prefix(text, policy.auto_prefixes)) {
      base.is_reply = true;
    } else if (strip_prefix(text, policy.forward_prefixes)) {
      base.is_forward = true;
    } else if (!strip_tag(text)) {
      break;
    }
  }
  if (text.ends_with("(fwd)")) {
    text = trim(text.substr(0, text.size() - 5));
    base.is_forward = true;
  }
  base.text = std::string(text);
  return base;
}

std::optional<std::string> choose_thread_by_subject(const Message& message,
                                                    const std::vector<SubjectCandidate>& candidates,
                                                    const std::vector<std::string>& own_addresses, Instant at,
                                                    const SubjectPolicy& policy) {
  const BaseSubject base = base_subject(message.subject, policy);
  const bool nameless = message.message_id_derived && !base.is_reply;
  if ((!base.is_reply && !nameless) || base.text.empty()) return std::nullopt;
  const std::set<std::string> people = participants(message, own_addresses);
  const SubjectCandidate* best = nullptr;
  for (const SubjectCandidate& candidate : candidates) {
    if (at < candidate.last_at - kDayMs || at - candidate.last_at > policy.window_days * kDayMs) continue;
    if (nameless && at - candidate.last_at > kDayMs) continue;
    if (std::ranges::none_of(candidate.participants,
                             [&](const auto& address) { return people.contains(address); }))
      continue;
    if (!best || candidate.last_at > best->last_at) best = &candidate;
  }
  if (!best) return std::nullopt;
  return best->thread_id;
}

}  // namespace sa
