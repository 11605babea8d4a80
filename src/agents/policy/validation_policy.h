// The rules of validation, compiled from policy/validation.json and policy/claims.json.
// THREADS: immutable once loaded; share freely.
// ERRORS: load_validation_policy: invalid, naming the file and the rule.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/claim/claim.h"
#include "core/draft/check.h"
#include "core/draft/length.h"
#include "mail/analysis.h"

namespace sa {

enum class ValidationGroup { compliance, quality, tone };
BOOST_DESCRIBE_ENUM(ValidationGroup, compliance, quality, tone)
enum class ValidationField { subject, body, both };
BOOST_DESCRIBE_ENUM(ValidationField, subject, body, both)

using WordsByLanguage = std::map<std::string, std::vector<std::string>>;

/// One rule of the file: what is looked for, and the examples that prove it.
struct ValidationRule {
  std::string id;
  ValidationGroup check = ValidationGroup::quality;
  Severity severity = Severity::warn;
  ValidationField field = ValidationField::body;
  std::optional<bool> new_only;  ///< judged only where a conversation begins
  std::optional<bool> in_code;   ///< false: what stands in code or in a path does not count
  std::string message;           ///< for a person; {text} is what was found
  WordsByLanguage words;         ///< patterns of mail/text/pattern.h
  std::vector<std::string>
      shapes;  ///< RE2 over the text as it is; group 1, where there is one, is what was found
  std::vector<std::string> except;  ///< a match inside one of these does not count
  std::vector<std::string> matches;
  std::vector<std::string> misses;
};
BOOST_DESCRIBE_STRUCT(ValidationRule, (),
                      (id, check, severity, field, new_only, in_code, message, words, shapes, except, matches,
                       misses))

/// Words whose presence is wanted.
struct WantedWords {
  std::string about;
  WordsByLanguage words;
  std::vector<std::string> matches;
  std::vector<std::string> misses;
};
BOOST_DESCRIBE_STRUCT(WantedWords, (), (about, words, matches, misses))

struct ValidationLimits {
  std::int64_t body_min = 0;  ///< characters (code points), for a new conversation
  std::int64_t body_max = 0;
  std::int64_t subject_min = 0;
  std::int64_t subject_max = 0;
  std::int64_t links_max = 0;
  std::int64_t exclamations_max = 0;
  std::int64_t caps_letters_min = 0;  ///< a subject with fewer letters is not judged
  double caps_share_max = 0;          ///< of the letters of a subject
  std::int64_t caps_words_max = 0;    ///< words in capitals, four letters or longer, in a row
  std::int64_t next_step_from = 0;    ///< a shorter body needs no next step
  std::int64_t issues_per_rule = 0;
  std::int64_t issues_max = 0;
};
BOOST_DESCRIBE_STRUCT(ValidationLimits, (),
                      (body_min, body_max, subject_min, subject_max, links_max, exclamations_max,
                       caps_letters_min, caps_share_max, caps_words_max, next_step_from, issues_per_rule,
                       issues_max))

/// Words that take the place of a name in a greeting of nobody; plain forms once loaded.
struct NobodyWords {
  std::string about;
  std::vector<std::string> always;        ///< values of programs: never a name
  std::vector<std::string> unless_named;  ///< a name now and then
  std::vector<std::string> company_endings;
  std::vector<std::string> titles;        ///< may stand before a name
  std::vector<std::string> titles_alone;  ///< greet nobody without a name behind them
  std::vector<std::string> fillers;       ///< may stand before the name
  std::vector<std::string> matches;
  std::vector<std::string> misses;
};
BOOST_DESCRIBE_STRUCT(NobodyWords, (),
                      (about, always, unless_named, company_endings, titles, titles_alone, fillers, matches,
                       misses))

struct ValidationFile {
  std::string about;
  ValidationLimits limits;
  std::vector<ValidationRule> rules;
  WantedWords opt_out;
  WantedWords next_step;
  std::vector<std::string> greetings;       ///< words that a greeting begins with
  std::vector<std::string> greeted_groups;  ///< who may be greeted besides a person
  NobodyWords greeting_of_nobody;
  std::vector<std::string> field_words;   ///< RE2: the names of fields, for "@FIELD@" in a shape
  std::vector<std::string> field_owners;  ///< words that may stand before one
  std::vector<std::string> repeat_ok;     ///< words that may stand twice
};
BOOST_DESCRIBE_STRUCT(ValidationFile, (),
                      (about, limits, rules, opt_out, next_step, greetings, greeted_groups,
                       greeting_of_nobody, field_words, field_owners, repeat_ok))

class ValidationPolicy {
 public:
  struct State;
  const State& state() const { return *state_; }
  const ValidationFile& file() const;
  const ValidationLimits& limits() const { return file().limits; }
  LengthRule body_length() const { return {limits().body_min, limits().body_max}; }
  const ClaimPolicy& claims() const;
  friend Result<ValidationPolicy> load_validation_policy(const PolicyLookup& lookup);

 private:
  std::shared_ptr<const State> state_;
};

Result<ValidationPolicy> load_validation_policy(const PolicyLookup& lookup);

/// Whether `text` is the name of a form or table field, as a mail merge leaves it: "FIRST_NAME", "vorname".
bool is_field_name(std::string_view text, const ValidationPolicy& policy);

/// A text in both of its forms, made once and judged by every rule.
struct JudgedText {
  explicit JudgedText(std::string_view text) : original(text), plain(text) {}
  std::string_view original;
  PlainText plain;
};

/// One place where a rule of the file holds.
struct RuleHit {
  std::size_t rule = 0;  ///< index in ValidationFile::rules
  Span span;             ///< in the text as it is
};

/// Where the rules hold in `text`, by rule and place; a rule at most `limits.issues_per_rule` times. Which
/// field the text is, is for the caller to judge.
std::vector<RuleHit> find_hits(const JudgedText& text, const ValidationPolicy& policy);

bool says_opt_out(const JudgedText& text, const ValidationPolicy& policy);
bool says_next_step(const JudgedText& text, const ValidationPolicy& policy);

}  // namespace sa
