#include "core/campaign/condition.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/nearest.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr int kMaxLevels = 8;
constexpr int kMaxComparisons = 200;
/// Groups, comparisons and values of `in`: each costs time for each contact.
constexpr std::size_t kMaxParts = 2000;
constexpr std::size_t kMaxValues = 1000;
constexpr std::size_t kMaxValueChars = 1000;
constexpr std::string_view kCustom = "custom.";

/// What a field holds, and with it which operators it takes.
enum class Kind { text, stage, basis, instant, tags, custom };

struct Field {
  std::string_view name;
  Kind kind;
};
constexpr std::array<Field, 23> kFields = {{{"contact_id", Kind::text},
                                            {"email", Kind::text},
                                            {"first_name", Kind::text},
                                            {"last_name", Kind::text},
                                            {"name", Kind::text},
                                            {"company_id", Kind::text},
                                            {"company", Kind::text},
                                            {"company_domain", Kind::text},
                                            {"title", Kind::text},
                                            {"phone", Kind::text},
                                            {"country", Kind::text},
                                            {"timezone", Kind::text},
                                            {"language", Kind::text},
                                            {"linkedin_url", Kind::text},
                                            {"source", Kind::text},
                                            {"user_id", Kind::text},
                                            {"mailbox_id", Kind::text},
                                            {"stage", Kind::stage},
                                            {"basis", Kind::basis},
                                            {"basis_at", Kind::instant},
                                            {"created_at", Kind::instant},
                                            {"updated_at", Kind::instant},
                                            {"tag", Kind::tags}}};

enum class Op { is, in, exists, before, after, contains };
BOOST_DESCRIBE_ENUM(Op, is, in, exists, before, after, contains)

std::optional<Op> op_of(const json::value& value) {
  for (const reflect::Enumerator& each : reflect::kEnumerators<Op>) {
    if (value.is_string() && value.get_string() == each.name) return static_cast<Op>(each.value);
  }
  return std::nullopt;
}

std::optional<Kind> kind_of(std::string_view name) {
  if (name.starts_with(kCustom))
    return name.size() > kCustom.size() ? std::optional(Kind::custom) : std::nullopt;
  const auto found = std::ranges::find(kFields, name, &Field::name);
  return found == kFields.end() ? std::nullopt : std::optional(found->kind);
}

bool takes(Kind kind, Op op) {
  if (op == Op::exists || kind == Kind::custom) return true;
  if (kind == Kind::instant) return op == Op::before || op == Op::after;
  if (op == Op::before || op == Op::after) return false;
  return op != Op::contains || kind == Kind::text || kind == Kind::tags;
}

std::string_view operators_of(Kind kind) {
  switch (kind) {
    case Kind::instant:
      return "before, after or exists";
    case Kind::stage:
    case Kind::basis:
      return "is, in or exists";
    case Kind::text:
    case Kind::tags:
      return "is, in, contains or exists";
    case Kind::custom:
      break;
  }
  return "is, in, contains, before, after or exists";
}

/// A point to compare instants with: an instant, or a day in UTC.
struct Point {
  Instant from;  ///< the instant, or the day's first
  Instant to;    ///< the instant, or the day's last millisecond
};

std::optional<Point> point_of(std::string_view text) {
  if (const auto instant = parse_rfc3339(text)) return Point{*instant, *instant};
  if (!parse_date(text)) return std::nullopt;
  const auto first = parse_rfc3339(std::string(text) + "T00:00:00Z");
  return first ? std::optional(Point{*first, *first + (kDayMs - 1)}) : std::nullopt;
}

template <class Enum>
std::string names_of() {
  std::string all;
  for (const reflect::Enumerator& each : reflect::kEnumerators<Enum>) {
    if (!all.empty()) all += ", ";
    all += each.name;
  }
  return all;
}

template <class Enum>
bool has_name(std::string_view name) {
  return std::ranges::any_of(reflect::kEnumerators<Enum>,
                             [&](const reflect::Enumerator& each) { return each.name == name; });
}

/// Checks a condition and counts its comparisons.
class Check {
 public:
  Result<Unit> condition(const json::value& value, const std::string& at, int level) {
    if (level > kMaxLevels)
      return invalid_field(at, "A condition has at most " + std::to_string(kMaxLevels) + " levels.");
    TRY_OK(count(1, at));
    const json::object* object = value.if_object();
    if (!object)
      return invalid_field(at, "Enter an object with `all`, `any`, `not`, or `field`, `op` and `value`.");
    if (object->contains("field") || object->contains("op")) return comparison(*object, at);
    if (object->size() != 1)
      return invalid_field(at, "A condition has exactly one of `all`, `any`, `not`, or `field` and `op`.");
    const auto& member = *object->begin();
    const std::string inner = at + '/' + std::string(member.key());
    if (member.key() == "not") return condition(member.value(), inner, level + 1);
    if (member.key() != "all" && member.key() != "any")
      return invalid_field(inner, "A condition has no member \"" + std::string(member.key()) +
                                      "\"; it has `all`, `any`, `not`, or `field`, `op` and `value`.");
    const json::array* list = member.value().if_array();
    if (!list) return invalid_field(inner, "Enter a list of conditions.");
    for (std::size_t i = 0; i < list->size(); ++i)
      TRY_OK(condition((*list)[i], inner + '/' + std::to_string(i), level + 1));
    return ok();
  }

 private:
  Result<Unit> count(std::size_t parts, const std::string& at) {
    parts_ += parts;
    if (parts_ <= kMaxParts) return ok();
    return invalid_field(at, "A condition has at most " + std::to_string(kMaxParts) +
                                 " groups, comparisons and values in lists.");
  }

  Result<Unit> comparison(const json::object& object, const std::string& at) {
    if (++comparisons_ > kMaxComparisons)
      return invalid_field(at,
                           "A condition has at most " + std::to_string(kMaxComparisons) + " comparisons.");
    for (const auto& member : object) {
      if (member.key() != "field" && member.key() != "op" && member.key() != "value")
        return invalid_field(at + '/' + std::string(member.key()),
                             "A comparison has only `field`, `op` and `value`.");
    }
    const json::value* field = object.if_contains("field");
    if (!field || !field->is_string()) return invalid_field(at + "/field", "Name a field of the contact.");
    const std::string_view name = field->get_string();
    const auto kind = kind_of(name);
    if (!kind) return invalid_field(at + "/field", unknown_field(name));
    const json::value* op_name = object.if_contains("op");
    const auto op = op_name ? op_of(*op_name) : std::nullopt;
    if (!op) return invalid_field(at + "/op", "Enter one of is, in, exists, before, after, contains.");
    if (!takes(*kind, *op))
      return invalid_field(at + "/op",
                           std::string(name) + " is compared with " + std::string(operators_of(*kind)) + ".");
    return operand(*kind, *op, object.if_contains("value"), at + "/value");
  }

  static std::string unknown_field(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Field& each : kFields) names.push_back(each.name);
    return "A contact has no field \"" + std::string(utf8_cut(name, 64)) + '"' + did_you_mean(name, names) +
           ". A field of your own is named custom.<name>.";
  }

  Result<Unit> operand(Kind kind, Op op, const json::value* value, const std::string& at) {
    if (op == Op::exists) {
      if (!value || value->is_bool()) return ok();
      return invalid_field(at, "Enter true or false.");
    }
    if (!value) return invalid_field(at, "Enter the value to compare with.");
    if (op != Op::in) return text(kind, op, *value, at);
    const json::array* list = value->if_array();
    if (!list || list->empty() || list->size() > kMaxValues)
      return invalid_field(at, "Enter a list of 1 to " + std::to_string(kMaxValues) + " values.");
    TRY_OK(count(list->size(), at));
    for (std::size_t i = 0; i < list->size(); ++i)
      TRY_OK(text(kind, op, (*list)[i], at + '/' + std::to_string(i)));
    return ok();
  }

  static Result<Unit> text(Kind kind, Op op, const json::value& value, const std::string& at) {
    if (!value.is_string() || value.get_string().empty()) return invalid_field(at, "Enter a text.");
    const std::string_view words = value.get_string();
    if (words.size() > kMaxValueChars)
      return invalid_field(at, "A value has at most " + std::to_string(kMaxValueChars) + " bytes.");
    if ((op == Op::before || op == Op::after) && !point_of(words))
      return invalid_field(at,
                           "Enter a date such as 2026-11-22, or an instant such as 2026-11-22T10:31:00Z.");
    if (kind == Kind::stage && !has_name<ContactStage>(words))
      return invalid_field(at, "A stage is one of " + names_of<ContactStage>() + ".");
    if (kind == Kind::basis && !has_name<ContactBasis>(words))
      return invalid_field(at, "A basis is one of " + names_of<ContactBasis>() + ".");
    return ok();
  }

  int comparisons_ = 0;
  std::size_t parts_ = 0;
};

// ------------------------------------------------------------------------------------------ values of a contact

std::string text_value(std::string_view field, const Contact& contact,
                       const std::optional<Company>& company) {
  constexpr std::pair<std::string_view, std::string Contact::*> kTexts[] = {
      {"contact_id", &Contact::contact_id},
      {"email", &Contact::email},
      {"first_name", &Contact::first_name},
      {"last_name", &Contact::last_name},
      {"name", &Contact::name},
      {"title", &Contact::title},
      {"phone", &Contact::phone},
      {"country", &Contact::country},
      {"timezone", &Contact::timezone},
      {"language", &Contact::language},
      {"source", &Contact::source},
      {"linkedin_url", &Contact::linkedin_url}};
  for (const auto& [name, member] : kTexts) {
    if (name == field) return contact.*member;
  }
  if (field == "company") return contact.company.empty() && company ? company->name : contact.company;
  if (field == "company_domain") return company ? company->domain : std::string();
  if (field == "company_id") return contact.company_id.value_or("");
  if (field == "user_id") return contact.user_id.value_or("");
  if (field == "mailbox_id") return contact.mailbox_id.value_or("");
  if (field == "stage") return std::string(enum_name(contact.stage));
  if (field == "basis" && contact.basis) return std::string(enum_name(*contact.basis));
  if (field.starts_with(kCustom)) {
    const auto found = contact.custom.find(std::string(field.substr(kCustom.size())));
    if (found != contact.custom.end()) return found->second;
  }
  return {};
}

/// The texts that the field has; none: it is missing.
std::vector<std::string> values_of(std::string_view field, const Contact& contact,
                                   const std::optional<Company>& company) {
  if (field == "tag") return contact.tags;
  std::string value(trimmed(text_value(field, contact, company)));
  if (value.empty()) return {};
  return {std::move(value)};
}

std::optional<Point> instant_value(std::string_view field, const Contact& contact) {
  if (field == "created_at") return Point{contact.created_at, contact.created_at};
  if (field == "updated_at") return Point{contact.updated_at, contact.updated_at};
  if (field != "basis_at" || !contact.basis_at) return std::nullopt;
  return Point{*contact.basis_at, *contact.basis_at};
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return ascii_lower(text).find(ascii_lower(part)) != std::string::npos;
}

bool compares(const json::object& comparison, const Contact& contact, const std::optional<Company>& company) {
  const std::string_view field = comparison.at("field").get_string();
  const Op op = *op_of(comparison.at("op"));
  const json::value* value = comparison.if_contains("value");
  const bool is_instant = kind_of(field) == Kind::instant;
  const auto texts = is_instant ? std::vector<std::string>() : values_of(field, contact, company);
  if (op == Op::exists) {
    const bool exists = is_instant ? instant_value(field, contact).has_value() : !texts.empty();
    return exists == (!value || value->get_bool());
  }
  if (op == Op::before || op == Op::after) {
    const auto point = point_of(value->get_string());
    const auto held = is_instant      ? instant_value(field, contact)
                      : texts.empty() ? std::nullopt
                                      : point_of(texts.front());
    if (!held) return false;
    return op == Op::before ? held->to < point->from : held->from > point->to;
  }
  return std::ranges::any_of(texts, [&](const std::string& text) {
    if (op == Op::contains) return contains_ignoring_case(text, value->get_string());
    if (op == Op::is) return equal_ignoring_case(text, trimmed(value->get_string()));
    return std::ranges::any_of(value->get_array(), [&](const json::value& each) {
      return equal_ignoring_case(text, trimmed(each.get_string()));
    });
  });
}

}  // namespace

Result<Unit> check_condition(const json::value& condition, const std::string& pointer) {
  if (condition.is_null()) return ok();
  return Check().condition(condition, pointer, 1);
}

bool meets(const Contact& contact, const std::optional<Company>& company, const json::value& condition) {
  if (condition.is_null()) return true;
  const json::object& object = condition.get_object();
  const auto holds = [&](const json::value& each) { return meets(contact, company, each); };
  if (const json::value* all = object.if_contains("all")) return std::ranges::all_of(all->get_array(), holds);
  if (const json::value* any = object.if_contains("any")) return std::ranges::any_of(any->get_array(), holds);
  if (const json::value* inner = object.if_contains("not")) return !holds(*inner);
  return compares(object, contact, company);
}

}  // namespace sa
