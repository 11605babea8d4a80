#include "agents/prospecting/prospecting.h"

#include <algorithm>
#include <cstdio>

#include "agents/prospecting/draft_language.h"
#include "agents/prospecting/question.h"
#include "agents/word.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "mail/mime/build.h"

namespace sa {
namespace {

constexpr std::string_view kPath = "policy/prospecting.json";
constexpr std::size_t kSubjectBytes = 400;

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

/// A subject of ours: one line, bounded, with "Re:" once.
std::string answer_subject(std::string_view subject) {
  std::string line;
  for (const char c : utf8_cut(trimmed(subject), kSubjectBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  return reply_subject(line.empty() ? "your message" : line);
}

bool is_robot(const std::string& address, const ProspectingPolicy& policy) {
  const std::string folded = fold_address(address);
  std::string_view local = local_part_of(folded);
  local = local.substr(0, local.find('+'));
  return std::find(policy.robot_local_parts.begin(), policy.robot_local_parts.end(), local) !=
         policy.robot_local_parts.end();
}

/// What the answer is about: the main intent, or the finer one beside it.
std::string topic_of(const Analysis& analysis, const ProspectingPolicy& policy) {
  std::string main(enum_name(analysis.intent));
  const auto finer = policy.refine.topics.find(main);
  if (finer == policy.refine.topics.end()) return main;
  for (const std::string& topic : finer->second) {
    bool holds = false;
    for_each_field(analysis.intents,
                   [&](std::string_view name, bool set) { holds = holds || (set && name == topic); });
    if (holds) return topic;
  }
  return main;
}

/// A mail that a web form wrote: automatic, and yet a lead may be in it.
bool is_form(const Analysis& analysis, const ProspectingPolicy& policy) {
  if (analysis.kind != MessageKind::auto_reply && analysis.kind != MessageKind::bulk) return false;
  return is_robot(analysis.from.address, policy) &&
         policy.form_set.any(
             PlainText(analysis.subject + "\n" + std::string(utf8_cut(analysis.reply_text, 1000))));
}

/// The person who is answered; behind a form or a list it is not the one in From.
const Address& author_of(const Analysis& analysis) {
  return analysis.reply_to ? *analysis.reply_to : analysis.from;
}

std::string why_nobody(const Analysis& analysis) {
  std::string words = "it is unclear who should get an answer";
  for (const Doubt& doubt : analysis.doubts)
    if (doubt.rule == "sender.unclear") words += ": " + doubt.words;
  return words;
}

ProspectingCase case_of_kind(const Analysis& analysis, const ProspectingPolicy& policy) {
  if (analysis.kind == MessageKind::bounce && analysis.bounce) {
    if (analysis.bounce->type == BounceType::soft) return policy.soft_bounce;
    if (analysis.bounce->type == BounceType::policy) return policy.policy_bounce;
  }
  return policy.kinds.at(std::string(enum_name(analysis.kind)));
}

/// "Could we meet on Tuesday at 9?" is answered by the time; "Can you call me?" by the call.
bool is_settled_by(const std::string& question, const Said& said) {
  if (question.empty() || said.topic.empty()) return false;
  if (said.topic == "call_wanted" || said.topic == "referral" || said.topic == "reminded") return true;
  return !said.time.empty() && question.find(said.time) != std::string::npos;
}

/// Whether what was said deserves an answer, however little the mail asks: an acceptance does; the rest where we wrote before,
/// because strangers send documents and telephone numbers unasked.
bool wants_answer(const Said& said, const ProspectingContext& context) {
  return said.topic == "accepted" || (!said.topic.empty() && context.answers_ours);
}

std::string words_of_said(const Said& said) {
  std::string words = "they said: " + said.topic;
  for (const std::string* value : {&said.time, &said.person, &said.phone}) {
    if (!value->empty()) words += ", “" + *value + "”";
  }
  return words;
}

/// Adds the rule that decided, and turns its case into what happens next.
void close(const char* rule, const ProspectingCase& found, const std::string& words,
           const std::optional<std::string>& until, ProspectingDecision* decision) {
  decision->action = ProspectingAction::archive;
  decision->next_action = {found.step, found.words,
                           found.step == ProspectingStep::pause ? until : std::nullopt};
  decision->reasons.push_back({rule, words, 0, {}});
}

}  // namespace

Result<ProspectingPolicy> load_prospecting_policy(const PolicyLookup& lookup) {
  TRY(ProspectingPolicy policy, read_policy<ProspectingPolicy>(lookup, kPath));
  for (const auto& kind : reflect::kEnumerators<MessageKind>) {
    if (kind.name != "human_reply" && !policy.kinds.contains(std::string(kind.name))) {
      return in_file(invalid("`kinds` has no entry for " + std::string(kind.name)), kPath);
    }
  }
  for (const auto& intent : reflect::kEnumerators<Intent>) {
    const std::string name(intent.name);
    if (!policy.answers.contains(name) && !policy.closed_intents.contains(name)) {
      return in_file(invalid("neither `answers` nor `closed_intents` has an entry for " + name), kPath);
    }
  }
  for (const auto& [intent, topics] : policy.refine.topics) {
    for (const std::string& topic : topics) {
      if (!policy.answers.contains(topic))
        return in_file(invalid("`refine` names " + topic + ", which has no answer"), kPath);
    }
  }
  for (std::vector<std::string>* words : {&policy.titles, &policy.not_person}) {
    for (std::string& word : *words) word = plain_form(word);
  }
  TRY(policy.said, load_said_policy(lookup));
  auto forms = PatternSet::compile(policy.form_words);
  if (!forms) return in_file(std::move(forms).error(), kPath);
  policy.form_set = *std::move(forms);
  return policy;
}

/// Found out once: what was said decides both whether a mail is answered and what the writer is told.
struct Prospecting::Judged {
  ProspectingDecision decision;
  Said said;  ///< of a mail that gets a draft
};

Prospecting::Judged Prospecting::judge(const ProspectingContext& context) const {
  const ProspectingPolicy& policy = policy_.prospecting;
  const Analysis& analysis = context.analysis;
  Judged judged{{ProspectingAction::archive, std::nullopt, analysis.reasons, {}}, {}};
  ProspectingDecision& decision = judged.decision;
  const std::string intent(enum_name(analysis.intent));
  const ProspectingCase look{ProspectingStep::read, "No draft was written: read the message yourself."};

  if (is_form(analysis, policy)) {
    close("prospecting.form", policy.form, "it reads like a web form submission", std::nullopt, &decision);
  } else if (analysis.kind != MessageKind::human_reply) {
    close("prospecting.kind", case_of_kind(analysis, policy), analysis.kind_reason, analysis.return_date,
          &decision);
  } else if (const auto closed = policy.closed_intents.find(intent); closed != policy.closed_intents.end()) {
    close("prospecting.closed_intent", closed->second, "the mail says: " + intent, analysis.return_date,
          &decision);
  } else if (!context.contact.suppressed_because.empty()) {
    close("prospecting.suppressed", look, context.contact.suppressed_because, std::nullopt, &decision);
  } else if (!analysis.reply_to) {
    close("prospecting.nobody_to_answer", look, why_nobody(analysis), std::nullopt, &decision);
  } else if (is_robot(analysis.reply_to->address, policy)) {
    close("prospecting.robot_address", look, "nobody reads " + analysis.reply_to->address, std::nullopt,
          &decision);
  } else if (trimmed(analysis.reply_text).empty()) {
    close("prospecting.no_words", look, "the mail has no text of its own", std::nullopt, &decision);
  } else {
    const bool suspected = analysis.injection.suspected;
    const bool neutral = analysis.intent == Intent::neutral || analysis.intent == Intent::greeting;
    const double threshold = std::max({policy.threshold, suspected ? policy.threshold_injection : 0.0,
                                       neutral ? policy.threshold_neutral : 0.0});
    const std::string score = decimal(analysis.relevance_score) + " against " + decimal(threshold);
    if (suspected) {
      decision.reasons.push_back(
          {"prospecting.injection", "parts of it address an AI; they were ignored and are not quoted", 0,
           analysis.injection.spans.empty() ? Span{} : analysis.injection.spans.front()});
    }
    judged.said = what_was_said(analysis, context.own.name, policy.said, policy_.validation.claims());
    const Said& found = judged.said;
    const bool is_settled = !suspected && wants_answer(found, context);
    if (analysis.relevance_score < threshold && !is_settled) {
      close("prospecting.below_threshold", {ProspectingStep::none, "It does not ask for an answer."}, score,
            std::nullopt, &decision);
    } else {
      decision.action = ProspectingAction::draft_required;
      decision.next_action = {
          ProspectingStep::answer,
          policy.answers.at(found.topic.empty() ? topic_of(analysis, policy) : found.topic), std::nullopt};
      if (!found.topic.empty()) decision.reasons.push_back({"prospecting.said", words_of_said(found), 0, {}});
      if (analysis.relevance_score >= threshold)
        decision.reasons.push_back({"prospecting.above_threshold", score, 0, {}});
    }
  }
  return judged;
}

std::optional<LlmRequest> Prospecting::ask(const ProspectingContext& context) const {
  const Judged judged = judge(context);
  if (judged.decision.action != ProspectingAction::draft_required) return std::nullopt;
  return request_of(context, judged.said);
}

LlmRequest Prospecting::request_of(const ProspectingContext& context, const Said& found) const {
  const Analysis& analysis = context.analysis;
  const Prompt& prompt = policy_.prompt(kName);
  const std::string& known = context.contact.name.empty() ? author_of(analysis).name : context.contact.name;
  const PersonName name = person_name(known, policy_.prospecting.name_words());
  LlmRequest request;
  request.agent = kName;
  request.prompt_version = prompt.version;
  request.system = prompt.text;
  request.facts.purpose = "reply";
  request.facts.topic = found.topic.empty() ? topic_of(analysis, policy_.prospecting) : found.topic;
  request.facts.time = found.time;
  request.facts.person = found.person;
  request.facts.phone = found.phone;
  request.facts.language = draft_language(context, policy_.prospecting);
  request.facts.subject = answer_subject(analysis.subject);
  request.facts.recipient_name = name.full;
  request.facts.recipient_first_name = name.first;
  // One that looks like a link would get a text refused that only repeats it.
  if (!has_link(context.contact.company, policy_.validation.claims()))
    request.facts.recipient_company = context.contact.company;
  request.facts.question = quotable_question(analysis, request.facts.topic,
                                             static_cast<std::size_t>(policy_.prospecting.question_max_chars),
                                             policy_.validation.claims());
  // A question that is settled already is not asked back.
  if (is_settled_by(request.facts.question, found)) request.facts.question.clear();
  request.facts.sender_name = context.own.name;
  request.facts.sender_company = context.own.company;
  request.data = data_block("incoming mail", "Subject: " + analysis.subject + "\n\n" + analysis.reply_text);
  request.limits.body_max = policy_.validation.limits().body_max;
  request.schema = writer_schema(request.limits);
  return request;
}

ProspectingDecision Prospecting::decide(const ProspectingContext& context,
                                        const std::optional<LlmReply>& reply) const {
  auto [decision, said] = judge(context);
  if (decision.action != ProspectingAction::draft_required) return decision;
  if (!reply) {
    decision.reasons.push_back({"prospecting.no_writer", "the writer produced no text", 0, {}});
    return decision;
  }
  auto answer = accept_answer(request_of(context, said), *reply, policy_.validation.claims());
  if (!reply->fallback_reason.empty())
    decision.reasons.push_back({"prospecting.no_model_text", reply->fallback_reason, 0, {}});
  if (answer) {
    decision.answer = *std::move(answer);
  } else {
    decision.reasons.push_back({"prospecting.text_refused", answer.error().message, 0, {}});
  }
  return decision;
}

ProspectingAnalysis analysis_of(const ProspectingContext& context, const ProspectingDecision& decision) {
  const Analysis& analysis = context.analysis;
  ProspectingAnalysis made;
  made.message_id = context.message_id;
  made.sender = context.sender;
  made.subject = analysis.subject;
  made.intent_analysis = analysis.intents;
  made.relevance_score = analysis.relevance_score;
  made.entities = analysis.entities;
  if (decision.answer) made.response_prompt = decision.answer->body;
  made.action = decision.action;
  made.kind = analysis.kind;
  made.reasons = decision.reasons;
  return made;
}

}  // namespace sa
