// Conditions: which are well-formed, and who meets them.
#include "core/campaign/condition.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

namespace sa {
namespace {

Contact ann() {
  Contact contact;
  contact.contact_id = "c1";
  contact.email = "Ann@Acme.example";
  contact.first_name = "Ann";
  contact.company_id = "k1";
  contact.country = "DE";
  contact.stage = ContactStage::engaged;
  contact.basis = ContactBasis::consent;
  contact.basis_at = parse_rfc3339("2026-03-01T12:00:00Z");
  contact.tags = {"vip", "Fair 2026"};
  contact.custom = {{"plan", "Gold"}, {"renewal", "2026-12-31"}, {"note", "soon"}};
  contact.created_at = *parse_rfc3339("2026-01-15T10:00:00Z");
  contact.updated_at = *parse_rfc3339("2026-02-15T10:00:00Z");
  return contact;
}
Company acme() {
  Company company;
  company.company_id = "k1";
  company.name = "Acme";
  company.domain = "acme.example";
  return company;
}

bool holds(const char* text) {
  const auto condition = boost::json::parse(text);
  const auto checked = check_condition(condition, "filter");
  EXPECT_TRUE(checked) << text << ": " << (checked ? "" : checked.error().message);
  return checked && meets(ann(), acme(), condition);
}

TEST(ConditionTest, WhoMeetsAComparison) {
  const std::pair<const char*, bool> rows[] = {
      {"null", true},
      {R"({"field":"stage","op":"is","value":"engaged"})", true},
      {R"({"field":"stage","op":"in","value":["initial"]})", false},
      {R"({"field":"stage","op":"in","value":["initial","engaged"]})", true},
      {R"({"field":"basis","op":"is","value":"consent"})", true},
      {R"({"field":"country","op":"is","value":"de"})", true},
      {R"({"field":"country","op":"is","value":"D"})", false},
      {R"({"field":"email","op":"contains","value":"@acme."})", true},
      {R"({"field":"email","op":"is","value":"ann@acme.example"})", true},
      {R"({"field":"first_name","op":"in","value":["Bo","ANN"]})", true},
      {R"({"field":"company","op":"is","value":"Acme"})", true},  // the company's own name
      {R"({"field":"company_domain","op":"is","value":"acme.example"})", true},
      {R"({"field":"company_id","op":"is","value":"k1"})", true},
      {R"({"field":"tag","op":"is","value":"VIP"})", true},
      {R"({"field":"tag","op":"is","value":"fair"})", false},
      {R"({"field":"tag","op":"contains","value":"fair"})", true},
      {R"({"field":"tag","op":"in","value":["x","vip"]})", true},
      {R"({"field":"custom.plan","op":"is","value":"gold"})", true},
      {R"({"field":"custom.plan","op":"contains","value":"ol"})", true},
      {R"({"field":"custom.renewal","op":"before","value":"2027-01-01"})", true},
      {R"({"field":"custom.renewal","op":"after","value":"2026-12-31"})", false},
      {R"({"field":"custom.renewal","op":"before","value":"2026-12-31"})", false},
      {R"({"field":"custom.note","op":"before","value":"2027-01-01"})", false},  // no date at all
      {R"({"field":"custom.note","op":"after","value":"2020-01-01"})", false},
      {R"({"field":"basis_at","op":"after","value":"2026-02-28"})", true},
      {R"({"field":"basis_at","op":"after","value":"2026-03-01"})", false},  // that day is not after itself
      {R"({"field":"basis_at","op":"before","value":"2026-03-01"})", false},
      {R"({"field":"basis_at","op":"after","value":"2026-03-01T11:59:59Z"})", true},
      {R"({"field":"basis_at","op":"after","value":"2026-03-01T12:00:00Z"})", false},
      {R"({"field":"basis_at","op":"before","value":"2026-03-01T14:00:00+01:00"})", true},
      {R"({"field":"created_at","op":"before","value":"2026-02-01"})", true},
      {R"({"field":"updated_at","op":"before","value":"2026-02-01"})", false},
      {R"({"field":"phone","op":"exists","value":false})", true},
      {R"({"field":"phone","op":"exists","value":true})", false},
      {R"({"field":"email","op":"exists"})", true},
      {R"({"field":"basis_at","op":"exists","value":true})", true},
      {R"({"field":"tag","op":"exists","value":true})", true},
      {R"({"field":"custom.none","op":"exists","value":false})", true},
      {R"({"field":"stage","op":"exists","value":true})", true},
  };
  for (const auto& [text, met] : rows) EXPECT_EQ(holds(text), met) << text;
}

TEST(ConditionTest, AMissingValueMeetsNothingButItsAbsence) {
  const Contact nobody;
  const std::pair<const char*, bool> rows[] = {
      {R"({"field":"title","op":"is","value":"CEO"})", false},
      {R"({"not":{"field":"title","op":"is","value":"CEO"}})", true},
      {R"({"field":"title","op":"contains","value":"C"})", false},
      {R"({"field":"title","op":"in","value":["CEO"]})", false},
      {R"({"field":"title","op":"exists","value":false})", true},
      {R"({"not":{"field":"title","op":"exists","value":true}})", true},
      {R"({"field":"basis","op":"is","value":"consent"})", false},
      {R"({"field":"basis_at","op":"before","value":"2100-01-01"})", false},
      {R"({"field":"basis_at","op":"after","value":"1900-01-01"})", false},
      {R"({"not":{"field":"basis_at","op":"after","value":"1900-01-01"}})", true},
      {R"({"field":"tag","op":"is","value":"vip"})", false},
      {R"({"field":"tag","op":"exists","value":false})", true},
      {R"({"field":"company_domain","op":"is","value":"acme.example"})", false},
      {R"({"field":"company_domain","op":"exists","value":false})", true},
      {R"({"field":"custom.plan","op":"is","value":"gold"})", false},
  };
  for (const auto& [text, met] : rows)
    EXPECT_EQ(meets(nobody, std::nullopt, boost::json::parse(text)), met) << text;
}

TEST(ConditionTest, ConditionsHoldEachOther) {
  const std::pair<const char*, bool> rows[] = {
      {R"({"all":[]})", true},
      {R"({"any":[]})", false},
      {R"({"not":{"any":[]}})", true},
      {R"({"all":[{"field":"country","op":"is","value":"DE"},{"field":"tag","op":"is","value":"vip"}]})",
       true},
      {R"({"all":[{"field":"country","op":"is","value":"DE"},{"not":{"field":"tag","op":"is","value":"vip"}}]})",
       false},
      {R"({"any":[{"field":"country","op":"is","value":"FR"},{"field":"tag","op":"is","value":"vip"}]})",
       true},
      {R"({"any":[{"field":"country","op":"is","value":"FR"},{"field":"tag","op":"is","value":"x"}]})",
       false},
      {R"({"not":{"not":{"field":"country","op":"is","value":"DE"}}})", true},
  };
  for (const auto& [text, met] : rows) EXPECT_EQ(holds(text), met) << text;
}

TEST(ConditionTest, WhatIsWrongIsNamedByItsPlace) {
  const std::pair<const char*, const char*> rows[] = {
      {R"("all")", "filter"},
      {R"([])", "filter"},
      {R"({})", "filter"},
      {R"({"all":[],"any":[]})", "filter"},
      {R"({"every":[]})", "filter/every"},
      {R"({"all":{}})", "filter/all"},
      {R"({"all":[null]})", "filter/all/0"},
      {R"({"all":[{"any":[{"not":[]}]}]})", "filter/all/0/any/0/not"},
      {R"({"field":"mood","op":"is","value":"x"})", "filter/field"},
      {R"({"field":"custom.","op":"is","value":"x"})", "filter/field"},
      {R"({"field":7,"op":"is","value":"x"})", "filter/field"},
      {R"({"op":"is","value":"x"})", "filter/field"},
      {R"({"field":"email","value":"x"})", "filter/op"},
      {R"({"field":"email","op":"equals","value":"x"})", "filter/op"},
      {R"({"field":"email","op":"before","value":"2026-01-01"})", "filter/op"},
      {R"({"field":"created_at","op":"is","value":"2026-01-01"})", "filter/op"},
      {R"({"field":"created_at","op":"contains","value":"2026"})", "filter/op"},
      {R"({"field":"stage","op":"contains","value":"in"})", "filter/op"},
      {R"({"field":"email","op":"is"})", "filter/value"},
      {R"({"field":"email","op":"is","value":""})", "filter/value"},
      {R"({"field":"email","op":"is","value":7})", "filter/value"},
      {R"({"field":"email","op":"is","value":["x"]})", "filter/value"},
      {R"({"field":"email","op":"in","value":"x"})", "filter/value"},
      {R"({"field":"email","op":"in","value":[]})", "filter/value"},
      {R"({"field":"email","op":"in","value":["x",7]})", "filter/value/1"},
      {R"({"field":"stage","op":"is","value":"won"})", "filter/value"},
      {R"({"field":"stage","op":"in","value":["initial","won"]})", "filter/value/1"},
      {R"({"field":"basis","op":"is","value":"hope"})", "filter/value"},
      {R"({"field":"created_at","op":"after","value":"yesterday"})", "filter/value"},
      {R"({"field":"custom.renewal","op":"after","value":"2026-13-01"})", "filter/value"},
      {R"({"field":"email","op":"exists","value":"yes"})", "filter/value"},
      {R"({"field":"email","op":"is","value":"x","not":true})", "filter/not"},
      {R"({"all":[{"field":"email","op":"is","value":"x"},{"field":"mood","op":"is","value":"x"}]})",
       "filter/all/1/field"},
  };
  for (const auto& [text, where] : rows) {
    const auto checked = check_condition(boost::json::parse(text), "filter");
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().code, ErrorCode::invalid);
    EXPECT_EQ(checked.error().fields.at(0).path, where) << text;
  }
  const auto near = check_condition(boost::json::parse(R"({"field":"contry","op":"is","value":"x"})"), "");
  EXPECT_THAT(near.error().message, testing::HasSubstr("\"country\""));
}

TEST(ConditionTest, ThereAreLimits) {
  boost::json::value condition = boost::json::parse(R"({"field":"email","op":"exists"})");
  for (int level = 1; level < 8; ++level) condition = boost::json::object{{"not", std::move(condition)}};
  EXPECT_TRUE(check_condition(condition, "filter"));
  condition = boost::json::object{{"not", std::move(condition)}};
  EXPECT_FALSE(check_condition(condition, "filter"));
  boost::json::array list(200, boost::json::parse(R"({"field":"email","op":"exists"})"));
  EXPECT_TRUE(check_condition(boost::json::object{{"all", list}}, "filter"));
  list.push_back(list[0]);
  EXPECT_FALSE(check_condition(boost::json::object{{"all", list}}, "filter"));
  const std::string long_value(1001, 'a');
  EXPECT_FALSE(check_condition(boost::json::object{{"field", "email"}, {"op", "is"}, {"value", long_value}},
                               "filter"));
}

}  // namespace
}  // namespace sa
