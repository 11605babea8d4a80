#include "base/text/mask.h"

#include <re2/re2.h>

namespace sa {

std::string mask_addresses(std::string_view text) {
  // Also as a URL carries it; what stands before the @ names the person, and the domain tells where to look.
  static const RE2 kAddress(
      R"re([^\s"<>()\[\],;:/=*@%]+(?:%2B[^\s"<>()\[\],;:/=@%]*)*(@|%40)([0-9A-Za-z\x80-\xff]))re",
      RE2::Latin1);
  std::string masked(text);
  if (masked.find('@') != std::string::npos || masked.find("%40") != std::string::npos)
    RE2::GlobalReplace(&masked, kAddress, "***\\1\\2");
  return masked;
}

}  // namespace sa
