// sales-agent enroll add|list|show|pause|resume|stop|retry: who is on the way through which sequence.
#include "actions/contact/directory.h"
#include "actions/enrollment/enrollment.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Search {
  std::optional<std::string> sequence_id;
  std::optional<std::string> campaign_id;
  std::optional<std::string> contact;
  std::optional<std::string> status;
  std::int64_t limit = 50;
};

struct Wish {
  std::string sequence_id;
  std::string enrollment_id;
  std::vector<std::string> contacts;
  std::optional<std::string> segment_id;
  std::optional<std::string> mailbox_id;
  std::optional<std::string> until;
  std::optional<std::string> by;
};

std::string reason_of(const Enrollment& each) {
  return each.reason ? each.reason->words : "";
}

Result<ExitCode> list(Shell& shell, const Search& search) {
  EnrollmentFilter filter{search.sequence_id.value_or(""), search.campaign_id.value_or(""), "",
                          search.status.value_or("")};
  if (!filter.status.empty() && !parse_enum<EnrollmentStatus>(filter.status))
    return refuse_word(
        shell,
        invalid_field("--status", "--status must be WAITING, DRAFTED, HELD, PAUSED, FINISHED or STOPPED."));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  if (search.contact) {
    TRY(const ContactView contact, sync_wait(find_contact_card(*app->services, *search.contact)));
    filter.contact_id = contact.contact_id;
  }
  TRY(const auto found, sync_wait(list_enrollments(*app->services, filter, "", search.limit)));
  Table table({{"enrolment"},
               {"contact"},
               {"sequence"},
               {"status"},
               {"step"},
               {"next"},
               {"why", Table::Align::left, true}});
  for (const Enrollment& each : found) {
    if (shell.json) {
      shell.write_json_line(each);
      continue;
    }
    table.add_row({each.enrollment_id, shown(each.contact_id), shown(each.sequence_id),
                   std::string(enum_name(each.status)), shown(each.step_id),
                   each.next_at ? format_rfc3339(*each.next_at) : "", shown(reason_of(each))});
  }
  if (shell.json) return ExitCode::ok;
  if (!found.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(found.size()), "enrolment", "enrolments"));
  return ExitCode::ok;
}

Result<ExitCode> show(Shell& shell, const Enrollment& each) {
  if (shell.json) {
    shell.write_json_line(each);
    return ExitCode::ok;
  }
  const std::string why = reason_of(each);
  shell.out.line(each.enrollment_id + ": " + std::string(enum_name(each.status)) + ", step " +
                 shown(each.step_id) + (each.next_at ? ", next at " + format_rfc3339(*each.next_at) : "") +
                 (why.empty() ? "" : ". " + shown(why)));
  return ExitCode::ok;
}

Result<ExitCode> add(Shell& shell, const Wish& wish) {
  EnrollWish wanted;
  wanted.sequence_id = wish.sequence_id;
  wanted.segment_id = wish.segment_id;
  wanted.mailbox_id = wish.mailbox_id;
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  if (!wish.contacts.empty()) wanted.contact_ids.emplace();
  for (const std::string& each : wish.contacts) {
    TRY(const ContactView contact, sync_wait(find_contact_card(*app->services, each)));
    wanted.contact_ids->push_back(contact.contact_id);
  }
  const auto batch = sync_wait(enroll(*app->services, actor, std::move(wanted)));
  if (!batch) return batch.error();
  if (shell.json) {
    shell.write_json_line(*batch);
    return ExitCode::ok;
  }
  shell.out.line("Enrolled: " + std::to_string(batch->enrolled));
  for (const SkippedContact& each : batch->skipped)
    shell.out.line("Skipped " + shown(each.contact_id) + ": " + shown(each.words));
  return ExitCode::ok;
}

using Step = Task<Result<Enrollment>> (*)(Services&, const Actor&, std::string);

Result<ExitCode> step(Shell& shell, const Wish& wish, Step change) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Enrollment changed, sync_wait(change(*app->services, actor, wish.enrollment_id)));
  return show(shell, changed);
}

Result<ExitCode> pause_one(Shell& shell, const Wish& wish) {
  std::optional<Instant> until;
  if (wish.until) {
    until = parse_rfc3339(*wish.until);
    if (!until)
      return refuse_word(
          shell, invalid_field("--until", "--until must be an instant such as 2026-12-07T09:00:00Z."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Enrollment changed,
      sync_wait(pause_enrollment(*app->services, actor, wish.enrollment_id, until)));
  return show(shell, changed);
}

Result<ExitCode> show_one(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Enrollment found, sync_wait(get_enrollment(*app->services, wish.enrollment_id)));
  return show(shell, found);
}

void add_step(CommandSpec& family, const char* name, const char* help, const std::shared_ptr<Wish>& wish,
              Step change) {
  family.command(name, help)
      .argument("ENROLLMENT_ID", &wish->enrollment_id, "The id that enroll list shows")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish, change](Shell& shell) { return step(shell, *wish, change); });
}

}  // namespace

void add_enroll(CommandSpec& all) {
  CommandSpec family = all.command("enroll", "Enrol contacts in sequences, and see how far they are");
  const auto wish = std::make_shared<Wish>();
  family.command("add", "Enrol contacts in a sequence")
      .argument("SEQUENCE", &wish->sequence_id, "The id of an active sequence")
      .arguments("CONTACT", &wish->contacts, true, "Addresses or ids of contacts")
      .option("--segment", "SEGMENT_ID", &wish->segment_id, "All contacts of this segment instead")
      .option("--mailbox", "MAILBOX_ID", &wish->mailbox_id,
              "The mailbox that all mail leaves from (default: it is chosen)")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return add(shell, *wish); });
  const auto search = std::make_shared<Search>();
  family.command("list", "List enrolments")
      .option("--sequence", "SEQUENCE_ID", &search->sequence_id, "Only those of this sequence")
      .option("--campaign", "CAMPAIGN_ID", &search->campaign_id, "Only those of this campaign")
      .option("--contact", "CONTACT", &search->contact, "Only those of this contact: an address or an id")
      .option("--status", "STATUS", &search->status, "WAITING, DRAFTED, HELD, PAUSED, FINISHED or STOPPED")
      .option("--limit", "COUNT", &search->limit, 1, 1000, "Maximum number of enrolments (default: 50)")
      .run([search](Shell& shell) { return list(shell, *search); });
  family.command("show", "Show an enrolment")
      .argument("ENROLLMENT_ID", &wish->enrollment_id, "The id that enroll list shows")
      .run([wish](Shell& shell) { return show_one(shell, *wish); });
  family.command("pause", "Pause an enrolment")
      .argument("ENROLLMENT_ID", &wish->enrollment_id, "The id that enroll list shows")
      .option("--until", "INSTANT", &wish->until,
              "When it goes on by itself (default: when somebody resumes it)")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return pause_one(shell, *wish); });
  add_step(family, "resume", "Let a paused or held enrolment go on", wish, resume_enrollment);
  add_step(family, "stop", "Stop an enrolment", wish, stop_enrollment);
  add_step(family, "retry", "Try the step of a held enrolment again", wish, retry_enrollment);
}

}  // namespace sa
