// sales-agent simulate: what a campaign would send, and when; nothing is written.
#include "actions/sequence/sequence.h"
#include "actions/simulation/simulation.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/simulation_page.h"
#include "app/cli/table.h"
#include "core/contact/csv.h"
#include "core/simulation/compare.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

struct Wish {
  std::string campaign_id;
  std::optional<std::string> sequence_path;
  std::optional<std::string> segment_id;
  std::optional<std::string> against;
  std::optional<std::string> from;
  std::int64_t seed = 0;
  std::optional<std::string> world;
  std::optional<std::string> approve;
  std::int64_t days = 30;
  bool csv = false;
  bool html = false;
};

Result<Sequence> read_sequence(Shell& shell, const std::string& path) {
  say_what_is_awaited(shell, path);
  TRY(const std::string text, read_input(path, kMaxBytes));
  auto read = from_json_text<SequenceInput>(text);
  if (!read) {
    Error error = std::move(read).error();
    error.message = (path == "-" ? "Standard input" : path) + ": " + error.message;
    return error;
  }
  return static_cast<Sequence&&>(*read);
}

Result<SimulationSubject> subject_of(Shell& shell, const Wish& wish) {
  SimulationSubject subject;
  if (!wish.campaign_id.empty()) subject.campaign_id = wish.campaign_id;
  if (wish.sequence_path) {
    TRY(subject.sequence, read_sequence(shell, *wish.sequence_path));
  }
  subject.segment_id = wish.segment_id;
  return subject;
}

/// Another campaign; or, by a name with a dot or a slash, a sequence file for the same segment.
Result<SimulationSubject> other_subject(Shell& shell, const Wish& wish) {
  SimulationSubject other;
  const std::string& name = *wish.against;
  if (!name.ends_with(".json") && name.find('/') == std::string::npos) {
    other.campaign_id = name;
    return other;
  }
  TRY(other.sequence, read_sequence(shell, name));
  other.segment_id = wish.segment_id;
  return other;
}

std::string title_of(const Wish& wish, const SimulationSubject& subject) {
  if (subject.campaign_id) return *subject.campaign_id;
  return subject.sequence->name.empty() ? *wish.sequence_path : subject.sequence->name;
}

Result<SimulationTerms> terms_of(const Wish& wish) {
  SimulationTerms terms;
  terms.days = wish.days;
  terms.seed = wish.seed;
  terms.world = wish.world.value_or("");
  terms.approve = wish.approve.value_or("");
  if (!wish.from) return terms;
  terms.from = parse_rfc3339(*wish.from);
  if (!terms.from) return invalid_field("--from", "--from must be an instant such as 2026-12-01T08:00:00Z.");
  return terms;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += (i == 0 ? "" : ",") + csv_cell(csv_guarded(cells[i]));
  return line;
}

void write_csv(Shell& shell, const Simulation& simulation) {
  shell.out.line(
      "kind,at,local_at,until,date,mailbox,contact_id,recipient,step_id,variant_id,subject,body_sha256,rule,"
      "words,sent,"
      "quota,held,plan_hash");
  simulation.write([&](const PlanLine& line, const std::string&) {
    const bool is_timed = line.kind == PlanLine::Kind::send || line.kind == PlanLine::Kind::hold;
    const bool is_day = line.kind == PlanLine::Kind::day;
    const bool is_send = line.kind == PlanLine::Kind::send;
    const auto count = [&](std::int64_t number) { return is_day ? std::to_string(number) : std::string(); };
    shell.out.line(csv_line(
        {std::string(kind_name(line.kind)), is_timed ? format_rfc3339(line.at) : "", line.local_at,
         line.until ? format_rfc3339(*line.until) : "", line.date, is_send || is_day ? line.mailbox : "",
         line.contact_id, line.recipient, line.step_id, line.variant_id, line.subject, line.body_sha256,
         line.rule, line.words, count(line.sent), count(line.quota), count(line.held), line.plan_hash}));
  });
}

void show_causes(Shell& shell, const char* title, const std::map<std::string, PlanSummary::Cause>& by_rule) {
  if (by_rule.empty()) return;
  shell.out.line("");
  Table table({{title}, {"count", Table::Align::right}, {"for example", Table::Align::left, true}});
  for (const auto& [rule, cause] : by_rule)
    table.add_row(
        {rule, grouped(cause.count),
         shown(cause.words.empty() ? cause.sample.empty() ? "" : cause.sample.front() : cause.words)});
  shell.out.write(table.text(shell.out));
}

void show_days(Shell& shell, const PlanSummary& plan) {
  Table table({{"day"},
               {"sent", Table::Align::right},
               {"quota", Table::Align::right},
               {"held", Table::Align::right},
               {"by mailbox", Table::Align::left, true}});
  for (const auto& [date, boxes] : plan.days) {
    PlanSummary::Day all;
    std::string by;
    for (const auto& [mailbox, day] : boxes) {
      all.sent += day.sent, all.quota += day.quota, all.held += day.held;
      if (day.sent > 0) by += (by.empty() ? "" : ", ") + shown(mailbox) + " " + grouped(day.sent);
    }
    table.add_row({date, grouped(all.sent), grouped(all.quota), grouped(all.held), by});
  }
  shell.out.write(table.text(shell.out));
}

void show_plan(Shell& shell, const Simulation& simulation) {
  PlanSummary plan;
  simulation.write([&](const PlanLine& line, const std::string&) { plan.add(line); });
  show_days(shell, plan);
  show_causes(shell, "skipped", plan.skips);
  show_causes(shell, "held", plan.holds);
  shell.out.line("");
  shell.out.write(paragraph(shell.out, counted(plan.total.sends, "mail", "mails") + ", " +
                                           counted(plan.total.contacts, "contact", "contacts") + ", " +
                                           grouped(plan.total.skips) + " skipped, " +
                                           grouped(plan.total.holds) + " held. Plan " +
                                           plan.total.plan_hash.substr(0, 12) + "."));
}

void show_comparison(Shell& shell, const PlanComparison& found) {
  Table table({{"change"}, {"contact"}, {"step"}, {"at"}, {"against", Table::Align::left, true}});
  for (const PlanDifference& each : found.differences) {
    if (shell.json) {
      shell.write_json_line(each);
      continue;
    }
    const auto told = [](const std::optional<Instant>& at, const std::string& mailbox) {
      return at ? format_rfc3339(*at) + " " + shown(mailbox) : std::string("-");
    };
    table.add_row({each.change, shown(each.contact_id), shown(each.step_id), told(each.at, each.mailbox),
                   told(each.other_at, each.other_mailbox)});
  }
  if (!shell.json && !found.differences.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(grouped(found.same) + " the same, " +
                 grouped(static_cast<std::int64_t>(found.differences.size())) + " different");
}

Result<ExitCode> simulate_plan(Shell& shell, const Wish& wish) {
  if (static_cast<int>(shell.json) + static_cast<int>(wish.csv) + static_cast<int>(wish.html) > 1)
    return refuse_word(shell, invalid_field("--html", "Choose one of --json, --csv and --html."));
  if (wish.against && (wish.csv || wish.html))
    return refuse_word(shell,
                       invalid_field("--against", "--against shows a table, or JSON lines with --json."));
  if (wish.campaign_id.empty() == !wish.sequence_path)
    return refuse_word(shell,
                       invalid_field("CAMPAIGN", "Name either a campaign, or --sequence and --segment."));
  auto terms = terms_of(wish);
  if (!terms) return refuse_word(shell, terms.error());
  if (auto world = parse_world(terms->world); !world) return refuse_word(shell, world.error());
  if (auto approval = parse_approval(terms->approve); !approval) return refuse_word(shell, approval.error());
  TRY(const SimulationSubject subject, subject_of(shell, wish));
  std::optional<SimulationSubject> other;
  if (wish.against) {
    TRY(other, other_subject(shell, wish));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, std::nullopt));
  if (!terms->from) terms->from = app->services->clock.now();
  if (other) {
    TRY(other, comparison_subject(*app->services, subject, *std::move(other)));
  }
  TRY(const Simulation simulation, simulate(*app->services, actor, subject, *terms));
  if (other) {
    TRY(const Simulation second, simulate(*app->services, actor, *other, *terms));
    show_comparison(shell, compare_plans(simulation, second));
  } else if (shell.json) {
    simulation.write([&](const PlanLine&, const std::string& text) { shell.out.line(text); });
  } else if (wish.csv) {
    write_csv(shell, simulation);
  } else if (wish.html) {
    PlanSummary plan;
    simulation.write([&](const PlanLine& line, const std::string&) { plan.add(line); });
    shell.out.write(simulation_page(title_of(wish, subject), plan));
  } else {
    show_plan(shell, simulation);
  }
  return ExitCode::ok;
}

}  // namespace

void add_simulate(CommandSpec& all) {
  const auto wish = std::make_shared<Wish>();
  all.command("simulate", "Show what a campaign would send, and when; nothing is written")
      .optional_argument("CAMPAIGN", &wish->campaign_id,
                         "The id that campaign list shows; or give --sequence")
      .option("--sequence", "FILE", &wish->sequence_path,
              "JSON file of a sequence, instead of a campaign; - reads standard input")
      .option("--segment", "ID", &wish->segment_id, "The segment that the sequence of the file is tried on")
      .option("--days", "COUNT", &wish->days, 1, kMostSimulatedDays, "How many days (default: 30)")
      .option("--from", "INSTANT", &wish->from,
              "When it would be launched, such as 2026-12-01T08:00:00Z (default: now)")
      .option("--seed", "NUMBER", &wish->seed, 0, INT64_MAX,
              "Seed for the random events of --world; the same number "
              "gives the same plan")
      .option("--against", "OTHER", &wish->against,
              "Show what another campaign, or sequence file, would do differently")
      .option("--world", "SHARES", &wish->world,
              "What contacts do, such as reply=0.05,absence=0.03,bounce=0.01,opt_out=0.01 (default: nothing)")
      .option("--approve", "WHEN", &wish->approve,
              "When drafts are approved: all at once, none, or after=4h (default: all)")
      .flag("--csv", &wish->csv, "Write the lines of the plan as CSV")
      .flag("--html", &wish->html, "Write a page with a calendar that any browser shows")
      .run([wish](Shell& shell) { return simulate_plan(shell, *wish); });
}

}  // namespace sa
