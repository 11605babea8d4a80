// The gate: one row a rule, with the facts that make it speak and its outcome.
#include "core/draft/gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "agents/policy/agent_policy.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

Claim open_claim(ClaimClass of) {
  Claim claim;
  claim.kind = "number";
  claim.class_ = of;
  claim.text = "37 %";
  return claim;
}

// Wednesday, 2026-11-18, 10:00 UTC.
const Instant kNow = *parse_rfc3339("2026-11-18T10:00:00Z");

struct Row {
  const char* name;
  std::function<void(Draft&, GateContext&, GatePolicy&)> arrange;
  Outcome outcome;
  const char* rule;   // that must be among the reasons; null: none
  const char* until;  // null: no end
};

Suppression suppression(SuppressionScope scope, SuppressionReason reason, std::optional<std::string> shown) {
  return {"s1", std::string(64, 'a'), scope, reason, "message:1", kNow, std::move(shown)};
}

EnrollmentFacts held(const char* rule, std::optional<Instant> until = {},
                     EnrollmentStatus status = EnrollmentStatus::HELD) {
  EnrollmentFacts facts;
  facts.status = status;
  facts.reason = EnrollmentReason{rule, "Something holds it.", "message:m", until};
  return facts;
}
EnrollmentFacts of_campaign(CampaignStatus status) {
  EnrollmentFacts facts;
  facts.campaign_status = status;
  facts.campaign_name = "Spring";
  return facts;
}
PlanCalendar office_hours(const HolidayPolicy* holidays = nullptr) {
  return {{{"mo", "tu", "we", "th", "fr"}, "11:00", "17:00", "UTC"}, {"DE"}, holidays};
}
const HolidayPolicy& one_holiday() {
  static const HolidayPolicy policy = [] {
    HolidayRule rule;
    rule.name = "Repentance Day";
    rule.on = "11-18";
    HolidayPolicy made;
    made.countries["DE"] = {"test", {}, {rule}};
    return made;
  }();
  return policy;
}

std::vector<Row> rows() {
  return {
      {"a step of a sequence that goes its way",
       [](auto&, GateContext& c, auto&) { c.enrollment = EnrollmentFacts{}; }, Outcome::send, nullptr,
       nullptr},
      {"the contact replied after it was drafted",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = held("sequence.reply", {}, EnrollmentStatus::STOPPED);
         c.enrollment->replied_at = kNow;
       },
       Outcome::block, "sequence.reply", nullptr},
      {"drafted anew after a reply that only paused it",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->replied_at = kNow - kDayMs;
       },
       Outcome::send, nullptr, nullptr},
      {"the sequence was stopped",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = held("draft.rejected", {}, EnrollmentStatus::STOPPED);
       },
       Outcome::block, "sequence.stopped", nullptr},
      {"a colleague replied",
       [](auto&, GateContext& c, auto&) { c.enrollment = held("sequence.company_reply"); }, Outcome::hold,
       "sequence.company_reply", nullptr},
      {"the contact is away",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = held("sequence.absent", kNow + kDayMs, EnrollmentStatus::PAUSED);
         c.enrollment->absent_until = kNow + kDayMs;
       },
       Outcome::hold, "sequence.absent", "2026-11-19T10:00:00Z"},
      {"the contact is back",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->absent_until = kNow;
       },
       Outcome::send, nullptr, nullptr},
      {"the contact is back, and the step is planned anew",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = held("sequence.absent", kNow, EnrollmentStatus::PAUSED);
       },
       Outcome::hold, "sequence.absent", nullptr},
      {"somebody paused it",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = held("sequence.paused", {}, EnrollmentStatus::PAUSED);
       },
       Outcome::hold, "sequence.paused", nullptr},
      {"it went on, and its step is planned anew",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->status = EnrollmentStatus::WAITING;
       },
       Outcome::hold, "sequence.waiting", nullptr},
      {"the campaign is paused",
       [](auto&, GateContext& c, auto&) { c.enrollment = of_campaign(CampaignStatus::PAUSED); },
       Outcome::hold, "campaign.paused", nullptr},
      {"the campaign was cancelled",
       [](auto&, GateContext& c, auto&) { c.enrollment = of_campaign(CampaignStatus::CANCELLED); },
       Outcome::block, "campaign.cancelled", nullptr},
      {"the campaign runs",
       [](auto&, GateContext& c, auto&) { c.enrollment = of_campaign(CampaignStatus::RUNNING); },
       Outcome::send, nullptr, nullptr},
      {"a step of a sequence waits for its instant",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->step_at = kNow + kDayMs;
       },
       Outcome::hold, "time.not_before", "2026-11-19T10:00:00Z"},
      {"unless a person sends it",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->step_at = kNow + kDayMs;
         c.explicit_send = true;
       },
       Outcome::send,
       nullptr,
       {}},
      {"a sequence that is over",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->status = EnrollmentStatus::FINISHED;
       },
       Outcome::block,
       "sequence.stopped",
       {}},
      {"a draft that another replaces",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->is_replaced = true;
       },
       Outcome::block,
       "sequence.stopped",
       {}},
      {"the contact is in another sequence",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->other_sequence_id = "other";
       },
       Outcome::hold, "contact.other_sequence", nullptr},
      {"before the hours of the sequence, in those of the settings",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->calendar = office_hours();
       },
       Outcome::hold, "time.window", "2026-11-18T11:00:00Z"},
      {"on a holiday of the sequence",
       [](auto&, GateContext& c, auto&) {
         c.enrollment = EnrollmentFacts{};
         c.enrollment->calendar = office_hours(&one_holiday());
       },
       Outcome::hold, "time.holiday", "2026-11-19T11:00:00Z"},
      {"outside the hours of the settings, in those of the sequence",
       [](auto&, GateContext& c, GatePolicy& p) {
         p.calendar.window = {12, 13};
         c.enrollment = EnrollmentFacts{};
         c.enrollment->calendar = office_hours();
         c.enrollment->calendar->window.from = "10:00";
       },
       Outcome::send, nullptr, nullptr},
      {"nothing against it", [](auto&, auto&, auto&) {}, Outcome::send, nullptr, nullptr},
      {"address suppressed",
       [](auto&, GateContext& c, auto&) {
         c.contact.suppressions = {
             suppression(SuppressionScope::address, SuppressionReason::unsubscribe, "ben@example.net")};
       },
       Outcome::block, "suppression.address", nullptr},
      {"domain suppressed",
       [](auto&, GateContext& c, auto&) {
         c.contact.suppressions = {
             suppression(SuppressionScope::domain, SuppressionReason::objection, "example.net")};
       },
       Outcome::block, "suppression.domain", nullptr},
      {"an opt-out by a link that nobody knows",
       [](auto&, GateContext& c, auto&) { c.contact.unknown_opt_outs = 1; }, Outcome::hold,
       "suppression.unknown_link", nullptr},
      {"no address", [](Draft& d, auto&, auto&) { d.recipient_key.clear(); }, Outcome::block,
       "recipient.invalid", nullptr},
      {"ourselves", [](auto&, GateContext& c, auto&) { c.contact.is_own_address = true; }, Outcome::block,
       "recipient.own", nullptr},
      {"a question about the contact is open",
       [](auto&, GateContext& c, auto&) { c.contact.doubt = {"q-1", "opt_out", "no more of this"}; },
       Outcome::hold, "contact.doubt", nullptr},
      {"a doubt about a contact who is suppressed changes nothing",
       [](auto&, GateContext& c, auto&) {
         c.contact.doubt = {"q-1", "opt_out", "no more of this"};
         c.contact.suppressions = {
             suppression(SuppressionScope::address, SuppressionReason::unsubscribe, "ben@example.net")};
       },
       Outcome::block, "suppression.address", nullptr},
      {"answers a robot",
       [](auto&, GateContext& c, auto&) { c.thread.answered_kind = MessageKind::auto_reply; }, Outcome::block,
       "thread.automatic", nullptr},
      {"a newer reply", [](auto&, GateContext& c, auto&) { c.thread.newest_inbound_at = kNow; },
       Outcome::hold, "thread.newer_reply", nullptr},
      {"answers a mail that gives orders to a machine",
       [](auto&, GateContext& c, auto&) { c.thread.speaks_to_machines = true; }, Outcome::send,
       "thread.injection", nullptr},
      {"answered already", [](auto&, GateContext& c, auto&) { c.thread.already_answered = true; },
       Outcome::block, "thread.answered", nullptr},
      {"a fact without a source", [](Draft& d, auto&, auto&) { d.claims = {open_claim(ClaimClass::fact)}; },
       Outcome::send, "claim.unsourced", nullptr},
      {"an offer without a source",
       [](Draft& d, auto&, auto&) { d.claims = {open_claim(ClaimClass::offer)}; }, Outcome::block,
       "claim.commitment_unsupported", nullptr},
      {"an offer that only warns",
       [](Draft& d, auto&, GatePolicy& p) {
         d.claims = {open_claim(ClaimClass::offer)};
         p.claims_enforced = false;
       },
       Outcome::send, "claim.commitment_unsupported", nullptr},
      {"a source changed after the approval",
       [](Draft& d, GateContext& c, auto&) {
         d.approved_at = kNow;
         c.changed_sources = {"contact:c1"};
       },
       Outcome::hold, "claim.source_changed", nullptr},
      {"a source changed before the approval",
       [](auto&, GateContext& c, auto&) { c.changed_sources = {"contact:c1"}; }, Outcome::send, nullptr,
       nullptr},
      {"a changed source that only warns",
       [](Draft& d, GateContext& c, GatePolicy& p) {
         d.approved_at = kNow;
         c.changed_sources = {"contact:c1"};
         p.claims_enforced = false;
       },
       Outcome::send, "claim.source_changed", nullptr},
      {"no postal address, outbox", [](auto&, auto&, GatePolicy& p) { p.postal_address.clear(); },
       Outcome::send, "footer.postal_address", nullptr},
      {"no postal address, delivered",
       [](auto&, GateContext& c, GatePolicy& p) {
         p.postal_address.clear();
         c.mailbox.delivers = true;
       },
       Outcome::block, "footer.postal_address", nullptr},
      {"a footer from before the address was set",
       [](Draft& d, GateContext& c, auto&) {
         d.footer = "-- \nAna";
         c.mailbox.delivers = true;
       },
       Outcome::block, "footer.postal_address", nullptr},
      {"somebody who is not in the conversation",
       [](auto&, GateContext& c, auto&) { c.thread.has_recipient = false; }, Outcome::send,
       "thread.other_recipient", nullptr},
      {"a finding that blocks",
       [](Draft& d, auto&, auto&) {
         d.checks.compliance.violations = {
             {"compliance.header_injection", "It adds a header.", "subject", "", {}, Severity::block}};
       },
       Outcome::block, "compliance.header_injection", nullptr},
      {"a paused mailbox",
       [](auto&, GateContext& c, auto&) {
         c.mailbox.hold = MailboxHold{"mailbox.paused", "Ana paused it.", "Ana", {}};
       },
       Outcome::hold, "mailbox.paused", nullptr},
      {"a mailbox that is paused until a time",
       [](auto&, GateContext& c, auto&) {
         c.mailbox.hold = MailboxHold{"mailbox.paused", "Ana paused it.", "Ana", kNow + kHourMs};
       },
       Outcome::hold, "mailbox.paused", "2026-11-18T11:00:00Z"},
      {"the contact hears from another mailbox",
       [](Draft& d, GateContext& c, auto&) {
         d.mailbox_id = "ben@ours.example";
         c.mailbox.contact_mailbox_id = "ana@ours.example";
       },
       Outcome::hold, "mailbox.other", nullptr},
      {"the contact hears from this mailbox",
       [](Draft& d, GateContext& c, auto&) {
         c.mailbox.contact_mailbox_id = d.mailbox_id = "ana@ours.example";
       },
       Outcome::send, nullptr, nullptr},
      {"the mailbox has sent just now",
       [](auto&, GateContext& c, auto&) {
         c.mailbox.gap_s = 90;
         c.usage.mailbox_last_at = kNow - 60 * kSecondMs;
       },
       Outcome::hold, "mailbox.gap", "2026-11-18T10:00:30Z"},
      {"the mailbox's gap is over",
       [](auto&, GateContext& c, auto&) {
         c.mailbox.gap_s = 90;
         c.usage.mailbox_last_at = kNow - 90 * kSecondMs;
       },
       Outcome::send, nullptr, nullptr},
      {"a mailbox with a limit of its own",
       [](auto&, GateContext& c, auto&) {
         c.mailbox.day_limit = 3;
         c.usage = {3, kNow - kHourMs, 0, {}};
       },
       Outcome::hold, "quota.mailbox_day", "2026-11-19T09:00:00Z"},
      {"outside the mailbox's hours",
       [](auto&, GateContext& c, auto&) { c.mailbox.window = MailboxWindow{{"th"}, "09:30", "17:00", ""}; },
       Outcome::hold, "mailbox.window", "2026-11-19T09:30:00Z"},
      {"outside the mailbox's hours, but a person asks",
       [](auto&, GateContext& c, auto&) {
         c.mailbox.window = MailboxWindow{{"th"}, "09:30", "17:00", ""};
         c.explicit_send = true;
       },
       Outcome::send, "mailbox.window", nullptr},
      {"mailbox full", [](auto&, GateContext& c, auto&) { c.usage = {20, kNow - kHourMs, 0, {}}; },
       Outcome::hold, "quota.mailbox_day", "2026-11-19T09:00:00Z"},
      {"contact full", [](auto&, GateContext& c, auto&) { c.usage = {2, {}, 2, kNow - kDayMs}; },
       Outcome::hold, "quota.contact_week", "2026-11-24T10:00:00Z"},
      {"an address that several people read",
       [](auto&, GateContext& c, auto&) { c.contact.is_role_address = true; }, Outcome::send,
       "contact.role_address", nullptr},
      {"an answer to such an address",
       [](Draft& d, GateContext& c, auto&) {
         c.contact.is_role_address = true;
         d.message_id = "m1";
       },
       Outcome::send, nullptr, nullptr},
      {"domain full",
       [](auto&, GateContext& c, GatePolicy& p) {
         p.limits.domain_day = 3;
         c.usage.domain_count = 3;
         c.usage.domain_nth_at = kNow - kHourMs;
       },
       Outcome::hold, "quota.domain_day", "2026-11-19T09:00:00Z"},
      {"a domain without a limit",
       [](auto&, GateContext& c, auto&) {
         c.usage.domain_count = 3000;
         c.usage.domain_nth_at = kNow - kHourMs;
       },
       Outcome::send, nullptr, nullptr},
      {"company full",
       [](auto&, GateContext& c, GatePolicy& p) {
         p.limits.company_week = 3;
         c.usage.company_count = 4;
         c.usage.company_nth_at = kNow - kDayMs;
       },
       Outcome::hold, "quota.company_week", "2026-11-24T10:00:00Z"},
      {"both full: the later end",
       [](auto&, GateContext& c, auto&) { c.usage = {20, kNow - kHourMs, 2, kNow - kDayMs}; }, Outcome::hold,
       "quota.contact_week", "2026-11-24T10:00:00Z"},
      {"sending switched off", [](auto&, auto&, GatePolicy& p) { p.limits.mailbox_day = 0; }, Outcome::hold,
       "quota.closed", nullptr},
      {"not before", [](Draft& d, auto&, auto&) { d.not_before = kNow + kHourMs; }, Outcome::hold,
       "time.not_before", "2026-11-18T11:00:00Z"},
      {"not before, but a person asks now",
       [](Draft& d, GateContext& c, auto&) {
         d.not_before = kNow + kHourMs;
         c.asked_now = true;
       },
       Outcome::send, "time.not_before", nullptr},
      {"night where the contact is",
       [](auto&, GateContext& c, auto&) { c.contact.timezone = "America/Los_Angeles"; }, Outcome::hold,
       "time.window", "2026-11-18T16:00:00Z"},
      {"night, but a person asked",
       [](auto&, GateContext& c, auto&) {
         c.contact.timezone = "America/Los_Angeles";
         c.explicit_send = true;
       },
       Outcome::send, "time.window", nullptr},
      {"a public holiday where the contact is",
       [](auto&, GateContext& c, GatePolicy& p) {
         HolidayRule day;
         day.name = "Founders' Day";
         day.on = "11-18";
         p.calendar.holidays.countries["ES"] = {"", {"Europe/Madrid"}, {day}};
         c.contact.timezone = "Europe/Madrid";
       },
       Outcome::hold, "time.window", "2026-11-19T07:00:00Z"},
      {"a block beats a hold",
       [](auto&, GateContext& c, auto&) {
         c.usage = {20, kNow - kHourMs, 0, {}};
         c.contact.suppressions = {
             suppression(SuppressionScope::address, SuppressionReason::complaint, std::nullopt)};
       },
       Outcome::block, "quota.mailbox_day", nullptr},
  };
}

TEST(GateTest, Rows) {
  for (const Row& row : rows()) {
    Draft draft;
    draft.recipient = draft.recipient_key = "ben@example.net";
    draft.created_at = kNow - kMinuteMs;
    GateContext context;
    GatePolicy policy;
    policy.postal_address = "1 Main Street";
    draft.footer = "-- \nAna\n1 Main Street\n";
    row.arrange(draft, context, policy);
    const Verdict verdict = decide(draft, context, policy, kNow);
    EXPECT_EQ(verdict.outcome, row.outcome) << row.name << ": " << to_json_text(verdict);
    const auto has_rule = [&](const Reason& reason) { return row.rule && reason.rule == row.rule; };
    EXPECT_EQ(std::any_of(verdict.reasons.begin(), verdict.reasons.end(), has_rule), row.rule != nullptr)
        << row.name;
    EXPECT_EQ(verdict.until ? format_rfc3339(*verdict.until) : "none", row.until ? row.until : "none")
        << row.name;
    for (const Reason& reason : verdict.reasons) EXPECT_TRUE(reason.words.ends_with('.')) << reason.words;
  }
}

/// The packs that are part of the program, some of them on.
PolicyPacks packs_on(const std::vector<std::string>& ids) {
  static const AgentPolicy policy = *load_agent_policy();
  PolicyPacks on;
  for (const PolicyPack& each : policy.packs) {
    if (std::ranges::find(ids, each.pack_id) != ids.end()) on.push_back(&each);
  }
  return on;
}

struct PackRow {
  const char* name;
  std::vector<std::string> packs;
  std::function<void(Draft&, GateContext&, GatePolicy&)> arrange;
  Outcome outcome;
  const char* rule;   // that must be among the reasons; null: there is no reason at all
  const char* cites;  // what its words and its evidence say of the source
};

std::vector<PackRow> pack_rows() {
  const auto nothing = [](auto&, auto&, auto&) {};
  const auto with = [](ContactBasis basis) {
    return [basis](auto&, GateContext& c, auto&) {
      c.policy.basis = basis;
      c.policy.has_proof = true;
      c.policy.is_first = false;
    };
  };
  return {
      {"the neutral pack alone", {"neutral"}, nothing, Outcome::send, nullptr, nullptr},
      {"a footer without its link",
       {"neutral"},
       [](Draft& d, auto&, auto&) { d.footer = "-- \n1 Main Street\n"; },
       Outcome::block,
       "footer.opt_out",
       "RFC 8058"},
      {"Germany without consent", {"de"}, nothing, Outcome::block, "consent.none", "UWG, section 7(2) no. 2"},
      {"Germany with consent", {"de", "eu"}, with(ContactBasis::consent), Outcome::send, nullptr, nullptr},
      {"Germany, an answer",
       {"de", "eu"},
       [](Draft& d, auto&, auto&) { d.message_id = "m1"; },
       Outcome::send,
       nullptr,
       nullptr},
      {"Germany, a draft that answers somebody else's mail",
       {"de", "eu"},
       [](Draft& d, GateContext& c, auto&) {
         d.message_id = "m1";
         c.thread.has_recipient = false;
       },
       Outcome::block,
       "consent.none",
       "UWG, section 7(2) no. 2"},
      {"a source is named by whole words",
       {"eu"},
       [](auto& d, GateContext& c, auto&) {
         c.policy.basis = ContactBasis::consent;
         c.policy.has_proof = true;
         c.contact.source = "Web";
         d.body = "Come to our webinar.";
       },
       Outcome::hold,
       "consent.source_notice",
       "Art. 14"},
      {"a first mail that does not name the source",
       {"eu"},
       [](auto&, GateContext& c, auto&) {
         c.policy.basis = ContactBasis::consent;
         c.contact.source = "Trade fair Hannover";
       },
       Outcome::hold,
       "consent.source_notice",
       "GDPR, Art. 14(2)(f)"},
      {"a first mail that names it, in whichever case",
       {"eu"},
       [](Draft& d, GateContext& c, auto&) {
         c.policy.basis = ContactBasis::consent;
         c.policy.has_proof = true;
         c.contact.source = " Trade fair Hannover ";
         d.body = "We met at the TRADE FAIR Hannover.";
       },
       Outcome::send,
       nullptr,
       nullptr},
      {"a company in the EU on a legitimate interest: a warning",
       {"eu"},
       [](Draft& d, GateContext& c, auto&) {
         c.policy.basis = ContactBasis::legitimate_interest;
         c.contact.source = "your website";
         d.body = "I found your website.";
       },
       Outcome::send,
       "consent.none",
       "Art. 13(5)"},
      {"Canada, a customer of three years ago",
       {"ca"},
       [](auto&, GateContext& c, auto&) {
         c.policy.basis = ContactBasis::customer;
         c.policy.basis_at = kNow - 1100 * kDayMs;
       },
       Outcome::block,
       "consent.expired",
       "CASL, section 10(10)(a)"},
      {"the United States need no consent",
       {"us"},
       with(ContactBasis::public_business),
       Outcome::send,
       nullptr,
       nullptr},
      {"but a postal address, wherever the mail goes",
       {"us"},
       [](auto&, GateContext& c, GatePolicy& p) {
         p.postal_address.clear();
         c.policy.is_first = false;
       },
       Outcome::block,
       "footer.postal_address",
       "7704(a)(5)(A)(iii)"},
      {"the United Kingdom, an individual",
       {"uk"},
       [](auto&, GateContext& c, auto&) {
         c.policy.basis = ContactBasis::legitimate_interest;
         c.policy.is_private_address = true;
       },
       Outcome::block,
       "consent.none",
       "PECR, regulation 22"},
      {"no name in From",
       {"uk"},
       [](Draft& d, GateContext& c, auto&) {
         d.sender = "ana@ours.example";
         c.policy.basis = ContactBasis::consent;
         c.policy.is_first = false;
       },
       Outcome::block,
       "footer.sender",
       "regulation 23(a)"},
  };
}

TEST(GateTest, PolicyPacks) {
  for (const PackRow& row : pack_rows()) {
    Draft draft;
    draft.recipient = draft.recipient_key = "ben@theirs.example";
    draft.sender = "Ana Ruiz <ana@ours.example>";
    draft.created_at = kNow - kMinuteMs;
    draft.unsubscribe_url = "https://ours.example/u/1";
    draft.footer = "-- \nAna\n1 Main Street\n\nNo more: https://ours.example/u/1\n";
    GateContext context;
    context.packs = packs_on(row.packs);
    GatePolicy policy;
    policy.postal_address = "1 Main Street";
    row.arrange(draft, context, policy);
    const Verdict verdict = decide(draft, context, policy, kNow);
    EXPECT_EQ(verdict.outcome, row.outcome) << row.name << ": " << to_json_text(verdict);
    if (!row.rule) {
      EXPECT_TRUE(verdict.reasons.empty()) << row.name << ": " << to_json_text(verdict);
      continue;
    }
    EXPECT_EQ(std::ranges::count(verdict.reasons, row.rule, &Reason::rule), 1) << row.name << ": one reason";
    const auto reason = std::ranges::find(verdict.reasons, row.rule, &Reason::rule);
    if (reason == verdict.reasons.end()) continue;
    EXPECT_NE(reason->words.find(row.cites), std::string::npos) << row.name << ": " << reason->words;
    EXPECT_TRUE(reason->words.ends_with('.')) << reason->words;
    EXPECT_NE(reason->evidence.find("https://"), std::string::npos) << row.name << ": " << reason->evidence;
    EXPECT_NE(reason->evidence.find(row.packs.front() + "."), std::string::npos) << reason->evidence;
  }
}

TEST(GateTest, AStepWhoseHoursAreOverHasItsTimeOfDay) {
  Draft draft;
  draft.recipient = draft.recipient_key = "ben@example.net";
  draft.source.enrollment_id = "e1";
  draft.source.step_id = "first";
  GateContext context;
  context.enrollment = EnrollmentFacts{};
  context.enrollment->calendar = office_hours();
  const Verdict verdict = decide(draft, context, GatePolicy{}, kNow);
  EXPECT_EQ(verdict.outcome, Outcome::hold);
  ASSERT_TRUE(verdict.until);
  EXPECT_EQ(format_rfc3339(*verdict.until),
            format_rfc3339(step_instant(office_hours(), kNow, 0, "e1", "first", kNow)));
  EXPECT_NE(format_rfc3339(*verdict.until), "2026-11-18T11:00:00Z");
}

TEST(QuotaTest, SaysWhenAPlaceIsFree) {
  const QuotaLimits limits;
  EXPECT_FALSE(remaining("a@b.c", {19, {}, 1, {}}, limits).resets_at);
  const Quota full = remaining("a@b.c", {20, kNow, 2, kNow}, limits);
  EXPECT_EQ(full.remaining_today, 0);
  EXPECT_EQ(full.remaining_this_week, 0);
  EXPECT_EQ(format_rfc3339(*full.resets_at), "2026-11-25T10:00:00Z");
  EXPECT_EQ(remaining("a@b.c", {25, kNow, 9, kNow}, limits).remaining_today, 0)
      << "mail from outside may exceed it";
}

}  // namespace
}  // namespace sa
