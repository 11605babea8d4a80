#include "mail/kind/machine_note.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text/utf8.h"
#include "mail/address/address.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBeginning = 2000;  // bytes of the new words: a machine says at once what it is
constexpr std::size_t kMaxEnd = 1200;        // bytes at their end, and of the signature: a footer
constexpr std::size_t kNear = 80;            // bytes around "has left": whose name stands there

std::string looked_at(const Message& message, const ReplyText& reply) {
  const std::string_view text = reply.text;
  std::string made(utf8_cut(text, kMaxBeginning));
  const std::size_t beginning = made.size();
  made = message.subject + "\n" + made;
  if (text.size() > beginning) {
    std::size_t from = std::max(beginning, text.size() - std::min(text.size(), kMaxEnd));
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
    made.append("\n").append(text.substr(from));
  }
  return made + "\n" + std::string(utf8_cut(reply.signature, kMaxEnd));
}

/// The words of a person's name and of his address, of which one at least stands in a sentence about him.
std::vector<std::string> names_of(const Address& address) {
  std::vector<std::string> names;
  std::string word;
  for (const char c : plain_form(address.name) + " " + plain_form(local_part_of(address.address)) + " ") {
    const bool is_edge = std::string_view(" .-_+,'\"()\n").find(c) != std::string_view::npos;
    if (!is_edge) {
      word += c;
    } else {
      if (word.size() >= 3) names.push_back(word);
      word.clear();
    }
  }
  return names;
}

bool names_sender(std::string_view plain, const PatternMatch& match, const Address& sender) {
  const std::size_t from = match.start > kNear ? match.start - kNear : 0;
  const std::string_view around = plain.substr(from, match.end + kNear - from);
  const auto names = names_of(sender);
  return std::ranges::any_of(names,
                             [&](const std::string& name) { return around.find(name) != around.npos; });
}

}  // namespace

MachineNotes::MachineNotes(const Message& message, const ReplyText& reply, const KindPolicy& policy) {
  const KindPolicy::State& state = policy.state();
  const PlainText plain(looked_at(message, reply));
  asks_ = plain.text().find('?') != std::string::npos;
  for (const PatternMatch& match : state.machine_notes.find(plain)) {
    const auto note = static_cast<std::size_t>(state.notes[match.pattern]);
    ++counts_[note];
    if (words_[note].empty()) words_[note] = plain.text().substr(match.start, match.end - match.start);
    if (state.notes[match.pattern] == Note::left_other)
      sender_has_gone_ = sender_has_gone_ || names_sender(plain.text(), match, message.from);
  }
  sender_has_gone_ = sender_has_gone_ || has(Note::left_self);
}

}  // namespace sa
