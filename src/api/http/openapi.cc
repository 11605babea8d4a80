#include "api/http/openapi.h"

#include <algorithm>
#include <stdexcept>

#include "api/http/problem.h"
#include "core/draft/check.h"
#include "core/draft/verdict.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr const char* kJson = "application/json";
constexpr const char* kProblem = "application/problem+json";

struct TagWords {
  std::string_view name;
  std::string_view words;
};
// In the order in which a reader wants them.
constexpr TagWords kTags[] = {
    {"drafts", "The review queue and what a person does with each draft."},
    {"questions", "Questions to a person about mails whose sender may be asking for no more mail."},
    {"agents", "Direct calls to the agents. They read and propose; they never send."},
    {"mail", "Messages and threads as received."},
    {"contacts",
     "Contacts, their timelines and notes, suppressions (who must not be contacted) and the erasure of a "
     "person."},
    {"mailboxes", "The addresses that the team sends from and reads."},
    {"reports",
     "What became of mails, drafts, decisions and deals: figures for a period, each with how sure it is."},
    {"simulations", "What a campaign or a sequence would send, day by day, before anything is sent."},
    {"sequences", "Steps that contacts go through, saved in versions."},
    {"campaigns",
     "Segments, which are saved conditions on contacts, and campaigns: a sequence for a segment."},
    {"policy", "Packs of rules: what the law of a country asks of a mail."},
    {"enrollments", "Contacts on their way through a sequence."},
    {"companies", "The companies that contacts belong to."},
    {"tasks", "What a person has to do by a day, usually about a contact."},
    {"audit", "The audit trail: who did what to which draft."},
    {"people", "Signing in, and the signed-in person."},
    {"service", "Health, readiness and status of the process."},
    {"settings", "Connected accounts."},
    {"webhooks", "Signed notifications from providers."},
    {"pages", "Pages for the browser."},
};

json::value parse_example(const Route& route, std::string_view text) {
  auto value = parse_json(text);
  if (!value)
    throw std::logic_error("the example of " + std::string(route.id) +
                           " is not valid JSON: " + value.error().message);
  return *std::move(value);
}

json::object content(std::string_view type, json::object schema, const Route& route,
                     std::string_view example) {
  json::object media{{"schema", std::move(schema)}};
  if (!example.empty()) media["example"] = parse_example(route, example);
  return {{type, std::move(media)}};
}

std::string_view words_of_error(int status) {
  switch (status) {
    case 400:
      return "The request's URL or JSON is malformed.";
    case 401:
      return "Not signed in, or the credential is wrong.";
    case 403:
      return "The signed-in person or key lacks the permission.";
    case 404:
      return "Not found, or the feature is switched off.";
    case 409:
      return "The current state does not allow this; `detail` gives the state and who decided.";
    case 413:
      return "The request body is too large.";
    case 415:
      return "The request body is not JSON.";
    case 422:
      return "Fields are wrong or missing: `errors` lists all of them.";
    case 429:
      return "A quota or rate limit has been reached; `Retry-After` says how long to wait.";
    case 503:
      return "A required service is unavailable; try again.";
    default:
      return "A refusal.";
  }
}

std::string_view words_of_status(int status) {
  switch (status) {
    case 201:
      return "Made.";
    case 202:
      return "Accepted; still in progress.";
    case 204:
      return "Done; the response has no body.";
    case 304:
      return "Not changed.";
    default:
      return "The answer.";
  }
}

/// The text between braces in a path.
std::vector<std::string> path_parameters(std::string_view path) {
  std::vector<std::string> names;
  for (std::size_t open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    names.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  return names;
}

class Document {
 public:
  explicit Document(const std::vector<Route>& routes) : routes_(routes) {
    reflect::use_schema(reflect::kShape<Problem>, true, schemas_);
  }

  json::object build(const std::string& version) {
    json::object paths;
    for (const Route& route : routes_) {
      json::value& path = paths[route.path];
      if (path.is_null()) path = json::object();
      std::string method(enum_name(route.method));
      std::transform(method.begin(), method.end(), method.begin(),
                     [](unsigned char c) { return std::tolower(c); });
      path.as_object()[method] = operation(route);
    }
    json::object document{{"openapi", "3.1.0"}};
    document["info"] = {{"title", "sales-agent"},
                        {"version", version},
                        {"description",
                         "Reads a sales team's mail, drafts answers, and sends only what a person approved. "
                         "Every response carries X-Trace-ID; every error is a problem document (RFC 9457)."},
                        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
    document["servers"] = json::array{json::object{{"url", "/"}}};
    document["tags"] = tags();
    document["paths"] = std::move(paths);
    document["components"] = components();
    return document;
  }

 private:
  json::object operation(const Route& route) {
    json::object made{{"operationId", route.id}, {"summary", route.summary}};
    if (!route.options.tag.empty()) made["tags"] = json::array{json::value(route.options.tag)};
    const std::string about = description(route);
    if (!about.empty()) made["description"] = about;
    json::array parameters = parameters_of(route);
    if (!parameters.empty()) made["parameters"] = std::move(parameters);
    if (route.input) {
      json::object schema = reflect::use_schema(*route.input, false, schemas_);
      made["requestBody"] = {
          {"required", true},
          {"content", content(kJson, std::move(schema), route, route.options.example_input)}};
    }
    if (!route.options.upload_type.empty()) {
      made["requestBody"] = {
          {"required", true},
          {"content", content(route.options.upload_type, json::object{{"type", "string"}}, route, {})}};
    }
    made["responses"] = responses(route);
    made["security"] = security(route);
    return made;
  }

  static std::string description(const Route& route) {
    std::string words(route.options.about);
    const auto add = [&](const std::string& sentence) {
      if (!words.empty()) words += ' ';
      words += sentence;
    };
    if (route.policy.scope() != Scope::none)
      add("Needs the scope `" + std::string(enum_name(route.policy.scope())) + "`.");
    if (route.policy.scope() == Scope::approve || route.policy.scope() == Scope::send) {
      add("Only a person can have it; a service key never does.");
    }
    if (route.options.seed) add("Unknown members of the body are ignored.");
    return words;
  }

  json::array parameters_of(const Route& route) {
    json::array all;
    for (std::string& name : path_parameters(route.path)) {
      all.push_back(json::object{{"name", std::move(name)},
                                 {"in", "path"},
                                 {"required", true},
                                 {"schema", json::object{{"type", "string"}, {"minLength", 1}}}});
    }
    if (route.query) add_query(*route.query, &all);
    if (takes_key(route)) all.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
    return all;
  }

  static bool takes_key(const Route& route) {
    return route.method == Method::POST && route.options.replay && !route.policy.is_open();
  }

  static void add_query(const reflect::Shape& shape, json::array* all) {
    json::object schema = reflect::make_schema(shape);
    json::array required;
    if (const json::value* names = schema.if_contains("required")) required = names->as_array();
    for (auto& [name, property] : schema.at("properties").as_object()) {
      const bool needed = std::find(required.begin(), required.end(), json::value(name)) != required.end();
      json::object parameter{{"name", name}, {"in", "query"}, {"required", needed}};
      if (const json::value* words = property.as_object().if_contains("description"))
        parameter["description"] = *words;
      parameter["schema"] = property;
      all->push_back(std::move(parameter));
    }
  }

  json::object answer_schema(const Route& route) {
    if (route.options.one_of.empty()) return reflect::use_schema(*route.answer, true, schemas_);
    json::array choices;
    for (const reflect::Shape* shape : route.options.one_of) {
      choices.push_back(reflect::use_schema(*shape, true, schemas_));
    }
    return {{"oneOf", std::move(choices)}};
  }

  json::object responses(const Route& route) {
    json::object made;
    for (const int status : route.options.statuses) {
      json::object response{{"description", words_of_status(status)}};
      if (route.answer) {
        json::object schema = answer_schema(route);
        response["content"] = content(kJson, std::move(schema), route, route.options.example_answer);
      } else if (status != 204 && status != 304) {
        const char* type = route.options.content_type == kJson ? "object" : "string";
        response["content"] = content(route.options.content_type, json::object{{"type", type}}, route,
                                      route.options.example_answer);
      }
      if (route.options.json_answer) {
        response["content"].as_object()[kJson] = {
            {"schema", reflect::use_schema(*route.options.json_answer, true, schemas_)}};
      }
      response["headers"] = {{"X-Trace-ID", json::object{{"$ref", "#/components/headers/TraceId"}}}};
      made[std::to_string(status)] = std::move(response);
    }
    for (const int status : errors_of(route)) {
      made[std::to_string(status)] =
          json::object{{"$ref", "#/components/responses/Problem" + std::to_string(status)}};
      used_errors_.push_back(status);
    }
    return made;
  }

  static std::vector<int> errors_of(const Route& route) {
    std::vector<int> errors = route.options.errors;
    const bool has_parameter = route.query || !path_parameters(route.path).empty();
    if (has_parameter || route.input) errors.push_back(400);
    if (route.query || route.input || takes_key(route)) errors.push_back(422);
    if (route.input || !route.options.upload_type.empty()) errors.insert(errors.end(), {413, 415});
    if (!route.policy.is_open()) errors.insert(errors.end(), {401, 403});
    if (route.options.feature != Feature::always) errors.push_back(404);
    if (takes_key(route)) errors.push_back(409);
    if (route.options.limited) errors.push_back(429);
    errors.push_back(503);
    std::sort(errors.begin(), errors.end());
    errors.erase(std::unique(errors.begin(), errors.end()), errors.end());
    return errors;
  }

  static json::array security(const Route& route) {
    if (route.policy.is_open()) return {};
    return {json::object{{"bearer", json::array()}}, json::object{{"session", json::array()}}};
  }

  json::array tags() const {
    json::array all;
    for (const TagWords& tag : kTags) {
      const bool used = std::any_of(routes_.begin(), routes_.end(),
                                    [&](const Route& route) { return route.options.tag == tag.name; });
      if (used) all.push_back(json::object{{"name", tag.name}, {"description", tag.words}});
    }
    return all;
  }

  /// A problem with what a draft's step adds to it: src/core/draft/draft.cc, src/core/draft/release.cc and src/actions/draft/draft.cc.
  json::object draft_problem() {
    const json::object text{{"type", "string"}};
    const json::object number{{"type", "integer"}};
    const json::object reason = reflect::use_schema(reflect::kShape<Reason>, true, schemas_);
    const json::object present{
        {"type", "object"},
        {"description", "the current state, which does not allow the step, and who decided"},
        {"required", json::array{"status", "version"}},
        {"properties",
         {{"status", text}, {"version", number}, {"approved_by", text}, {"rejected_by", text}}}};
    json::object members{
        {"draft", present},
        {"draft_id", {{"type", "string"}, {"description", "the draft that already answers the message"}}},
        {"reasons",
         {{"type", "array"}, {"items", reason}, {"description", "why the gate holds or blocks the draft"}}},
        {"verdict", reflect::use_schema(reflect::kShape<Verdict>, true, schemas_)},
        {"claims",
         {{"type", "array"},
          {"items", reflect::use_schema(reflect::kShape<Claim>, true, schemas_)},
          {"description", "the claims that a person must confirm before the draft can be approved"}}},
        {"content_hash", {{"type", "string"}, {"description", "of the current draft"}}},
        {"version", {{"type", "integer"}, {"description", "of the current draft"}}}};
    return {{"description", "A problem, with facts about the draft that it concerns."},
            {"allOf", json::array{json::object{{"$ref", "#/components/schemas/Problem"}},
                                  json::object{{"type", "object"}, {"properties", std::move(members)}}}}};
  }

  json::object components() {
    json::object all;
    schemas_["DraftProblem"] = draft_problem();
    // Sorted: the order must not depend on which route was met first.
    std::vector<std::string> names;
    for (const auto& [name, schema] : schemas_) names.emplace_back(name);
    std::sort(names.begin(), names.end());
    json::object schemas;
    for (const std::string& name : names) schemas[name] = schemas_.at(name);
    all["schemas"] = std::move(schemas);
    std::sort(used_errors_.begin(), used_errors_.end());
    used_errors_.erase(std::unique(used_errors_.begin(), used_errors_.end()), used_errors_.end());
    json::object responses;
    for (const int status : used_errors_) {
      // A gate's hold is 409, or 429 where a quota holds.
      const bool is_of_draft = status == 409 || status == 429;
      const json::object schema{
          {"$ref", is_of_draft ? "#/components/schemas/DraftProblem" : "#/components/schemas/Problem"}};
      responses["Problem" + std::to_string(status)] =
          json::object{{"description", words_of_error(status)},
                       {"content", json::object{{kProblem, json::object{{"schema", schema}}}}}};
    }
    all["responses"] = std::move(responses);
    all["parameters"] = {
        {"IdempotencyKey",
         json::object{
             {"name", "Idempotency-Key"},
             {"in", "header"},
             {"required", false},
             {"description",
              "Repeating the same key and body returns the first response for 24 hours. The same key with "
              "another body fails with 422; while the first request is in progress, with 409."},
             {"schema", json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 255}}}}}};
    all["headers"] = {
        {"TraceId", json::object{{"description", "Appears in every log line and audit row of the request."},
                                 {"schema", json::object{{"type", "string"}}}}}};
    all["securitySchemes"] = {
        {"bearer", json::object{{"type", "http"},
                                {"scheme", "bearer"},
                                {"description",
                                 "A key, `sa_...`, from `sales-agent key add`. A personal token acts as its "
                                 "user; a service key can never approve or send."}}},
        {"session", json::object{{"type", "apiKey"},
                                 {"in", "cookie"},
                                 {"name", "sa_session"},
                                 {"description",
                                  "From POST /api/session. Requests that change something must also send "
                                  "`X-Requested-With: sales-agent`."}}}};
    return all;
  }

  const std::vector<Route>& routes_;
  json::object schemas_;
  std::vector<int> used_errors_;
};

/// JSON with two blanks a level, so that a change of the document is a readable change of the file.
void print(const json::value& value, std::size_t depth, std::string* out) {
  const std::string inner(2 * (depth + 1), ' ');
  const std::string outer(2 * depth, ' ');
  if (const json::object* object = value.if_object(); object && !object->empty()) {
    const char* separator = "{\n";
    for (const auto& [key, member] : *object) {
      *out += separator + inner;
      write_json(*out, std::string(key));
      *out += ": ";
      print(member, depth + 1, out);
      separator = ",\n";
    }
    *out += "\n" + outer + "}";
  } else if (const json::array* array = value.if_array(); array && !array->empty()) {
    const char* separator = "[\n";
    for (const json::value& item : *array) {
      *out += separator + inner;
      print(item, depth + 1, out);
      separator = ",\n";
    }
    *out += "\n" + outer + "]";
  } else {
    write_json(*out, value);
  }
}

}  // namespace

std::string openapi_document(const std::vector<Route>& routes, const std::string& version) {
  std::string text;
  print(Document(routes).build(version), 0, &text);
  return text + "\n";
}

}  // namespace sa
