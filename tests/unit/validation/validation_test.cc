#include "agents/validation/validation.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "base/reflect/reflect.h"
#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const ValidationPolicy& policy() {
  return agent_policy().validation;
}

ValidationInput input(std::string subject, std::string body) {
  ValidationInput made;
  made.recipient = "jane@example.com";
  made.subject = std::move(subject);
  made.body = std::move(body);
  return made;
}

constexpr const char* kGood =
    "Hi Jane,\n\nthank you for your message. I would like to answer it for your case. How do you count "
    "today?\n\nBest "
    "regards,\nAna\n\nIf you prefer not to hear from me, reply \"stop\".";

std::vector<std::string> rules(const Checks& checks) {
  std::vector<std::string> all;
  for (const auto* issues :
       {&checks.compliance.violations, &checks.quality.issues, &checks.tone.issues, &checks.length.issues}) {
    for (const Issue& issue : *issues) all.push_back(issue.rule);
  }
  return all;
}

std::vector<std::string> rules_of(const ValidationInput& given) {
  return rules(validate(given, policy()).checks);
}

// ----------------------------------------------------------------------------------- the vectors of the policy

bool holds(std::size_t rule, const std::string& text) {
  for (const RuleHit& hit : find_hits(JudgedText(text), policy())) {
    if (hit.rule == rule) return true;
  }
  return false;
}

TEST(ValidationPolicyTest, every_rule_holds_in_its_examples_and_only_there) {
  const ValidationFile& file = policy().file();
  ASSERT_GT(file.rules.size(), 12u);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < file.rules.size(); ++i) {
    const ValidationRule& rule = file.rules[i];
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id << " is there twice";
    EXPECT_FALSE(rule.matches.empty()) << rule.id;
    EXPECT_FALSE(rule.misses.empty()) << rule.id;
    EXPECT_THAT(rule.id, testing::StartsWith(std::string(enum_name(rule.check)) + "."));
    for (const std::string& text : rule.matches) EXPECT_TRUE(holds(i, text)) << rule.id << ": " << text;
    for (const std::string& text : rule.misses) EXPECT_FALSE(holds(i, text)) << rule.id << ": " << text;
  }
}

TEST(ValidationPolicyTest, the_wanted_words_hold_in_their_examples_and_only_there) {
  const ValidationFile& file = policy().file();
  for (const std::string& text : file.opt_out.matches)
    EXPECT_TRUE(says_opt_out(JudgedText(text), policy())) << text;
  for (const std::string& text : file.opt_out.misses)
    EXPECT_FALSE(says_opt_out(JudgedText(text), policy())) << text;
  for (const std::string& text : file.next_step.matches) {
    EXPECT_TRUE(says_next_step(JudgedText(text), policy())) << text;
  }
  for (const std::string& text : file.next_step.misses) {
    EXPECT_FALSE(says_next_step(JudgedText(text), policy())) << text;
  }
}

// ------------------------------------------------------------------------------------------------ the whole

TEST(ValidationTest, a_good_text_passes_everything) {
  const ValidationReport report = check_draft("d-1", input("Counting stock in two places", kGood), policy());
  EXPECT_EQ(report.approval_status, ApprovalStatus::approved) << to_json_text(report);
  EXPECT_EQ(report.passed_checks, 4);
  EXPECT_EQ(report.total_checks, 4);
  EXPECT_THAT(report.issues, IsEmpty());
  EXPECT_EQ(report.draft_id, "d-1");
  EXPECT_EQ(report.recipient, "jane@example.com");
}

struct RuleRow {
  const char* rule;
  const char* subject;
  const char* body;  ///< put before the good text; null: the good text alone
};

TEST(ValidationTest, one_fault_gives_its_rule_alone) {
  const RuleRow rows[] = {
      {"compliance.guarantee", "Counting stock", "We guarantee success.\n"},
      {"compliance.deceptive_subject", "Re: Counting stock", nullptr},
      {"compliance.misleading_subject", "Your invoice for May", nullptr},
      {"compliance.caps_subject", "COUNTING STOCK FAST", nullptr},
      {"quality.placeholder", "Counting stock", "Dear {{first_name}}.\n"},
      {"quality.subject_short", "Hi", nullptr},
      {"quality.subject_missing", "  ", nullptr},
      {"quality.repeated_word", "Counting stock", "This is the the point.\n"},
      {"quality.unbalanced", "Counting stock", "This (and more is the point.\n"},
      {"quality.encoding", "Counting stock", "It is fÃ¼r you.\n"},
      {"quality.too_many_links", "Counting stock",
       "https://a.example https://b.example https://c.example https://d.example\n"},
      {"quality.link_shortener", "Counting stock", "See https://bit.ly/abc now.\n"},
      {"tone.pressure", "Counting stock", "You must decide.\n"},
      {"tone.aggressive", "Counting stock", "This is ridiculous.\n"},
      {"tone.exclamation", "Counting stock", "Wonderful!!\n"},
      {"tone.capitals", "Counting stock", "PLEASE READ THIS NOTE NOW, thanks.\n"},
      {"tone.spam", "Counting stock", "Click here.\n"},
      {"tone.hype", "Counting stock", "A world-class thing.\n"},
      {"tone.reproach", "Counting stock", "I still haven't heard from you.\n"},
  };
  for (const RuleRow& row : rows) {
    const std::string body = std::string(row.body == nullptr ? "" : row.body) + kGood;
    EXPECT_THAT(rules_of(input(row.subject, body)), testing::ElementsAre(row.rule))
        << row.subject << " / " << body;
  }
}

TEST(ValidationTest, a_long_subject) {
  EXPECT_THAT(rules_of(input(std::string(101, 'a'), kGood)), testing::ElementsAre("quality.subject_long"));
  EXPECT_THAT(rules_of(input(std::string(100, 'a'), kGood)), IsEmpty());
}

TEST(ValidationTest, words_not_substrings) {
  const std::string body =
      std::string(
          "We compromise on the mustard, demanding as it is; the insurgent immediacy is promising.\n") +
      kGood;
  EXPECT_THAT(rules_of(input("Guarantor notes for the stock", body)), IsEmpty());
}

TEST(ValidationTest, issues_point_at_the_words) {
  const std::string body = std::string("Für Sie: we gu\xD0\xB0rantee it.\n") + kGood;
  const Checks checks = validate(input("Counting stock", body), policy()).checks;
  ASSERT_EQ(checks.compliance.violations.size(), 1u);
  const Issue& issue = checks.compliance.violations[0];
  EXPECT_EQ(issue.field, "body");
  EXPECT_EQ(issue.text, "gu\xD0\xB0rantee");
  EXPECT_EQ(body.substr(static_cast<std::size_t>(issue.span.start),
                        static_cast<std::size_t>(issue.span.end - issue.span.start)),
            issue.text);
  EXPECT_THAT(issue.words, HasSubstr("gu\xD0\xB0rantee"));
  EXPECT_FALSE(checks.compliance.passed);
  EXPECT_TRUE(checks.tone.passed);
}

TEST(ValidationTest, the_footer_counts_in_a_draft_only) {
  ValidationInput given =
      input("Counting stock", "Hi Jane,\n\nhow do you count your stock today, and how often a year?");
  EXPECT_THAT(rules_of(given), testing::ElementsAre("compliance.opt_out"));
  given.footer = "Ana Ruiz, Tallyfern\nTo unsubscribe: https://tallyfern.example/u/abc";
  EXPECT_THAT(rules_of(given), IsEmpty());
  given.footer = "Ana Ruiz, Tallyfern";
  EXPECT_THAT(rules_of(given), testing::ElementsAre("compliance.opt_out"));
}

TEST(ValidationTest, a_reply_may_be_short_and_begin_with_re) {
  ValidationInput given = input("Re: Stock", "Yes, on Tuesday.");
  given.footer = "To unsubscribe, reply stop.";
  EXPECT_THAT(rules_of(given),
              testing::UnorderedElementsAre("compliance.deceptive_subject", "length.body_short"));
  given.is_reply = true;
  EXPECT_THAT(rules_of(given), IsEmpty());
}

TEST(ValidationTest, a_line_break_in_a_header_blocks) {
  ValidationInput given = input("Stock\r\nBcc: all@example.com", kGood);
  const Checks checks = validate(given, policy()).checks;
  ASSERT_EQ(checks.compliance.violations.size(), 1u);
  EXPECT_EQ(checks.compliance.violations[0].rule, "compliance.header_injection");
  EXPECT_EQ(checks.compliance.violations[0].severity, Severity::block);
  given = input("Stock count", kGood);
  given.recipient = "jane@example.com\nBcc: x@example.com";
  EXPECT_THAT(rules_of(given), testing::ElementsAre("compliance.header_injection"));
  given.recipient = std::string("jane@example.com\0x", 18);
  EXPECT_THAT(rules_of(given), testing::ElementsAre("compliance.header_injection"));
}

TEST(ValidationTest, the_greeting_names_the_contact) {
  struct Row {
    const char* greeting;
    const char* contact;
    bool fine;
  };
  const Row rows[] = {
      {"Hi Jane,", "Jane Doe", true},
      {"Dear Ms Doe,", "Jane Doe", true},
      {"Hi John,", "Jane Doe", false},
      {"Dear Mr Miller,", "Jane Doe", false},
      {"Hi John,", "", true},
      {"Hi all,", "Jane Doe", true},
      {"Hello,", "Jane Doe", true},
      {"Guten Tag Frau Doe,", "Jane Doe", true},
      {"Guten Tag Herr Müller,", "Jane Doe", false},
      {"Bonjour Rene,", "René Blanc", true},
      {"Hola, Ana:", "Jane Doe", false},
      {"hi jane", "Jane Doe", true},
      {"Hi there, John here,", "Jane Doe", true},
  };
  for (const Row& row : rows) {
    std::string body = kGood;
    body.replace(0, 8, row.greeting);
    ValidationInput given = input("Counting stock", body);
    given.recipient_name = row.contact;
    const auto found = rules_of(given);
    EXPECT_EQ(found.empty(), row.fine)
        << row.greeting << " to " << row.contact << testing::PrintToString(found);
    if (!row.fine) EXPECT_THAT(found, testing::ElementsAre("quality.greeting_name"));
  }
}

TEST(ValidationTest, a_long_text_without_an_ask_is_told_so) {
  std::string body = "Hello,\n\n";
  while (body.size() < 300) body += "The shelf in the second hall holds green boxes of three sizes. ";
  body += "\n\nTo unsubscribe, answer stop.";
  EXPECT_THAT(rules_of(input("Counting stock", body)), testing::ElementsAre("quality.next_step"));
  EXPECT_THAT(rules_of(input("Counting stock", body + " Shall I come by?")), IsEmpty());
}

TEST(ValidationTest, claims_stand_apart_from_issues) {
  ValidationInput given =
      input("Counting stock", std::string("It saves 12 hours a week, as Peter Miller says.\n") + kGood);
  given.evidence = {{"contact:name", "Jane Doe"}, {"message:m1", "we lose 12 hours"}, {"sender:name", "Ana"}};
  const ValidationReport report = check_draft("d", given, policy());
  EXPECT_EQ(report.approval_status, ApprovalStatus::approved);
  std::vector<std::string> claims;
  for (const Claim& claim : report.claims) claims.push_back(claim.text + "<" + claim.source.value_or("-"));
  EXPECT_THAT(claims, testing::ElementsAre("12<message:m1", "Peter Miller<-", "Jane<contact:name",
                                           "Ana<sender:name"));
}

TEST(ValidationTest, the_answer_has_the_fields_of_the_contract) {
  const auto json = to_json(check_draft("d 1", input("Re: x", "short"), policy())).as_object();
  for (const char* field : {"draft_id", "recipient", "checks", "passed_checks", "total_checks",
                            "approval_status", "issues", "claims"}) {
    EXPECT_TRUE(json.contains(field)) << field;
  }
  EXPECT_EQ(json.at("approval_status").as_string(), "requires_review");
  EXPECT_TRUE(json.at("checks").at("compliance").as_object().contains("violations"));
  for (const char* check : {"quality", "tone", "length"}) {
    EXPECT_TRUE(json.at("checks").at(check).as_object().contains("issues")) << check;
  }
  std::size_t issues = 0;
  for (const auto& [name, check] : json.at("checks").as_object()) {
    issues += check.at(name == "compliance" ? "violations" : "issues").as_array().size();
  }
  EXPECT_EQ(json.at("issues").as_array().size(), issues);
}

TEST(ValidationTest, hostile_input_is_bounded) {
  std::string urgent;
  while (urgent.size() < 200000) urgent += "urgent! GUARANTEE the the {{x}} ( http://bit.ly/a ";
  const std::string inputs[] = {urgent,
                                std::string(200000, '{'),
                                std::string(200000, '('),
                                std::string(200000, '\xff'),
                                std::string(200000, '!'),
                                std::string(200000, '\n'),
                                std::string(100000, '_') + std::string(100000, 'x')};
  for (const std::string& text : inputs) {
    const ValidationReport report = check_draft("d", input(text.substr(0, 2000), text), policy());
    EXPECT_EQ(report.approval_status, ApprovalStatus::requires_review);
    EXPECT_LE(report.issues.size(), 400u);
    for (const Issue& issue : report.issues) {
      EXPECT_LE(issue.span.start, issue.span.end);
      EXPECT_LE(issue.text.size(), 200u);
    }
  }
}

/// Words of ordinary mails of the sales list: a rule that fires on many of them is noise.
TEST(ValidationTest, ordinary_sentences_are_left_alone) {
  const char* sentences[] = {
      "Could you tell me when it suits you, and who else should be there?",
      "Please find the answers below; I will send the rest on Monday.",
      "We deliver on demand, and the demand grows.",
      "Our team in Leeds looks after it, and so do I.",
      "You don't need to do anything until then.",
      "I can't promise a date, but I will ask.",
      "The free plan has no support.",
      "It would be a pleasure to show it to you (in a call, or on site).",
      "We had had two stores before, and that that did not work is known.",
      "Wir freuen uns auf Ihre Antwort und wünschen ein schönes Wochenende.",
      "Je vous remercie de votre réponse et reste à votre disposition.",
      "Quedo a la espera de su respuesta, gracias por su tiempo.",
      "Resto in attesa di un suo riscontro e la saluto cordialmente.",
  };
  for (const char* sentence : sentences) {
    EXPECT_THAT(rules_of(input("Counting stock", std::string(sentence) + "\n" + kGood)), IsEmpty())
        << sentence;
  }
}

}  // namespace
}  // namespace sa
