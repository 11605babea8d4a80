// The complete analysis of an incoming mail as one value: the JSON line of `sales-agent analyze`.
// THREADS: pure functions over immutable policy.
// ERRORS: load_mail_policy: invalid, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/result.h"
#include "core/message/belief.h"
#include "mail/address/alias.h"
#include "mail/address/role.h"
#include "mail/kind/message_kind.h"
#include "mail/meaning/entity.h"
#include "mail/meaning/injection.h"
#include "mail/meaning/intent.h"
#include "mail/meaning/opt_out.h"
#include "mail/meaning/relevance.h"
#include "mail/meaning/return_date.h"
#include "mail/mime/message.h"
#include "mail/text/language.h"
#include "mail/text/reply_text.h"
#include "mail/thread.h"

namespace sa {

struct Analysis {
  std::optional<std::string> message_id;  ///< as the mail says it; null when it has none that can be used
  std::string subject;
  Address from;
  std::optional<Address> reply_to;  ///< whom an answer goes to; null: nobody (mail/kind/answer_to.h)
  MessageKind kind = MessageKind::human_reply;
  std::string kind_reason;
  std::optional<Bounce> bounce;
  std::string reply_text;
  IntentFlags intents;
  Intent intent = Intent::neutral;
  Sentiment sentiment = Sentiment::neutral;
  double relevance_score = 0;  ///< the probability that a person would want to answer
  std::vector<AnalysisReason> reasons;
  Entities entities;
  std::string language;                    ///< ISO 639-1, "und" when it cannot be told
  Belief language_belief = Belief::sure;   ///< possible: what else is known of the sender may say another
  std::optional<std::string> return_date;  ///< ISO date on which an absent person is back
  Injection injection;
  Belief opt_out = Belief::no;  ///< sure: the sender wishes no mail from us; kind is then unsubscribe
  std::vector<Doubt> doubts;    ///< what a person should be asked about: see core/message/belief.h

  /// Analyses that were stored before there was a belief have none.
  static std::vector<Rule> rules() {
    return {rule(&Analysis::opt_out).optional(), rule(&Analysis::language_belief).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(Analysis, (),
                      (message_id, subject, from, reply_to, kind, kind_reason, bounce, reply_text, intents,
                       intent, sentiment, relevance_score, reasons, entities, language, language_belief,
                       return_date, injection, opt_out, doubts))

/// All mail rules, compiled. Cheap to copy.
struct MailPolicy {
  ReplyPolicy reply;
  KindPolicy kind;
  IntentPolicy intent;
  OptOutPolicy opt_out;
  RelevancePolicy relevance;
  EntityPolicy entity;
  InjectionPolicy injection;
  ReturnDatePolicy return_date;
  LanguagePolicy language;
  SubjectPolicy subject;
  FreemailPolicy freemail;
  AliasPolicy alias;
  RoleAddressPolicy role_address;
};

/// Gives the text of "policy/x.json", or null when there is none.
using PolicyLookup = std::function<std::optional<std::string>(std::string_view path)>;
Result<MailPolicy> load_mail_policy(const PolicyLookup& lookup);
/// With the rules that are part of the program (policy/*.json, embedded).
Result<MailPolicy> load_mail_policy();

/// The words of the sender. An old mail between him, us (`own_addresses`) and whom he writes to is no forward.
ReplyText reply_of(const Message& message, const MailPolicy& policy,
                   std::span<const std::string> own_addresses = {});

/// `own_addresses`: see judge_kind.
Analysis analyze(const Message& message, const MailPolicy& policy,
                 std::span<const std::string> own_addresses = {});
/// For words that came without a mail around them (POST /api/agents/prospecting/analyze).
Analysis analyze_text(std::string_view sender, std::string_view subject, std::string_view body,
                      const MailPolicy& policy);

}  // namespace sa
