#include "connectors/openai/openai.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"

namespace sa {
namespace {

namespace json = boost::json;

/// What of an answer matters here; servers that speak the API leave out or null much of it.
struct ChatMessage {
  std::optional<std::string> content;
  std::optional<std::string> refusal;
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (content, refusal))

struct ChatChoice {
  ChatMessage message;
  std::optional<std::string> finish_reason;
};
BOOST_DESCRIBE_STRUCT(ChatChoice, (), (message, finish_reason))

struct ChatAnswer {
  std::vector<ChatChoice> choices;
};
BOOST_DESCRIBE_STRUCT(ChatAnswer, (), (choices))

/// Strict mode knows no lengths and refuses a schema that has them: read_writer_answer checks them instead.
json::object strict(json::object schema) {
  for (auto& member : schema["properties"].as_object()) {
    for (const char* keyword : {"minLength", "maxLength"}) member.value().as_object().erase(keyword);
  }
  return schema;
}

json::object message(const char* role, std::string_view content) {
  return {{"role", role}, {"content", content}};
}

/// Names, a subject, a question among the facts are other people's words: they stand in a block, too.
std::string user_words(const LlmRequest& request) {
  return data_block("facts", to_json_text(request.facts)) + '\n' + request.data;
}

std::string body_of(const LlmRequest& request, const OpenAiWriter::Options& options) {
  const json::object format{{"name", "mail"}, {"strict", true}, {"schema", strict(request.schema)}};
  const json::object body{
      {"model", options.model},
      {"messages", json::array{message("system", request.system), message("user", user_words(request))}},
      {"response_format", json::object{{"type", "json_schema"}, {"json_schema", format}}},
      {"max_completion_tokens", options.max_tokens}};
  return to_json_text(json::value(body));
}

/// What a model calls itself counts only as a longer name of what was asked for (a dated version).
std::string model_of(const json::value& answer, const std::string& asked) {
  constexpr std::size_t kMost = 100;
  const std::string told = member_text(answer, "model");
  return told.starts_with(asked) && told.size() <= kMost ? told : asked;
}

std::int64_t tokens_of(const json::value& answer, std::string_view name) {
  const json::value* usage = find_member(answer, "usage");
  const json::value* tokens = usage ? find_member(*usage, name) : nullptr;
  return tokens && tokens->is_int64() ? std::max<std::int64_t>(0, tokens->as_int64()) : 0;
}

Result<ChatAnswer> read_chat(const VendorAnswer& answer) {
  auto chat = from_json<ChatAnswer>(answer.json, Unknown::ignore);
  if (!chat || chat->choices.empty()) return invalid("Its answer is not a chat completion.");
  return chat;
}

/// The words of the first choice, whole, or why there are none.
Result<std::string> words_of(const ChatChoice& choice) {
  const std::string finish = choice.finish_reason.value_or("");
  if (!choice.message.refusal.value_or("").empty()) return invalid("The model refused to write this text.");
  if (finish == "content_filter") return invalid("The provider's content filter stopped the text.");
  if (finish == "length") return invalid("The text was cut off because it was too long.");
  const std::string words = choice.message.content.value_or("");
  if (is_blank(words)) return invalid("The model's answer was empty.");
  return words;
}

VendorApi::Options call_options(const OpenAiWriter::Options& options) {
  VendorApi::Options call = openai_call_options(options.call, options.base_url, options.timeout_ms);
  call.provider = "openai";
  call.title = "The language model's server";
  return call;
}

/// The error for a refusal by this API.
Error error_of(const VendorApi& api, const VendorAnswer& answer, const OpenAiCall& call) {
  // A 429 that no waiting helps against.
  if (vendor_code(answer.json) == "insufficient_quota")
    return invalid("The language model account has no credit left. Add credit at the provider.")
        .with_cause("insufficient_quota");
  if (vendor_code(answer.json) == "model_not_found" || answer.status == 404) {
    return invalid(api.options().title + " does not have the model " + call.model + ". Check " +
                   call.setting + " and OPENAI_BASE_URL.")
        .with_cause("status " + std::to_string(answer.status));
  }
  return api.error_of(answer);
}

}  // namespace

VendorApi::Options openai_call_options(VendorApi::Options call, const std::string& base_url,
                                       std::int64_t timeout_ms) {
  call.base_url = base_url;
  call.check_path = "/models";
  call.first_byte_ms = call.whole_ms = timeout_ms;
  return call;
}

Task<Result<VendorAnswer>> openai_post(VendorApi& api, OpenAiCall call) {
  VendorRequest request;
  request.method = "POST";
  request.path = call.path;
  request.body = call.body;
  request.deadline = call.deadline;
  VendorAnswer answer = co_await api.call(std::move(request));
  if (!answer.ok()) co_return error_of(api, answer, call);
  co_return answer;
}

OpenAiWriter::Options OpenAiWriter::Options::of(const OpenAiConfig& config, VendorApi::Options call) {
  Options options;
  options.base_url = config.openai_base_url;
  options.model = config.openai_model;
  options.timeout_ms = config.openai_timeout_s * kSecondMs;
  options.call = std::move(call);
  return options;
}

OpenAiWriter::OpenAiWriter(Options options, VendorApi::Tools tools, std::shared_ptr<TokenSource> key)
    : options_(std::move(options)),
      clock_(tools.clock),
      api_(call_options(options_), tools, std::move(key)) {}

Task<Result<LlmReply>> OpenAiWriter::write(const LlmRequest& request) {
  OpenAiCall call{"/chat/completions", body_of(request, options_), clock_.now() + options_.timeout_ms,
                  options_.model};
  CO_TRY(const VendorAnswer answer, co_await openai_post(api_, std::move(call)));
  co_return read(request, answer);
}

Result<LlmReply> OpenAiWriter::read(const LlmRequest& request, const VendorAnswer& answer) const {
  // First what it cost, which is owed whatever the answer is worth.
  LlmReply reply;
  reply.model = model_of(answer.json, options_.model);
  reply.input_tokens = tokens_of(answer.json, "prompt_tokens");
  reply.output_tokens = tokens_of(answer.json, "completion_tokens");
  const auto paid = [&](Error error) { return std::move(error).with_details("usage", to_json(reply)); };
  const auto chat = read_chat(answer);
  if (!chat) return paid(chat.error());
  const auto words = words_of(chat->choices.front());
  if (!words) return paid(words.error());
  auto text = read_writer_answer(*words, request.limits);
  if (!text) return paid(std::move(text).error());
  reply.subject = std::move(text->subject);
  reply.body = std::move(text->body);
  return reply;
}

}  // namespace sa
