// sales-agent report sending|variants|agents|operators|pipeline: the figures of sales as tables, JSON or CSV.
#include "actions/report/report.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/table.h"
#include "core/report/definition.h"

namespace sa {
namespace {

struct Wish {
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> zone;
  std::optional<std::string> campaign;
  std::optional<std::string> sequence;
  std::optional<std::string> group_by;
  bool csv = false;
};

constexpr const char* kFewMark = "*";

ReportWish wish_of(const Wish& wish) {
  return {wish.from.value_or(""), wish.to.value_or(""), wish.zone.value_or(""), wish.campaign.value_or(""),
          wish.sequence.value_or("")};
}

const FigureDefinition* definition_of(std::string_view report, std::string_view name) {
  for (const FigureDefinition& each : report_definitions()) {
    if (each.report == report && each.name == name) return &each;
  }
  return nullptr;
}

std::string number(double value, const char* format) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// "12.3 %", "1204", "0.75"; a dash for what is not measured.
std::string value_words(const std::optional<double>& value, bool is_share) {
  if (!value) return "-";
  if (is_share) return number(*value * 100, "%.1f %%");
  return number(*value, *value == static_cast<double>(static_cast<std::int64_t>(*value)) ? "%.0f" : "%.2f");
}

std::string marked(const Figure& figure, bool is_share) {
  return value_words(figure.value, is_share) + (figure.value && figure.low && figure.small ? kFewMark : "");
}

std::string between(const Figure& figure, bool is_share) {
  if (!figure.low || !figure.high) return "";
  return value_words(figure.low, is_share) + " to " + value_words(figure.high, is_share);
}

/// One line a figure, for totals and for reports with few groups.
class FigureList {
 public:
  explicit FigureList(const char* report) : report_(report) {}

  template <class Figures>
  void add_all(const std::string& group, const Figures& figures) {
    for_each_field(figures, [&](std::string_view name, const Figure& figure) { add(group, name, figure); });
  }
  void add(const std::string& group, std::string_view name, const Figure& figure) {
    const FigureDefinition* about = definition_of(report_, name);
    const bool is_share = !about || about->unit == "share";
    table_.add_row({shown(group), about ? about->title : std::string(name), marked(figure, is_share),
                    between(figure, is_share), std::to_string(figure.n)});
    has_few_ |= figure.small && figure.low.has_value();
  }
  void write(Shell& shell) const { shell.out.write(table_.text(shell.out)); }
  bool has_few() const { return has_few_; }

 private:
  const char* report_;
  Table table_{{{"", Table::Align::left, true},
                {"figure", Table::Align::left, true},
                {"value", Table::Align::right},
                {"95 % interval"},
                {"cases", Table::Align::right}}};
  bool has_few_ = false;
};

void explain_few(Shell& shell, bool has_few) {
  if (has_few) shell.err.line(std::string(kFewMark) + " fewer than 30 cases: too few to judge");
}

std::string name_of(const SendingGroup& group) {
  std::string name = group.key.value_or("(none)");
  if (group.step_id) name = *group.step_id + "/" + name;
  if (group.sequence_id) name = *group.sequence_id + "/" + name;
  return name;
}

void write_table(Shell& shell, const SendingReport& report) {
  FigureList total("sending");
  total.add_all("total", report.total);
  total.write(shell);
  bool has_few = total.has_few();
  if (!report.groups.empty()) {
    Table table({{std::string(enum_name(*report.group_by)), Table::Align::left, true},
                 {"sent", Table::Align::right},
                 {"deliv.", Table::Align::right},
                 {"bounced", Table::Align::right},
                 {"replied", Table::Align::right},
                 {"positive", Table::Align::right},
                 {"compl.", Table::Align::right},
                 {"opt-out", Table::Align::right}});
    for (const SendingGroup& each : report.groups) {
      const SendingFigures& f = each.figures;
      table.add_row({shown(name_of(each)), marked(f.sent, false), marked(f.delivered, false),
                     marked(f.bounce, true), marked(f.replied, true), marked(f.positive, true),
                     marked(f.complaint, true), marked(f.opt_out, true)});
      has_few |= f.replied.small && f.replied.value.has_value();
    }
    shell.out.line("");
    shell.out.write(table.text(shell.out));
  }
  explain_few(shell, has_few);
}

void write_table(Shell& shell, const VariantReport& report) {
  FigureList list("variants");
  for (const StepVariants& step : report.steps) {
    const std::string place = step.sequence_id + "/" + step.step_id + "/";
    for (const VariantRow& each : step.variants) list.add_all(place + each.variant_id, each.figures);
  }
  list.write(shell);
  for (const StepVariants& step : report.steps) {
    for (const VariantComparison& each : step.comparisons)
      shell.out.line(shown(step.step_id + ", " + each.b + " against " + each.a + ", " + each.figure + ": ") +
                     each.words);
  }
  explain_few(shell, list.has_few());
}

void write_table(Shell& shell, const AgentReport& report) {
  FigureList list("agents");
  list.add_all("total", report.total);
  for (const AgentRow& each : report.groups)
    list.add_all(each.agent + (each.prompt_version ? " " + *each.prompt_version : ""), each.figures);
  list.write(shell);
  explain_few(shell, list.has_few());
}

void write_table(Shell& shell, const OperatorReport& report) {
  FigureList list("operators");
  list.add_all("total", report.total);
  for (const OperatorRow& each : report.groups) list.add_all(each.name, each.figures);
  list.write(shell);
}

void write_table(Shell& shell, const PipelineReport& report) {
  FigureList list("pipeline");
  for (const PipelineRow& each : report.groups) list.add_all(each.currency, each.figures);
  list.write(shell);
}

template <class Report>
Result<ExitCode> write(Shell& shell, const Wish& wish, const Report& report) {
  if (shell.json) {
    shell.write_json_line(report);
  } else if (wish.csv) {
    shell.out.write(csv_of(report));
  } else {
    write_table(shell, report);
    shell.err.line(format_rfc3339(report.from) + " to " + format_rfc3339(report.to) + ", days of " +
                   report.zone);
  }
  return ExitCode::ok;
}

Result<ExitCode> sending(Shell& shell, const Wish& wish) {
  std::optional<GroupBy> group_by;
  if (wish.group_by) {
    group_by = parse_enum<GroupBy>(*wish.group_by);
    if (!group_by)
      return refuse_word(
          shell, invalid("--group-by must be campaign, sequence, step, variant, mailbox, user, agent, "
                         "prompt_version or day."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const SendingReport report,
      sync_wait(report_sending(*app->services, system_actor("cli"), wish_of(wish), group_by)));
  return write(shell, wish, report);
}

Result<ExitCode> variants(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const VariantReport report, sync_wait(report_variants(*app->services, wish_of(wish))));
  return write(shell, wish, report);
}

Result<ExitCode> agents(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const AgentReport report, sync_wait(report_agents(*app->services, wish_of(wish))));
  return write(shell, wish, report);
}

Result<ExitCode> operators(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const OperatorReport report,
      sync_wait(report_operators(*app->services, system_actor("cli"), wish_of(wish))));
  return write(shell, wish, report);
}

Result<ExitCode> pipeline(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const PipelineReport report, sync_wait(report_pipeline(*app->services, wish_of(wish))));
  return write(shell, wish, report);
}

}  // namespace

void add_report(CommandSpec& all) {
  CommandSpec family = all.command("report", "Report the figures of sales for a period");
  const auto wish = std::make_shared<Wish>();
  const auto of_period = [&](const char* name, const char* about) {
    CommandSpec command = family.command(name, about);
    command.option("--from", "WHEN", &wish->from, "First day or instant (default: 30 days before --to)")
        .option("--to", "WHEN", &wish->to, "First day or instant after the period (default: now)")
        .option("--zone", "ZONE", &wish->zone, "IANA time zone of the days (default: that of the settings)")
        .flag("--csv", &wish->csv, "Write CSV instead of a table");
    return command;
  };
  const auto of_mails = [&](const char* name, const char* about) {
    CommandSpec command = of_period(name, about);
    command.option("--campaign", "ID", &wish->campaign, "Only the mails of a campaign")
        .option("--sequence", "ID", &wish->sequence, "Only the mails of a sequence");
    return command;
  };
  of_mails("sending", "Mails sent, bounces, replies, complaints and opt-outs")
      .option("--group-by", "WHAT", &wish->group_by,
              "campaign, sequence, step, variant, mailbox, user, agent, prompt_version or day")
      .run([wish](Shell& shell) { return sending(shell, *wish); });
  of_mails("variants", "The variants of steps, compared").run([wish](Shell& shell) {
    return variants(shell, *wish);
  });
  of_period("agents", "What people made of the drafts of agents").run([wish](Shell& shell) {
    return agents(shell, *wish);
  });
  of_period("operators", "Decisions, speed and waiting times").run([wish](Shell& shell) {
    return operators(shell, *wish);
  });
  of_period("pipeline", "Deals by currency").run([wish](Shell& shell) { return pipeline(shell, *wish); });
}

}  // namespace sa
