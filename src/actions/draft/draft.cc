#include "actions/draft/draft.h"

#include <algorithm>
#include <set>

#include "actions/contact/contact.h"
#include "actions/contact/record.h"
#include "actions/contact/unsubscribe.h"
#include "actions/draft/judge.h"
#include "actions/draft/move.h"
#include "actions/draft/send.h"
#include "actions/draft/sweep.h"
#include "actions/draft/validation.h"
#include "actions/mailbox/line.h"
#include "agents/validation/content.h"
#include "base/log.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "core/draft/standing.h"
#include "mail/address/address.h"
#include "mail/mime/build.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/mailbox/mailbox.h"
#include "store/mailbox/sight.h"
#include "store/message/message.h"

namespace sa {
namespace {

constexpr std::size_t kMaxReasonChars = 2000;
constexpr std::size_t kMaxNameChars = 200;
constexpr std::size_t kMaxFindingChars = 300;

std::string new_message_id(const Services& services, const TeamMailbox& mailbox) {
  return new_id(services.clock, services.random) + "@" + std::string(domain_of(mailbox.mailbox_id));
}

/// Joins the draft to the message that it answers.
void join_thread(const MessageRow& message, Draft* draft) {
  draft->message_id = message.message_id;
  draft->thread_id = message.thread_id;
  // What no header can carry, or what we made up for a mail without an id, is not referred to.
  for (std::string& id : reply_references(message.reference_ids, message.rfc_message_id)) {
    if (is_message_id(id)) draft->reference_ids.push_back(std::move(id));
  }
  if (is_message_id(message.rfc_message_id)) draft->in_reply_to = message.rfc_message_id;
}

/// Joins the draft to our own mail that it goes on from.
void join_own(const Draft& last, Draft* draft) {
  draft->thread_id = last.thread_id;
  draft->in_reply_to = last.rfc_message_id;
  draft->reference_ids = reply_references(last.reference_ids, last.rfc_message_id);
}

/// The language of the footer: that of the body, or when that is not certain, of the mail that it answers. Empty: neither is known.
std::string footer_language(const Services& services, std::string_view body, const MessageRow* answered) {
  const Language of_body = detect_language(body, services.mail_policy.language);
  if (of_body.belief == Belief::sure) return of_body.code;
  if (answered && member_text(answered->analysis, "language_belief") == enum_name(Belief::sure))
    return member_text(answered->analysis, "language");
  return {};
}

/// From and footer as the mailbox has them now. A signature stands in the place of the name.
void sign(const Services& services, const TeamMailbox& mailbox, std::string_view language, Draft* draft) {
  draft->sender = mailbox.name.empty() ? mailbox.address : mailbox.name + " <" + mailbox.address + ">";
  draft->mailbox_id = mailbox.mailbox_id;
  const std::string& name = mailbox.signature.empty() ? mailbox.name : mailbox.signature;
  draft->footer = footer_text(services.agent_policy.footer,
                              {name, services.sender.company, services.sender.postal_address}, language,
                              draft->unsubscribe_url);
}

/// Gives the mail the opt-out link of whom it goes to; the first mail to somebody makes it. True when that is another one than it had.
Result<bool> point_link(const Services& services, Tx& tx, const AddressKeys& recipient, Instant now,
                        Draft* draft) {
  TRY(const std::string id,
      keep_unsubscribe_id(tx, recipient, unsubscribe_id_of(draft->unsubscribe_url), now));
  const std::string url = unsubscribe_url(services, id, draft->id);
  if (url == draft->unsubscribe_url) return false;
  draft->unsubscribe_url = url;
  return true;
}

/// Those of the drafts whose recipient must not be written to.
Result<std::vector<Draft*>> list_suppressed(const Services& services, ReadTx& tx,
                                            const std::vector<Draft*>& drafts) {
  std::vector<std::string> all;
  std::vector<std::vector<std::string>> hashes_of;
  for (const Draft* draft : drafts) {
    AddressKeys keys = address_keys(services, draft->recipient_key);
    keys.domain_hashes.push_back(std::move(keys.key_hash));
    all.insert(all.end(), keys.domain_hashes.begin(), keys.domain_hashes.end());
    hashes_of.push_back(std::move(keys.domain_hashes));
  }
  TRY(const auto standing, list_suppressions_of(tx, all));
  std::set<std::string> held;
  for (const Suppression& each : standing) held.insert(each.key_hash);
  std::vector<Draft*> found;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (std::ranges::any_of(hashes_of[i], [&](const std::string& hash) { return held.contains(hash); }))
      found.push_back(drafts[i]);
  }
  return found;
}

boost::json::object verdict_details(const Draft& draft) {
  return {{"verdict", to_json(draft.verdict)}};
}

/// OPERATOR_APPROVAL_REQUIRED=false: a draft without a single finding needs no person (never with a provider that
/// delivers, which app/config/config.cc refuses).
Result<Unit> approve_by_policy(Services& services, Tx& tx, Draft* draft, Instant now) {
  if (services.approval_required || !is_without_finding(*draft)) return ok();
  TRY(const MailboxFacts mailbox, get_mailbox_facts(services, tx, draft->mailbox_id, now));
  if (mailbox.delivers) return ok();
  const DraftStatus from = draft->status;
  TRY(*draft, approve(*draft, "policy OPERATOR_APPROVAL_REQUIRED=false", draft->content_hash, now));
  TRY_OK(update_draft(tx, *draft));
  if (draft->source.enrollment_id) TRY_OK(ask_to_send(services, tx, *draft, ""));
  return append_audit(tx, system_actor("policy"), "approve", from, *draft,
                      "OPERATOR_APPROVAL_REQUIRED is false and the draft has no findings.",
                      verdict_details(*draft), now);
}

Result<std::string> check_wish(const Services& services, const NewDraft& wish) {
  if (!wish.id.empty()) TRY_OK(check_draft_id(wish.id));
  TRY_OK(check_metadata(wish.metadata));
  const bool goes_on = wish.message_id.has_value() || wish.follows_id.has_value() || wish.goes_on;
  return check_content(wish.recipient, wish.subject, wish.body, goes_on,
                       services.agent_policy.validation.body_length());
}

/// The whole draft but for its verdict, which is of the moment when it is stored.
Result<Draft> compose(Services& services, const NewDraft& wish, const std::string& recipient_key,
                      const Background& background, const TeamMailbox& mailbox,
                      const std::optional<Draft>& last) {
  const Instant now = services.clock.now();
  Draft draft;
  draft.id = wish.id.empty() ? new_id(services.clock, services.random) : wish.id;
  draft.recipient = wish.recipient;
  draft.recipient_key = recipient_key;
  draft.subject = wish.subject;
  draft.body = wish.body;
  draft.metadata = wish.metadata;
  draft.rfc_message_id = new_message_id(services, mailbox);
  draft.source = wish.source;
  draft.created_at = draft.updated_at = now;
  draft.expires_at = now + services.draft_expiry_days * kDayMs;
  if (background.message) join_thread(*background.message, &draft);
  if (last) join_own(*last, &draft);
  if (background.contact) draft.contact_id = background.contact->contact_id;
  draft.unsubscribe_url = unsubscribe_url(services, new_unsubscribe_id(services), draft.id);
  const MessageRow* answered = background.message ? &*background.message : nullptr;
  sign(services, mailbox, footer_language(services, draft.body, answered), &draft);
  draft.content_hash = content_hash(draft);
  // Found out now, not after a person has approved it.
  TRY_OK(check_message(outgoing_mail(draft, now)));
  validate_draft(services, background, &draft);
  return draft;
}

/// The draft that has this id already, when that is what was wished for.
Result<Draft> repeat(ReadTx& tx, const Draft& draft) {
  TRY(auto existing, find_draft(tx, draft.id));
  if (!existing) return conflict("The draft id " + draft.id + " is already in use. Choose another id.");
  if (is_same_content(*existing, draft)) return *std::move(existing);
  return conflict("The draft id " + draft.id + " is already in use by a draft that is " +
                  describe_state(*existing) +
                  " and has other content. Choose another id, or edit that draft.");
}

/// A draft would bring back what was erased.
Result<Unit> check_not_erased(const GateContext& context) {
  for (const Suppression& each : context.contact.suppressions) {
    if (each.source == kErasureSource)
      return conflict(
          "contact.erased: this person was erased and must not be contacted. Only an owner can lift this, "
          "with proof of new consent.");
  }
  return ok();
}

/// The person who decides, as the trail will name them. In development without sign-in the given name is taken, and
/// marked as unverified; otherwise it must be the signed-in person's.
Result<Actor> deciding(const Actor& actor, const std::string& given, const char* field) {
  if (utf8_length(given) > kMaxNameChars || has_control(given)) {
    return invalid_field(field, "A name must have at most 200 characters and no control characters.");
  }
  Actor who = actor;
  if (actor.unverified) {
    if (looks_blank(given)) return invalid_field(field, "Enter the name of the person who decides.");
    who.name = given;
    return who;
  }
  if (looks_blank(given) || given == actor.name || fold_address(given) == fold_address(actor.email))
    return who;
  return forbidden("You are signed in as " + actor.name + "; you cannot decide in the name of " + given +
                   ".");
}

/// What was approved may lie ready at its provider, and must not be sent from there any more.
Result<Unit> sweep_after(const Services& services, Tx& tx, const Draft& before, const Actor& actor) {
  if (before.status != DraftStatus::APPROVED) return ok();
  TRY(const bool lies_ready, may_lie_ready(services, tx, before.mailbox_id));
  return lies_ready ? ask_to_sweep(services, tx, actor.trace_id) : ok();
}

struct ChangeNote {
  const char* action;
  std::string reason = {};
  std::optional<SeenDraft> seen = {};
  std::vector<std::string> acknowledged = {};
  RejectNext next = RejectNext::stop;
};

/// A mail of a sequence leaves by itself at its time once it is approved; what else becomes of it moves the sequence.
Result<Unit> follow_change(const Services& services, Tx& tx, const Actor& actor, const Draft& draft,
                           RejectNext next, Instant now) {
  if (!draft.source.enrollment_id) return ok();
  if (draft.status == DraftStatus::APPROVED) return ask_to_send(services, tx, draft, actor.trace_id);
  return follow_draft(services, tx, actor, draft, now, next);
}

/// One step of a draft's life in one transaction: load, decide, judge anew, store, append to the trail.
template <class Step>
Task<Result<Draft>> change(Services& services, Actor actor, std::string id, ChangeNote note, Step step) {
  const Instant now = services.clock.now();
  auto changed = co_await services.db.write([&](Tx& tx) -> Result<Draft> {
    TRY(const Draft before, get_draft(tx, id));
    TRY_OK(check_seen(before, note.seen));
    const UnseenWork unseen;
    TRY(Draft draft, step(tx, before, now));
    TRY_OK(update_draft(tx, draft));
    boost::json::object details = verdict_details(draft);
    if (!note.acknowledged.empty()) details["acknowledged"] = to_json(note.acknowledged);
    TRY_OK(append_audit(tx, actor, note.action, before.status, draft, note.reason, details, now));
    if (draft.status != before.status) TRY_OK(follow_change(services, tx, actor, draft, note.next, now));
    TRY_OK(sweep_after(services, tx, before, actor));
    return draft;
  });
  if (changed) {
    log_event(LogLevel::info, "draft_changed",
              {{"action", note.action},
               {"draft_id", id},
               {"status", enum_name(changed->status)},
               {"actor", actor.actor_id}});
  }
  co_return changed;
}

/// At most `limit`; how many.
Task<Result<std::int64_t>> expire_some(Services& services, std::int64_t limit) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<std::int64_t> {
    TRY(const auto drafts, list_expired_drafts(tx, now, limit));
    for (const Draft& before : drafts) {
      TRY(const Draft draft, expire(before, now));
      TRY_OK(update_draft(tx, draft));
      TRY_OK(append_audit(tx, system_actor("expire_drafts"), "expire", before.status, draft,
                          "Nobody approved the draft before its deadline.", {}, now));
      TRY_OK(follow_draft(services, tx, system_actor("expire_drafts"), draft, now));
    }
    return static_cast<std::int64_t>(drafts.size());
  });
}

Task<Result<Unit>> expire_drafts(Services& services, NoInput, JobTry) {
  constexpr std::int64_t kBatch = 200;
  while (true) {
    CO_TRY(const std::int64_t expired, co_await expire_some(services, kBatch));
    if (expired < kBatch) co_return ok();
  }
}

constexpr JobKind<NoInput> kExpireDrafts{"expire_drafts", 3, expire_drafts, Lane::ordinary, {kMinuteMs}};

}  // namespace

Result<Unit> check_seen(const Draft& present, const std::optional<SeenDraft>& seen) {
  if (!seen || (seen->version == present.version && seen->status == present.status)) return ok();
  return conflict("Draft " + present.id + " has changed since you read it: it is " + describe_state(present) +
                  ", version " + std::to_string(present.version) + ". Look at it again, then decide.")
      .with_details("draft", to_json(present));
}

Task<Result<Draft>> compose_draft(Services& services, NewDraft wish) {
  CO_TRY(const std::string recipient_key, check_wish(services, wish));
  TeamMailbox mailbox;
  std::optional<Draft> last;
  CO_TRY(const Background background, co_await services.db.read([&](ReadTx& tx) -> Result<Background> {
    TRY(Background found, get_background(services, tx, wish.message_id, recipient_key));
    MailboxWish from{wish.mailbox_id, std::nullopt, wish.user_id, std::nullopt};
    TRY(from.contact_mailbox_id, find_mailbox_of(tx, address_keys(services, recipient_key)));
    if (found.message) from.came_to = found.message->mailbox_id;
    TRY(mailbox, choose_mailbox(tx, from, services.clock.now()));
    if (wish.follows_id) {
      TRY(last, get_draft(tx, *wish.follows_id));
    }
    return found;
  }));
  co_return compose(services, wish, recipient_key, background, mailbox, last);
}

Result<Draft> store_draft(Services& services, Tx& tx, const Actor& actor, Draft draft) {
  const Instant now = services.clock.now();
  TRY(const GateContext context, get_gate_facts(services, tx, draft, now));
  if (context.is_stored) return repeat(tx, draft);
  TRY_OK(check_not_erased(context));
  if (draft.message_id) {
    TRY(const auto answer, find_answer(tx, *draft.message_id));
    if (answer) {
      TRY(const auto living, find_draft(tx, *answer));
      if (!living) return conflict("A draft in another mailbox already answers that message.");
      return conflict("Draft " + *answer + " already answers that message. Edit it, or reject it first.")
          .with_details("draft_id", boost::json::value(*answer));
    }
  }
  const UnseenWork unseen;
  // Whom we write to is somebody whom we know.
  Contact whom;
  whom.email = draft.recipient;
  whom.email_key = draft.recipient_key;
  whom.created_at = whom.updated_at = now;
  TRY(const Contact contact, note_contact(services, tx, whom));
  draft.contact_id = contact.contact_id;
  // Who was written to before has a link already, perhaps since this draft was composed.
  const std::string composed_url = draft.unsubscribe_url;
  TRY(const bool is_moved,
      point_link(services, tx, address_keys(services, draft.recipient_key), now, &draft));
  if (is_moved) {
    draft.footer.replace(draft.footer.find(composed_url), composed_url.size(), draft.unsubscribe_url);
    draft.content_hash = content_hash(draft);
  }
  // One time for the draft, its version and its row of the trail: the verification compares them.
  draft.created_at = draft.updated_at = now;
  draft.verdict = decide(draft, context, services.gate_policy, now);
  TRY_OK(insert_draft(tx, draft, actor.name));
  TRY_OK(append_audit(tx, actor, "create", std::nullopt, draft, "", verdict_details(draft), now));
  TRY_OK(approve_by_policy(services, tx, &draft, now));
  return draft;
}

Task<Result<Draft>> create_draft(Services& services, const Actor& actor, NewDraft wish) {
  if (actor.kind == ActorKind::person) wish.user_id = actor.actor_id;
  CO_TRY(const Draft draft, co_await compose_draft(services, std::move(wish)));
  co_return co_await services.db.write([&](Tx& tx) { return store_draft(services, tx, actor, draft); });
}

Task<Result<Draft>> approve_draft(Services& services, const Actor& actor, std::string id,
                                  std::string approved_by, std::optional<std::string> content_hash,
                                  std::vector<std::string> acknowledged, std::optional<SeenDraft> seen) {
  CO_TRY(const Actor who, deciding(actor, approved_by, "approved_by"));
  for (const std::string& each : acknowledged) {
    if (utf8_length(each) > kMaxFindingChars || has_control(each))
      co_return invalid_field(
          "acknowledged",
          "The name of a finding must have at most 300 characters and no control characters.");
  }
  const auto step = [&](Tx& tx, const Draft& before, Instant now) -> Result<Draft> {
    // Judged as the person found it, so that the trail says what they have seen and approved all the same.
    Draft judged = before;
    TRY_OK(judge(services, tx, &judged, now));
    TRY(Draft draft, approve(judged, who.name, content_hash, now));
    // What may never leave is not worth an approval; what must wait may be approved now and leave later.
    if (draft.verdict.outcome == Outcome::block) return refusal(draft, draft.verdict, now);
    TRY_OK(check_message(outgoing_mail(draft, now)));
    return draft;
  };
  co_return co_await change(services, who, id, {"approve", "", seen, std::move(acknowledged)}, step);
}

Task<Result<Draft>> acknowledge_claim(Services& services, const Actor& actor, std::string id,
                                      std::string claim_id, std::string content_hash, std::string reason) {
  if (looks_blank(reason))
    co_return invalid_field("reason", "Say how you know that it is true. The audit trail records it.");
  if (utf8_length(reason) > kMaxReasonChars)
    co_return invalid_field("reason", "The reason is longer than 2,000 characters.");
  const Instant now = services.clock.now();
  auto changed = co_await services.db.write([&](Tx& tx) -> Result<Draft> {
    TRY(const Draft before, get_draft(tx, id));
    // As the person found it: a source may have changed since it was stored.
    Draft found = before;
    TRY_OK(judge(services, tx, &found, now));
    TRY(Draft draft, acknowledge_claim(std::move(found), claim_id, content_hash, actor));
    TRY_OK(judge(services, tx, &draft, now));
    TRY_OK(update_draft(tx, draft));
    boost::json::object details = verdict_details(draft);
    for (const Claim& claim : draft.claims) {
      if (claim.claim_id == claim_id) details["claim"] = to_json(claim);
    }
    TRY_OK(append_audit(tx, actor, "acknowledge_claim", before.status, draft, reason, details, now));
    return draft;
  });
  if (changed) {
    log_event(LogLevel::info, "claim_acknowledged",
              {{"draft_id", id}, {"claim_id", claim_id}, {"actor", actor.actor_id}});
  }
  co_return changed;
}

Task<Result<Draft>> reject_draft(Services& services, const Actor& actor, std::string id,
                                 std::string rejected_by, std::string reason, std::optional<SeenDraft> seen,
                                 RejectNext next) {
  CO_TRY(const Actor who, deciding(actor, rejected_by, "rejected_by"));
  if (utf8_length(reason) > kMaxReasonChars) {
    co_return invalid_field("reason", "The reason is longer than 2,000 characters.");
  }
  co_return co_await change(
      services, who, id, {"reject", reason, seen, {}, next},
      [&](Tx&, const Draft& before, Instant now) { return reject(before, who.name, reason, now); });
}

Task<Result<Draft>> reopen_draft(Services& services, const Actor& actor, std::string id,
                                 std::optional<SeenDraft> seen) {
  const auto step = [&](Tx& tx, const Draft& before, Instant now) -> Result<Draft> {
    TRY(Draft draft, reopen(before, now));
    TRY_OK(check_reopen(tx, before));
    if (draft.message_id) {
      TRY(const auto answer, find_answer(tx, *draft.message_id));
      if (answer)
        return conflict("Draft " + *answer + " answers that message by now, so " + id + " stays rejected.");
    }
    TRY_OK(judge(services, tx, &draft, now));
    return draft;
  };
  co_return co_await change(services, actor, id, {"reopen", "", seen}, step);
}

Task<Result<Draft>> snooze_draft(Services& services, const Actor& actor, std::string id,
                                 std::optional<Instant> until, std::optional<SeenDraft> seen) {
  const std::string words = until ? "until " + format_rfc3339(*until) : "";
  co_return co_await change(
      services, actor, id, {until ? "snooze" : "wake", words, seen},
      [&](Tx&, const Draft& before, Instant now) { return snooze(before, until, now); });
}

Task<Result<Draft>> withdraw_draft(Services& services, const Actor& actor, std::string id,
                                   std::optional<SeenDraft> seen) {
  co_return co_await change(services, actor, id, {"withdraw", "", seen},
                            [](Tx&, const Draft& before, Instant now) { return withdraw(before, now); });
}

Task<Result<Draft>> edit_draft(Services& services, const Actor& actor, std::string id,
                               DraftEdit change_wanted, std::optional<std::int64_t> version,
                               std::optional<SeenDraft> seen) {
  if (change_wanted.mailbox_id) {
    CO_TRY_OK(co_await services.db.read([&](ReadTx& tx) -> Result<Unit> {
      TRY_OK(get_draft(tx, id));
      return check_mailbox(tx, *change_wanted.mailbox_id);
    }));
  }
  const auto step = [&](Tx& tx, const Draft& before, Instant now) -> Result<Draft> {
    if (version && *version != before.version) {
      return conflict("Draft " + id + " is version " + std::to_string(before.version) +
                      " now, but you edited version " + std::to_string(*version) +
                      ". Reload it, then edit it again.")
          .with_details("version", before.version);
    }
    Draft renewed = before;
    if (const auto to = normalize_address(change_wanted.recipient.value_or(before.recipient))) {
      renewed.unsubscribe_url = unsubscribe_url(services, new_unsubscribe_id(services), renewed.id);
      TRY_OK(point_link(services, tx, address_keys(services, *to), now, &renewed));
    }
    MailboxWish from{change_wanted.mailbox_id ? change_wanted.mailbox_id : before.mailbox_id};
    TRY(const TeamMailbox mailbox, choose_mailbox(tx, from, now));
    std::optional<MessageRow> answered;
    if (before.message_id) {
      TRY(answered, get_message(tx, *before.message_id));
    }
    sign(services, mailbox,
         footer_language(services, change_wanted.body.value_or(before.body), answered ? &*answered : nullptr),
         &renewed);
    TRY(Draft draft, edit(std::move(renewed), change_wanted, new_message_id(services, mailbox), now));
    TRY(draft.recipient_key, check_content(draft.recipient, draft.subject, draft.body, goes_on(draft),
                                           services.agent_policy.validation.body_length()));
    TRY(const Background background, get_background(services, tx, draft.message_id, draft.recipient_key));
    const auto& contact = background.contact;
    draft.contact_id = contact ? std::optional(contact->contact_id) : std::nullopt;
    TRY_OK(check_message(outgoing_mail(draft, now)));
    validate_draft(services, background, &draft);
    TRY_OK(judge(services, tx, &draft, now));
    TRY_OK(insert_draft_version(tx, draft, actor.name));
    return draft;
  };
  co_return co_await change(services, actor, id, {"edit", "", seen}, step);
}

Result<Draft> move_draft(Services& services, Tx& tx, const Actor& actor, const Draft& before,
                         const TeamMailbox& to, Instant now) {
  TRY(const Background background, get_background(services, tx, before.message_id, before.recipient_key));
  const MessageRow* const answered = background.message ? &*background.message : nullptr;
  Draft renewed = before;
  sign(services, to, footer_language(services, before.body, answered), &renewed);
  TRY(Draft draft, edit(std::move(renewed), {}, new_message_id(services, to), now));
  validate_draft(services, background, &draft);
  TRY_OK(judge(services, tx, &draft, now));
  TRY_OK(insert_draft_version(tx, draft, actor.name));
  TRY_OK(update_draft(tx, draft));
  boost::json::object details = verdict_details(draft);
  details["from_mailbox_id"] = before.mailbox_id;
  details["to_mailbox_id"] = to.mailbox_id;
  TRY_OK(append_audit(tx, actor, "hand_over", before.status, draft,
                      "The mailbox " + before.mailbox_id + " was handed over to " + to.mailbox_id + ".",
                      details, now));
  TRY_OK(sweep_after(services, tx, before, actor));
  return draft;
}

JobRow expire_drafts_job() {
  return row_of(kExpireDrafts);
}

Result<Unit> ask_to_expire(const Services& services, Tx& tx) {
  return ask_for(services, tx, kExpireDrafts, {"now", ""}, {});
}

Result<Unit> judge_suppressed(const Services& services, ReadTx& tx, const std::vector<Draft*>& drafts,
                              Instant now) {
  TRY(const std::vector<Draft*> suppressed, list_suppressed(services, tx, drafts));
  for (Draft* draft : suppressed) TRY_OK(judge(services, tx, draft, now));
  return ok();
}

Task<Result<std::vector<Draft>>> list_drafts(Services& services, DraftStatus status, Page page) {
  const Instant now = services.clock.now();
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<Draft>> {
    // What waits is served in order; of what is done the latest is wanted.
    const bool waits = status == DraftStatus::PENDING_APPROVAL;
    TRY(std::vector<Draft> drafts,
        waits ? list_drafts(tx, status, page) : list_newest_drafts(tx, status, page));
    if (!is_open(status)) return drafts;
    std::vector<Draft*> all;
    for (Draft& draft : drafts) all.push_back(&draft);
    TRY_OK(judge_suppressed(services, tx, all, now));
    return drafts;
  });
}

Task<Result<Draft>> get_draft(Services& services, std::string id) {
  const Instant now = services.clock.now();
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<Draft> {
    TRY(Draft draft, get_draft(tx, id));
    if (is_open(draft.status)) TRY_OK(judge(services, tx, &draft, now));
    return draft;
  });
}

}  // namespace sa
