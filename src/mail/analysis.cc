#include "mail/analysis.h"

#include <algorithm>
#include <array>

#include "base/embedded.h"
#include "base/text/utf8.h"
#include "mail/kind/answer_to.h"
#include "mail/meaning/disguise.h"
#include "mail/mime/hidden_text.h"

namespace sa {
namespace {

constexpr std::size_t kMaxJudged = 20000;  // bytes of new words in which intents are looked for
constexpr std::size_t kMaxOptOut = 400;    // bytes of new words below a subject that asks to be left alone
constexpr std::size_t kMaxAside =
    8192;  // bytes of a signature, a quotation, hidden HTML in which injections are looked for

/// Loads one file of the policy by its loader, naming the file when that fails.
template <class T>
Result<Unit> load_file(const PolicyLookup& lookup, std::string_view path, Result<T> (*load)(std::string_view),
                       T& into) {
  const auto text = lookup(path);
  if (!text) return invalid("The rules in " + std::string(path) + " are missing.");
  auto loaded = load(*text);
  if (!loaded) {
    Error error = std::move(loaded).error();
    error.message = "The rules in " + std::string(path) + " cannot be used: " + error.message;
    return error;
  }
  into = *std::move(loaded);
  return ok();
}

/// The text that is judged: the mail's, or that of a report that has none.
std::string judged_text(const Message& message) {
  if (message.text.find_first_not_of(" \t\r\n") != std::string::npos) return message.text;
  for (const ReportPart& part : message.report)
    if (part.type.starts_with("multipart/")) return part.text;
  return message.text;
}

Intent intent_of_kind(MessageKind kind, Intent found) {
  switch (kind) {
    case MessageKind::auto_reply:
      return Intent::auto_reply;
    case MessageKind::bounce:
    case MessageKind::delivery_notice:
      return Intent::bounce;
    case MessageKind::complaint:
      return Intent::complaint;
    case MessageKind::unsubscribe:
      return Intent::unsubscribe;
    default:
      return found;
  }
}

bool is_written_by_machine(MessageKind kind) {
  return kind != MessageKind::human_reply && kind != MessageKind::list && kind != MessageKind::bulk &&
         kind != MessageKind::own && kind != MessageKind::unsubscribe;
}

/// Only its words say that a machine wrote it ("I have retired"): with a wish beside them it was a person after all.
bool is_machine_by_words(const Message& message, const KindPolicy& policy) {
  return !message.header("Auto-Submitted") &&
         std::ranges::none_of(policy.state().auto_headers,
                              [&](const auto& rule) { return message.header(rule.header) != nullptr; });
}

/// A wish for no more mail counts in what a person wrote; a list relays the words of many, a mailing says them about itself.
bool may_opt_out(MessageKind kind, const Message& message, const KindPolicy& policy) {
  return kind == MessageKind::human_reply || kind == MessageKind::list || kind == MessageKind::bulk ||
         (kind == MessageKind::auto_reply && is_machine_by_words(message, policy));
}

/// A mail client that unsubscribes by our List-Unsubscribe field sends the word as the subject, and nothing or a line of its own.
OptOut find_subject_opt_out(const Message& message, std::string_view words, const MailPolicy& policy) {
  const BaseSubject subject = base_subject(message.subject, policy.subject);
  // Below "Re:" may stand what we wrote ourselves, but we never write the command alone.
  const bool says = is_opt_out_subject(subject.text, policy.opt_out) ||
                    (!subject.is_reply && !subject.is_forward &&
                     find_opt_out(message.subject, "", policy.opt_out).belief == Belief::sure);
  if (!says) return {};
  return {words.size() <= kMaxOptOut ? Belief::sure : Belief::possible,
          {{"opt_out.subject", message.subject, {}}}};
}

OptOut find_opt_out(const Message& message, const ReplyText& reply, const Analysis& analysis,
                    std::string_view words, const MailPolicy& policy) {
  OptOut found = find_opt_out(words, analysis.language, policy.opt_out);
  const auto prefer = [&](OptOut other) {
    if (other.belief < found.belief) found = std::move(other);
  };
  if (found.belief != Belief::sure)
    prefer(find_opt_out_below(utf8_cut(reply.signature, kMaxJudged), analysis.language, policy.opt_out));
  if (found.belief != Belief::sure) prefer(find_subject_opt_out(message, words, policy));
  return found;
}

/// Another sentence than that of the wish wants something of us.
bool wants_more(const IntentVerdict& verdict, const OptOut& wish) {
  static constexpr std::array<std::string_view, 3> kWants = {"intent.interested.", "intent.meeting_request.",
                                                             "intent.pricing."};
  return std::ranges::any_of(verdict.reasons, [&](const AnalysisReason& reason) {
    const auto meets = [&](const Doubt& words) {
      return words.span.start < reason.span.end && reason.span.start < words.span.end;
    };
    return std::ranges::any_of(kWants,
                               [&](std::string_view rule) { return reason.rule.starts_with(rule); }) &&
           std::ranges::none_of(wish.words, meets);
  });
}

/// What makes a wish that is plain by its words possible only; empty when nothing does.
std::string_view doubt_of(MessageKind kind, const IntentVerdict& verdict, const OptOut& wish) {
  if (kind == MessageKind::list) return "opt_out.relayed";
  if (kind == MessageKind::bulk && wish.words.front().rule != "opt_out.subject") return "opt_out.relayed";
  return wants_more(verdict, wish) ? "opt_out.beside" : "";
}

/// Sure words decide the mail's kind; possible ones are a question for a person.
void judge_opt_out(Analysis& analysis, IntentVerdict& verdict, OptOut found) {
  const bool written = analysis.kind == MessageKind::human_reply || analysis.kind == MessageKind::list;
  if (found.belief == Belief::no || (!written && found.belief != Belief::sure)) return;
  if (const std::string_view doubt = doubt_of(analysis.kind, verdict, found);
      !doubt.empty() && found.belief == Belief::sure) {
    found.belief = Belief::possible;
    for (Doubt& words : found.words) words.rule = doubt;
  }
  analysis.opt_out = found.belief;
  if (found.belief == Belief::possible) {
    analysis.doubts.insert(analysis.doubts.end(), found.words.begin(), found.words.end());
    return;
  }
  analysis.kind = MessageKind::unsubscribe;
  analysis.kind_reason = "asks for no more mail: \"" + found.words.front().words + "\"";
  for (const Doubt& words : found.words)
    verdict.reasons.push_back({"intent.unsubscribe.stop_writing", words.words, 1, words.span});
}

/// What may be missing from the words, or may not be the sender's.
void doubt_text(Analysis& analysis, const Message& message, const ReplyText& reply) {
  analysis.doubts.insert(analysis.doubts.end(), reply.doubts.begin(), reply.doubts.end());
  for (const std::string& what : message.unread) analysis.doubts.push_back({"text.unread", what, {}});
}

/// Instructions to a machine may hide where a person does not look: in the subject, the signature, a quotation that is none, the
/// HTML that is not shown, base64.
bool hides_injection(const Message& message, const ReplyText& reply, const InjectionPolicy& policy) {
  if (find_injection(PlainText(message.subject), policy).suspected) return true;
  const std::string aside = std::string(utf8_cut(reply.signature, kMaxAside)) + "\n\n" +
                            std::string(utf8_cut(reply.quoted, kMaxAside));
  if (has_injection_aside(PlainText(aside), policy)) return true;
  for (const std::string& text : base64_words(utf8_cut(reply.text, kMaxJudged)))
    if (is_hidden_injection(PlainText(text), policy)) return true;
  if (!message.has_html) return false;
  // One text: style sheets of ordinary mailings hide preview lines, and markup alone is no sign.
  std::string hidden;
  for (const std::string& text : hidden_texts(message.html)) hidden += text + ".\n\n";
  return !hidden.empty() && is_hidden_injection(PlainText(utf8_cut(hidden, kMaxAside)), policy);
}

void judge_answer_to(Analysis& analysis, const Message& message, const MailPolicy& policy,
                     std::span<const std::string> own_addresses) {
  AnswerTo answer = choose_answer_to(message, analysis.kind, policy.kind, own_addresses);
  analysis.reply_to = std::move(answer.address);
  if (!answer.unclear.empty()) analysis.doubts.push_back({"sender.unclear", std::move(answer.unclear), {}});
}

void judge_words(Analysis& analysis, const Message& message, const ReplyText& reply,
                 const MailPolicy& policy) {
  const std::string_view words = utf8_cut(reply.text, kMaxJudged);
  const PlainText plain(words);
  Language language = detect_language(words, policy.language);
  analysis.language = std::move(language.code);
  analysis.language_belief = language.belief;
  IntentVerdict verdict;
  if (!is_written_by_machine(analysis.kind)) verdict = find_intents(words, plain, policy.intent);
  if (may_opt_out(analysis.kind, message, policy.kind))
    judge_opt_out(analysis, verdict, find_opt_out(message, reply, analysis, words, policy));
  if (analysis.kind == MessageKind::unsubscribe) {
    analysis.opt_out = Belief::sure;
    verdict.intents.unsubscribe = true;
  }
  const Relevance relevance = score_relevance(message, analysis.kind, words, verdict, policy.relevance);
  analysis.intents = verdict.intents;
  analysis.intent = intent_of_kind(analysis.kind, verdict.intent);
  analysis.sentiment = analysis.kind == MessageKind::unsubscribe ? Sentiment::negative : verdict.sentiment;
  analysis.relevance_score = relevance.score;
  analysis.reasons = std::move(verdict.reasons);
  analysis.reasons.insert(analysis.reasons.end(), relevance.reasons.begin(), relevance.reasons.end());
  analysis.injection = find_injection(plain, policy.injection);
  analysis.injection.suspected =
      analysis.injection.suspected || hides_injection(message, reply, policy.injection);
  if (analysis.kind == MessageKind::auto_reply)
    if (const auto date = find_return_date(plain, message.date, policy.return_date, analysis.language))
      analysis.return_date = format_date(*date);
}

}  // namespace

Result<MailPolicy> load_mail_policy(const PolicyLookup& lookup) {
  MailPolicy policy;
  TRY_OK(load_file(lookup, "policy/reply_text.json", &ReplyPolicy::load, policy.reply));
  TRY_OK(load_file(lookup, "policy/message_kind.json", &KindPolicy::load, policy.kind));
  TRY_OK(load_file(lookup, "policy/intents.json", &IntentPolicy::load, policy.intent));
  TRY_OK(load_file(lookup, "policy/opt_out.json", &OptOutPolicy::load, policy.opt_out));
  TRY_OK(load_file(lookup, "policy/relevance.json", &RelevancePolicy::load, policy.relevance));
  TRY_OK(load_file(lookup, "policy/entity.json", &EntityPolicy::load, policy.entity));
  TRY_OK(load_file(lookup, "policy/injection.json", &InjectionPolicy::load, policy.injection));
  TRY_OK(load_file(lookup, "policy/language.json", &LanguagePolicy::load, policy.language));
  TRY_OK(load_file(lookup, "policy/return_date.json", &ReturnDatePolicy::load, policy.return_date));
  TRY_OK(load_file(lookup, "policy/subject.json", &load_subject_policy, policy.subject));
  TRY_OK(load_file(lookup, "policy/freemail.json", &load_freemail_policy, policy.freemail));
  TRY_OK(load_file(lookup, "policy/alias.json", &load_alias_policy, policy.alias));
  TRY_OK(load_file(lookup, "policy/role_addresses.json", &load_role_address_policy, policy.role_address));
  return policy;
}

Result<MailPolicy> load_mail_policy() {
  return load_mail_policy([](std::string_view path) -> std::optional<std::string> {
    const auto text = find_embedded(path);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  });
}

ReplyText reply_of(const Message& message, const MailPolicy& policy,
                   std::span<const std::string> own_addresses) {
  std::vector<std::string> known(own_addresses.begin(), own_addresses.end());
  known.push_back(message.from.address);
  for (const auto* list : {&message.to, &message.cc})
    for (const Address& address : *list) known.push_back(address.address);
  return extract_reply(judged_text(message), policy.reply, known);
}

Analysis analyze(const Message& message, const MailPolicy& policy,
                 std::span<const std::string> own_addresses) {
  Analysis analysis;
  if (!message.message_id_derived) analysis.message_id = message.message_id;
  analysis.subject = message.subject;
  analysis.from = message.from;
  const ReplyText reply = reply_of(message, policy, own_addresses);
  KindVerdict kind = judge_kind(message, reply, policy.kind, own_addresses);
  analysis.kind = kind.kind;
  analysis.kind_reason = std::move(kind.reason);
  analysis.bounce = std::move(kind.bounce);
  judge_words(analysis, message, reply, policy);
  judge_answer_to(analysis, message, policy, own_addresses);
  if (!is_written_by_machine(analysis.kind)) doubt_text(analysis, message, reply);
  analysis.entities = find_entities(message, reply.text, reply.signature, policy.entity, policy.freemail);
  analysis.reply_text = reply.text;
  return analysis;
}

Analysis analyze_text(std::string_view sender, std::string_view subject, std::string_view body,
                      const MailPolicy& policy) {
  return analyze(compose_message(sender, subject, body), policy);
}

}  // namespace sa
