#include "actions/campaign/checklist.h"

#include <algorithm>
#include <map>
#include <set>

#include "actions/campaign/segment.h"
#include "actions/contact/contact.h"
#include "actions/mailbox/line.h"
#include "actions/policy/policy.h"
#include "agents/validation/content.h"
#include "core/enrollment/enrollment.h"
#include "core/sequence/plan.h"
#include "core/sequence/template.h"
#include "store/mailbox/mailbox.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

constexpr std::int64_t kRepliedDays = 30;
constexpr std::size_t kHashesAtOnce = 100;

/// Contacts (or mailboxes) that one line is about.
struct Tally {
  std::int64_t count = 0;
  std::vector<std::string> sample;

  void add(const std::string& id) {
    ++count;
    if (sample.size() < kSampleIds) sample.push_back(id);
  }
};

/// What one rule of a pack says, and of how many contacts.
struct PackWords {
  std::int64_t count = 0;
  std::string words;
};

/// What the policy packs say of the first mail, by the gate's rule.
struct PackLine {
  Tally tally;
  PolicyOutcome outcome = PolicyOutcome::pass;  ///< the most severe
  std::map<std::string, PackWords> by_rule;     ///< of the packs, by rule_id
};

/// A campaign on its way through the contacts.
struct Subject {
  const Campaign* campaign = nullptr;
  Segment segment;
  std::optional<Sequence> sequence;
  std::vector<TeamMailbox> mailboxes;  ///< that its mails could leave from
  TemplateSender sender;

  std::int64_t count = 0;
  LengthRule length;
  Tally no_zone, no_basis, suppressed, replied, elsewhere, incomplete, refused, role;
  std::set<std::string> missing_fields;
  std::string refusal;  ///< of the first contact of whom a mail cannot be sent
  PolicyPacks packs;    ///< that are switched on
  std::map<std::string, PackLine> pack_lines;
  std::int64_t blocked = 0;  ///< contacts to whom a pack lets nothing go
};

/// What is known of a page of contacts beside themselves.
struct PageFacts {
  std::set<std::string> suppressed;
  std::set<std::string> replied;
  std::multimap<std::string, EnrolledContact> living;  ///< sequences that a contact is in
  PolicyPeople people;
};

std::string counted(std::int64_t number, const char* one, const char* many) {
  return std::to_string(number) + ' ' + (number == 1 ? one : many);
}

std::set<std::string> set_of(std::vector<std::string> ids) {
  return {std::make_move_iterator(ids.begin()), std::make_move_iterator(ids.end())};
}

Result<PageFacts> read_facts(const Services& services, ReadTx& tx, const ContactBatch& batch,
                             const PolicyPacks& packs, Instant now) {
  PageFacts facts;
  TRY(auto suppressed, list_suppressed(tx, batch.span));
  facts.suppressed = set_of(std::move(suppressed));
  TRY(auto domains, list_suppressed_domains(services, tx, batch));
  facts.suppressed.merge(domains);
  TRY(auto replied, list_replied(tx, batch.span, now - kRepliedDays * kDayMs));
  facts.replied = set_of(std::move(replied));
  TRY(auto living, list_living(tx, batch.span));
  for (EnrolledContact& each : living) {
    std::string id = each.contact_id;
    facts.living.emplace(std::move(id), std::move(each));
  }
  TRY(facts.people, list_policy_people(tx, packs, batch.span, now));
  return facts;
}

/// What keeps the mails of a sequence from being made for one contact.
struct MailFaults {
  std::set<std::string> missing;  ///< fields that the templates need, and the contact does not have
  std::string refusal;            ///< why a mail with all fields is none that can be sent; empty: it can
  std::string first_body;         ///< of the first mail
};

MailFaults faults_of(const Sequence& sequence, const Contact& contact, const TemplateSender& sender,
                     const LengthRule& length) {
  MailFaults faults;
  std::string subject_line;
  const auto rendered = [&](const std::string& text) {
    Rendered made = render(text, contact, sender);
    faults.missing.insert(made.missing.begin(), made.missing.end());
    return std::move(made.text);
  };
  // Of a contact that was in the sequence before, another variant may be chosen: that only shifts who is counted.
  const std::string enrollment_id = make_enrollment_id(sequence.sequence_id, contact.contact_id, 0);
  for (const SequenceStep& step : sequence.steps) {
    const StepVariant* variant = choose_variant(step, enrollment_id);
    const std::string body = rendered(variant && variant->body ? *variant->body : step.body);
    if (step.kind == StepKind::task) {
      rendered(step.title);
      continue;
    }
    const bool goes_on = step.thread == StepThread::same;
    if (faults.first_body.empty()) faults.first_body = body;
    if (!goes_on) subject_line = rendered(variant && variant->subject ? *variant->subject : step.subject);
    if (!faults.refusal.empty() || !faults.missing.empty()) continue;
    const auto checked =
        check_content(contact.email, goes_on ? "Re: " + subject_line : subject_line, body, goes_on, length);
    if (!checked) faults.refusal = "The step " + step.step_id + ": " + checked.error().message;
  }
  return faults;
}

/// The gate judges by a whole draft; of the first mail only what packs go by is known here.
void look_at_packs(const Services& services, const Contact& contact, const PolicyContact& person,
                   const std::string& body, Instant now, Subject* subject) {
  Draft draft;
  draft.sender = subject->sender.name + " <" + subject->sender.email + '>';
  draft.body = body;
  draft.unsubscribe_url = "https://opt-out.invalid/";  // every mail gets a link of its own
  draft.footer = services.gate_policy.postal_address + '\n' + draft.unsubscribe_url;
  GateContext context;
  context.policy = policy_facts_of(services, person, contact.email_key);
  context.contact.source = contact.source;
  context.packs = packs_for(subject->packs, context.policy.country);
  PolicyOutcome worst = PolicyOutcome::pass;
  for (const PolicyFinding& each : judge_by_packs(draft, context, services.gate_policy, now)) {
    const PolicyOutcome outcome = each.rule->outcome;
    worst = std::max(worst, outcome);
    if (outcome < PolicyOutcome::warn) continue;
    PackLine& line = subject->pack_lines[each.rule->rule];
    line.tally.add(contact.contact_id);
    line.outcome = std::max(line.outcome, outcome);
    PackWords& said = line.by_rule[each.rule->rule_id];
    if (said.count++ == 0) said.words = each.words();
  }
  if (worst == PolicyOutcome::block) ++subject->blocked;
}

void look_at(const Services& services, const Contact& contact, const PageFacts& facts, Instant now,
             Subject* subject) {
  ++subject->count;
  const std::string& id = contact.contact_id;
  if (contact.timezone.empty()) subject->no_zone.add(id);
  if (!contact.basis) subject->no_basis.add(id);
  if (facts.suppressed.contains(id)) subject->suppressed.add(id);
  if (facts.replied.contains(id)) subject->replied.add(id);
  if (is_role_address(contact.email_key, services.mail_policy.role_address)) subject->role.add(id);
  if (!subject->sequence) return;
  const auto [first, last] = facts.living.equal_range(id);
  const bool may_be_parallel = subject->sequence->allow_parallel;
  if (std::any_of(first, last, [&](const auto& each) {
        const bool excludes = !each.second.is_parallel && !may_be_parallel;
        return excludes || each.second.sequence_id == subject->sequence->sequence_id;
      }))
    subject->elsewhere.add(id);
  MailFaults faults = faults_of(*subject->sequence, contact, subject->sender, subject->length);
  if (const auto person = facts.people.find(id); person != facts.people.end())
    look_at_packs(services, contact, person->second, faults.first_body, now, subject);
  if (!faults.missing.empty()) subject->incomplete.add(id);
  subject->missing_fields.merge(faults.missing);
  if (faults.refusal.empty()) return;
  subject->refused.add(id);
  if (subject->refusal.empty()) subject->refusal = std::move(faults.refusal);
}

// ----------------------------------------------------------------------------------------------------- the lines

CheckLine line(const char* rule, CheckOutcome outcome, std::string words, std::int64_t count = 0,
               std::vector<std::string> sample = {}) {
  return {rule, outcome, std::move(words), count, std::move(sample)};
}

/// "12 contacts have": the beginning of a sentence about them.
std::string contacts_that(std::int64_t count, const char* one, const char* many) {
  return counted(count, "contact", "contacts") + ' ' + (count == 1 ? one : many);
}

/// A line that informs about some contacts; `fine` where there are none.
CheckLine contacts_line(const char* rule, Tally tally, std::string words, std::string fine) {
  if (tally.count == 0) return line(rule, CheckOutcome::ok, std::move(fine));
  return line(rule, CheckOutcome::warn, std::move(words), tally.count, std::move(tally.sample));
}

CheckLine sequence_line(const Subject& subject) {
  const std::string& id = subject.campaign->sequence_id;
  if (!subject.sequence)
    return line("sequence.active", CheckOutcome::block, "There is no sequence " + id + ". Choose another.");
  const std::string name = "The sequence \"" + subject.sequence->name + "\" is ";
  if (subject.sequence->status == SequenceStatus::ACTIVE)
    return line("sequence.active", CheckOutcome::ok, name + "active.");
  const bool is_draft = subject.sequence->status == SequenceStatus::DRAFT;
  return line("sequence.active", CheckOutcome::block,
              name + (is_draft ? "a draft. Activate it." : "archived. Activate it again, or choose another."),
              1, {id});
}

CheckLine segment_line(const Subject& subject) {
  const std::string name = "The segment \"" + subject.segment.name + "\" ";
  if (subject.count == 0)
    return line("segment.empty", CheckOutcome::block,
                name + "has no contacts that you see. Change its filter, or import contacts.");
  return line("segment.empty", CheckOutcome::ok,
              name + "has " + counted(subject.count, "contact", "contacts") + ".", subject.count);
}

CheckLine mailbox_line(const Subject& subject, Instant now) {
  Tally idle;
  for (const TeamMailbox& each : subject.mailboxes)
    if (status_at(each, now) != MailboxStatus::ACTIVE) idle.add(each.mailbox_id);
  const auto all = static_cast<std::int64_t>(subject.mailboxes.size());
  if (all == 0)
    return line("mailbox.active", CheckOutcome::block,
                "None of the campaign's mailboxes exists. Choose others.");
  if (idle.count == 0)
    return line("mailbox.active", CheckOutcome::ok,
                counted(all, "mailbox is", "mailboxes are") + " active and signed in.", all);
  const std::string words = counted(idle.count, "mailbox does", "mailboxes do") +
                            " not send. Sign in to the mailboxes that should send, or resume them.";
  return line("mailbox.active", idle.count == all ? CheckOutcome::block : CheckOutcome::warn, words,
              idle.count, std::move(idle.sample));
}

CheckLine address_line(const Services& services, const Subject& subject) {
  constexpr const char* kRule = "footer.postal_address";
  if (!services.gate_policy.postal_address.empty())
    return line(kRule, CheckOutcome::ok, "The footer has a postal address.");
  const bool leaves = std::ranges::any_of(subject.mailboxes,
                                          [&](const TeamMailbox& each) { return delivers(services, each); });
  return line(kRule, leaves ? CheckOutcome::block : CheckOutcome::warn,
              "The footer has no postal address, which many countries require. Set SENDER_POSTAL_ADDRESS.");
}

/// Nobody can be written to: that is a fault of the templates, and no launch would mend it.
CheckLine mail_line(Subject* subject) {
  constexpr const char* kRule = "draft.invalid";
  const std::int64_t count = subject->refused.count;
  if (count == 0)
    return line(kRule, CheckOutcome::ok, "Every mail that has its fields filled in can be sent.");
  const bool is_all = count == subject->count;
  return line(kRule, is_all ? CheckOutcome::block : CheckOutcome::warn,
              "The mail to " + counted(count, "contact", "contacts") + " cannot be sent. " + subject->refusal,
              count, std::move(subject->refused.sample));
}

/// "1 contact: Get consent first (UWG, section 7). 99 contacts: ..."
std::string words_of(const PackLine& pack) {
  std::string all;
  for (const auto& [rule_id, said] : pack.by_rule)
    all += (all.empty() ? "" : " ") + counted(said.count, "contact", "contacts") + ": " + said.words;
  return all;
}

/// What the packs say stands in the place of a line of the same rule.
void add_pack_lines(Subject* subject, std::vector<CheckLine>* lines) {
  const bool is_all = subject->count > 0 && subject->blocked == subject->count;
  for (auto& [rule, pack] : subject->pack_lines) {
    const bool blocks = is_all && pack.outcome == PolicyOutcome::block;
    CheckLine made = line(rule.c_str(), blocks ? CheckOutcome::block : CheckOutcome::warn, words_of(pack),
                          pack.tally.count, std::move(pack.tally.sample));
    const auto same = std::ranges::find(*lines, made.rule, &CheckLine::rule);
    if (same == lines->end())
      lines->push_back(std::move(made));
    else if (same->outcome != CheckOutcome::block)
      *same = std::move(made);
  }
}

std::string joined(const std::set<std::string>& names) {
  std::string all;
  for (const std::string& each : names) all += (all.empty() ? "" : ", ") + each;
  return all;
}

CampaignCheck lines_of(const Services& services, Subject subject, Instant now) {
  CampaignCheck check;
  check.count = subject.count;
  check.segment_version = subject.segment.version;
  check.sequence_version = subject.sequence ? subject.sequence->version : 0;
  check.lines = {sequence_line(subject), segment_line(subject), mailbox_line(subject, now),
                 address_line(services, subject)};
  const auto add = [&](const char* rule, Tally& tally, const char* one, const char* many, const char* fine) {
    std::string words = contacts_that(tally.count, one, many);
    check.lines.push_back(contacts_line(rule, std::move(tally), std::move(words), fine));
  };
  const std::string fields = joined(subject.missing_fields);
  const std::string one = "has no " + fields + ": the mail is held until it is filled in.";
  const std::string many = "have no " + fields + ": their mail is held until it is filled in.";
  add("template.missing_field", subject.incomplete, one.c_str(), many.c_str(),
      "Every contact has the fields that the templates need.");
  check.lines.push_back(mail_line(&subject));
  add("contact.timezone", subject.no_zone, "has no time zone, so we use the sender's.",
      "have no time zone, so we use the sender's.", "Every contact has a time zone.");
  add("consent.none", subject.no_basis, "has no basis for being written to. Add it, or take the contact out.",
      "have no basis for being written to. Add it, or take them out.",
      "Every contact has a basis for being written to.");
  add("suppression.address", subject.suppressed, "must not be written to: the launch leaves them out.",
      "must not be written to: the launch leaves them out.", "Nobody in the segment is suppressed.");
  add("contact.replied", subject.replied,
      "replied in the last 30 days. Make sure that this mail is still wanted.",
      "replied in the last 30 days. Make sure that this mail is still wanted.",
      "Nobody in the segment replied in the last 30 days.");
  add("contact.role_address", subject.role,
      "has an address that several people may read. Write to a person, if you know one.",
      "have addresses that several people may read. Write to persons, if you know them.",
      "Every contact has an address of their own.");
  add("contact.other_sequence", subject.elsewhere, "is in a sequence already: the launch leaves them out.",
      "are in a sequence already: the launch leaves them out.",
      "Nobody in the segment is in a sequence already.");
  add_pack_lines(&subject, &check.lines);
  return check;
}

// ----------------------------------------------------------------------------------------------------- the walk

Result<Subject> begin(const Services& services, ReadTx& tx, const Campaign& campaign) {
  Subject subject;
  subject.campaign = &campaign;
  TRY(subject.segment, get_segment(tx, campaign.segment_id));
  TRY(subject.sequence, find_sequence(tx, campaign.sequence_id));
  std::vector<std::string> wanted = campaign.mailboxes;
  if (wanted.empty() && subject.sequence) wanted = subject.sequence->mailboxes.value_or(wanted);
  TRY(auto mailboxes, list_mailboxes(tx));
  for (TeamMailbox& each : mailboxes)
    if (wanted.empty() || std::ranges::find(wanted, each.mailbox_id) != wanted.end())
      subject.mailboxes.push_back(std::move(each));
  TRY(subject.packs, list_enabled_packs(services, tx));
  subject.length = services.agent_policy.validation.body_length();
  subject.sender = {services.sender.name, services.sender.address};
  if (!subject.mailboxes.empty())
    subject.sender = {subject.mailboxes.front().name, subject.mailboxes.front().address};
  return subject;
}

struct CheckedPage {
  ContactBatch batch;
  PageFacts facts;
};

Result<CheckedPage> read_page(Services& services, ReadTx& tx, const PolicyPacks& packs,
                              const std::string& after_id, Instant now) {
  CheckedPage page;
  TRY(page.batch, read_contact_batch(tx, after_id));
  if (page.batch.contacts.empty()) return page;
  TRY(page.facts, read_facts(services, tx, page.batch, packs, now));
  return page;
}

}  // namespace

Result<std::set<std::string>> list_suppressed_domains(const Services& services, ReadTx& tx,
                                                      const ContactBatch& batch) {
  std::set<std::string> suppressed;
  std::map<std::string, std::vector<std::string>> contacts_of;
  for (const Contact& each : batch.contacts)
    for (std::string& hash : address_keys(services, each.email_key).domain_hashes)
      contacts_of[std::move(hash)].push_back(each.contact_id);
  std::vector<std::string> hashes;
  const auto ask = [&]() -> Result<Unit> {
    TRY(const auto found, list_suppressions_of(tx, hashes));
    for (const Suppression& each : found)
      suppressed.insert(contacts_of[each.key_hash].begin(), contacts_of[each.key_hash].end());
    hashes.clear();
    return ok();
  };
  for (const auto& [hash, contacts] : contacts_of) {
    hashes.push_back(hash);
    if (hashes.size() == kHashesAtOnce) TRY_OK(ask());
  }
  if (!hashes.empty()) TRY_OK(ask());
  return suppressed;
}

bool CampaignCheck::is_ready() const {
  return std::ranges::none_of(lines,
                              [](const CheckLine& each) { return each.outcome == CheckOutcome::block; });
}

Result<std::vector<CampaignCheck>> check_campaigns(Services& services,
                                                   const std::vector<Campaign>& campaigns) {
  std::vector<CampaignCheck> checks;
  if (campaigns.empty()) return checks;
  const Instant now = services.clock.now();
  TRY(auto subjects, services.db.read_now([&](ReadTx& tx) -> Result<std::vector<Subject>> {
    std::vector<Subject> begun;
    for (const Campaign& each : campaigns) {
      TRY(Subject subject, begin(services, tx, each));
      begun.push_back(std::move(subject));
    }
    return begun;
  }));
  const PolicyPacks packs = subjects.front().packs;
  for (CheckedPage page; !page.batch.is_last;) {
    TRY(page, services.db.read_now(
                  [&](ReadTx& tx) { return read_page(services, tx, packs, page.batch.span.last_id, now); }));
    for (Subject& subject : subjects)
      for (const Contact& each : members_of(page.batch, subject.segment.filter))
        look_at(services, with_company(each, page.batch.company_of(each)), page.facts, now, &subject);
  }
  for (Subject& each : subjects) checks.push_back(lines_of(services, std::move(each), now));
  return checks;
}

}  // namespace sa
