#include "agents/policy/footer_policy.h"

#include "agents/prompt.h"

namespace sa {
namespace {

constexpr const char* kPath = "policy/footer.json";
constexpr std::string_view kUrl = "{url}";

bool holds_url_once(const std::string& sentence) {
  const std::size_t first = sentence.find(kUrl);
  return first != sentence.npos && sentence.find(kUrl, first + kUrl.size()) == sentence.npos;
}

}  // namespace

Result<FooterPolicy> load_footer_policy(const PolicyLookup& lookup) {
  TRY(FooterPolicy policy, read_policy<FooterPolicy>(lookup, kPath));
  if (!policy.opt_out.contains(policy.default_language))
    return invalid(std::string(kPath) + ": `default_language` is none of `opt_out`.");
  for (const auto& [language, sentence] : policy.opt_out) {
    if (!holds_url_once(sentence))
      return invalid(std::string(kPath) + ": `opt_out." + language +
                     "` must hold {url} exactly once: the opt-out link goes there.");
  }
  return policy;
}

std::string footer_text(const FooterPolicy& policy, const FooterSender& sender, std::string_view language,
                        std::string_view opt_out_url) {
  auto sentence = policy.opt_out.find(std::string(language));
  if (sentence == policy.opt_out.end()) sentence = policy.opt_out.find(policy.default_language);
  std::string opt_out = sentence->second;
  opt_out.replace(opt_out.find(kUrl), kUrl.size(), opt_out_url);

  std::string footer = "-- \n" + std::string(sender.name);
  for (const std::string_view line : {sender.company, sender.postal_address}) {
    if (!line.empty()) footer.append("\n").append(line);
  }
  return footer + "\n\n" + opt_out + "\n";
}

}  // namespace sa
