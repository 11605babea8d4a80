// sales-agent segment list|show|put|count: saved conditions on contacts.
#include "actions/campaign/segment.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

struct Wish {
  std::string segment_id;
  std::string path;
  std::int64_t limit = 50;
  std::optional<std::string> by;
};

Result<ExitCode> list(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const auto found,
      app->db->read_now([&](ReadTx& tx) { return list_segments(tx, Instant{INT64_MAX}, "", wish.limit); }));
  Table table({{"segment"}, {"version"}, {"name", Table::Align::left, true}});
  for (const Segment& each : found) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({shown(each.segment_id), std::to_string(each.version), shown(each.name)});
    }
  }
  if (shell.json) return ExitCode::ok;
  if (!found.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(found.size()), "segment", "segments"));
  return ExitCode::ok;
}

Result<ExitCode> show_one(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Segment segment, app->db->read_now([&](ReadTx& tx) { return get_segment(tx, wish.segment_id); }));
  if (shell.json) {
    shell.write_json_line(segment);
    return ExitCode::ok;
  }
  // A file that `put` takes.
  shell.write_json_line(boost::json::object{
      {"segment_id", segment.segment_id}, {"name", segment.name}, {"filter", segment.filter}});
  shell.err.line("Version " + std::to_string(segment.version) +
                 ". Save changes with: sales-agent segment put FILE");
  return ExitCode::ok;
}

Result<ExitCode> put(Shell& shell, const Wish& wish) {
  say_what_is_awaited(shell, wish.path);
  TRY(const std::string text, read_input(wish.path, kMaxBytes));
  auto read = from_json_text<SegmentInput>(text);
  if (!read) {
    Error error = std::move(read).error();
    error.message = (wish.path == "-" ? "Standard input" : wish.path) + ": " + error.message;
    return error;
  }
  SegmentInput input = *std::move(read);
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  const std::string id = input.segment_id;
  TRY(const auto known, app->db->read_now([&](ReadTx& tx) { return find_segment(tx, id); }));
  TRY(const Segment saved, sync_wait(known ? change_segment(*app->services, actor, id, std::move(input))
                                           : create_segment(*app->services, actor, std::move(input))));
  if (shell.json) {
    shell.write_json_line(saved);
  } else {
    shell.out.line(shown(saved.segment_id) + ": version " + std::to_string(saved.version));
  }
  return ExitCode::ok;
}

Result<ExitCode> count(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const SegmentCount counted_, sync_wait(count_segment(*app->services, wish.segment_id)));
  if (shell.json) {
    shell.write_json_line(counted_);
    return ExitCode::ok;
  }
  shell.out.line(counted(counted_.count, "contact", "contacts"));
  for (const std::string& each : counted_.sample) shell.out.line("  " + shown(each));
  return ExitCode::ok;
}

}  // namespace

void add_segment(CommandSpec& all) {
  CommandSpec family = all.command("segment", "Manage segments: saved conditions on contacts");
  const auto wish = std::make_shared<Wish>();
  const auto of_one = [&](const char* name, const char* about) {
    CommandSpec command = family.command(name, about);
    command.argument("SEGMENT_ID", &wish->segment_id, "The id that segment list shows");
    return command;
  };
  family.command("list", "List segments, newest first")
      .option("--limit", "COUNT", &wish->limit, 1, 1000, "Maximum number of segments (default: 50)")
      .run([wish](Shell& shell) { return list(shell, *wish); });
  of_one("show", "Show a segment as a file that can be edited and saved again").run([wish](Shell& shell) {
    return show_one(shell, *wish);
  });
  family.command("put", "Save a segment: a new one, or a change to the one that the file names")
      .argument("FILE", &wish->path, "JSON file with name and filter; - reads standard input")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return put(shell, *wish); });
  of_one("count", "Count the contacts of a segment").run([wish](Shell& shell) {
    return count(shell, *wish);
  });
}

}  // namespace sa
