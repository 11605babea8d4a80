// The template writer, alone and at its place: over the whole sample mailbox, through the real analysis, the
// prospecting agent and validation. What comes out is a newcomer's first queue.
#include "connectors/local/template.h"

#include <gmock/gmock.h>

#include "agents/demo/demo.h"
#include "agents/prospecting/prospecting.h"
#include "agents/validation/validation.h"
#include "base/reflect/reflect.h"
#include "mail/mime/mbox.h"
#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

using testing::HasSubstr;
using testing::Not;

TemplateWriter& writer() {
  static TemplateWriter made = [] {
    auto loaded = TemplateWriter::load();
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return made;
}

WriterFacts facts(std::string purpose, std::string topic, std::string language) {
  WriterFacts made;
  made.purpose = std::move(purpose);
  made.topic = std::move(topic);
  made.language = std::move(language);
  made.subject = made.purpose == "reply" ? "Re: Stock" : "";
  made.recipient_name = "Jane Doe";
  made.recipient_first_name = "Jane";
  made.recipient_company = "Acme";
  made.question = "Does it count?";
  made.time = "Tuesday at 9";
  made.person = "Tom Pryce";
  made.phone = "0161 555 0142";
  made.sender_name = "Ana Ruiz";
  made.sender_company = "Tallyfern";
  return made;
}

TEST(TemplateTest, greets_quotes_asks_and_signs) {
  const auto reply = writer().render(facts("reply", "question", "en"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->subject, "Re: Stock");
  EXPECT_EQ(reply->model, "template");
  EXPECT_THAT(reply->body,
              testing::StartsWith("Hi Jane,\n\nThanks for your message. You asked: “Does it count?”\n\n"));
  EXPECT_THAT(reply->body, testing::EndsWith("\n\nBest regards,\nAna Ruiz\nTallyfern"));
}

TEST(TemplateTest, does_without_what_is_not_known) {
  WriterFacts given = facts("reply", "pricing", "en");
  given.recipient_name = given.recipient_first_name = given.question = given.sender_company = "";
  const auto reply = writer().render(given);
  ASSERT_TRUE(reply);
  EXPECT_THAT(reply->body, testing::StartsWith("Hello,\n\nThanks for your message.\n\n"));
  EXPECT_THAT(reply->body, testing::EndsWith("\n\nBest regards,\nAna Ruiz"));

  WriterFacts follow_up = facts("follow_up", "initial_contact", "en");
  EXPECT_EQ(writer().render(follow_up)->subject, "A question about Acme");
  follow_up.recipient_company = follow_up.sender_company = "";
  const auto bare = writer().render(follow_up);
  EXPECT_EQ(bare->subject, "A short question");
  EXPECT_THAT(bare->body, HasSubstr("whether we could be useful"));
}

TEST(TemplateTest, a_value_is_never_read_as_a_template) {
  WriterFacts given = facts("reply", "question", "en");
  given.question = "{sender_name} {x}?";
  EXPECT_THAT(writer().render(given)->body, HasSubstr("“{sender_name} {x}?”"));
}

TEST(TemplateTest, an_unknown_language_is_the_default_one_and_an_unknown_topic_is_refused) {
  EXPECT_THAT(writer().render(facts("reply", "question", "und"))->body, testing::StartsWith("Hi Jane,"));
  EXPECT_THAT(writer().render(facts("reply", "question", "ja"))->body, testing::StartsWith("Hi Jane,"));
  EXPECT_THAT(writer().render(facts("reply", "question", "de"))->body,
              testing::StartsWith("Guten Tag Jane Doe,"));
  for (const auto& [purpose, topic] :
       {std::pair("reply", "unsubscribe"), {"reply", ""}, {"follow_up", "question"}, {"", "question"}}) {
    const auto refused = writer().render(facts(purpose, topic, "en"));
    ASSERT_FALSE(refused) << purpose << topic;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  }
}

TEST(TemplateTest, every_answerable_intent_and_stage_has_its_text_in_every_language) {
  std::vector<std::pair<std::string, std::string>> topics;
  for (const auto& [intent, words] : agent_policy().prospecting.answers) topics.emplace_back("reply", intent);
  for (const NurturingStage& stage : agent_policy().nurturing.stages)
    topics.emplace_back("follow_up", stage.texts);
  EXPECT_GE(writer().file().languages.size(), 7u);
  for (const auto& [language, texts] : writer().file().languages) {
    for (const auto& [purpose, topic] : topics) {
      for (const bool known : {true, false}) {
        SCOPED_TRACE(language + " " + purpose + " " + topic + (known ? "" : " unknown"));
        WriterFacts given = facts(purpose, topic, language);
        if (!known)
          given.recipient_name = given.recipient_first_name = given.recipient_company = given.question =
              given.person = given.phone = "";
        const auto reply = writer().render(given);
        ASSERT_TRUE(reply);
        EXPECT_THAT(reply->body, Not(testing::AnyOf(HasSubstr("{"), HasSubstr("\n\n\n"), HasSubstr("  "))));

        // It passes our own rules, and states nothing that is not a fact.
        ValidationInput input;
        input.recipient = "jane@example.com";
        input.recipient_name = given.recipient_name;
        input.subject = reply->subject;
        input.body = reply->body;
        input.footer = "To unsubscribe, reply stop.";
        input.is_reply = purpose == "reply";
        input.language = language;
        input.evidence = {{"facts", to_json_text(given)}};
        const ValidationReport report = check_draft("d", input, agent_policy().validation);
        EXPECT_EQ(report.approval_status, ApprovalStatus::approved)
            << to_json_text(report.issues) << reply->body;
        for (const Claim& claim : report.claims)
          EXPECT_TRUE(claim.source) << claim.kind << ": " << claim.text;
      }
    }
  }
}

TEST(TemplateTest, a_broken_file_is_refused) {
  const auto load = [](const char* text) {
    return TemplateWriter::load([text](std::string_view) { return std::optional<std::string>(text); });
  };
  EXPECT_FALSE(load("{"));
  EXPECT_FALSE(TemplateWriter::load([](std::string_view) { return std::optional<std::string>(); }));
  EXPECT_TRUE(load(
      R"({"about":"","default_language":"en","same_as":{},"languages":{"en":{"greeting":["Hi {first_name}"],
                       "opening":[],"sign_off":[],"replies":{},"follow_ups":{}}}})"));
  EXPECT_FALSE(load(R"({"about":"","default_language":"de","same_as":{},"languages":{"en":{"greeting":["Hi"],
                        "opening":[],"sign_off":[],"replies":{},"follow_ups":{}}}})"));
  EXPECT_FALSE(load(
      R"({"about":"","default_language":"en","same_as":{},"languages":{"en":{"greeting":["Hi {frist_name}"],
                        "opening":[],"sign_off":[],"replies":{},"follow_ups":{}}}})"));
}

TEST(TemplateTest, write_is_render) {
  LlmRequest request;
  request.facts = facts("reply", "question", "fr");
  const auto reply = sync_wait(writer().write(request));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, writer().render(request.facts)->body);
}

// ------------------------------------------------------------------------------------------ the sample mailbox

const MailPolicy& mail_policy() {
  static const MailPolicy policy = [] {
    auto loaded = load_mail_policy();
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return policy;
}

struct SampleRow {
  const char* message_id;
  MessageKind kind;
  ProspectingStep step;
};

/// What becomes of each mail of samples/inbox.mbox.
const SampleRow kSamples[] = {
    {"5f1c2a90-pricing@oakbridge-tools.example", MessageKind::human_reply, ProspectingStep::answer},
    {"CAD-demo-1139@brightlane-cycles.example", MessageKind::human_reply, ProspectingStep::answer},
    {"out-20261110-0001@tallyfern.example", MessageKind::own, ProspectingStep::none},
    {"9d0b77-granary@granary-foods.example", MessageKind::human_reply, ProspectingStep::answer},
    {"a1b2c3-sec@helix-medical.example", MessageKind::human_reply, ProspectingStep::answer},
    {"ref-4471@northgate-print.example", MessageKind::human_reply, ProspectingStep::answer},
    {"no-thanks-83@summit-roofing.example", MessageKind::human_reply, ProspectingStep::stop},
    {"stop-221@pinecrest-dental.example", MessageKind::unsubscribe, ProspectingStep::suppress},
    {"oof-7781@meridian-labs.example", MessageKind::auto_reply, ProspectingStep::pause},
    {"20261112090315.4C1A2@mx.tallyfern.example", MessageKind::bounce, ProspectingStep::correct_address},
    {"20261113061204.9F003@mx.tallyfern.example", MessageKind::bounce, ProspectingStep::retry_later},
    {"weekly-2026-46@lists.stockroom-weekly.example", MessageKind::bulk, ProspectingStep::none},
    {"lum-001@lumina-stages.example", MessageKind::human_reply, ProspectingStep::answer},
    {"out-20261116-0001@tallyfern.example", MessageKind::own, ProspectingStep::none},
    {"lum-002@lumina-stages.example", MessageKind::human_reply, ProspectingStep::answer},
    {"wn-2026-1117-1@werkstatt-nord.example", MessageKind::human_reply, ProspectingStep::answer},
    {"ardent-118@atelier-ardent.example", MessageKind::human_reply, ProspectingStep::answer},
    {"vp-18-inj@vantage-parts.example", MessageKind::human_reply, ProspectingStep::answer},
    {"form-sub-90211@forms.hostedpages.example", MessageKind::human_reply, ProspectingStep::answer},
    {"fs-thanks-6@fieldstone-rentals.example", MessageKind::human_reply, ProspectingStep::none},
    {"am-2011-3@anchor-marine.example", MessageKind::human_reply, ProspectingStep::answer},
};

struct SampleResult {
  ProspectingContext context;
  ProspectingDecision decision;
};

std::vector<SampleResult> run_samples() {
  const auto identity = load_sample_identity(embedded_lookup());
  if (!identity) throw std::runtime_error(identity.error().message);
  std::vector<SampleResult> results;
  const Prospecting agent(agent_policy());
  MboxSplitter splitter([&](MboxEntry&& entry) {
    const auto message = parse_message(entry.raw);
    ASSERT_TRUE(message && entry.skipped.empty());
    SampleResult result;
    result.context.message_id = message->message_id;
    result.context.sender = message->from.address;
    const std::vector<std::string> own = {identity->email, identity->shared_email};
    result.context.analysis = analyze(*message, mail_policy(), own);
    result.context.own = {identity->name, identity->email, identity->company};
    std::optional<LlmReply> reply;
    if (const auto request = agent.ask(result.context)) {
      auto written = sync_wait(writer().write(*request));
      ASSERT_TRUE(written);
      reply = *std::move(written);
    }
    result.decision = agent.decide(result.context, reply);
    results.push_back(std::move(result));
  });
  splitter.feed(find_embedded("samples/inbox.mbox").value());
  splitter.finish();
  return results;
}

TEST(SampleInboxTest, each_mail_finds_its_way) {
  const std::vector<SampleResult> results = run_samples();
  ASSERT_EQ(results.size(), std::size(kSamples));
  int drafts = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& [context, decision] = results[i];
    SCOPED_TRACE(kSamples[i].message_id);
    EXPECT_EQ(context.message_id, kSamples[i].message_id);
    EXPECT_EQ(enum_name(context.analysis.kind), enum_name(kSamples[i].kind));
    EXPECT_EQ(enum_name(decision.next_action.step), enum_name(kSamples[i].step))
        << to_json_text(context.analysis);
    EXPECT_EQ(decision.answer.has_value(), kSamples[i].step == ProspectingStep::answer);
    drafts += decision.answer.has_value();
  }
  EXPECT_GE(drafts, 6);
}

TEST(SampleInboxTest, every_draft_passes_the_checks_and_states_nothing_without_a_source) {
  for (const auto& [context, decision] : run_samples()) {
    if (!decision.answer) continue;
    SCOPED_TRACE(context.message_id);
    ValidationInput input;
    input.recipient = context.sender;
    input.subject = decision.answer->subject;
    input.body = decision.answer->body;
    input.footer = "To unsubscribe, reply stop.";
    input.is_reply = true;
    input.language = context.analysis.language;
    const Analysis& mail = context.analysis;
    input.evidence = {{"mail", mail.subject + "\n" + mail.from.name + "\n" + mail.reply_text},
                      {"contact", context.contact.name + "\n" + context.contact.company},
                      {"sender", context.own.name + "\n" + context.own.email + "\n" + context.own.company}};
    const ValidationReport report = check_draft("d", input, agent_policy().validation);
    EXPECT_EQ(report.approval_status, ApprovalStatus::approved) << to_json_text(report.issues);
    for (const Claim& claim : report.claims) EXPECT_TRUE(claim.source) << claim.kind << ": " << claim.text;
    if (testing::Test::HasFailure() || std::getenv("SA_SHOW_DRAFTS") != nullptr) {
      std::printf("--- %s\n%s\n\n%s\n\n", context.message_id.c_str(), decision.answer->subject.c_str(),
                  decision.answer->body.c_str());
    }
  }
}

TEST(SampleInboxTest, the_injected_orders_change_nothing) {
  for (const auto& [context, decision] : run_samples()) {
    if (context.message_id != "vp-18-inj@vantage-parts.example") continue;
    EXPECT_TRUE(context.analysis.injection.suspected);
    ASSERT_TRUE(decision.answer);
    EXPECT_THAT(decision.answer->body, Not(HasSubstr("vantage-parts-offers")));
    EXPECT_THAT(decision.answer->body, HasSubstr("“could you tell us what Tallyfern costs for 12 users?”"));
  }
}

}  // namespace
}  // namespace sa
