// The `template` writer: a first answer without any model, from policy/templates.json and the facts alone. It
// greets by name where the name is known, quotes the question that was asked, says what fits the topic,
// proposes a next step and signs. What is not a fact cannot get into its text. THREADS: immutable once
// loaded; `write` never waits. ERRORS: load: invalid, naming the file; write: invalid for a purpose or topic
// that the file does not know.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/llm.h"

namespace sa {

/// Alternatives: the first whose placeholders are all known is used.
using TemplatePiece = std::vector<std::string>;

struct TopicTemplate {
  TemplatePiece subject;  ///< for a new conversation; empty for a reply
  TemplatePiece opening;  ///< in place of the language's; an empty text is none
  std::vector<TemplatePiece> paragraphs;
};
BOOST_DESCRIBE_STRUCT(TopicTemplate, (), (subject, opening, paragraphs))

struct LanguageTemplates {
  TemplatePiece greeting;
  TemplatePiece opening;  ///< of a reply
  TemplatePiece sign_off;
  std::map<std::string, TopicTemplate> replies;     ///< by main intent
  std::map<std::string, TopicTemplate> follow_ups;  ///< by stage
};
BOOST_DESCRIBE_STRUCT(LanguageTemplates, (), (greeting, opening, sign_off, replies, follow_ups))

struct TemplateFile {
  std::string about;
  std::string default_language;
  std::map<std::string, std::string> same_as;  ///< a topic that is answered as another one
  std::map<std::string, LanguageTemplates> languages;
};
BOOST_DESCRIBE_STRUCT(TemplateFile, (), (about, default_language, same_as, languages))

class TemplateWriter final : public Llm {
 public:
  /// `lookup` gives the text of policy/templates.json.
  static Result<TemplateWriter> load(
      const std::function<std::optional<std::string>(std::string_view path)>& lookup);
  /// The texts that are part of the program.
  static Result<TemplateWriter> load();

  Task<Result<LlmReply>> write(const LlmRequest& request) override;
  std::string name() const override { return "template"; }

  /// The same without a wait: pure.
  Result<LlmReply> render(const WriterFacts& facts) const;
  const TemplateFile& file() const { return *file_; }

 private:
  explicit TemplateWriter(std::shared_ptr<const TemplateFile> file) : file_(std::move(file)) {}
  std::shared_ptr<const TemplateFile> file_;
};

}  // namespace sa
