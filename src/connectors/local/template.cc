#include "connectors/local/template.h"

#include "base/embedded.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::string_view kPath = "policy/templates.json";

using Values = std::map<std::string, std::string, std::less<>>;

Values values_of(const WriterFacts& facts) {
  return {{"first_name", facts.recipient_first_name},
          {"full_name", facts.recipient_name},
          {"question", facts.question},
          {"time", facts.time},
          {"person", facts.person},
          {"phone", facts.phone},
          {"recipient_company", facts.recipient_company},
          {"sender_name", facts.sender_name},
          {"sender_company", facts.sender_company}};
}

/// `text` with its placeholders filled, in one pass, so that a value is never read as a template; null when
/// one of them is not known.
std::optional<std::string> fill(std::string_view text, const Values& values) {
  std::string filled;
  while (true) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) return filled;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto value = values.find(text.substr(open + 1, close - open - 1));
    if (value == values.end() || value->second.empty()) return std::nullopt;
    filled += value->second;
    text.remove_prefix(close + 1);
  }
}

/// Empty when no alternative can be filled.
std::string choose(const TemplatePiece& piece, const Values& values) {
  for (const std::string& alternative : piece) {
    if (auto filled = fill(alternative, values)) return *std::move(filled);
  }
  return {};
}

class Body {
 public:
  void paragraph(const std::string& text) {
    if (text.empty()) return;
    if (!text_.empty()) text_ += "\n\n";
    text_ += text;
  }
  void line(const std::string& text) {
    if (text.empty()) return;
    if (!text_.empty()) text_ += "\n";
    text_ += text;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// Names, subjects and questions come from outside: a placeholder that is unknown to us would be shown as it
/// stands.
Result<Unit> check(const TemplateFile& file) {
  const Values all = values_of({"", "", "", "", "x", "x", "x", "x", "x", "x", "x", "x", "x"});
  const auto is_fine = [&](const TemplatePiece& piece) {
    for (const std::string& alternative : piece) {
      if (!fill(alternative, all)) return false;
    }
    return true;
  };
  for (const auto& [language, texts] : file.languages) {
    bool fine = is_fine(texts.greeting) && is_fine(texts.opening) && is_fine(texts.sign_off);
    for (const auto* topics : {&texts.replies, &texts.follow_ups}) {
      for (const auto& [name, topic] : *topics) {
        fine = fine && is_fine(topic.subject) && is_fine(topic.opening);
        for (const TemplatePiece& piece : topic.paragraphs) fine = fine && is_fine(piece);
      }
    }
    if (!fine)
      return invalid(std::string(kPath) + ": a text for " + language +
                     " has a placeholder that does not exist");
  }
  if (!file.languages.contains(file.default_language)) {
    return invalid(std::string(kPath) + ": `default_language` is not one of `languages`");
  }
  return ok();
}

}  // namespace

Result<TemplateWriter> TemplateWriter::load(
    const std::function<std::optional<std::string>(std::string_view path)>& lookup) {
  const auto text = lookup(kPath);
  if (!text)
    return not_found(std::string(kPath) + " is missing. It is built into the program: check POLICY_DIR.");
  auto file = from_json_text<TemplateFile>(*text);
  if (!file) {
    Error error = std::move(file).error();
    error.message = std::string(kPath) + ": " + error.message;
    return error;
  }
  TRY_OK(check(*file));
  return TemplateWriter(std::make_shared<const TemplateFile>(*std::move(file)));
}

Result<TemplateWriter> TemplateWriter::load() {
  return load([](std::string_view path) -> std::optional<std::string> {
    const auto text = find_embedded(path);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  });
}

Result<LlmReply> TemplateWriter::render(const WriterFacts& facts) const {
  auto language = file_->languages.find(facts.language);
  if (language == file_->languages.end()) language = file_->languages.find(file_->default_language);
  const LanguageTemplates& texts = language->second;
  const bool reply = facts.purpose == "reply";
  const auto& topics = reply ? texts.replies : texts.follow_ups;
  const auto alias = file_->same_as.find(facts.topic);
  const bool aliased = alias != file_->same_as.end() && !topics.contains(facts.topic);
  const auto topic = topics.find(aliased ? alias->second : facts.topic);
  if (topic == topics.end()) {
    return invalid("The template writer has no text for " + facts.purpose + " / " + facts.topic + ".");
  }
  const Values values = values_of(facts);
  Body body;
  body.paragraph(choose(texts.greeting, values));
  if (reply)
    body.paragraph(choose(topic->second.opening.empty() ? texts.opening : topic->second.opening, values));
  for (const TemplatePiece& piece : topic->second.paragraphs) body.paragraph(choose(piece, values));
  body.paragraph(choose(texts.sign_off, values));
  body.line(facts.sender_name);
  body.line(facts.sender_company);
  LlmReply made;
  made.subject = facts.subject.empty() ? choose(topic->second.subject, values) : facts.subject;
  made.body = body.take();
  made.model = name();
  return made;
}

Task<Result<LlmReply>> TemplateWriter::write(const LlmRequest& request) {
  co_return render(request.facts);
}

}  // namespace sa
