// One description per struct: BOOST_DESCRIBE_STRUCT beside a struct (BOOST_DESCRIBE_ENUM beside an enum) is all
// that parsing, serialising, JSON Schema, query parameters and row mapping need.
//
//   struct CreateDraft {
//     std::string recipient;
//     std::string subject;
//     boost::json::object metadata;       // may be absent
//     int limit = 50;
//     static std::vector<Rule> rules() {  // optional: constraints, words, examples
//       return {rule(&CreateDraft::recipient).email().describe("who gets the mail"),
//               rule(&CreateDraft::subject).one_line().max_length(200).example("Your question"),
//               rule(&CreateDraft::limit).optional().min(1).max(200)};
//     }
//   };
//   BOOST_DESCRIBE_STRUCT(CreateDraft, (), (recipient, subject, metadata, limit))
//
// Members: described structs (bases too), std::string, bool, integers, double, described enums (wire text = the
// enumerator's name), std::optional, std::vector, std::map<std::string, T>, boost::json::value, object and array
// (opaque), and every type with a TextForm (Instant, Date). One underscore at the end of a name is not part of
// the wire name (`default_` is "default"). A described struct must be default-constructible.
//
// A member must be present, unless it is a std::optional, a list, a map or opaque, or its rule says otherwise; in
// a struct with `static constexpr bool kAllOptional = true` every member may be absent. A `static constexpr const
// char* kAbout` describes the struct in its schema.
//
// The header makes only a table for each type (`Shape`, `Structure`); the code that walks the tables is in
// reflect_read.cc, reflect_write.cc and reflect_schema.cc.
//
// THREADS: all functions are pure; the tables are made once, under the guard of a static.
//
// ERRORS: what is wrong in the input is an Error of code invalid; a rule that does not fit its field, or an enum
// outside its enumerators, is a broken invariant and throws std::logic_error.
//
// SOURCE: RFC 8259 (JSON), RFC 6901 (pointers), JSON Schema 2020-12 as OpenAPI 3.1 uses it.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sa {

/// What to do with a member of the input that the struct does not have.
enum class Unknown { refuse, ignore };

/// A type that is one string on the wire. Specialise with: kFormat (of JSON Schema), kWords ("must be ..."),
/// `to_text(const T&) -> std::string`, `parse_text(std::string_view) -> std::optional<T>`.
template <class T>
struct TextForm;

template <>
struct TextForm<Instant> {
  static constexpr const char* kFormat = "date-time";
  static constexpr const char* kWords = "must be a date and time such as 2026-11-22T10:31:00Z";
  static std::string to_text(const Instant& at) { return format_rfc3339(at); }
  static std::optional<Instant> parse_text(std::string_view text) { return parse_rfc3339(text); }
};

template <>
struct TextForm<Date> {
  static constexpr const char* kFormat = "date";
  static constexpr const char* kWords = "must be a date such as 2026-11-22";
  static std::string to_text(const Date& date) { return format_date(date); }
  static std::optional<Date> parse_text(std::string_view text) { return parse_date(text); }
};

template <class T>
concept HasTextForm = requires(const T& value, std::string_view text) {
  { TextForm<T>::to_text(value) } -> std::convertible_to<std::string>;
  { TextForm<T>::parse_text(text) } -> std::same_as<std::optional<T>>;
};
template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class E>
concept DescribedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;

/// True for `local@domain.tld` in ASCII, at most 254 bytes (RFC 5321 without quoted local parts and
/// literals).
bool is_email(std::string_view text);

// ----------------------------------------------------------------------------------------------------------
// tables

namespace reflect {

struct Shape;
struct Structure;

enum class Kind : std::uint8_t {
  boolean,
  integer,
  number,
  text,
  text_form,
  enumeration,
  json_value,
  json_object,
  json_array,
  optional,
  list,
  map,
  structure
};

struct Enumerator {
  std::string_view name;
  std::int64_t value;
};
struct TextOps {
  const char* format;
  const char* words;
  std::string (*to_text)(const void*);
  bool (*parse)(void* to, std::string_view text);
};
struct OptionalOps {
  const void* (*get)(const void*);  ///< null when empty
  void* (*emplace)(void*);
  void (*reset)(void*);
};
struct ListOps {
  std::size_t item_size;
  std::size_t (*size)(const void*);
  const void* (*data)(const void*);
  void* (*add)(void*);
  void (*clear)(void*);
};
struct MapOps {
  std::size_t (*size)(const void*);
  void* (*add)(void*, std::string_view key);
  void (*clear)(void*);
  void (*each)(const void* map, void* context,
               void (*visit)(void* context, std::string_view key, const void* value));
};

/// The data about a type for the walkers in reflect.cc. Constant, one per type.
struct Shape {
  Kind kind;
  std::uint8_t size = 0;  ///< bytes of an integer or enum
  bool is_signed = false;
  const Enumerator* enumerators = nullptr;
  std::size_t enumerator_count = 0;
  const TextOps* text = nullptr;
  const OptionalOps* optional = nullptr;
  const ListOps* list = nullptr;
  const MapOps* map = nullptr;
  const Shape* item = nullptr;                ///< of optional, list and map
  const Structure& (*structure)() = nullptr;  ///< made at first use, so a struct may contain itself
};

constexpr std::string_view wire_name(std::string_view name) {
  if (name.size() > 1 && name.back() == '_') name.remove_suffix(1);
  return name;
}

template <class T>
struct ItemOf {
  using type = T;
};
template <class T>
struct ItemOf<std::optional<T>> : ItemOf<T> {};
template <class T>
struct ItemOf<std::vector<T>> : ItemOf<T> {};
template <class T>
struct ItemOf<std::map<std::string, T>> : ItemOf<T> {};
/// T without its std::optional, std::vector and std::map: what a rule binds.
template <class T>
using Leaf = typename ItemOf<T>::type;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsList = false;
template <class T>
inline constexpr bool kIsList<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;

template <class T>
constexpr Shape make_shape();
template <class T>
inline constexpr Shape kShape = make_shape<T>();

/// A default-made T: offsets and default values are read from it.
template <class T>
const T& sample() {
  static const T value{};
  return value;
}

template <class Object, class Owner, class Member>
std::size_t offset_in(const Object& object, Member Owner::* member) {
  const auto* from = reinterpret_cast<const char*>(&object);
  return static_cast<std::size_t>(reinterpret_cast<const char*>(&(object.*member)) - from);
}

}  // namespace reflect

// -----------------------------------------------------------------------------------------------------------
// rules

/// Constraints on a field beyond its type, as data for both the parser and the JSON Schema.
/// Made by `rule(&Struct::field)`; see RuleFor for the words.
struct Rule {
  using Predicate = bool (*)(std::string_view);
  struct Check {
    Predicate predicate;
    std::string words;
  };

  const reflect::Shape* owner = nullptr;
  std::size_t offset = 0;  ///< of the field in its owner
  std::optional<std::size_t> min_chars, max_chars, min_count, max_count;
  std::optional<double> lowest, highest;
  std::vector<Check> checks;
  std::string format;       ///< of JSON Schema
  std::string description;  ///< a phrase for a person
  std::optional<boost::json::value> sample;
  std::optional<bool> absent;  ///< unset: decided by the type
};

/// The words of a rule. On a std::optional, std::vector or std::map they bind each value inside; only
/// `min_items` and `max_items` speak of the list or map itself. A word that does not fit the field's type
/// does not compile.
template <class Member>
struct RuleFor : Rule {
  static constexpr bool kText = std::is_same_v<reflect::Leaf<Member>, std::string>;
  static constexpr bool kNumber =
      std::is_arithmetic_v<reflect::Leaf<Member>> && !std::is_same_v<reflect::Leaf<Member>, bool>;
  static constexpr bool kMany = !std::is_same_v<reflect::Leaf<Member>, Member> &&
                                !std::is_same_v<Member, std::optional<reflect::Leaf<Member>>>;

  /// Lengths are counted in Unicode code points.
  RuleFor&& min_length(std::size_t chars) &&
    requires kText
  {
    min_chars = chars;
    return self();
  }
  RuleFor&& max_length(std::size_t chars) &&
    requires kText
  {
    max_chars = chars;
    return self();
  }
  RuleFor&& email() &&
    requires kText
  {
    format = "email";
    max_chars = 254;
    return std::move(*this).must(is_email, "must be an email address such as ada@example.com");
  }
  /// At least one character that is not white space.
  RuleFor&& not_blank() &&
    requires kText;
  /// No control characters at all, so no line breaks (a subject, a name).
  RuleFor&& one_line() &&
    requires kText;
  /// No control characters but line breaks and tabs (a body, a reason).
  RuleFor&& printable() &&
    requires kText;
  /// Any other condition; `words` complete the sentence "<field> ...", as in "must be a zone such as
  /// Europe/Berlin".
  RuleFor&& must(Predicate predicate, std::string words) &&
    requires kText
  {
    checks.push_back({predicate, std::move(words)});
    return self();
  }
  /// Inclusive limits.
  RuleFor&& min(double value) &&
    requires kNumber
  {
    lowest = value;
    return self();
  }
  RuleFor&& max(double value) &&
    requires kNumber
  {
    highest = value;
    return self();
  }
  RuleFor&& min_items(std::size_t count) &&
    requires kMany
  {
    min_count = count;
    return self();
  }
  RuleFor&& max_items(std::size_t count) &&
    requires kMany
  {
    max_count = count;
    return self();
  }
  RuleFor&& describe(std::string phrase) && {
    description = std::move(phrase);
    return self();
  }
  RuleFor&& example(boost::json::value value) && {
    sample = std::move(value);
    return self();
  }
  /// May be absent: the member's default initialiser stands in.
  RuleFor&& optional() && {
    absent = true;
    return self();
  }
  /// Must be present, though the type alone would not ask for it.
  RuleFor&& required() && {
    absent = false;
    return self();
  }

 private:
  RuleFor&& self() { return std::move(*this); }
};

namespace reflect {
bool is_not_blank(std::string_view text);
bool is_one_line(std::string_view text);
bool is_printable(std::string_view text);
}  // namespace reflect

template <class Member>
RuleFor<Member>&& RuleFor<Member>::not_blank() &&
  requires kText
{
  return std::move(*this).must(reflect::is_not_blank, "must not be blank");
}
template <class Member>
RuleFor<Member>&& RuleFor<Member>::one_line() &&
  requires kText
{
  return std::move(*this).must(reflect::is_one_line, "must be one line without control characters");
}
template <class Member>
RuleFor<Member>&& RuleFor<Member>::printable() &&
  requires kText
{
  return std::move(*this).must(reflect::is_printable, "must not contain control characters");
}

/// Begins the rule of a field, in the struct's `static std::vector<Rule> rules()`. A derived struct inherits
/// the rules of its described bases and may replace one.
template <class Owner, class Member>
RuleFor<Member> rule(Member Owner::* member) {
  RuleFor<Member> made;
  made.owner = &reflect::kShape<Owner>;
  made.offset = reflect::offset_in(reflect::sample<Owner>(), member);
  return made;
}

// -------------------------------------------------------------------------------------------- the making of
// tables

namespace reflect {

struct Field {
  std::string_view name;
  std::size_t offset;
  const Shape* shape;
  const Shape* owner;  ///< the struct or base that declares the field
  std::size_t owner_offset;
  Rule rule = {};
  bool may_be_absent = false;
};

struct Structure {
  std::string name;   ///< without namespace; the name of its schema
  std::string about;  ///< what it is, from `static constexpr const char* kAbout`
  std::vector<Field> fields;
  const void* sample;
};

/// Joins fields and rules. Throws std::logic_error when a rule names a field that is not described.
Structure make_structure(std::string_view pretty_name, const char* about, std::vector<Field> fields,
                         const std::vector<Rule>& rules, bool all_optional, const void* sample);

template <class T>
using Members =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
template <class T>
using Bases = boost::describe::describe_bases<T, boost::describe::mod_any_access>;

template <class T, class Owner, class Member>
Field make_field(const char* name, Member Owner::* member) {
  return {wire_name(name), offset_in(sample<T>(), member), &kShape<Member>, &kShape<Owner>,
          offset_in(sample<Owner>(), member)};
}

template <class T>
void add_rules(std::vector<Rule>& all) {
  boost::mp11::mp_for_each<Bases<T>>([&](auto base) { add_rules<typename decltype(base)::type>(all); });
  if constexpr (requires { T::rules(); }) {
    // A base's rules() is visible in the derived struct too; the second copy replaces the first and changes
    // nothing.
    for (Rule& each : T::rules()) all.push_back(std::move(each));
  }
}

template <class T>
constexpr std::string_view pretty_name() {
  return __PRETTY_FUNCTION__;  // "... [T = sa::Draft]"
}

template <class T>
const Structure& structure_of() {
  static const Structure structure = [] {
    std::vector<Field> fields;
    boost::mp11::mp_for_each<Members<T>>(
        [&](auto member) { fields.push_back(make_field<T>(member.name, member.pointer)); });
    std::vector<Rule> rules;
    add_rules<T>(rules);
    const char* about = "";
    if constexpr (requires { T::kAbout; }) about = T::kAbout;
    bool all_optional = false;
    if constexpr (requires { T::kAllOptional; }) all_optional = T::kAllOptional;
    return make_structure(pretty_name<T>(), about, std::move(fields), rules, all_optional, &sample<T>());
  }();
  return structure;
}

template <class E>
inline constexpr auto kEnumerators = []<template <class...> class L, class... D>(L<D...>) {
  return std::array<Enumerator, sizeof...(D)>{
      Enumerator{wire_name(D::name), static_cast<std::int64_t>(D::value)}...};
}(boost::describe::describe_enumerators<E>{});

template <class T>
inline constexpr TextOps kTextOps = {
    TextForm<T>::kFormat, TextForm<T>::kWords,
    [](const void* value) { return TextForm<T>::to_text(*static_cast<const T*>(value)); },
    [](void* to, std::string_view text) {
      std::optional<T> read = TextForm<T>::parse_text(text);
      if (!read) return false;
      *static_cast<T*>(to) = *std::move(read);
      return true;
    }};

template <class T>
inline constexpr OptionalOps kOptionalOps = {
    [](const void* value) -> const void* {
      const auto& optional = *static_cast<const T*>(value);
      return optional ? &*optional : nullptr;
    },
    [](void* value) -> void* { return &static_cast<T*>(value)->emplace(); },
    [](void* value) { static_cast<T*>(value)->reset(); }};

template <class T>
inline constexpr ListOps kListOps = {
    sizeof(typename T::value_type), [](const void* list) { return static_cast<const T*>(list)->size(); },
    [](const void* list) -> const void* { return static_cast<const T*>(list)->data(); },
    [](void* list) -> void* { return &static_cast<T*>(list)->emplace_back(); },
    [](void* list) { static_cast<T*>(list)->clear(); }};

template <class T>
inline constexpr MapOps kMapOps = {
    [](const void* map) { return static_cast<const T*>(map)->size(); },
    [](void* map, std::string_view key) -> void* { return &(*static_cast<T*>(map))[std::string(key)]; },
    [](void* map) { static_cast<T*>(map)->clear(); },
    [](const void* map, void* context, void (*visit)(void*, std::string_view, const void*)) {
      for (const auto& [key, value] : *static_cast<const T*>(map)) visit(context, key, &value);
    }};

template <class T>
constexpr Shape make_shape() {
  if constexpr (std::is_same_v<T, bool>) {
    return {.kind = Kind::boolean};
  } else if constexpr (std::is_integral_v<T>) {
    return {.kind = Kind::integer, .size = sizeof(T), .is_signed = std::is_signed_v<T>};
  } else if constexpr (std::is_same_v<T, double>) {
    return {.kind = Kind::number};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return {.kind = Kind::text};
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    return {.kind = Kind::json_value};
  } else if constexpr (std::is_same_v<T, boost::json::object>) {
    return {.kind = Kind::json_object};
  } else if constexpr (std::is_same_v<T, boost::json::array>) {
    return {.kind = Kind::json_array};
  } else if constexpr (DescribedEnum<T>) {
    return {.kind = Kind::enumeration,
            .size = sizeof(T),
            .is_signed = std::is_signed_v<std::underlying_type_t<T>>,
            .enumerators = kEnumerators<T>.data(),
            .enumerator_count = kEnumerators<T>.size()};
  } else if constexpr (kIsOptional<T>) {
    return {.kind = Kind::optional, .optional = &kOptionalOps<T>, .item = &kShape<typename T::value_type>};
  } else if constexpr (kIsList<T>) {
    static_assert(!std::is_same_v<T, std::vector<bool>>, "std::vector<bool> has no bools to point at");
    return {.kind = Kind::list, .list = &kListOps<T>, .item = &kShape<typename T::value_type>};
  } else if constexpr (kIsMap<T>) {
    return {.kind = Kind::map, .map = &kMapOps<T>, .item = &kShape<typename T::mapped_type>};
  } else if constexpr (HasTextForm<T>) {
    return {.kind = Kind::text_form, .text = &kTextOps<T>};
  } else {
    static_assert(DescribedStruct<T>,
                  "BOOST_DESCRIBE_STRUCT(T, ...) is missing, or the type has no JSON form");
    return {.kind = Kind::structure, .structure = &structure_of<T>};
  }
}

// The walkers (reflect.cc).
std::optional<Error> read_json(const Shape& shape, void* to, const boost::json::value& from, Unknown unknown);
std::optional<Error> read_json_text(const Shape& shape, void* to, std::string_view text, Unknown unknown);
using TextPair = std::pair<std::string, std::string>;
std::optional<Error> read_texts(const Shape& shape, void* to, std::span<const TextPair> pairs,
                                Unknown unknown);
boost::json::value make_json(const Shape& shape, const void* from);
void append_json(std::string& out, const Shape& shape, const void* from);
boost::json::object make_schema(const Shape& shape);
boost::json::object use_schema(const Shape& shape, bool is_answer, boost::json::object& components);

}  // namespace reflect

// ------------------------------------------------------------------------------------------------------------
// JSON

/// Reads T. On failure the Error's `fields` names every wrong place (at most 100) and its message the first
/// one.
template <class T>
Result<T> from_json(const boost::json::value& value, Unknown unknown = Unknown::refuse) {
  T made{};
  if (auto error = reflect::read_json(reflect::kShape<T>, &made, value, unknown)) return *std::move(error);
  return made;
}

/// The same from text. Text that is not JSON (or has a duplicate key, invalid UTF-8, or is nested deeper than
/// 32) gives an Error without `fields` and with the position in words; a limit of size is the caller's.
template <class T>
Result<T> from_json_text(std::string_view text, Unknown unknown = Unknown::refuse) {
  T made{};
  if (auto error = reflect::read_json_text(reflect::kShape<T>, &made, text, unknown))
    return *std::move(error);
  return made;
}

/// JSON text as a value, under the same limits and with the same words.
Result<boost::json::value> parse_json(std::string_view text);

/// Reads T from names and texts (query parameters, settings): numbers, truth values (true, false, 1, 0, yes,
/// no, on, off), enums and strings are read from the text; a std::vector takes every pair of its name. A name
/// with an empty text is given, not absent.
template <class T>
Result<T> from_texts(std::span<const reflect::TextPair> pairs, Unknown unknown = Unknown::refuse) {
  T made{};
  if (auto error = reflect::read_texts(reflect::kShape<T>, &made, pairs, unknown)) return *std::move(error);
  return made;
}

template <class T>
boost::json::value to_json(const T& value) {
  return reflect::make_json(reflect::kShape<T>, &value);
}

/// Appends the JSON text of `value` to `out`, without building a document. The text is valid UTF-8: an
/// invalid byte becomes U+FFFD; a number that is not finite becomes null.
template <class T>
void write_json(std::string& out, const T& value) {
  reflect::append_json(out, reflect::kShape<T>, &value);
}
/// Appends `text` as one JSON string, quotes included.
void write_json_string(std::string& out, std::string_view text);
template <class T>
std::string to_json_text(const T& value) {
  std::string out;
  write_json(out, value);
  return out;
}

// ----------------------------------------------------------------------------------------------------------
// schema

/// The use of a schema: in an answer every member is present, in a request only the required ones.
enum class SchemaUse { request, answer };

/// The definition of T as a request, one level deep: structs inside are `$ref`s to
/// "#/components/schemas/<Name>".
template <class T>
boost::json::object json_schema() {
  return reflect::make_schema(reflect::kShape<T>);
}

/// The schema to use for T (`$ref` for a struct), with every struct below it added to `components`, once.
/// Throws std::logic_error when two different structs have the same name.
template <class T>
boost::json::object json_schema_use(boost::json::object& components, SchemaUse use = SchemaUse::request) {
  return reflect::use_schema(reflect::kShape<T>, use == SchemaUse::answer, components);
}
template <class T>
void json_schemas(boost::json::object& components, SchemaUse use = SchemaUse::request) {
  json_schema_use<T>(components, use);
}
/// The name of T's schema: the struct's name without its namespace.
template <DescribedStruct T>
const std::string& schema_name() {
  return reflect::structure_of<T>().name;
}

// -------------------------------------------------------------------------------------------------- fields
// and enums

/// Calls `fn(name, reference)` for every described member, those of bases first.
template <class T, class Fn>
  requires DescribedStruct<std::remove_const_t<T>>
void for_each_field(T& value, Fn&& fn) {
  boost::mp11::mp_for_each<reflect::Members<std::remove_const_t<T>>>(
      [&](auto member) { fn(reflect::wire_name(member.name), value.*member.pointer); });
}
template <DescribedStruct T>
inline constexpr std::size_t field_count = boost::mp11::mp_size<reflect::Members<T>>::value;

/// The wire text of an enumerator; throws std::logic_error for a value that is none.
template <DescribedEnum E>
constexpr std::string_view enum_name(E value) {
  for (const reflect::Enumerator& each : reflect::kEnumerators<E>) {
    if (each.value == static_cast<std::int64_t>(value)) return each.name;
  }
  throw std::logic_error("a value outside its enum");
}
/// The enumerator whose wire text is `text`, exactly; null when there is none.
template <DescribedEnum E>
constexpr std::optional<E> parse_enum(std::string_view text) {
  for (const reflect::Enumerator& each : reflect::kEnumerators<E>) {
    if (each.name == text) return static_cast<E>(each.value);
  }
  return std::nullopt;
}

}  // namespace sa
