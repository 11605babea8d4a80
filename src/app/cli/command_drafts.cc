// sales-agent drafts list|show|approve|reject|send: the queue without a browser, through the same actions.
#include "actions/draft/draft.h"
#include "actions/draft/send.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"
#include "base/text/nearest.h"
#include "store/draft/draft.h"

namespace sa {
namespace {

struct Wish {
  std::vector<std::string> ids;
  std::string id;
  std::string status = "PENDING_APPROVAL";
  std::int64_t limit = 50;
  std::optional<std::string> by;
  std::optional<std::string> content_hash;
  std::string reason;
  std::string claim_id;
};

Style style_of(DraftStatus status) {
  switch (status) {
    case DraftStatus::APPROVED:
    case DraftStatus::SENT:
      return Style::good;
    case DraftStatus::PENDING_APPROVAL:
    case DraftStatus::SENDING:
      return Style::plain;
    case DraftStatus::OUTCOME_UNKNOWN:
      return Style::warn;
    case DraftStatus::REJECTED:
    case DraftStatus::EXPIRED:
      return Style::dim;
    case DraftStatus::FAILED:
      return Style::bad;
  }
  return Style::plain;
}

Style style_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return Style::dim;
    case Severity::warn:
    case Severity::hold:
      return Style::warn;
    case Severity::block:
      return Style::bad;
  }
  return Style::plain;
}

std::vector<Issue> issues_of(const Checks& checks) {
  std::vector<Issue> issues = checks.compliance.violations;
  for (const Check* check : {&checks.quality, &checks.tone, &checks.length}) {
    issues.insert(issues.end(), check->issues.begin(), check->issues.end());
  }
  return issues;
}

std::int64_t unsourced(const std::vector<Claim>& claims) {
  return std::count_if(claims.begin(), claims.end(),
                       [](const Claim& claim) { return claim.status == ClaimStatus::UNSUPPORTED; });
}

/// What is known of a claim. One that needs a person's word shows its id, for `drafts acknowledge`.
std::string claim_words(const Claim& claim) {
  std::string words = shown(claim.text) + ": ";
  if (claim.source) return words + shown(*claim.source);
  if (claim.status == ClaimStatus::ACKNOWLEDGED) return words + "confirmed by a person";
  words += claim.expected ? "our own mail says: " + shown(*claim.expected) : "no source";
  const bool needs_word = needs_acknowledgement(claim);
  return needs_word ? words + " [" + std::string(enum_name(claim.class_)) + ' ' + shown(claim.claim_id) + ']'
                    : words;
}

/// "3 min", "2 h", "5 d".
std::string age_words(std::int64_t ms) {
  if (ms < kHourMs) return std::to_string(std::max<std::int64_t>(ms, 0) / kMinuteMs) + " min";
  return ms < 2 * kDayMs ? std::to_string(ms / kHourMs) + " h" : std::to_string(ms / kDayMs) + " d";
}

/// What a person looks at first: the gate's word, and how much there is to check.
std::string finding_words(const Draft& draft) {
  std::string words(enum_name(draft.verdict.outcome));
  const auto issues = static_cast<std::int64_t>(issues_of(draft.checks).size());
  if (issues > 0) words += ", " + counted(issues, "finding", "findings");
  const std::int64_t claims = unsourced(draft.claims);
  if (claims > 0) words += ", " + counted(claims, "claim without a source", "claims without a source");
  return words;
}

void show_list(Shell& shell, const std::vector<Draft>& drafts, Instant now) {
  if (shell.out.is_terminal()) {
    const auto width = static_cast<std::size_t>(shell.out.width());
    for (const Draft& draft : drafts) {
      shell.out.line(shell.out.styled(Style::bold, fitted(shown(draft.subject), width)));
      shell.out.line(fitted("  to " + shown(draft.recipient) + ", " + age_words(now - draft.created_at) +
                                " ago, " + finding_words(draft),
                            width));
      shell.out.line(shell.out.styled(Style::dim, "  " + shown(draft.id)));
    }
    return;
  }
  Table table({{"id"}, {"age", Table::Align::right}, {"to"}, {"subject"}, {"gate"}});
  for (const Draft& draft : drafts) {
    table.add_row({shown(draft.id), age_words(now - draft.created_at), shown(draft.recipient),
                   shown(draft.subject), finding_words(draft)});
  }
  shell.out.write(table.text(shell.out));
}

Result<ExitCode> list(Shell& shell, const Wish& wish) {
  const auto status = parse_enum<DraftStatus>(wish.status);
  if (!status) {
    std::vector<std::string_view> names;
    for (const reflect::Enumerator& each : reflect::kEnumerators<DraftStatus>) names.push_back(each.name);
    return refuse_word(shell,
                       invalid("There is no status " + wish.status + did_you_mean(wish.status, names) + "."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  const Page page{std::nullopt, {}, wish.limit};
  TRY(const std::vector<Draft> drafts, sync_wait(list_drafts(*app->services, *status, page)));
  if (shell.json) {
    for (const Draft& draft : drafts) shell.write_json_line(draft);
    return ExitCode::ok;
  }
  if (!drafts.empty()) show_list(shell, drafts, app->clock.now());
  TRY(const std::vector<DraftCount> counts, app->db->read_now([](ReadTx& tx) { return count_drafts(tx); }));
  std::string totals;
  for (const DraftCount& each : counts) {
    totals += (totals.empty() ? "" : ", ") + grouped(each.drafts) + ' ' + std::string(enum_name(each.status));
  }
  shell.err.line(totals.empty() ? "There are no drafts yet. Import some mail first." : totals);
  return ExitCode::ok;
}

Facts facts_of(const Draft& draft) {
  Facts facts = {
      {"state", describe_state(draft)},
      {"from", shown(draft.sender)},
      {"to", shown(draft.recipient)},
      {"subject", shown(draft.subject)},
      {"version", std::to_string(draft.version)},
      {"created", format_rfc3339(draft.created_at)},
      {"written by", shown(draft.source.agent + (draft.source.model ? ", " + *draft.source.model : ""))},
      {"content", draft.content_hash}};
  if (draft.not_before) facts.emplace_back("not before", format_rfc3339(*draft.not_before));
  if (draft.expires_at && draft.status == DraftStatus::PENDING_APPROVAL) {
    facts.emplace_back("expires", format_rfc3339(*draft.expires_at));
  }
  if (draft.provider_message_id) {
    facts.emplace_back("receipt", shown(draft.provider.value_or("") + ' ' + *draft.provider_message_id));
  }
  return facts;
}

void show_verdict(Shell& shell, const Draft& draft) {
  Terminal& out = shell.out;
  const auto finding = [&](Severity severity, const std::string& rule, const std::string& words) {
    const std::string lines = paragraph(out, shown(words) + " [" + shown(rule) + ']', "  - ");
    out.write(severity == Severity::info ? lines : out.styled(style_of(severity), lines));
  };
  const auto heading = [&](std::string_view words) { out.line('\n' + out.styled(Style::bold, words)); };
  heading("Gate: " + std::string(enum_name(draft.verdict.outcome)) +
          (draft.verdict.until ? " until " + format_rfc3339(*draft.verdict.until) : ""));
  for (const Reason& reason : draft.verdict.reasons) finding(reason.severity, reason.rule, reason.words);
  heading(draft.checks.passed() ? "Checks: passed" : "Checks: needs a person's review");
  for (const Issue& issue : issues_of(draft.checks)) finding(issue.severity, issue.rule, issue.words);
  if (draft.claims.empty()) return;
  heading("Claims");
  for (const Claim& claim : draft.claims) {
    const std::string lines = paragraph(out, claim_words(claim), "  - ");
    const bool open = claim.status == ClaimStatus::UNSUPPORTED || claim.status == ClaimStatus::CONTRADICTED;
    out.write(open ? out.styled(Style::warn, lines) : lines);
  }
}

void show_draft(Shell& shell, const Draft& draft) {
  shell.out.line(shell.out.styled(Style::bold, "Draft " + shown(draft.id)));
  shell.out.write(fact_lines(shell.out, facts_of(draft)));
  shell.out.line("\n" + shell.out.styled(Style::bold, "The mail"));
  std::string text = shown(draft.body, true) + "\n\n" + shown(draft.footer, true);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    shell.out.write(line.empty() ? "\n" : paragraph(shell.out, line, "  | "));
    at = end + 1;
  }
  show_verdict(shell, draft);
}

Result<ExitCode> show(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Draft draft, sync_wait(get_draft(*app->services, wish.id)));
  if (shell.json) {
    shell.write_json_line(draft);
  } else {
    show_draft(shell, draft);
  }
  return ExitCode::ok;
}

using Step = std::function<Result<Draft>(Services&, const Actor&, const std::string& id)>;

/// Does one step with each draft; a refusal of one leaves the others alone.
Result<ExitCode> decide_each(Shell& shell, const Wish& wish, const Step& step) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  std::optional<Error> refused;
  for (const std::string& id : wish.ids) {
    Result<Draft> draft = step(*app->services, actor, id);
    if (!draft) {
      if (refused) report_error(shell, *refused);
      refused = std::move(draft).error();
    } else if (shell.json) {
      shell.write_json_line(*draft);
    } else {
      const std::string status(enum_name(draft->status));
      shell.out.line(shell.out.styled(style_of(draft->status), status) + "  " + shown(draft->id) + "  to " +
                     shown(draft->recipient));
    }
  }
  if (refused) return *std::move(refused);
  return ExitCode::ok;
}

/// For the content that the draft has now: a terminal shows it and asks in one step.
Result<Draft> acknowledge(Services& services, const Actor& actor, const std::string& id, const Wish& wish) {
  TRY(const Draft draft, sync_wait(get_draft(services, id)));
  return sync_wait(acknowledge_claim(services, actor, id, wish.claim_id, draft.content_hash, wish.reason));
}

void add_decisions(CommandSpec& family) {
  constexpr const char* kByHelp = "Who decides; outside development, a user's address";
  auto wish = std::make_shared<Wish>();
  family.command("approve", "Approve drafts exactly as they are now")
      .arguments("ID", &wish->ids, false, "Ids of the drafts")
      .option("--by", "NAME", &wish->by, kByHelp)
      .option("--content-hash", "HASH", &wish->content_hash,
              "Approve only if the draft still has this content hash (see drafts show)")
      .run([wish](Shell& shell) {
        return decide_each(shell, *wish, [&](Services& services, const Actor& actor, const std::string& id) {
          return sync_wait(approve_draft(services, actor, id, actor.name, wish->content_hash));
        });
      });
  family.command("acknowledge", "Confirm a claim that no mail of ours supports (drafts show names it)")
      .argument("ID", &wish->id, "Id of the draft")
      .argument("CLAIM", &wish->claim_id, "Id of the claim")
      .option("--reason", "WORDS", &wish->reason, "How you know that it is true, recorded in the trail")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) {
        wish->ids = {wish->id};
        return decide_each(shell, *wish, [&](Services& services, const Actor& actor, const std::string& id) {
          return acknowledge(services, actor, id, *wish);
        });
      });
  family.command("reject", "Reject drafts with a reason")
      .arguments("ID", &wish->ids, false, "Ids of the drafts")
      .option("--reason", "WORDS", &wish->reason, "Reason for the rejection, kept in the trail")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) {
        return decide_each(shell, *wish, [&](Services& services, const Actor& actor, const std::string& id) {
          return sync_wait(reject_draft(services, actor, id, actor.name, wish->reason));
        });
      });
  family.command("send", "Send approved drafts; each is sent at most once")
      .arguments("ID", &wish->ids, false, "Ids of the drafts")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) {
        return decide_each(shell, *wish, [](Services& services, const Actor& actor, const std::string& id) {
          return sync_wait(send_draft(services, actor, id));
        });
      });
}

}  // namespace

void add_drafts(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("drafts", "List, show, approve, reject and send drafts");
  family.command("list", "List drafts; those waiting for approval come oldest first")
      .option("--status", "STATUS", &wish->status,
              "Status of the drafts: PENDING_APPROVAL (default), APPROVED, SENT, REJECTED, ...")
      .option("--limit", "N", &wish->limit, 1, 1000, "Maximum number of drafts (default: 50)")
      .run([wish](Shell& shell) { return list(shell, *wish); });
  family.command("show", "Show a draft: the mail as it will be sent, whether it may be sent, and its checks")
      .argument("ID", &wish->id, "Id of the draft")
      .run([wish](Shell& shell) { return show(shell, *wish); });
  add_decisions(family);
}

}  // namespace sa
