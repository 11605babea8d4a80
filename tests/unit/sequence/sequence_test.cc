// A sequence: what can be saved, and which of its steps are others in another version.
#include "core/sequence/sequence.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "mail/meaning/intent.h"

namespace sa {
namespace {

/// As the documentation shows it.
constexpr const char* kPilot =
    R"({"sequence_id":"pilot","name":"Pilot","version":3,"status":"ACTIVE","mailboxes":null,
 "language":"en","allow_parallel":false,
 "window":{"days":["mo","tu","we","th","fr"],"from":"09:00","to":"17:00","zone":"contact"},"holidays":["contact","sender"],
 "stop_on":["reply","opt_out","bounce_hard","complaint","meeting","deal_won","deal_lost"],"company_reply":"hold",
 "on_reply":{"default":"stop","not_now":{"pause_business_days":60},"referral":"stop"},
 "absence":{"resume":"return_date","plus_business_days":1,"without_date_days":7,"max_days":60},
 "steps":[{"step_id":"first","kind":"email","after_days":0,"thread":"new","subject":"{{company|\"your team\"}} and pilots",
   "body":"Dear {{first_name}}, ...","title":"","variants":[{"variant_id":"a","weight":50},{"variant_id":"b","weight":50,"subject":"Pilots"}],
   "condition":{"all":[{"field":"stage","op":"in","value":["initial"]}]},"expires_after_days":3},
  {"step_id":"again","kind":"email","after_days":3,"thread":"same","subject":"","body":"Once more","title":""},
  {"step_id":"call","kind":"task","after_days":2,"thread":"new","subject":"","body":"","title":"Call {{first_name}}"}],
 "created_at":"2026-11-01T00:00:00Z","updated_at":"2026-11-01T00:00:00Z"})";

Sequence pilot() {
  auto read = from_json_text<Sequence>(kPilot);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return *std::move(read);
}

/// The places that are refused, in one text.
std::string wrong(const Sequence& sequence) {
  const auto checked = check_sequence(sequence);
  if (checked) return "";
  EXPECT_EQ(checked.error().code, ErrorCode::invalid);
  std::string all;
  for (const FieldError& each : checked.error().fields) {
    EXPECT_FALSE(each.message.empty()) << each.path;
    all += (all.empty() ? "" : " ") + each.path;
  }
  return all;
}

TEST(SequenceTest, TheOneOfTheDocumentationCanBeSaved) {
  EXPECT_EQ(wrong(pilot()), "");
  EXPECT_EQ(to_json(*from_json<Sequence>(to_json(pilot()))), to_json(pilot()));
}

TEST(SequenceTest, WhatIsWrongIsNamedByItsPlace) {
  const struct {
    void (*change)(Sequence*);
    const char* where;
  } rows[] = {
      {[](Sequence* s) { s->name = " "; }, "name"},
      {[](Sequence* s) { s->name = "a\nb"; }, "name"},
      {[](Sequence* s) { s->steps.clear(); }, "steps"},
      {[](Sequence* s) { s->mailboxes = std::vector<std::string>(); }, "mailboxes"},
      {[](Sequence* s) { s->mailboxes = {{"a@x.example", "a@x.example"}}; }, "mailboxes/1"},
      {[](Sequence* s) { s->window->days.clear(); }, "window/days"},
      {[](Sequence* s) { s->window->to = "09:00"; }, "window/to"},
      {[](Sequence* s) { s->window->to = "24:01"; }, "window/to"},
      {[](Sequence* s) { s->window->from = "9:00"; }, "window/from"},
      {[](Sequence* s) { s->window->zone = "Mars/Olympus"; }, "window/zone"},
      {[](Sequence* s) { s->holidays = {"contact", "mars"}; }, "holidays/1"},
      {[](Sequence* s) { s->holidays = {"contact", "contact"}; }, "holidays/1"},
      {[](Sequence* s) { s->stop_on = {"reply", "boredom"}; }, "stop_on/1"},
      {[](Sequence* s) { s->on_reply["not_nwo"] = "stop"; }, "on_reply/not_nwo"},
      {[](Sequence* s) { s->on_reply["pricing"] = "perhaps"; }, "on_reply/pricing"},
      {[](Sequence* s) { s->on_reply["pricing"] = boost::json::object{{"pause_days", 3}}; },
       "on_reply/pricing"},
      {[](Sequence* s) { s->on_reply["pricing"] = boost::json::object{{"pause_business_days", 0}}; },
       "on_reply/pricing/pause_business_days"},
      {[](Sequence* s) { s->on_reply["pricing"] = boost::json::object{{"pause_business_days", "9"}}; },
       "on_reply/pricing/pause_business_days"},
      {[](Sequence* s) { s->absence.resume = "never"; }, "absence/resume"},
      {[](Sequence* s) { s->absence.plus_business_days = -1; }, "absence/plus_business_days"},
      {[](Sequence* s) { s->absence.without_date_days = 0; }, "absence/without_date_days"},
      {[](Sequence* s) { s->absence.max_days = 366; }, "absence/max_days"},
      {[](Sequence* s) { s->steps[1].step_id = "first"; }, "steps/1/step_id"},
      {[](Sequence* s) { s->steps[1].step_id = "a b"; }, "steps/1/step_id"},
      {[](Sequence* s) { s->steps[1].step_id = ""; }, "steps/1/step_id"},
      {[](Sequence* s) { s->steps[1].after_days = -1; }, "steps/1/after_days"},
      {[](Sequence* s) { s->steps[1].after_days = 366; }, "steps/1/after_days"},
      {[](Sequence* s) { s->steps[1].body = "Dear {{nickname}}"; }, "steps/1/body"},
      {[](Sequence* s) { s->steps[1].body = " \n"; }, "steps/1/body"},
      {[](Sequence* s) { s->steps[1].body = std::string(50001, 'a'); }, "steps/1/body"},
      {[](Sequence* s) { s->steps[1].subject = "Mine"; }, "steps/1/subject"},
      {[](Sequence* s) { s->steps[1].title = "Mine"; }, "steps/1/title"},
      {[](Sequence* s) { s->steps[1].expires_after_days = 0; }, "steps/1/expires_after_days"},
      {[](Sequence* s) { s->steps[0].subject = ""; }, "steps/0/subject"},
      {[](Sequence* s) { s->steps[0].subject = "a\r\nBcc: b@x.example"; }, "steps/0/subject"},
      {[](Sequence* s) { s->steps[0].subject = "{{company"; }, "steps/0/subject"},
      {[](Sequence* s) { s->steps[0].subject = std::string(501, 'a'); }, "steps/0/subject"},
      {[](Sequence* s) {
         s->steps[0].condition = boost::json::parse(R"({"field":"mood","op":"is","value":"x"})");
       },
       "steps/0/condition/field"},
      {[](Sequence* s) { s->steps[0].variants[1].variant_id = "a"; }, "steps/0/variants/1/variant_id"},
      {[](Sequence* s) { s->steps[0].variants[1].weight = -1; }, "steps/0/variants/1/weight"},
      {[](Sequence* s) { s->steps[0].variants[1].subject = ""; }, "steps/0/variants/1/subject"},
      {[](Sequence* s) { s->steps[0].variants[1].body = "{{nickname}}"; }, "steps/0/variants/1/body"},
      {[](Sequence* s) { s->steps[0].variants[0].weight = s->steps[0].variants[1].weight = 0; },
       "steps/0/variants"},
      {[](Sequence* s) { s->steps[1].variants = {{"a", 1, "Mine", {}}}; }, "steps/1/variants/0/subject"},
      {[](Sequence* s) { s->steps[2].title = ""; }, "steps/2/title"},
      {[](Sequence* s) { s->steps[2].title = "{{nickname}}"; }, "steps/2/title"},
      {[](Sequence* s) { s->steps[2].subject = "Mine"; }, "steps/2/subject"},
      {[](Sequence* s) { s->steps[2].variants = {{"a", 1, {}, "Mine"}}; }, "steps/2/variants"},
      {[](Sequence* s) { s->steps[2].expires_after_days = 1; }, "steps/2/expires_after_days"},
      // The first mail answers nothing, also after a task.
      {[](Sequence* s) { s->steps.erase(s->steps.begin()); }, "steps/0/thread"},
      {[](Sequence* s) {
         std::swap(s->steps[0], s->steps[2]);
         std::swap(s->steps[1], s->steps[2]);
         s->steps.pop_back();
         s->steps[1].thread = StepThread::same;
         s->steps[1].subject = "";
         s->steps[1].variants.clear();
       },
       "steps/1/thread"},
  };
  int row_number = 0;
  for (const auto& row : rows) {
    Sequence sequence = pilot();
    row.change(&sequence);
    EXPECT_EQ(wrong(sequence), row.where) << "row " << row_number;
    ++row_number;
  }
}

TEST(SequenceTest, EverythingThatIsWrongIsSaidAtOnce) {
  Sequence sequence = pilot();
  sequence.name = "";
  sequence.steps[0].body = "{{nickname}}";
  sequence.steps[2].title = "";
  EXPECT_EQ(wrong(sequence), "name steps/0/body steps/2/title");
  EXPECT_EQ(check_sequence(sequence).error().message, "name: Enter a name. There are 2 more problems.");
}

TEST(SequenceTest, WhatEveryVariantSaysTheStepNeedNotSay) {
  Sequence sequence = pilot();
  sequence.steps[0].subject = "";
  sequence.steps[0].variants[0].subject = "Hello";
  EXPECT_EQ(wrong(sequence), "");
  sequence.steps[0].body = "";
  EXPECT_EQ(wrong(sequence), "steps/0/body");
  for (StepVariant& each : sequence.steps[0].variants) each.body = "Dear {{first_name}}";
  EXPECT_EQ(wrong(sequence), "");
}

TEST(SequenceTest, ThereAreLimits) {
  Sequence sequence = pilot();
  SequenceStep task = sequence.steps[2];
  sequence.steps.clear();
  for (int i = 0; i < 50; ++i) {
    task.step_id = "call-" + std::to_string(i);
    sequence.steps.push_back(task);
  }
  EXPECT_EQ(wrong(sequence), "");
  task.step_id = "one-more";
  sequence.steps.push_back(task);
  EXPECT_EQ(wrong(sequence), "steps");
}

TEST(SequenceTest, AReplyMayBeAboutWhateverMailAnalysisKnows) {
  Sequence sequence = pilot();
  for (const auto& each : reflect::kEnumerators<Intent>) sequence.on_reply[each.name] = "continue";
  EXPECT_EQ(wrong(sequence), "");
}

TEST(SequenceTest, TheStepAfterAStep) {
  const Sequence sequence = pilot();
  EXPECT_EQ(next_step(sequence, "")->step_id, "first");
  EXPECT_EQ(next_step(sequence, "first")->step_id, "again");
  EXPECT_EQ(next_step(sequence, "call"), nullptr);
  EXPECT_EQ(next_step(sequence, "gone"), nullptr);
  EXPECT_EQ(next_step(Sequence{}, ""), nullptr);
  EXPECT_EQ(find_step(sequence, "again"), &sequence.steps[1]);
  EXPECT_EQ(find_step(sequence, ""), nullptr);
}

TEST(SequenceTest, AStepIsChangedWhenItsMailIsAnother) {
  const Sequence before = pilot();
  const auto changed = [&](auto change) {
    Sequence after = before;
    change(after);
    return changed_steps(before, after);
  };
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(changed([](Sequence&) {}), IsEmpty());
  EXPECT_THAT(changed([](Sequence& s) { s.steps[1].body = "Other"; }), ElementsAre("again"));
  EXPECT_THAT(changed([](Sequence& s) { s.steps[0].variants[1].subject = "Other"; }), ElementsAre("first"));
  EXPECT_THAT(changed([](Sequence& s) { s.steps[0].variants.pop_back(); }), ElementsAre("first"));
  EXPECT_THAT(changed([](Sequence& s) { s.steps[2].title = "Other"; }), ElementsAre("call"));
  EXPECT_THAT(changed([](Sequence& s) { s.steps.erase(s.steps.begin() + 1); }), ElementsAre("again"));
  // Nobody's mail is another one by these.
  EXPECT_THAT(changed([](Sequence& s) { s.steps[0].variants[1].weight = 1; }), IsEmpty());
  EXPECT_THAT(changed([](Sequence& s) { s.steps[1].after_days = 9; }), IsEmpty());
  EXPECT_THAT(changed([](Sequence& s) { s.steps.push_back(s.steps[2]); }), IsEmpty());
  EXPECT_THAT(changed([](Sequence& s) { s.steps[0].condition = nullptr; }), IsEmpty());
}

}  // namespace
}  // namespace sa
