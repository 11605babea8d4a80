#include "agents/nurturing/nurturing.h"

#include <algorithm>

#include "agents/word.h"
#include "base/reflect/reflect.h"
#include "mail/mime/build.h"

namespace sa {
namespace {

constexpr std::string_view kPath = "policy/nurturing.json";

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string zone_of(const NurturingContext& context) {
  if (is_zone(context.timezone)) return context.timezone;
  return is_zone(context.own_timezone) ? context.own_timezone : "UTC";
}

/// "Jane Doe (Acme)", or as much of it as is known.
std::string who(const NurturingContext& context) {
  const std::string& name = context.contact.name;
  const std::string& company = context.contact.company;
  if (name.empty()) return company.empty() ? "the contact" : "the contact at " + company;
  return company.empty() ? name : name + " (" + company + ")";
}

std::string with_contact(std::string text, const std::string& contact) {
  if (const std::size_t at = text.find("{contact}"); at != std::string::npos) text.replace(at, 9, contact);
  return text;
}

/// The day of the follow-up, and how it was found.
struct FollowUpDay {
  std::string zone;
  std::string country;
  Date wanted;
  BusinessDay day;
};

FollowUpDay find_day(const NurturingContext& context, const NurturingStage& stage, Instant now,
                     const HolidayPolicy& holidays) {
  FollowUpDay found;
  found.zone = zone_of(context);
  found.country = context.country.empty() ? country_of_zone(found.zone, holidays) : context.country;
  found.wanted = add_days(to_local(now, found.zone).date, static_cast<int>(stage.days));
  found.day = next_business_day(found.wanted, found.country, holidays);
  return found;
}

std::vector<std::string> reasons_of(const FollowUpDay& found, const NurturingStage& stage, Instant now) {
  std::vector<std::string> reasons = {std::to_string(stage.days) + " days after " +
                                      format_date(to_local(now, found.zone).date) + " in " + found.zone +
                                      " (stage " + stage.id + ")"};
  reasons.insert(reasons.end(), found.day.skipped.begin(), found.day.skipped.end());
  if (found.country.empty())
    reasons.push_back("the contact's country is unknown, so only weekends were avoided");
  return reasons;
}

NurturingNote note_of(const NurturingDecision& decision, const FollowUpDay& found,
                      const std::string& version) {
  NurturingNote note;
  note.body = decision.next_action.title + " on " + format_date(decision.follow_up_date) + ". " +
              decision.next_action.body + " (";
  for (const std::string& reason : decision.reasons) note.body += reason + "; ";
  note.body.resize(note.body.size() - 2);
  note.body += ")";
  boost::json::array skipped;
  for (const std::string& day : found.day.skipped) skipped.push_back(boost::json::string(day));
  note.context_json = {{"stage", decision.stage},
                       {"type", decision.type},
                       {"wanted_date", format_date(found.wanted)},
                       {"follow_up_date", format_date(decision.follow_up_date)},
                       {"timezone", found.zone},
                       {"country", found.country},
                       {"skipped", std::move(skipped)},
                       {"agent", Nurturing::kName},
                       {"agent_version", version}};
  return note;
}

}  // namespace

const NurturingStage* NurturingPolicy::find_stage(std::string_view name) const {
  for (const NurturingStage& stage : stages) {
    if (stage.id == name || contains(stage.aliases, name)) return &stage;
  }
  return nullptr;
}

Result<NurturingPolicy> load_nurturing_policy(const PolicyLookup& lookup) {
  TRY(NurturingPolicy policy, read_policy<NurturingPolicy>(lookup, kPath));
  for (const NurturingStage& stage : policy.stages) {
    if (stage.days < 1 || stage.days > 365)
      return in_file(invalid(stage.id + ": `days` must be 1 to 365"), kPath);
  }
  for (const char* id : {"initial", "engaged", "qualified"}) {
    if (policy.find_stage(id) == nullptr)
      return in_file(invalid(std::string("the stage ") + id + " is missing"), kPath);
  }
  if (policy.due_hour < 0 || policy.due_hour > 23)
    return in_file(invalid("`due_hour` must be 0 to 23"), kPath);
  return policy;
}

std::optional<LlmRequest> Nurturing::ask(const NurturingContext& context) const {
  const NurturingStage* stage = policy_.nurturing.find_stage(context.engagement_stage);
  if (!context.write_text || stage == nullptr) return std::nullopt;
  const Prompt& prompt = policy_.prompt(kName);
  const PersonName name = person_name(context.contact.name, policy_.prospecting.name_words());
  LlmRequest request;
  request.agent = kName;
  request.prompt_version = prompt.version;
  request.system = prompt.text;
  request.facts.purpose = "follow_up";
  request.facts.topic = stage->texts;
  request.facts.language = context.language.empty() ? "und" : context.language;
  request.facts.subject = context.subject.empty() ? "" : reply_subject(context.subject);
  request.facts.recipient_name = name.full;
  request.facts.recipient_first_name = name.first;
  // One that looks like a link would get a text refused that only repeats it.
  if (!has_link(context.contact.company, policy_.validation.claims()))
    request.facts.recipient_company = context.contact.company;
  request.facts.sender_name = context.own.name;
  request.facts.sender_company = context.own.company;
  if (!context.conversation.empty()) request.data = data_block("conversation", context.conversation);
  request.limits.body_min = policy_.validation.limits().body_min;
  request.limits.body_max = policy_.validation.limits().body_max;
  request.schema = writer_schema(request.limits);
  return request;
}

Result<NurturingDecision> Nurturing::decide(const NurturingContext& context, Instant now,
                                            const std::optional<LlmReply>& reply) const {
  const NurturingStage* stage = policy_.nurturing.find_stage(context.engagement_stage);
  if (stage == nullptr) {
    std::string known;
    for (const NurturingStage& each : policy_.nurturing.stages)
      known += (known.empty() ? "" : ", ") + each.id;
    return invalid_field("engagement_stage", "engagement_stage must be one of " + known);
  }
  const FollowUpDay found = find_day(context, *stage, now, policy_.holidays);
  NurturingDecision decision;
  decision.contact_id = context.contact_id;
  decision.company_id = context.company_id;
  decision.stage = context.engagement_stage;
  decision.type = stage->type;
  decision.next_action = {stage->title, with_contact(stage->body, who(context))};
  decision.follow_up_date = found.day.date;
  decision.reasons = reasons_of(found, *stage, now);
  decision.task.title = "Follow-up: " + stage->title;
  decision.task.body = decision.next_action.body;
  decision.task.due_at =
      from_local({found.day.date, static_cast<int>(policy_.nurturing.due_hour)}, found.zone);
  if (const auto request = ask(context); request && reply) {
    auto answer = accept_answer(*request, *reply, policy_.validation.claims());
    if (answer) {
      decision.answer = *std::move(answer);
    } else {
      decision.reasons.push_back(answer.error().message);
    }
  }
  decision.note = note_of(decision, found, version());
  return decision;
}

std::string Nurturing::stage_of(const std::vector<Analysis>& replies) const {
  const StageSigns& signs = policy_.nurturing.stage_of_intents;
  bool engaged = false;
  for (const Analysis& reply : replies) {
    if (reply.kind != MessageKind::human_reply) continue;
    const auto shows = [&](const std::vector<std::string>& intents) {
      bool any = contains(intents, enum_name(reply.intent));
      for_each_field(reply.intents,
                     [&](std::string_view name, bool set) { any = any || (set && contains(intents, name)); });
      return any;
    };
    if (shows(signs.qualified)) return "qualified";
    engaged = engaged || shows(signs.engaged);
  }
  return engaged ? "engaged" : "initial";
}

NurturingSchedule schedule_of(const NurturingDecision& decision, const std::string& task_id) {
  return {decision.contact_id,  decision.company_id,     decision.stage,
          decision.next_action, decision.follow_up_date, task_id,
          std::nullopt};
}

}  // namespace sa
