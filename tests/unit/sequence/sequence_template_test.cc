// Templates: what may be saved, what is rendered, and that no text of ours ever looks like a place.
#include "core/sequence/template.h"

#include <gmock/gmock.h>

#include <random>

namespace sa {
namespace {

Contact ann() {
  Contact contact;
  contact.contact_id = "c1";
  contact.email = "ann@acme.example";
  contact.first_name = "Ann";
  contact.last_name = "Berg";
  contact.company = "Acme";
  contact.stage = ContactStage::engaged;
  contact.custom = {{"plan", "Gold"}, {"team_size", "40"}, {"blank", " \n "}};
  return contact;
}
const TemplateSender kBo{"Bo Holm", "bo@ours.example"};

std::string text(std::string_view from, const Contact& contact = ann()) {
  const Rendered made = render(from, contact, kBo);
  return made.missing.empty() ? made.text : "missing " + testing::PrintToString(made.missing);
}

TEST(TemplateTest, APlaceIsTheValueOfItsFieldElseItsFallback) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"Hello", "Hello"},
      {"Dear {{first_name}},", "Dear Ann,"},
      {"{{ first_name }} {{last_name}}", "Ann Berg"},
      {"{{name}}", "Ann Berg"},  // put together where the contact has none
      {"{{company|\"your team\"}} and pilots", "Acme and pilots"},
      {"{{title|\"colleague\"}}", "colleague"},
      {"{{ title | \"dear {colleague}\" }}", "dear {colleague}"},
      {"{{title|\"\"}}.", "."},
      {"{{custom.plan}} for {{custom.team_size}}", "Gold for 40"},
      {"{{custom.blank|\"none\"}}", "none"},
      {"{{stage}}", "engaged"},
      {"{{sender_name}} <{{sender_email}}>", "Bo Holm <bo@ours.example>"},
      {"{{email}}", "ann@acme.example"},
      {"a { b } c", "a { b } c"},
      {"{{first_name}}{{last_name}}", "AnnBerg"},
  };
  for (const auto& [from, to] : rows) {
    EXPECT_TRUE(check_template(from)) << from;
    EXPECT_EQ(text(from), to) << from;
  }
}

TEST(TemplateTest, EachMissingFieldIsNamedOnce) {
  const Rendered made =
      render("{{title}} {{phone}} {{title}} {{custom.none}} {{custom.blank}} {{first_name}}", ann(), {});
  EXPECT_THAT(made.missing, testing::ElementsAre("title", "phone", "custom.none", "custom.blank"));
  EXPECT_THAT(render("{{sender_name}}", ann(), {}).missing, testing::ElementsAre("sender_name"));
  Contact nobody;
  EXPECT_THAT(render("{{name}}", nobody, {}).missing, testing::ElementsAre("name"));
}

TEST(TemplateTest, WhatIsNoPlaceOrNoFieldIsRefusedWhenItIsSaved) {
  const std::pair<const char*, const char*> rows[] = {
      {"{{first_nam}}", "first_name"},  // the field that was meant
      {"{{custom.}}", "custom.<name>"},
      {"{{}}", "names no field"},
      {"{{first_name", "{{field}}"},
      {"{{first_name}", "{{field}}"},
      {"first_name}}", "}}"},
      {"{{first_name}} }}", "}}"},
      {"{{first_name|your team}}", "quotation marks"},
      {"{{first_name|\"your team}}", "quotation marks"},
      {"{{first_name|\"a\"\"b\"}}", "{{field}}"},
      {"{{first_name|\"{{last_name}}\"}}", "may not hold"},
      {"{{first_name|\"}}\"}}", "may not hold"},
      {"{{{first_name}}}", "{{field}}"},
      {"{{first name}}", "{{field}}"},
      {"{{FIRST_NAME}}", "first_name"},
      {"{{contact.first_name}}", "no field"},
      {"{{company_id}}", "no field"},
      {"{{#if title}}x{{/if}}", "{{field}}"},
      {"{% first_name %} {{", "{{field}}"},
  };
  for (const auto& [text, words] : rows) {
    const auto checked = check_template(text);
    ASSERT_FALSE(checked) << text;
    EXPECT_THAT(checked.error().message, testing::HasSubstr(words)) << text;
  }
}

TEST(TemplateTest, NoValueMakesWhatLooksLikeAPlace) {
  Contact contact = ann();
  contact.first_name = "{{company}}";
  EXPECT_EQ(text("Dear {{first_name}}", contact), "Dear company");
  contact.first_name = "{";
  contact.last_name = "{sender_email}}";
  EXPECT_EQ(text("{{first_name}}{{last_name}}", contact), "sender_email");
  contact.last_name = "{}}{x";  // taking a pair out must not make another one
  EXPECT_EQ(text("{{last_name}}", contact), "x");
  contact.last_name = "{x";
  EXPECT_EQ(text("{{{last_name}}", contact).find("{{"), std::string::npos);
}

TEST(TemplateTest, NoTextOfATemplateThatWasSavedHoldsAPair) {
  std::mt19937 random(7);  // NOLINT: the same walk each time
  const std::string pieces[] = {"{",  "}", "a", "{{first_name}}", "{{last_name|\"{\"}}", "{{custom.x|\"}\"}}",
                                "}}", "{{"};
  const std::string values[] = {"{", "}", "{}", "}{", "{{", "}}", "a{", "}a", "{}}{", ""};
  int rendered = 0;
  for (int walk = 0; walk < 20000; ++walk) {
    std::string from;
    for (unsigned i = random() % 8; i > 0; --i) from += pieces[random() % std::size(pieces)];
    Contact contact = ann();
    contact.first_name = values[random() % std::size(values)];
    contact.last_name = values[random() % std::size(values)];
    contact.custom["x"] = values[random() % std::size(values)];
    if (!check_template(from)) continue;
    const std::string made = render(from, contact, kBo).text;
    EXPECT_EQ(made.find("{{"), std::string::npos) << from;
    EXPECT_EQ(made.find("}}"), std::string::npos) << from;
    ++rendered;
  }
  EXPECT_GT(rendered, 2000);
}

TEST(TemplateTest, ALongTemplateIsReadInOnePass) {
  std::string from;
  for (int i = 0; i < 100000; ++i) from += "{{first_name}} ";
  EXPECT_TRUE(check_template(from));
  EXPECT_EQ(text(from).size(), 400000u);
  EXPECT_FALSE(check_template(std::string(1000000, '{')));
}

}  // namespace
}  // namespace sa
