// policy/footer.json: what stands below every mail, with the way to get no more of it, in the language of the mail.
// THREADS: values. ERRORS: load_footer_policy: invalid, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/analysis.h"

namespace sa {

struct FooterPolicy {
  std::string about;
  std::string default_language;                ///< one of `opt_out`
  std::map<std::string, std::string> opt_out;  ///< ISO 639-1 -> a sentence that holds {url} once
};
BOOST_DESCRIBE_STRUCT(FooterPolicy, (), (about, default_language, opt_out))

Result<FooterPolicy> load_footer_policy(const PolicyLookup& lookup);

/// Whose footer it is; what is empty is left out.
struct FooterSender {
  std::string_view name;
  std::string_view company;
  std::string_view postal_address;
};

/// The footer with the signature's separator ("-- ") as its first line, ended by a line feed. `language` is ISO 639-1; one that the
/// policy does not have ("und" among them) gives the default language.
std::string footer_text(const FooterPolicy& policy, const FooterSender& sender, std::string_view language,
                        std::string_view opt_out_url);

}  // namespace sa
