#include "core/sequence/sequence.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "base/text/ascii.h"
#include "base/text/nearest.h"
#include "core/campaign/condition.h"
#include "core/sequence/chosen_id.h"
#include "core/sequence/template.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxVariants = 20;
constexpr std::size_t kMaxMailboxes = 200;
constexpr std::size_t kMaxLanguageBytes = 64;
constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxLineBytes = 500;
constexpr std::size_t kMaxBodyBytes = 50'000;
constexpr std::int64_t kMaxDays = 365;
constexpr std::int64_t kMaxWeight = 1'000'000;

constexpr std::array<std::string_view, 2> kWhoseHolidays = {"contact", "sender"};
constexpr std::array<std::string_view, 7> kStops = {"reply",   "opt_out",  "bounce_hard", "complaint",
                                                    "meeting", "deal_won", "deal_lost"};
/// What a reply can be about: the names of Intent (mail/meaning/intent.h), which a test compares, and `default` for the rest.
constexpr std::array<std::string_view, 23> kReplies = {"default",
                                                       "question",
                                                       "greeting",
                                                       "proposal",
                                                       "budget",
                                                       "timeline",
                                                       "pain_point",
                                                       "interested",
                                                       "meeting_request",
                                                       "info_request",
                                                       "pricing",
                                                       "objection",
                                                       "not_now",
                                                       "not_interested",
                                                       "referral",
                                                       "wrong_person",
                                                       "unsubscribe",
                                                       "competitor",
                                                       "legal_or_security_review",
                                                       "auto_reply",
                                                       "bounce",
                                                       "complaint",
                                                       "neutral"};

std::string listed(std::span<const std::string_view> names) {
  std::string all;
  for (const std::string_view name : names) {
    if (!all.empty()) all += ", ";
    all += name;
  }
  return all;
}

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// Collects what is wrong, so that a person sees all of it at once.
class Check {
 public:
  explicit Check(const Sequence& sequence) : sequence_(sequence) {}

  Result<Unit> run() {
    line("name", sequence_.name, kMaxNameBytes, "Enter a name.");
    text("language", sequence_.language, kMaxLanguageBytes);
    mailboxes();
    window();
    names("holidays", sequence_.holidays, kWhoseHolidays);
    names("stop_on", sequence_.stop_on, kStops);
    replies();
    absence();
    steps();
    if (fields_.empty()) return ok();
    const FieldError& first = fields_.front();
    const std::size_t more = fields_.size() - 1;
    Error error = invalid(first.path + ": " + first.message +
                          (more == 0   ? ""
                           : more == 1 ? " There is another problem."
                                       : " There are " + std::to_string(more) + " more problems."));
    error.fields = std::move(fields_);
    return error;
  }

 private:
  void wrong(std::string path, std::string message) {
    fields_.push_back({std::move(path), std::move(message)});
  }
  void take(const Result<Unit>& checked) {
    if (checked) return;
    const Error& error = checked.error();
    fields_.insert(fields_.end(), error.fields.begin(), error.fields.end());
  }

  bool text(const std::string& path, const std::string& value, std::size_t most) {
    if (value.size() > most) {
      wrong(path, "Shorten it to at most " + std::to_string(most) + " bytes.");
    } else if (!is_one_line(value)) {
      wrong(path, "Write it in one line, without control characters.");
    } else {
      return true;
    }
    return false;
  }
  bool line(const std::string& path, const std::string& value, std::size_t most, const char* when_empty) {
    if (!is_blank(value)) return text(path, value, most);
    wrong(path, when_empty);
    return false;
  }
  void number(const std::string& path, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value < least || value > most)
      wrong(path, "Enter a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  }
  void id(const std::string& path, const std::string& value, std::set<std::string>* known, const char* noun) {
    if (!is_chosen_id(value)) {
      wrong(path, std::string("The id ") + kChosenIdWords + ".");
    } else if (!known->insert(value).second) {
      wrong(path, "Another " + std::string(noun) + " has the id \"" + value + "\". Choose a different one.");
    }
  }
  void names(const std::string& path, const std::vector<std::string>& values,
             std::span<const std::string_view> known) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string at = path + '/' + std::to_string(i);
      if (!has(known, values[i])) wrong(at, "Enter one of " + listed(known) + ".");
      if (std::count(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) > 0)
        wrong(at, "\"" + values[i] + "\" is named twice. Remove one of them.");
    }
  }
  void place(const std::string& path, const std::string& value) {
    if (const auto checked = check_template(value); !checked) wrong(path, checked.error().message);
  }
  void body(const std::string& path, const std::string& value) {
    if (value.size() > kMaxBodyBytes)
      return wrong(path, "Shorten it to at most " + std::to_string(kMaxBodyBytes) + " bytes.");
    if (value.find('\0') != std::string::npos) return wrong(path, "Remove the NUL character.");
    place(path, value);
  }

  void mailboxes() {
    if (!sequence_.mailboxes) return;
    const auto& ids = *sequence_.mailboxes;
    if (ids.empty() || ids.size() > kMaxMailboxes)
      wrong("mailboxes",
            "Name 1 to " + std::to_string(kMaxMailboxes) + " mailboxes, or none at all (null) for any.");
    std::set<std::string_view> known;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!known.insert(ids[i]).second)
        wrong("mailboxes/" + std::to_string(i), "\"" + ids[i] + "\" is named twice. Remove one of them.");
    }
  }

  void window() {
    if (sequence_.window) take(check_window(*sequence_.window));
  }

  void replies() {
    for (const auto& member : sequence_.on_reply) {
      const std::string path = "on_reply/" + std::string(member.key());
      if (!has(kReplies, member.key())) {
        wrong(path, "A reply is never \"" + std::string(member.key()) + '"' +
                        did_you_mean(member.key(), kReplies) + ". Enter one of " + listed(kReplies) + ".");
        continue;
      }
      const json::value& value = member.value();
      if (value.is_string() && (value.get_string() == "stop" || value.get_string() == "continue")) continue;
      const json::object* object = value.if_object();
      const json::value* days =
          object && object->size() == 1 ? object->if_contains("pause_business_days") : nullptr;
      if (!days) {
        wrong(path, "Enter \"stop\", \"continue\", or {\"pause_business_days\": 60}.");
        continue;
      }
      const std::string inner = path + "/pause_business_days";
      if (days->is_int64()) {
        number(inner, days->get_int64(), 1, kMaxDays);
      } else {
        wrong(inner, "Enter a number from 1 to " + std::to_string(kMaxDays) + ".");
      }
    }
  }

  void absence() {
    const AbsenceRule& rule = sequence_.absence;
    if (rule.resume != "return_date") wrong("absence/resume", "Enter return_date.");
    number("absence/plus_business_days", rule.plus_business_days, 0, 30);
    number("absence/without_date_days", rule.without_date_days, 1, kMaxDays);
    number("absence/max_days", rule.max_days, 1, kMaxDays);
  }

  void steps() {
    const auto& steps = sequence_.steps;
    if (steps.empty() || steps.size() > kMaxSequenceSteps)
      wrong("steps", "A sequence has 1 to " + std::to_string(kMaxSequenceSteps) + " steps.");
    std::set<std::string> ids;
    bool has_thread = false;
    for (std::size_t i = 0; i < steps.size() && i < kMaxSequenceSteps; ++i) {
      const SequenceStep& step = steps[i];
      const std::string at = "steps/" + std::to_string(i);
      id(at + "/step_id", step.step_id, &ids, "step");
      number(at + "/after_days", step.after_days, 0, kMaxDays);
      take(check_condition(step.condition, at + "/condition"));
      if (step.kind == StepKind::task) {
        task(step, at);
        continue;
      }
      email(step, at, has_thread);
      has_thread = true;
    }
  }

  void task(const SequenceStep& step, const std::string& at) {
    if (line(at + "/title", step.title, kMaxLineBytes, "Enter the title of the task."))
      place(at + "/title", step.title);
    body(at + "/body", step.body);
    if (!step.subject.empty()) wrong(at + "/subject", "A task has a title instead. Leave the subject out.");
    if (!step.variants.empty()) wrong(at + "/variants", "A task has no variants. Leave them out.");
    if (step.expires_after_days)
      wrong(at + "/expires_after_days", "Only the draft of a mail expires. Leave it out.");
  }

  void email(const SequenceStep& step, const std::string& at, bool has_thread) {
    if (!step.title.empty()) wrong(at + "/title", "A mail has a subject instead. Leave the title out.");
    if (step.expires_after_days) number(at + "/expires_after_days", *step.expires_after_days, 1, kMaxDays);
    if (step.thread == StepThread::same && !has_thread)
      wrong(at + "/thread", "No mail comes before this step that it could answer. Enter new.");
    const auto& variants = step.variants;
    // What every variant says itself, the step need not say.
    const auto all_have = [&](auto member) {
      return !variants.empty() && std::ranges::all_of(variants, [&](const StepVariant& each) {
        return (each.*member).has_value();
      });
    };
    if (!step.subject.empty() || !all_have(&StepVariant::subject))
      subject(at + "/subject", step.subject, step.thread);
    if (!step.body.empty() || !all_have(&StepVariant::body)) mail_body(at + "/body", step.body);
    if (variants.empty()) return;
    if (variants.size() > kMaxVariants)
      return wrong(at + "/variants", "Keep at most " + std::to_string(kMaxVariants) + " variants.");
    std::set<std::string> ids;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < variants.size(); ++i) {
      const StepVariant& variant = variants[i];
      const std::string each = at + "/variants/" + std::to_string(i);
      id(each + "/variant_id", variant.variant_id, &ids, "variant");
      number(each + "/weight", variant.weight, 0, kMaxWeight);
      total += std::clamp<std::int64_t>(variant.weight, 0, kMaxWeight);
      if (variant.subject) subject(each + "/subject", *variant.subject, step.thread);
      if (variant.body) mail_body(each + "/body", *variant.body);
    }
    if (total == 0) wrong(at + "/variants", "Give at least one variant a weight above 0.");
  }

  void subject(const std::string& path, const std::string& value, StepThread thread) {
    if (thread == StepThread::same) {
      if (!value.empty())
        wrong(path, "A mail in the same thread has the subject of the mail before it. Leave it out.");
      return;
    }
    if (line(path, value, kMaxLineBytes, "Enter a subject: the mail begins a thread.")) place(path, value);
  }
  void mail_body(const std::string& path, const std::string& value) {
    if (is_blank(value)) return wrong(path, "Enter the text of the mail.");
    body(path, value);
  }

  const Sequence& sequence_;
  std::vector<FieldError> fields_;
};

bool is_same_mail(const SequenceStep& a, const SequenceStep& b) {
  const auto is_same_wording = [](const StepVariant& one, const StepVariant& other) {
    return one.variant_id == other.variant_id && one.subject == other.subject && one.body == other.body;
  };
  return a.kind == b.kind && a.thread == b.thread && a.subject == b.subject && a.body == b.body &&
         a.title == b.title && std::ranges::equal(a.variants, b.variants, is_same_wording);
}

}  // namespace

Result<Unit> check_sequence(const Sequence& sequence) {
  return Check(sequence).run();
}

const SequenceStep* find_step(const Sequence& sequence, const std::string& step_id) {
  const auto found = std::ranges::find(sequence.steps, step_id, &SequenceStep::step_id);
  return found == sequence.steps.end() ? nullptr : &*found;
}

const SequenceStep* next_step(const Sequence& sequence, const std::string& step_id) {
  if (step_id.empty()) return sequence.steps.empty() ? nullptr : &sequence.steps.front();
  const SequenceStep* step = find_step(sequence, step_id);
  if (!step || step == &sequence.steps.back()) return nullptr;
  return step + 1;
}

std::vector<std::string> changed_steps(const Sequence& before, const Sequence& after) {
  std::vector<std::string> changed;
  for (const SequenceStep& step : before.steps) {
    const SequenceStep* now = find_step(after, step.step_id);
    if (!now || !is_same_mail(step, *now)) changed.push_back(step.step_id);
  }
  return changed;
}

}  // namespace sa
