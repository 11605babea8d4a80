#include "mail/kind/kind_policy.h"

#include <map>
#include <optional>
#include <utility>

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

/// Patterns of one language that say the same.
struct NoteWords {
  Note says;
  std::string lang;
  std::vector<std::string> words;
};
BOOST_DESCRIBE_STRUCT(NoteWords, (), (says, lang, words))

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
  std::vector<std::string> bulk_senders;
  std::vector<NoteWords> machine_notes;
  std::vector<std::string> receipt_subjects;
  std::vector<std::string> reply_subjects;
  std::vector<std::string> notice_senders;
  std::vector<std::string> never_read;
  std::vector<std::string> form_senders;
  std::vector<std::string> form_words;
  std::vector<std::string> form_email_labels;
  std::vector<std::string> form_name_labels;
  std::vector<std::string> form_labels;
  std::vector<std::string> calendar_lines;
};
BOOST_DESCRIBE_STRUCT(KindFile, (),
                      (daemons, bounce_subjects, bounce_words, bare_bounces, bounce_openings, hard_words,
                       soft_words, policy_words, auto_headers, auto_subjects, absence_words, bulk_senders,
                       machine_notes, receipt_subjects, reply_subjects, notice_senders, never_read,
                       form_senders, form_words, form_email_labels, form_name_labels, form_labels,
                       calendar_lines))

Result<PatternSet> compile(const std::vector<KindWords>& groups) {
  std::vector<std::vector<std::string>> all;
  for (const KindWords& group : groups) all.push_back(group.words);
  return PatternSet::compile_groups(all);
}

std::vector<std::string> plain_forms(const std::vector<std::string>& words) {
  std::vector<std::string> plain;
  for (const std::string& word : words) plain.push_back(plain_form(word));
  return plain;
}

/// One automaton a language: few enough passes over a mail, and few enough states in each.
Result<Unit> compile_notes(const std::vector<NoteWords>& entries, KindPolicy::State* state) {
  std::map<std::string, std::vector<std::pair<std::string, Note>>> languages;
  for (const NoteWords& entry : entries)
    for (const std::string& words : entry.words) languages[entry.lang].emplace_back(words, entry.says);
  std::vector<std::vector<std::string>> groups;
  for (const auto& [lang, patterns] : languages) {
    groups.emplace_back();
    for (const auto& [words, says] : patterns) {
      groups.back().push_back(words);
      state->notes.push_back(says);
    }
  }
  TRY(state->machine_notes, PatternSet::compile_groups(groups));
  return ok();
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
  TRY(state->bulk_senders, PatternSet::compile(file.bulk_senders));
  TRY_OK(compile_notes(file.machine_notes, state.get()));
  TRY(state->receipt_subjects, PatternSet::compile(file.receipt_subjects));
  TRY(state->reply_subjects, PatternSet::compile(file.reply_subjects));
  TRY(state->notice_senders, PatternSet::compile(file.notice_senders));
  TRY(state->never_read, PatternSet::compile(file.never_read));
  TRY(state->form_senders, PatternSet::compile(file.form_senders));
  TRY(state->form_words, PatternSet::compile(file.form_words));
  state->form_email_labels = plain_forms(file.form_email_labels);
  state->form_name_labels = plain_forms(file.form_name_labels);
  state->form_labels = plain_forms(file.form_labels);
  TRY(state->calendar_lines, PatternSet::compile(file.calendar_lines));
  KindPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

}  // namespace sa
