// sales-agent campaign list|show|create|launch|pause|resume|cancel|progress|plan: a sequence for a segment.
#include "actions/campaign/campaign.h"
#include "actions/simulation/launch_plan.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Search {
  std::optional<std::string> status;
  std::int64_t limit = 50;
};

struct Wish {
  std::string campaign_id;
  std::string name;
  std::string sequence_id;
  std::string segment_id;
  std::vector<std::string> mailboxes;
  std::int64_t confirm = -1;  ///< -1: not given
  std::int64_t limit = 20;
  std::optional<std::string> by;
};

Result<ExitCode> list(Shell& shell, const Search& search) {
  std::optional<CampaignStatus> status;
  if (search.status) {
    status = parse_enum<CampaignStatus>(*search.status);
    if (!status)
      return refuse_word(shell, invalid_field("--status",
                                              "--status must be DRAFT, READY, RUNNING, PAUSED, "
                                              "CANCELLED or FINISHED."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const CampaignList found,
      sync_wait(list_campaign_cards(*app->services, status, Instant{INT64_MAX}, "", search.limit)));
  Table table({{"campaign"},
               {"status"},
               {"contacts", Table::Align::right},
               {"sent", Table::Align::right},
               {"sequence"},
               {"segment"},
               {"name", Table::Align::left, true}});
  for (const CampaignCard& each : found.items) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({shown(each.campaign_id), std::string(enum_name(each.status)),
                     std::to_string(each.counts.contacts), std::to_string(each.counts.sent),
                     shown(each.sequence_id), shown(each.segment_id), shown(each.name)});
    }
  }
  if (shell.json) return ExitCode::ok;
  if (!found.items.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(found.items.size()), "campaign", "campaigns"));
  return ExitCode::ok;
}

Style style_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::ok:
      return Style::good;
    case CheckOutcome::warn:
      return Style::warn;
    case CheckOutcome::block:
      return Style::bad;
  }
  return Style::plain;
}

void show_counts(Shell& shell, const CampaignCounts& counts) {
  const auto line = [&](const char* name, std::int64_t number) {
    if (number > 0) shell.out.line("  " + std::string(name) + ": " + std::to_string(number));
  };
  line("contacts", counts.contacts);
  line("enrolled", counts.enrolled);
  line("skipped", counts.skipped);
  line("waiting for their next step", counts.waiting);
  line("with a draft", counts.drafted);
  line("held", counts.held);
  line("paused", counts.paused);
  line("finished", counts.finished);
  line("stopped", counts.stopped);
  line("drafts that wait for approval", counts.pending);
  line("drafts that wait for their time", counts.approved);
  line("mails sent", counts.sent);
}

Result<ExitCode> told(Shell& shell, const CampaignCard& card) {
  if (shell.json) {
    shell.write_json_line(card);
    return ExitCode::ok;
  }
  shell.out.line(shown(card.campaign_id) + ": " + std::string(enum_name(card.status)) + ", " +
                 shown(card.name));
  show_counts(shell, card.counts);
  for (const CheckLine& each : card.checklist)
    shell.out.write(
        paragraph(shell.out, shown(each.words) + " [" + each.rule + ']',
                  "  " + shell.out.styled(style_of(each.outcome), enum_name(each.outcome)) + "  "));
  if (card.status == CampaignStatus::READY)
    shell.err.line("Launch it with: sales-agent campaign launch " + card.campaign_id + " --confirm " +
                   std::to_string(card.counts.contacts));
  return ExitCode::ok;
}

Result<ExitCode> show_one(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const CampaignCard card, sync_wait(get_campaign_card(*app->services, wish.campaign_id)));
  return told(shell, card);
}

Result<ExitCode> create(Shell& shell, const Wish& wish) {
  CampaignInput input;
  input.campaign_id = wish.campaign_id;
  input.name = wish.name.empty() ? wish.campaign_id : wish.name;
  input.sequence_id = wish.sequence_id;
  input.segment_id = wish.segment_id;
  input.mailboxes = wish.mailboxes;
  // The same rules as for what comes over the API.
  TRY(input, from_json<CampaignInput>(to_json(input)));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const CampaignCard card, sync_wait(create_campaign(*app->services, actor, std::move(input))));
  return told(shell, card);
}

Result<ExitCode> launch_one(Shell& shell, const Wish& wish) {
  if (wish.confirm < 0)
    return refuse_word(shell, invalid_field("--confirm",
                                            "--confirm is required: the number of contacts that "
                                            "campaign show names."));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const CampaignCard card,
      sync_wait(launch_with_plan(*app->services, actor, wish.campaign_id, wish.confirm)));
  return told(shell, card);
}

using Step = Task<Result<CampaignCard>> (*)(Services&, const Actor&, std::string);

Result<ExitCode> take(Shell& shell, const Wish& wish, Step step) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const CampaignCard card, sync_wait(step(*app->services, actor, wish.campaign_id)));
  return told(shell, card);
}

Result<ExitCode> progress(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const CampaignProgress found, sync_wait(get_campaign_progress(*app->services, wish.campaign_id)));
  if (shell.json) {
    shell.write_json_line(found);
    return ExitCode::ok;
  }
  shell.out.line(shown(found.campaign_id) + ": " + std::string(enum_name(found.status)) +
                 (found.is_enrolling ? ", still enrolling" : "") +
                 (found.next_at ? ", next step at " + format_rfc3339(*found.next_at) : ""));
  show_counts(shell, found.counts);
  constexpr auto kRight = Table::Align::right;
  Table table({{"step"},
               {"waiting", kRight},
               {"drafted", kRight},
               {"held", kRight},
               {"paused", kRight},
               {"pending", kRight},
               {"approved", kRight},
               {"sent", kRight}});
  for (const CampaignStepProgress& each : found.steps)
    table.add_row({shown(each.step_id), std::to_string(each.waiting), std::to_string(each.drafted),
                   std::to_string(each.held), std::to_string(each.paused), std::to_string(each.pending),
                   std::to_string(each.approved), std::to_string(each.sent)});
  if (!found.steps.empty()) shell.out.write(table.text(shell.out));
  return ExitCode::ok;
}

void show_deviations(Shell& shell, const char* title, std::int64_t count,
                     const std::vector<PlanDeviation>& list) {
  if (count == 0) return;
  shell.out.line("");
  shell.out.line(std::string(title) + ": " + grouped(count));
  for (const PlanDeviation& each : list)
    shell.out.line("  " + format_rfc3339(each.sent_at.value_or(each.planned_at.value_or(Instant{}))) + "  " +
                   shown(each.recipient.value_or(each.contact_id)) + ", step " + shown(each.step_id) + ": " +
                   shown(each.words));
  if (count > static_cast<std::int64_t>(list.size()))
    shell.out.line("  and " + grouped(count - static_cast<std::int64_t>(list.size())) + " more (--limit)");
}

Result<ExitCode> plan(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const PlanReport found, sync_wait(get_plan_report(*app->services, wish.campaign_id, wish.limit)));
  if (shell.json) {
    shell.write_json_line(found);
    return ExitCode::ok;
  }
  if (!found.is_planned) {
    shell.out.line(
        "No plan was kept: the campaign is not launched yet, or its segment had more than 20,000 contacts.");
    return ExitCode::ok;
  }
  shell.out.line(grouped(found.planned) + " mails planned on " + format_rfc3339(*found.planned_at) + ": " +
                 grouped(found.same) + " left as planned, " + grouped(found.waiting) + " are still to come.");
  show_deviations(shell, "Left at another time or from another mailbox", found.moved_count, found.moved);
  show_deviations(shell, "Not left", found.missing_count, found.missing);
  show_deviations(shell, "Not planned", found.extra_count, found.extra);
  return ExitCode::ok;
}

}  // namespace

void add_campaign(CommandSpec& all) {
  CommandSpec family = all.command("campaign", "Manage campaigns: a sequence for the contacts of a segment");
  const auto search = std::make_shared<Search>();
  family.command("list", "List campaigns, newest first")
      .option("--status", "STATUS", &search->status,
              "Only those that are DRAFT, READY, RUNNING, PAUSED, CANCELLED or FINISHED")
      .option("--limit", "COUNT", &search->limit, 1, 200, "Maximum number of campaigns (default: 50)")
      .run([search](Shell& shell) { return list(shell, *search); });
  const auto wish = std::make_shared<Wish>();
  const auto of_one = [&](const char* name, const char* about) {
    CommandSpec command = family.command(name, about);
    command.argument("CAMPAIGN_ID", &wish->campaign_id, "The id that campaign list shows");
    return command;
  };
  const auto change = [&](const char* name, const char* about) {
    CommandSpec command = of_one(name, about);
    command.option("--by", "NAME", &wish->by, "Who you are (default: your login name)");
    return command;
  };
  of_one("show", "Show a campaign with its checklist").run([wish](Shell& shell) {
    return show_one(shell, *wish);
  });
  family.command("create", "Save a new campaign; nothing happens before it is launched")
      .argument("CAMPAIGN_ID", &wish->campaign_id, "An id that you choose")
      .argument("SEQUENCE_ID", &wish->sequence_id, "The sequence")
      .argument("SEGMENT_ID", &wish->segment_id, "The segment whose contacts are enrolled")
      .option("--name", "NAME", &wish->name, "Its name (default: the id)")
      .option(
          "--mailbox", "MAILBOX_ID", &wish->mailboxes,
          "A mailbox that its mails leave from; repeat it for several (default: the sequence's, else all)")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return create(shell, *wish); });
  change("launch", "Launch a campaign: enrol the contacts of its segment")
      .option("--confirm", "COUNT", &wish->confirm, 0, INT64_MAX,
              "The number of contacts that campaign show names")
      .run([wish](Shell& shell) { return launch_one(shell, *wish); });
  change("pause", "Pause a campaign: none of its mails leaves").run([wish](Shell& shell) {
    return take(shell, *wish, pause_campaign);
  });
  change("resume", "Resume a paused campaign").run([wish](Shell& shell) {
    return take(shell, *wish, resume_campaign);
  });
  change("cancel", "Cancel a campaign for good: drafts that have not left are withdrawn")
      .run([wish](Shell& shell) { return take(shell, *wish, cancel_campaign); });
  of_one("plan", "Compare what was planned at the launch with what left")
      .option("--limit", "COUNT", &wish->limit, 1, 1000, "Most lines of each list (default: 20)")
      .run([wish](Shell& shell) { return plan(shell, *wish); });
  of_one("progress", "Show how far a campaign is").run([wish](Shell& shell) {
    return progress(shell, *wish);
  });
}

}  // namespace sa
