#include "agents/answer.h"

#include <algorithm>

#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
  });
}

/// Line ends as we keep them, no blanks at the end.
std::string tidy(std::string_view text) {
  std::string made;
  for (const char c : trimmed(text)) {
    if (c != '\r') made += c;
  }
  return made;
}

Result<Unit> check_length(const char* what, std::string_view text, std::int64_t min, std::int64_t max) {
  const auto length = static_cast<std::int64_t>(utf8_length(text));
  if (length >= min && length <= max) return ok();
  return invalid(std::string("The writer's ") + what + " has " + std::to_string(length) +
                 " characters; expected " + std::to_string(min) + " to " + std::to_string(max) + ".");
}

}  // namespace

Result<AnswerText> accept_answer(const LlmRequest& request, const LlmReply& reply,
                                 const ClaimPolicy& claims) {
  const std::string& given = request.facts.subject;
  AnswerText answer{given.empty() ? tidy(reply.subject) : given, tidy(reply.body), reply.model,
                    request.prompt_version, reply.fallback_reason};
  if (answer.body.empty()) return invalid("The writer found nothing truthful to answer.");
  TRY_OK(check_length("body", answer.body, request.limits.body_min, request.limits.body_max));
  if (given.empty()) TRY_OK(check_length("subject", answer.subject, 1, request.limits.subject_max));
  if (!is_utf8(answer.body) || !is_utf8(answer.subject) || has_control(answer.body) ||
      answer.subject.find('\n') != std::string::npos) {
    return invalid("The writer's text contains control characters or is not valid UTF-8.");
  }
  // A link is the operator's own or none: a subject, a name or a company may be the words of who wrote to us.
  const std::string own = request.facts.sender_name + '\n' + request.facts.sender_company;
  for (const Claim& claim : find_claims(answer.body, request.facts.language, claims)) {
    const bool link = claim.kind == "url" || claim.kind == "email" || claim.kind == "account";
    // The link is not repeated: the reason is shown to people.
    if (link && own.find(claim.text) == std::string::npos) {
      return invalid(
          "The writer's text contains a link, an address or an account number that it was not given.");
    }
  }
  return answer;
}

}  // namespace sa
