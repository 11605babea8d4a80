// Everything that is believed about a mail: kind, intents, entities, dates, spans that lie in the text.
#include "mail/analysis.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sa::MailPolicy policy = *sa::load_mail_policy();
  const auto message = sa::parse_message(sa::fuzz_text(data, size));
  if (!message) return 0;
  const sa::Analysis analysis = sa::analyze(*message, policy);
  SA_PROMISE(analysis.relevance_score >= 0 && analysis.relevance_score <= 1, "a probability");
  SA_PROMISE(analysis.bounce.has_value() == (analysis.kind == sa::MessageKind::bounce),
             "a bounce says what bounced");
  const auto length = static_cast<std::int64_t>(analysis.reply_text.size());
  for (const sa::AnalysisReason& reason : analysis.reasons)
    SA_PROMISE(reason.span.start >= 0 && reason.span.start <= reason.span.end && reason.span.end <= length,
               "a span of the text");
  for (const sa::Span& span : analysis.injection.spans)
    SA_PROMISE(span.start >= 0 && span.start <= span.end && span.end <= length, "a span of the text");
  return 0;
}
