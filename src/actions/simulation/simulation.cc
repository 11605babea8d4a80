#include "actions/simulation/simulation.h"

#include <algorithm>
#include <set>

#include "actions/campaign/checklist.h"
#include "actions/campaign/segment.h"
#include "actions/contact/contact.h"
#include "actions/mailbox/line.h"
#include "actions/policy/policy.h"
#include "agents/validation/content.h"
#include "core/enrollment/spread.h"
#include "store/campaign/campaign.h"
#include "store/mailbox/mailbox.h"
#include "store/sequence/sequence.h"
#include "store/simulation/simulation.h"

namespace sa {
namespace {

/// What is known of a page of contacts beside themselves.
struct PageFacts {
  std::set<std::string> suppressed;
  std::set<std::string> suppressed_domains;
  std::multimap<std::string, EnrolledContact> living;
  std::map<std::string, ContactQuestion> questions;
  std::map<std::string, std::int64_t> earlier;
  std::map<std::string, Instant> absent;
  std::multimap<std::string, Instant> received;
  PolicyPeople people;
};

/// Why a launch would leave the contact out, as actions/enrollment/enroll.h says it; or what the scheduler would hold it by.
std::optional<Reason> obstacle_of(const Contact& contact, const Sequence& sequence, const PageFacts& facts) {
  const std::string& id = contact.contact_id;
  if (facts.suppressed.contains(id))
    return Reason{"suppression.address", Severity::block, "The contact must not be contacted.", ""};
  if (facts.suppressed_domains.contains(id))
    return Reason{"suppression.domain", Severity::block, "Nobody at the contact's domain may be contacted.",
                  ""};
  const auto [first, last] = facts.living.equal_range(id);
  for (auto each = first; each != last; ++each) {
    const bool excludes = !each->second.is_parallel && !sequence.allow_parallel;
    if (excludes || each->second.sequence_id == sequence.sequence_id)
      return Reason{"contact.other_sequence", Severity::hold,
                    "The contact is in the sequence " + each->second.sequence_id + " already.", ""};
  }
  if (const auto question = facts.questions.find(id); question != facts.questions.end())
    return Reason{question->second.kind == "company_reply" ? "sequence.company_reply" : "contact.doubt",
                  Severity::hold, "A question about the contact is open. Answer it first.", ""};
  return std::nullopt;
}

Result<PageFacts> read_facts(const Services& services, ReadTx& tx, const ContactBatch& batch,
                             const Sequence& sequence, const PolicyPacks& packs, Instant from) {
  PageFacts facts;
  TRY(const auto suppressed, list_suppressed(tx, batch.span));
  facts.suppressed.insert(suppressed.begin(), suppressed.end());
  TRY(facts.suppressed_domains, list_suppressed_domains(services, tx, batch));
  TRY(const auto living, list_living(tx, batch.span));
  for (const EnrolledContact& each : living) facts.living.emplace(each.contact_id, each);
  TRY(const auto questions, list_questioned(tx, batch.span));
  for (const ContactQuestion& each : questions) facts.questions.emplace(each.contact_id, each);
  TRY(const auto earlier, list_earlier_enrollments(tx, batch.span, sequence.sequence_id));
  for (const EarlierCount& each : earlier) facts.earlier.emplace(each.contact_id, each.earlier);
  TRY(const auto absent, list_absences(tx, batch.span, from));
  for (const ContactMoment& each : absent) facts.absent.emplace(each.contact_id, each.at);
  TRY(const auto received, list_contact_usage(tx, batch.span, from - kContactWindowMs));
  for (const ContactMoment& each : received) facts.received.emplace(each.contact_id, each.at);
  TRY(facts.people, list_policy_people(tx, packs, batch.span, from));
  return facts;
}

SimulatedContact simulated(const Services& services, const Contact& contact, const Sequence& sequence,
                           const PageFacts& facts) {
  SimulatedContact made;
  made.contact = contact;
  if (services.gate_policy.limits.domain_day > 0)
    made.domain_hash = company_hash_of(services, contact.email_key);
  made.obstacle = obstacle_of(contact, sequence, facts);
  if (const auto found = facts.earlier.find(contact.contact_id); found != facts.earlier.end())
    made.earlier = found->second;
  if (const auto found = facts.absent.find(contact.contact_id); found != facts.absent.end())
    made.absent_until = found->second;
  const auto [first, last] = facts.received.equal_range(contact.contact_id);
  for (auto each = first; each != last; ++each) made.received.push_back(each->second);
  if (const auto found = facts.people.find(contact.contact_id); found != facts.people.end())
    made.policy = policy_facts_of(services, found->second, contact.email_key);
  return made;
}

Result<std::optional<Campaign>> read_campaign(ReadTx& tx, const SimulationSubject& subject) {
  if (!subject.campaign_id) return std::optional<Campaign>();
  TRY(Campaign campaign, get_campaign(tx, *subject.campaign_id));
  return std::optional(std::move(campaign));
}

/// The mailboxes that mail of it leaves from: as the scheduler chooses among them.
std::vector<std::string> allowed_mailboxes(const std::optional<Campaign>& campaign, const Sequence& sequence,
                                           const std::vector<TeamMailbox>& mailboxes, Instant now) {
  if (campaign && !campaign->mailboxes.empty()) return campaign->mailboxes;
  if (sequence.mailboxes && !sequence.mailboxes->empty()) return *sequence.mailboxes;
  return active_mailboxes(mailboxes, now);
}

/// What counts against the quotas beside the mail of the mailboxes and of the contacts.
Result<Unit> read_places(const Services& services, ReadTx& tx, SimulationInput* input) {
  TRY(const auto reserved, list_reserved(tx, input->from));
  for (const MailboxMoment& each : reserved) input->reserved[each.mailbox_id].push_back(each.at);
  const QuotaLimits& limits = services.gate_policy.limits;
  if (limits.domain_day > 0) {
    TRY(const auto domains, list_domain_usage(tx, input->from - kMailboxWindowMs));
    for (const KeyMoment& each : domains) input->sent_to_domain[each.key].push_back(each.at);
  }
  if (limits.company_week > 0) {
    TRY(const auto companies, list_company_usage(tx, input->from - kContactWindowMs));
    for (const KeyMoment& each : companies) input->sent_to_company[each.key].push_back(each.at);
  }
  return ok();
}

Result<SimulationInput> read_input(const Services& services, ReadTx& tx, const Actor& actor,
                                   const std::optional<Campaign>& campaign, const SimulationSubject& subject,
                                   SimulationInput input) {
  if (campaign) {
    TRY(input.sequence, get_sequence(tx, campaign->sequence_id));
  } else {
    input.sequence = *subject.sequence;
  }
  TRY(input.mailboxes, list_mailboxes(tx));
  input.allowed = allowed_mailboxes(campaign, input.sequence, input.mailboxes, input.from);
  if (actor.kind == ActorKind::person) input.user_id = actor.actor_id;
  TRY(const auto sent, list_mailbox_usage(tx, input.from - kMailboxWindowMs));
  for (const MailboxMoment& each : sent) input.sent[each.mailbox_id].push_back(each.at);
  TRY_OK(read_places(services, tx, &input));
  input.policy = &services.gate_policy;
  TRY(input.packs, list_enabled_packs(services, tx));
  std::set<std::string> delivering;
  for (const TeamMailbox& each : input.mailboxes)
    if (delivers(services, each)) delivering.insert(each.mailbox_id);
  input.delivers = [delivering](const TeamMailbox& mailbox) {
    return delivering.contains(mailbox.mailbox_id);
  };
  input.find_fault = [length = services.agent_policy.validation.body_length()](
                         const std::string& recipient, const std::string& subject_line,
                         const std::string& body, bool goes_on) -> std::optional<Reason> {
    const auto checked = check_content(recipient, subject_line, body, goes_on, length);
    if (checked) return std::nullopt;
    return Reason{"draft.invalid", Severity::hold,
                  "The step makes no mail that can be sent: " + checked.error().message, ""};
  };
  return input;
}

Result<Simulation> read_all(const Services& services, ReadTx& tx, const Actor& actor,
                            const SimulationSubject& subject, SimulationInput given) {
  TRY(const auto campaign, read_campaign(tx, subject));
  TRY(const Segment segment, get_segment(tx, campaign ? campaign->segment_id : *subject.segment_id));
  TRY(SimulationInput input, read_input(services, tx, actor, campaign, subject, std::move(given)));
  const Sequence sequence = input.sequence;
  const Instant from = input.from;
  const PolicyPacks packs = input.packs;
  Simulation simulation(std::move(input));
  for (ContactBatch batch; !batch.is_last;) {
    TRY(batch, read_contact_batch(tx, batch.span.last_id));
    if (batch.contacts.empty()) break;
    TRY(const PageFacts facts, read_facts(services, tx, batch, sequence, packs, from));
    simulation.add(batch.companies);
    for (const Contact& each : members_of(batch, segment.filter))
      simulation.add(simulated(services, each, sequence, facts));
  }
  return simulation;
}

/// The id goes into the ids of enrolments: any will do, as long as it is the same for the same file.
void name_it(Sequence* sequence) {
  if (sequence->sequence_id.empty()) sequence->sequence_id = "draft";
  if (sequence->name.empty()) sequence->name = sequence->sequence_id;
}

Result<Unit> check_subject(const SimulationSubject& subject) {
  if (subject.campaign_id && (subject.sequence || subject.segment_id))
    return invalid_field("campaign_id", "Name either a campaign, or a sequence and a segment.");
  if (subject.campaign_id) return ok();
  if (!subject.sequence) return invalid_field("sequence", "Name a campaign, or a sequence and a segment.");
  if (!subject.segment_id) return invalid_field("segment_id", "Name the segment to try the sequence on.");
  return check_sequence(*subject.sequence);
}

}  // namespace

Result<Simulation> simulate(Services& services, const Actor& actor, SimulationSubject subject,
                            const SimulationTerms& terms) {
  if (subject.sequence) name_it(&*subject.sequence);
  TRY_OK(check_subject(subject));
  if (terms.days < 1 || terms.days > kMostSimulatedDays)
    return invalid_field("days",
                         "Enter a number of days from 1 to " + std::to_string(kMostSimulatedDays) + ".");
  SimulationInput input;
  TRY(input.world, parse_world(terms.world));
  TRY(input.approval, parse_approval(terms.approve));
  input.from = terms.from.value_or(services.clock.now());
  input.days = terms.days;
  input.seed = std::to_string(terms.seed);
  TRY(Simulation simulation,
      services.db.read_now([&](ReadTx& tx) { return read_all(services, tx, actor, subject, input); }));
  simulation.run();
  return simulation;
}

Result<SimulationSubject> comparison_subject(Services& services, const SimulationSubject& first,
                                             SimulationSubject other) {
  if (other.sequence && !other.segment_id) {
    other.segment_id = first.segment_id;
    if (first.campaign_id) {
      TRY(const Campaign campaign,
          services.db.read_now([&](ReadTx& tx) { return get_campaign(tx, *first.campaign_id); }));
      other.segment_id = campaign.segment_id;
    }
  }
  if (other.campaign_id)
    TRY_OK(services.db.read_now([&](ReadTx& tx) { return get_campaign(tx, *other.campaign_id); }));
  if (other.sequence) name_it(&*other.sequence);
  TRY_OK(check_subject(other));
  return other;
}

}  // namespace sa
