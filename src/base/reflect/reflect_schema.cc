// JSON Schema 2020-12, in the part that OpenAPI 3.1 documents use.
#include <algorithm>

#include "base/reflect/reflect.h"

namespace sa::reflect {
namespace {

namespace json = boost::json;

constexpr std::string_view kComponents = "#/components/schemas/";

/// Collects the definitions of the structs that it meets; without `components` it only names them.
class Writer {
 public:
  Writer(bool is_answer, json::object* components) : is_answer_(is_answer), components_(components) {}

  json::object use(const Shape& shape, const Rule& rule);
  json::object definition(const Structure& structure);

 private:
  json::object integer(const Shape& shape, const Rule& rule);
  json::object nullable(json::object schema);
  json::object reference(const Structure& structure);
  void add_definition(const Structure& structure);

  bool is_answer_;
  json::object* components_;
  std::vector<const Structure*> met_;
};

json::object text_schema(const Rule& rule) {
  json::object schema{{"type", "string"}};
  if (!rule.format.empty()) schema["format"] = rule.format;
  if (rule.min_chars) schema["minLength"] = *rule.min_chars;
  if (rule.max_chars) schema["maxLength"] = *rule.max_chars;
  return schema;
}

json::value limit(double number) {
  const auto whole = static_cast<std::int64_t>(number);
  return static_cast<double>(whole) == number ? json::value(whole) : json::value(number);
}

void add_limits(json::object& schema, const Rule& rule) {
  if (rule.lowest) schema["minimum"] = limit(*rule.lowest);
  if (rule.highest) schema["maximum"] = limit(*rule.highest);
}

json::object Writer::integer(const Shape& shape, const Rule& rule) {
  json::object schema{{"type", "integer"}};
  if (shape.size >= 4) schema["format"] = shape.size == 4 ? "int32" : "int64";
  if (!shape.is_signed) schema["minimum"] = 0;
  add_limits(schema, rule);
  return schema;
}

json::object enumeration(const Shape& shape) {
  json::array names;
  for (std::size_t i = 0; i < shape.enumerator_count; ++i) names.emplace_back(shape.enumerators[i].name);
  return {{"type", "string"}, {"enum", std::move(names)}};
}

json::object Writer::nullable(json::object schema) {
  const json::value* type = schema.if_contains("type");
  if (!type) {
    if (schema.empty()) return schema;  // anything, null included
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
  }
  if (json::value* names = schema.if_contains("enum")) names->as_array().emplace_back(nullptr);
  schema["type"] = json::array{*type, "null"};
  return schema;
}

void add_counts(json::object& schema, const Rule& rule, const char* least, const char* most) {
  if (rule.min_count) schema[least] = *rule.min_count;
  if (rule.max_count) schema[most] = *rule.max_count;
}

json::object Writer::use(const Shape& shape, const Rule& rule) {
  json::object schema;
  switch (shape.kind) {
    case Kind::boolean:
      return {{"type", "boolean"}};
    case Kind::integer:
      return integer(shape, rule);
    case Kind::number:
      schema["type"] = "number";
      add_limits(schema, rule);
      return schema;
    case Kind::text:
      return text_schema(rule);
    case Kind::text_form:
      schema["type"] = "string";
      if (*shape.text->format != '\0') schema["format"] = shape.text->format;
      return schema;
    case Kind::enumeration:
      return enumeration(shape);
    case Kind::json_value:
      return schema;
    case Kind::json_object:
      return {{"type", "object"}, {"additionalProperties", true}};
    case Kind::json_array:
      return {{"type", "array"}, {"items", json::object()}};
    case Kind::optional:
      return nullable(use(*shape.item, rule));
    case Kind::list:
      schema = {{"type", "array"}, {"items", use(*shape.item, rule)}};
      add_counts(schema, rule, "minItems", "maxItems");
      return schema;
    case Kind::map:
      schema = {{"type", "object"}, {"additionalProperties", use(*shape.item, rule)}};
      add_counts(schema, rule, "minProperties", "maxProperties");
      return schema;
    case Kind::structure:
      return reference(shape.structure());
  }
  return schema;
}

bool has_useful_default(Kind kind) {
  switch (kind) {
    case Kind::boolean:
    case Kind::integer:
    case Kind::number:
    case Kind::text:
    case Kind::enumeration:
      return true;
    default:
      return false;
  }
}

json::object Writer::definition(const Structure& structure) {
  json::object properties;
  json::array required;
  for (const Field& field : structure.fields) {
    json::object schema = use(*field.shape, field.rule);
    if (!field.rule.description.empty()) schema["description"] = field.rule.description;
    if (field.rule.sample) schema["examples"] = json::array{*field.rule.sample};
    if (field.may_be_absent && has_useful_default(field.shape->kind)) {
      schema["default"] = make_json(*field.shape, static_cast<const char*>(structure.sample) + field.offset);
    }
    properties[field.name] = std::move(schema);
    if (is_answer_ || !field.may_be_absent) required.emplace_back(field.name);
  }
  json::object schema{{"type", "object"}};
  if (!structure.about.empty()) schema["description"] = structure.about;
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

json::object Writer::reference(const Structure& structure) {
  if (components_) add_definition(structure);
  return {{"$ref", std::string(kComponents) + structure.name}};
}

json::array names_in(const json::object& schema, const char* key) {
  const json::value* names = schema.if_contains(key);
  return names ? names->as_array() : json::array();
}

/// A struct that is both asked for and answered requires what both require.
void merge(json::object& known, const json::object& other, const std::string& name) {
  const json::array one = names_in(known, "required");
  const json::array two = names_in(other, "required");
  json::object without = other;
  known.erase("required");
  without.erase("required");
  if (known != without) throw std::logic_error("two structs have the schema name " + name);
  json::array both;
  for (const json::value& each : one) {
    if (std::find(two.begin(), two.end(), each) != two.end()) both.push_back(each);
  }
  if (!both.empty()) known["required"] = std::move(both);
}

void Writer::add_definition(const Structure& structure) {
  // Remembered before its members are walked: a struct may contain itself.
  if (std::find(met_.begin(), met_.end(), &structure) != met_.end()) return;
  met_.push_back(&structure);
  json::object made = definition(structure);
  if (json::value* known = components_->if_contains(structure.name)) {
    merge(known->as_object(), made, structure.name);
  } else {
    (*components_)[structure.name] = std::move(made);
  }
}

}  // namespace

json::object make_schema(const Shape& shape) {
  Writer writer(false, nullptr);
  return shape.kind == Kind::structure ? writer.definition(shape.structure()) : writer.use(shape, {});
}

json::object use_schema(const Shape& shape, bool is_answer, json::object& components) {
  return Writer(is_answer, &components).use(shape, {});
}

}  // namespace sa::reflect
