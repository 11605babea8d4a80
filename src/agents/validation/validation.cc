#include "agents/validation/validation.h"

#include <algorithm>
#include <array>
#include <set>

#include "agents/validation/greeting.h"
#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kShownBytes = 120;  // of a finding, in its words

std::string shown(std::string_view text) {
  const std::string_view cut = utf8_cut(trimmed(text), kShownBytes);
  return std::string(cut) + (cut.size() < trimmed(text).size() ? "…" : "");
}

std::string with_text(const std::string& message, const std::string& text) {
  const std::size_t at = message.find("{text}");
  if (at == std::string::npos) return message;
  return message.substr(0, at) + text + message.substr(at + 6);
}

/// The issues of one group, bounded.
class Findings {
 public:
  explicit Findings(std::int64_t max) : max_(static_cast<std::size_t>(max)) {}

  void add(Issue issue) {
    if (issues.size() < max_) issues.push_back(std::move(issue));
  }
  /// Something is there that should not be.
  void found(const char* rule, std::string words, const char* field, std::string_view text, std::size_t start,
             std::size_t end) {
    add({rule,
         std::move(words),
         field,
         shown(text.substr(start, end - start)),
         {static_cast<std::int64_t>(start), static_cast<std::int64_t>(end)}});
  }
  /// Something is not there that should be.
  void missing(const char* rule, std::string words, const char* field) {
    add({rule, std::move(words), field, "", {}});
  }

  std::vector<Issue> issues;

 private:
  std::size_t max_;
};

/// One draft under judgement.
struct Case {
  const ValidationInput& input;
  const ValidationPolicy& policy;
  JudgedText subject;
  JudgedText body;
  std::vector<Word> words;  // of the body
  Findings compliance;
  Findings quality;
  Findings tone;

  Case(const ValidationInput& given, const ValidationPolicy& rules)
      : input(given),
        policy(rules),
        subject(given.subject),
        body(given.body),
        words(words_of(given.body)),
        compliance(rules.limits().issues_max),
        quality(rules.limits().issues_max),
        tone(rules.limits().issues_max) {}

  Findings& of(ValidationGroup group) {
    if (group == ValidationGroup::compliance) return compliance;
    return group == ValidationGroup::quality ? quality : tone;
  }
};

// ------------------------------------------------------------------------------------------ rules of the
// file

void apply_rules(const JudgedText& text, ValidationField field, Case* draft) {
  for (const RuleHit& hit : find_hits(text, draft->policy)) {
    const ValidationRule& rule = draft->policy.file().rules[hit.rule];
    if (rule.field != ValidationField::both && rule.field != field) continue;
    if (rule.new_only.value_or(false) && draft->input.is_reply) continue;
    const std::string found = shown(text.original.substr(
        static_cast<std::size_t>(hit.span.start), static_cast<std::size_t>(hit.span.end - hit.span.start)));
    draft->of(rule.check)
        .add({rule.id, with_text(rule.message, found), field == ValidationField::subject ? "subject" : "body",
              found, hit.span, rule.severity});
  }
}

// ---------------------------------------------------------------------------------------------------
// compliance

void judge_opt_out(Case* draft) {
  if (says_opt_out(draft->body, draft->policy)) return;
  const auto& footer = draft->input.footer;
  if (footer && says_opt_out(JudgedText(*footer), draft->policy)) return;
  draft->compliance.missing("compliance.opt_out",
                            footer ? "Neither the body nor the footer says how to opt out."
                                   : "The body does not say how to opt out, which every commercial mail "
                                     "must. (In a draft, the footer says it.)",
                            "body");
}

void judge_header(const char* field, std::string_view value, Case* draft) {
  const auto is_break = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  const auto at = std::find_if(value.begin(), value.end(), is_break);
  if (at == value.end()) return;
  const auto start = static_cast<std::size_t>(at - value.begin());
  draft->compliance.add({"compliance.header_injection",
                         std::string("The ") + field +
                             " contains a line break, which could inject header fields into the mail.",
                         field,
                         shown(value.substr(start)),
                         {static_cast<std::int64_t>(start), static_cast<std::int64_t>(start + 1)},
                         Severity::block});
}

void judge_capital_subject(Case* draft) {
  const ValidationLimits& limits = draft->policy.limits();
  std::int64_t letters = 0;
  std::int64_t capitals = 0;
  for (const Word& word : words_of(draft->input.subject)) {
    const auto length = static_cast<std::int64_t>(
        utf8_length(std::string_view(draft->input.subject).substr(word.start, word.end - word.start)));
    letters += length;
    if (word.all_capitals) capitals += length;
  }
  if (letters < limits.caps_letters_min ||
      static_cast<double>(capitals) <= limits.caps_share_max * static_cast<double>(letters)) {
    return;
  }
  draft->compliance.found("compliance.caps_subject", "The subject is in capitals, which looks like spam.",
                          "subject", draft->input.subject, 0, draft->input.subject.size());
}

void judge_compliance(Case* draft) {
  judge_header("recipient", draft->input.recipient, draft);
  judge_header("subject", draft->input.subject, draft);
  judge_capital_subject(draft);
  judge_opt_out(draft);
}

// ------------------------------------------------------------------------------------------------------
// quality

void judge_subject(Case* draft) {
  const ValidationLimits& limits = draft->policy.limits();
  const std::string_view subject = trimmed(draft->input.subject);
  const auto length = static_cast<std::int64_t>(utf8_length(subject));
  if (length == 0) {
    draft->quality.missing("quality.subject_missing", "The subject is missing.", "subject");
  } else if (!draft->input.is_reply && length < limits.subject_min) {
    draft->quality.found("quality.subject_short", "The subject is too short to make anybody open the mail.",
                         "subject", draft->input.subject, 0, draft->input.subject.size());
  } else if (!draft->input.is_reply && length > limits.subject_max) {
    draft->quality.found("quality.subject_long",
                         "The subject has " + std::to_string(length) + " characters; over " +
                             std::to_string(limits.subject_max) + " most readers see only the beginning.",
                         "subject", draft->input.subject, 0, draft->input.subject.size());
  }
}

void judge_repetition(Case* draft) {
  const auto& fine = draft->policy.file().repeat_ok;
  std::int64_t found = 0;
  for (std::size_t i = 1; i < draft->words.size() && found < draft->policy.limits().issues_per_rule; ++i) {
    const Word& before = draft->words[i - 1];
    const Word& word = draft->words[i];
    // A capital in the middle is a name that is said twice on purpose ("Duran Duran").
    if (!before.joined_to_next || before.plain != word.plain || word.capital || word.plain.size() < 2)
      continue;
    if (word.plain[0] >= '0' && word.plain[0] <= '9') continue;
    if (std::find(fine.begin(), fine.end(), word.plain) != fine.end()) continue;
    draft->quality.found("quality.repeated_word", "“" + word.plain + "” is repeated.", "body",
                         draft->input.body, before.start, word.end);
    ++found;
  }
}

/// Where a bracket was opened and never closed. A bracket after a colon is a face, not a bracket.
void judge_brackets(Case* draft) {
  const std::string& body = draft->input.body;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    const bool face = i > 0 && (body[i - 1] == ':' || body[i - 1] == ';' || body[i - 1] == '-');
    if ((c == '(' && !face) || c == '[') open.push_back(i);
    if ((c == ')' || c == ']') && !open.empty() && body[open.back()] == (c == ')' ? '(' : '['))
      open.pop_back();
  }
  if (open.empty()) return;
  const std::size_t at = open.front();
  draft->quality.found(
      "quality.unbalanced", "A bracket is never closed.", "body", body, at,
      at + std::min<std::size_t>(20, utf8_cut(std::string_view(body).substr(at), 20).size()));
}

void judge_links(const std::vector<Claim>& claims, Case* draft) {
  const std::int64_t max = draft->policy.limits().links_max;
  std::int64_t links = 0;
  for (const Claim& claim : claims) {
    if (claim.kind != "url" || ++links <= max) continue;
    draft->quality.add(
        {"quality.too_many_links",
         "The body has more than " + std::to_string(max) + " links, which looks like mass mail.", "body",
         shown(claim.text), claim.span});
    return;
  }
}

void judge_greeting(const Greeting& greeting, Case* draft) {
  const GreetedPerson person{draft->input.recipient_name, draft->input.recipient};
  if (!greets_nobody(greeting, draft->input.body, person, draft->policy)) return;
  draft->quality.found("quality.greeting_nobody",
                       "“" + shown(draft->input.body.substr(greeting.start, greeting.end - greeting.start)) +
                           "” does not greet anybody by name. Use the contact's name, or just “Hello,”.",
                       "body", draft->input.body, greeting.start, greeting.end);
}

/// The first letters of a name's parts: "jp" of Jean-Paul.
std::set<std::string> initials_of(std::string_view name) {
  std::set<std::string> all;
  std::string whole;
  for (const Word& word : words_of(name)) {
    std::string part;
    bool begins = true;
    for (const char c : word.plain) {
      if (begins) part += c;
      begins = c == '-';
    }
    whole += part;
    all.insert({part, whole});
  }
  return all;
}

/// A greeting that names somebody else than the contact. One word in common is enough: people write "Hi Bob"
/// to Robert Smith only when they are told to, and "Dear Mr Smith" as often as "Hi Robert".
void judge_greeted_name(const Greeting& greeting, Case* draft) {
  const std::string_view name = draft->input.recipient_name;
  if (trimmed(name).empty() || greeting.words.empty()) return;
  std::set<std::string> known;
  for (const Word& word : words_of(name)) known.insert(word.plain);
  const std::set<std::string> initials = initials_of(name);
  for (const std::string& group : draft->policy.file().greeted_groups) known.insert(plain_form(group));
  bool names_somebody = false;
  const std::size_t end = greeting.words.back().end;
  for (const Word& word : words_of(std::string_view(draft->input.body).substr(0, end))) {
    if (word.start < greeting.words.front().start) continue;
    if (known.contains(word.plain) || (word.all_capitals && initials.contains(word.plain))) return;
    names_somebody = names_somebody || word.capital;
  }
  if (!names_somebody) return;
  draft->quality.found("quality.greeting_name",
                       "The greeting does not name the contact, " + shown(name) + ".", "body",
                       draft->input.body, greeting.words.front().start, end);
}

void judge_next_step(Case* draft) {
  const std::string& body = draft->input.body;
  if (static_cast<std::int64_t>(utf8_length(body)) < draft->policy.limits().next_step_from) return;
  const bool asks = body.find('?') != std::string::npos || body.find("？") != std::string::npos;
  if (asks || says_next_step(draft->body, draft->policy)) return;
  draft->quality.missing(
      "quality.next_step",
      "The mail ends without a question or a next step. Say what you would like to happen.", "body");
}

void judge_quality(const std::vector<Claim>& claims, Case* draft) {
  judge_subject(draft);
  if (const auto greeting = greeting_of(draft->input.body, draft->policy)) {
    judge_greeting(*greeting, draft);
    judge_greeted_name(*greeting, draft);
  }
  judge_repetition(draft);
  judge_brackets(draft);
  judge_links(claims, draft);
  judge_next_step(draft);
}

// ----------------------------------------------------------------------------------------------------------
// tone

void judge_exclamations(const char* field, std::string_view text, Case* draft) {
  const std::size_t twice = text.find("!!");
  const auto count = std::count(text.begin(), text.end(), '!');
  if (twice == std::string_view::npos && count <= draft->policy.limits().exclamations_max) return;
  const std::size_t at = twice == std::string_view::npos ? text.find('!') : twice;
  std::size_t end = at;
  while (end < text.size() && text[end] == '!') ++end;
  draft->tone.found("tone.exclamation", "Too many exclamation marks read like shouting. Use one at most.",
                    field, text, at, end);
}

void judge_shouting(Case* draft) {
  std::size_t run = 0;
  for (std::size_t i = 0; i < draft->words.size(); ++i) {
    const Word& word = draft->words[i];
    const bool loud = word.all_capitals && utf8_length(word.plain) >= 4;
    run = loud ? run + 1 : 0;
    if (static_cast<std::int64_t>(run) <= draft->policy.limits().caps_words_max) continue;
    draft->tone.found("tone.capitals", "Several words in capitals read like shouting.", "body",
                      draft->input.body, draft->words[i + 1 - run].start, word.end);
    return;
  }
}

void judge_tone(Case* draft) {
  judge_exclamations("subject", draft->input.subject, draft);
  judge_exclamations("body", draft->input.body, draft);
  judge_shouting(draft);
}

Check as_check(Findings&& findings) {
  return {findings.issues.empty(), std::move(findings.issues)};
}

Check check_length(const ValidationInput& input, const ValidationPolicy& policy) {
  Check check;
  if (auto issue = judge_length(input.body, input.is_reply, policy.body_length())) {
    check.passed = false;
    check.issues.push_back(*std::move(issue));
  }
  return check;
}

Checks judge(const ValidationInput& input, const std::vector<Claim>& claims, const ValidationPolicy& policy) {
  Case draft(input, policy);
  apply_rules(draft.subject, ValidationField::subject, &draft);
  apply_rules(draft.body, ValidationField::body, &draft);
  judge_compliance(&draft);
  judge_quality(claims, &draft);
  judge_tone(&draft);
  Check compliance = as_check(std::move(draft.compliance));
  return {{compliance.passed, std::move(compliance.issues)},
          as_check(std::move(draft.quality)),
          as_check(std::move(draft.tone)),
          check_length(input, policy)};
}

}  // namespace

ValidationResult validate(const ValidationInput& input, const ValidationPolicy& policy) {
  Checks checks = judge(input, find_claims(input.body, input.language, policy.claims()), policy);
  return {std::move(checks), judge_claims(input.body, input.language, input.evidence, policy.claims())};
}

ValidationReport check_draft(const std::string& draft_id, const ValidationInput& input,
                             const ValidationPolicy& policy) {
  ValidationReport report;
  report.draft_id = draft_id;
  report.recipient = input.recipient;
  ValidationResult result = validate(input, policy);
  report.claims = std::move(result.claims);
  report.checks = std::move(result.checks);
  const Checks& checks = report.checks;
  report.total_checks = 4;
  report.passed_checks =
      checks.compliance.passed + checks.quality.passed + checks.tone.passed + checks.length.passed;
  report.approval_status = checks.passed() ? ApprovalStatus::approved : ApprovalStatus::requires_review;
  for (const auto* issues :
       {&checks.compliance.violations, &checks.quality.issues, &checks.tone.issues, &checks.length.issues}) {
    report.issues.insert(report.issues.end(), issues->begin(), issues->end());
  }
  return report;
}

}  // namespace sa
