#include "base/text/regex.h"

#include <algorithm>
#include <stdexcept>

namespace sa {

Result<Unit> RegexSet::add(std::string text) {
  if (CheckNow::depth_ > 0) {
    const RE2 parsed(text, options_);
    if (!parsed.ok()) return invalid("\"" + text + "\" is not a valid regular expression: " + parsed.error());
  }
  auto expression = std::make_unique<Expression>();
  expression->text = std::move(text);
  expressions_.push_back(std::move(expression));
  return ok();
}

const RE2& RegexSet::operator[](std::size_t number) const {
  const Expression& expression = *expressions_[number];
  std::call_once(expression.once,
                 [&] { expression.compiled = std::make_unique<RE2>(expression.text, options_); });
  return *expression.compiled;
}

void RegexSet::build() const {
  auto set = std::make_unique<RE2::Set>(options_, RE2::UNANCHORED);
  for (const auto& expression : expressions_) {
    std::string error;
    if (set->Add(expression->text, &error) < 0) {
      throw std::logic_error("\"" + expression->text + "\" is not a valid regular expression: " + error);
    }
  }
  if (set->Compile()) automaton_ = std::move(set);
}

bool RegexSet::ask_automaton(std::string_view text, std::vector<int>* found, bool* any) const {
  std::call_once(once_, [this] { build(); });
  RE2::Set::ErrorInfo error{RE2::Set::kNoError};
  if (automaton_) *any = automaton_->Match(re2::StringPiece(text.data(), text.size()), found, &error);
  return automaton_ && (*any || error.kind == RE2::Set::kNoError);
}

std::vector<std::size_t> RegexSet::matching(std::string_view text) const {
  std::vector<std::size_t> numbers;
  if (expressions_.empty()) return numbers;
  std::vector<int> found;
  bool any = false;
  if (ask_automaton(text, &found, &any)) {
    numbers.assign(found.begin(), found.end());
    std::ranges::sort(numbers);
    return numbers;
  }
  for (std::size_t i = 0; i < size(); ++i) {
    if (RE2::PartialMatch(piece(text), (*this)[i])) numbers.push_back(i);
  }
  return numbers;
}

bool RegexSet::any(std::string_view text) const {
  bool found = false;
  if (expressions_.empty() || ask_automaton(text, nullptr, &found)) return found;
  for (std::size_t i = 0; i < size() && !found; ++i) found = RE2::PartialMatch(piece(text), (*this)[i]);
  return found;
}

}  // namespace sa
