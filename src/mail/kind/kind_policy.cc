#include "mail/kind/kind_policy.h"

#include <optional>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

struct AutoHeaderWords {
  std::string header;
  std::string pattern;
  std::optional<bool> with_reply;
};
BOOST_DESCRIBE_STRUCT(AutoHeaderWords, (), (header, pattern, with_reply))

/// Patterns of one language.
struct KindWords {
  std::string lang;
  std::vector<std::string> words;
};
BOOST_DESCRIBE_STRUCT(KindWords, (), (lang, words))

struct KindFile {
  std::vector<std::string> daemons;
  std::vector<KindWords> bounce_subjects;
  std::vector<KindWords> bounce_words;
  std::vector<std::string> bare_bounces;
  std::vector<std::string> bounce_openings;
  std::vector<KindWords> hard_words;
  std::vector<KindWords> soft_words;
  std::vector<KindWords> policy_words;
  std::vector<AutoHeaderWords> auto_headers;
  std::vector<KindWords> auto_subjects;
  std::vector<KindWords> absence_words;
  std::vector<KindWords> opt_outs;
  std::vector<std::string> bulk_senders;
};
BOOST_DESCRIBE_STRUCT(KindFile, (),
                      (daemons, bounce_subjects, bounce_words, bare_bounces, bounce_openings, hard_words,
                       soft_words, policy_words, auto_headers, auto_subjects, absence_words, opt_outs,
                       bulk_senders))

Result<PatternSet> compile(const std::vector<KindWords>& groups) {
  std::vector<std::vector<std::string>> all;
  for (const KindWords& group : groups) all.push_back(group.words);
  return PatternSet::compile_groups(all);
}

}  // namespace

KindPolicy::KindPolicy() = default;

Result<KindPolicy> KindPolicy::load(std::string_view json) {
  TRY(const KindFile file, from_json_text<KindFile>(json));
  auto state = std::make_shared<State>();
  TRY(state->daemons, PatternSet::compile(file.daemons));
  TRY(state->bounce_subjects, compile(file.bounce_subjects));
  TRY(state->bounce_words, compile(file.bounce_words));
  TRY(state->bare_bounces, PatternSet::compile(file.bare_bounces));
  TRY(state->bounce_openings, PatternSet::compile(file.bounce_openings));
  TRY(state->hard_words, compile(file.hard_words));
  TRY(state->soft_words, compile(file.soft_words));
  TRY(state->policy_words, compile(file.policy_words));
  for (const AutoHeaderWords& words : file.auto_headers) {
    State::AutoHeader header{words.header, {}, words.with_reply.value_or(false)};
    if (!words.pattern.empty()) {
      TRY(header.pattern, PatternSet::compile({words.pattern}));
    }
    state->auto_headers.push_back(std::move(header));
  }
  TRY(state->auto_subjects, compile(file.auto_subjects));
  TRY(state->absence_words, compile(file.absence_words));
  TRY(state->opt_outs, compile(file.opt_outs));
  TRY(state->bulk_senders, PatternSet::compile(file.bulk_senders));
  KindPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

}  // namespace sa
