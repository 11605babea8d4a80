#include "agents/prospecting/draft_language.h"

#include "base/text/ascii.h"

namespace sa {
namespace {

constexpr const char* kElse = "en";

bool is_language(const std::string& code) {
  return !code.empty() && code != "und";
}

std::string language_of_country(const std::string& address, const ProspectingPolicy& policy) {
  const std::size_t dot = address.rfind('.');
  if (dot == address.npos) return {};
  const auto found = policy.countries.find(ascii_lower(address.substr(dot + 1)));
  return found == policy.countries.end() ? std::string() : found->second;
}

}  // namespace

std::string draft_language(const ProspectingContext& context, const ProspectingPolicy& policy) {
  const Analysis& analysis = context.analysis;
  if (analysis.language_belief == Belief::sure && is_language(analysis.language)) return analysis.language;
  const std::string& address = analysis.reply_to ? analysis.reply_to->address : analysis.from.address;
  for (const std::string& known :
       {context.thread_language, context.contact.language, language_of_country(address, policy)})
    if (is_language(known)) return known;
  return kElse;
}

}  // namespace sa
