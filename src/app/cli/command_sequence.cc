// sales-agent sequence list|show|put|activate|archive|preview: the steps that contacts go through.
#include "actions/contact/directory.h"
#include "actions/sequence/preview.h"
#include "actions/sequence/sequence.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"
#include "base/reflect/json_text.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

struct Search {
  std::optional<std::string> status;
  std::int64_t limit = 50;
};

struct Wish {
  std::string sequence_id;
  std::string path;
  std::vector<std::string> contacts;
  std::optional<std::string> in_flight;
  std::optional<std::string> by;
};

Result<Sequence> find_one(App& app, const std::string& sequence_id) {
  return app.db->read_now([&](ReadTx& tx) { return get_sequence(tx, sequence_id); });
}

Result<ExitCode> list(Shell& shell, const Search& search) {
  std::optional<SequenceStatus> status;
  if (search.status) {
    status = parse_enum<SequenceStatus>(*search.status);
    if (!status)
      return refuse_word(shell, invalid_field("--status", "--status must be DRAFT, ACTIVE or ARCHIVED."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const auto found, app->db->read_now([&](ReadTx& tx) {
    return list_sequences(tx, status, Instant{INT64_MAX}, "", search.limit);
  }));
  Table table({{"sequence"}, {"status"}, {"version"}, {"steps"}, {"name", Table::Align::left, true}});
  for (const Sequence& each : found) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({shown(each.sequence_id), std::string(enum_name(each.status)),
                     std::to_string(each.version), std::to_string(each.steps.size()), shown(each.name)});
    }
  }
  if (shell.json) return ExitCode::ok;
  if (!found.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(found.size()), "sequence", "sequences"));
  return ExitCode::ok;
}

/// As a file that `put` takes, so that it can be edited; with --json everything that is known of it.
Result<ExitCode> show_one(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Sequence sequence, find_one(*app, wish.sequence_id));
  if (shell.json) {
    shell.write_json_line(sequence);
  } else {
    shell.out.line(indented(exported(sequence)));
    shell.err.line("Version " + std::to_string(sequence.version) + ", " +
                   std::string(enum_name(sequence.status)) +
                   ". Save changes with: sales-agent sequence put FILE");
  }
  return ExitCode::ok;
}

Result<ExitCode> told(Shell& shell, const Sequence& sequence) {
  if (shell.json) {
    shell.write_json_line(sequence);
  } else {
    shell.out.line(shown(sequence.sequence_id) + ": version " + std::to_string(sequence.version) + ", " +
                   std::string(enum_name(sequence.status)));
  }
  return ExitCode::ok;
}

/// What the file says in `in_flight` counts, unless the option says another.
Result<ExitCode> put(Shell& shell, const Wish& wish) {
  say_what_is_awaited(shell, wish.path);
  TRY(const std::string text, read_input(wish.path, kMaxBytes));
  auto read = from_json_text<SequenceInput>(text);
  if (!read) {
    Error error = std::move(read).error();
    error.message = (wish.path == "-" ? "Standard input" : wish.path) + ": " + error.message;
    return error;
  }
  SequenceInput input = *std::move(read);
  if (wish.in_flight) {
    input.in_flight = parse_enum<InFlight>(*wish.in_flight);
    if (!input.in_flight)
      return refuse_word(shell, invalid_field("--in-flight", "--in-flight must be new_only or all."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  const std::string id = input.sequence_id;
  TRY(const auto known, app->db->read_now([&](ReadTx& tx) { return find_sequence(tx, id); }));
  TRY(const Sequence saved, sync_wait(known ? change_sequence(*app->services, actor, id, std::move(input))
                                            : create_sequence(*app->services, actor, std::move(input))));
  return told(shell, saved);
}

using Step = Task<Result<Sequence>> (*)(Services&, const Actor&, std::string);

Result<ExitCode> take(Shell& shell, const Wish& wish, Step step) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Sequence sequence, sync_wait(step(*app->services, actor, wish.sequence_id)));
  return told(shell, sequence);
}

void show_item(Shell& shell, const PreviewItem& item) {
  shell.out.line(shown(item.contact_id));
  for (const PreviewStep& step : item.steps) {
    shell.out.line("  " + step.local_at + "  " + shown(step.step_id) + "  " +
                   (step.mailbox.empty() ? std::string("task") : shown(step.mailbox)) + "  " +
                   std::string(enum_name(step.verdict)) + "  " + shown(step.subject));
    if (!step.body.empty()) shell.out.write(paragraph(shell.out, shown(step.body), "    "));
    for (const Reason& each : step.reasons)
      shell.out.write(paragraph(shell.out, shown(each.words) + " [" + each.rule + ']', "    - "));
  }
  for (const PreviewSkip& each : item.skips)
    shell.out.write(paragraph(
        shell.out,
        (each.step_id.empty() ? "" : shown(each.step_id) + ": ") + shown(each.words) + " [" + each.rule + ']',
        "  skipped  "));
}

Result<ExitCode> preview(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, std::nullopt));
  PreviewInput input;
  for (const std::string& each : wish.contacts) {
    TRY(const ContactView contact, sync_wait(find_contact_card(*app->services, each)));
    input.contact_ids.push_back(contact.contact_id);
  }
  TRY(const SequencePreview found,
      sync_wait(preview_sequence(*app->services, actor, wish.sequence_id, std::move(input))));
  for (const PreviewItem& each : found.items) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      show_item(shell, each);
    }
  }
  return ExitCode::ok;
}

}  // namespace

void add_sequence(CommandSpec& all) {
  CommandSpec family = all.command("sequence", "Manage sequences: the steps that contacts go through");
  const auto search = std::make_shared<Search>();
  family.command("list", "List sequences, newest first")
      .option("--status", "STATUS", &search->status, "Only those that are DRAFT, ACTIVE or ARCHIVED")
      .option("--limit", "COUNT", &search->limit, 1, 1000, "Maximum number of sequences (default: 50)")
      .run([search](Shell& shell) { return list(shell, *search); });
  const auto wish = std::make_shared<Wish>();
  const auto of_one = [&](const char* name, const char* about) {
    CommandSpec command = family.command(name, about);
    command.argument("SEQUENCE_ID", &wish->sequence_id, "The id that sequence list shows");
    return command;
  };
  of_one("show", "Show a sequence as a file that can be edited and saved again").run([wish](Shell& shell) {
    return show_one(shell, *wish);
  });
  family.command("put", "Save a sequence: a new one, or the next version of the one that the file names")
      .argument("FILE", &wish->path, "JSON file with name and steps; - reads standard input")
      .option("--in-flight", "WHO", &wish->in_flight,
              "Who gets a change to a sequence in use: new_only, or all")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return put(shell, *wish); });
  of_one("activate", "Activate a sequence: contacts can be enrolled")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return take(shell, *wish, activate_sequence); });
  of_one("archive", "Archive a sequence: no new contacts; those already in it continue")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return take(shell, *wish, archive_sequence); });
  of_one("preview", "Show what contacts would get, and when; nothing is written")
      .arguments("CONTACT", &wish->contacts, false, "Addresses or ids of contacts")
      .run([wish](Shell& shell) { return preview(shell, *wish); });
}

}  // namespace sa
