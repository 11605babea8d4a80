// Drafts: the queue, and what a person does with it.
#include "actions/draft/draft.h"

#include <charconv>

#include "actions/draft/send.h"
#include "actions/services.h"
#include "api/draft/trail.h"
#include "api/http/page.h"
#include "api/routes.h"
#include "store/audit/audit.h"
#include "store/audit/change.h"
#include "store/draft/draft.h"

namespace sa {
namespace {

constexpr std::size_t kMaxNameChars = 200;
constexpr std::size_t kMaxReasonChars = 2000;
constexpr std::size_t kMaxAcknowledged = 200;

// ------------------------------------------------------------------------------------------------- what comes in

struct CreateDraftQuery {
  std::optional<std::string> draft_id;
  static std::vector<Rule> rules() {
    return {rule(&CreateDraftQuery::draft_id)
                .describe("draft id chosen by the caller; generated if absent")
                .example("test-1")};
  }
};
BOOST_DESCRIBE_STRUCT(CreateDraftQuery, (), (draft_id))

struct CreateDraft {
  std::string recipient;
  std::string subject;
  std::string body;
  boost::json::object metadata;
  std::optional<std::string> message_id;
  std::optional<std::string> mailbox_id;

  static constexpr const char* kAbout = "A mail to be sent after approval.";
  static std::vector<Rule> rules() {
    return {
        rule(&CreateDraft::recipient).describe("one email address").example("ada@example.com"),
        rule(&CreateDraft::subject).example("Your question about pricing"),
        rule(&CreateDraft::body)
            .describe("plain text; policy/validation.json sets the length limits, and an answer may be "
                      "shorter than a first mail")
            .example(
                "Hello Ada,\n\nthank you for asking. Shall we talk on Tuesday at ten?\n\nBest regards,\nEva"),
        rule(&CreateDraft::metadata).describe("any JSON object; stored and returned unchanged"),
        rule(&CreateDraft::message_id)
            .max_length(200)
            .describe("id of the message that the draft answers; the draft joins its thread"),
        rule(&CreateDraft::mailbox_id)
            .max_length(320)
            .describe(
                "mailbox that it leaves from; without it the one that the contact hears from, else your "
                "own, else the first")};
  }
};
BOOST_DESCRIBE_STRUCT(CreateDraft, (), (recipient, subject, body, metadata, message_id, mailbox_id))

struct PendingQuery {
  std::int64_t limit = 200;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&PendingQuery::limit).optional().min(1).max(1000),
            rule(&PendingQuery::after).describe("cursor from the Link header")};
  }
};
BOOST_DESCRIBE_STRUCT(PendingQuery, (), (limit, after))

struct ListQuery {
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&ListQuery::status).optional(), rule(&ListQuery::limit).optional().min(1).max(200),
            rule(&ListQuery::after).describe("`next` from the previous page")};
  }
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (status, limit, after))

struct EditDraft {
  std::optional<std::string> recipient;
  std::optional<std::string> subject;
  std::optional<std::string> body;
  std::optional<std::string> mailbox_id;
  std::optional<std::int64_t> version;
  static std::vector<Rule> rules() {
    return {rule(&EditDraft::mailbox_id).max_length(320).describe("mailbox that it leaves from"),
            rule(&EditDraft::version)
                .describe("version that the editor saw; 409 if it is no longer the current one")};
  }
};
BOOST_DESCRIBE_STRUCT(EditDraft, (), (recipient, subject, body, mailbox_id, version))

struct ApproveDraft {
  std::string approved_by;
  std::optional<std::string> content_hash;
  std::vector<std::string> acknowledged;
  static std::vector<Rule> rules() {
    return {
        rule(&ApproveDraft::acknowledged)
            .optional()
            .max_items(kMaxAcknowledged)
            .describe("the findings that the person looked at and lets stand, by rule; the trail keeps them"),
        rule(&ApproveDraft::approved_by)
            .not_blank()
            .one_line()
            .max_length(kMaxNameChars)
            .describe("name or address of the person who approves; must be the signed-in person")
            .example("ana@example.com"),
        rule(&ApproveDraft::content_hash)
            .max_length(kMaxNameChars)
            .describe("hash of the content that was read; 409 if it has changed since")};
  }
};
BOOST_DESCRIBE_STRUCT(ApproveDraft, (), (approved_by, content_hash, acknowledged))

struct AcknowledgeClaim {
  std::string content_hash;
  std::string reason;
  static std::vector<Rule> rules() {
    return {rule(&AcknowledgeClaim::content_hash)
                .not_blank()
                .max_length(kMaxNameChars)
                .describe("hash of the content that was read; 409 if it has changed since"),
            rule(&AcknowledgeClaim::reason)
                .not_blank()
                .printable()
                .max_length(kMaxReasonChars)
                .describe("how the person knows that it is true; recorded in the trail")
                .example("It is in the offer that we signed on Monday.")};
  }
};
BOOST_DESCRIBE_STRUCT(AcknowledgeClaim, (), (content_hash, reason))

struct RejectDraft {
  std::string reason;
  std::string rejected_by;
  RejectNext next = RejectNext::stop;
  static std::vector<Rule> rules() {
    return {
        rule(&RejectDraft::next)
            .optional()
            .describe("of a step of a sequence: stop ends it for the contact, skip goes on to the next step"),
        rule(&RejectDraft::reason)
            .not_blank()
            .printable()
            .max_length(kMaxReasonChars)
            .describe("reason; kept with the draft and in the trail")
            .example("The price is from last year."),
        rule(&RejectDraft::rejected_by)
            .not_blank()
            .one_line()
            .max_length(kMaxNameChars)
            .example("ana@example.com")};
  }
};
BOOST_DESCRIBE_STRUCT(RejectDraft, (), (reason, rejected_by, next))

struct SnoozeDraft {
  std::optional<Instant> until;
  static std::vector<Rule> rules() {
    return {rule(&SnoozeDraft::until)
                .describe("when the desk shows it again, before it expires; null: now")
                .example("2026-11-30T09:00:00Z")};
  }
};
BOOST_DESCRIBE_STRUCT(SnoozeDraft, (), (until))

struct SendQuery {
  std::int64_t wait_s = 0;
  static std::vector<Rule> rules() {
    return {rule(&SendQuery::wait_s)
                .optional()
                .min(0)
                .max(kMaxPlanMs / kSecondMs)
                .describe("seconds in which the approval can still be withdrawn; then the mail leaves by "
                          "itself. 0: now")};
  }
};
BOOST_DESCRIBE_STRUCT(SendQuery, (), (wait_s))

struct DecideOutcome {
  bool was_sent = false;
  std::string provider_message_id;
  std::string reason;
  static std::vector<Rule> rules() {
    return {rule(&DecideOutcome::was_sent).describe("whether the person found the mail at the provider"),
            rule(&DecideOutcome::provider_message_id)
                .optional()
                .one_line()
                .max_length(998)
                .describe("required if it was sent"),
            rule(&DecideOutcome::reason).not_blank().printable().max_length(kMaxReasonChars)};
  }
};
BOOST_DESCRIBE_STRUCT(DecideOutcome, (), (was_sent, provider_message_id, reason))

// ------------------------------------------------------------------------------------------------ what goes out

struct DraftPage {
  std::vector<Draft> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(DraftPage, (), (items, next))

struct ChangesQuery {
  std::optional<std::int64_t> after;
  std::int64_t limit = 50;
  static std::vector<Rule> rules() {
    return {rule(&ChangesQuery::after)
                .min(0)
                .describe("the last step that is known; without it none is told, only `last`"),
            rule(&ChangesQuery::limit).optional().min(1).max(200)};
  }
};
BOOST_DESCRIBE_STRUCT(ChangesQuery, (), (after, limit))

struct DraftChange : AuditChange {
  static constexpr const char* kAbout = "A step of some draft's life: who did what to which.";
};
BOOST_DESCRIBE_STRUCT(DraftChange, (AuditChange), ())

struct DraftChanges {
  std::vector<DraftChange> items;
  std::int64_t last = 0;
  static std::vector<Rule> rules() {
    return {rule(&DraftChanges::last)
                .describe("the last step that you see: more are there when `items` ends before it")};
  }
};
BOOST_DESCRIBE_STRUCT(DraftChanges, (), (items, last))

/// One row more than asked for tells whether there is a next page.
DraftPage page_of(std::vector<Draft> drafts, std::int64_t limit) {
  DraftPage page;
  if (drafts.size() > static_cast<std::size_t>(limit)) {
    drafts.resize(static_cast<std::size_t>(limit));
    page.next = make_cursor(drafts.back().created_at, drafts.back().id);
  }
  page.items = std::move(drafts);
  return page;
}

// ------------------------------------------------------------------------------------------------------ handlers

Task<Result<Reply<Draft>>> post_draft(Call& call, FromQuery<CreateDraftQuery> query, CreateDraft input) {
  if (query->draft_id && query->draft_id->empty()) co_return invalid_field("draft_id", "must not be empty");
  NewDraft wish;
  wish.id = query->draft_id.value_or(call.repeatable_id);
  wish.recipient = std::move(input.recipient);
  wish.subject = std::move(input.subject);
  wish.body = std::move(input.body);
  wish.metadata = std::move(input.metadata);
  wish.message_id = std::move(input.message_id);
  wish.mailbox_id = std::move(input.mailbox_id);
  wish.source.agent = call.actor.kind == ActorKind::person ? "operator" : call.actor.name;
  CO_TRY(Draft draft, co_await create_draft(call.services(), call.actor, std::move(wish)));
  co_return Reply<Draft>(std::move(draft), 201);
}

Task<Result<Reply<std::vector<Draft>>>> get_pending(Call& call, FromQuery<PendingQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  place.limit = query->limit + 1;
  CO_TRY(std::vector<Draft> drafts,
         co_await list_drafts(call.services(), DraftStatus::PENDING_APPROVAL, place));
  DraftPage page = page_of(std::move(drafts), query->limit);
  Reply<std::vector<Draft>> reply(std::move(page.items));
  if (page.next) {
    reply.headers.emplace_back("Link", next_link("/api/operator/drafts/pending", query->limit, *page.next));
  }
  co_return reply;
}

Task<Result<Reply<DraftPage>>> get_drafts(Call& call, FromQuery<ListQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  place.limit = query->limit + 1;
  CO_TRY(std::vector<Draft> drafts, co_await list_drafts(call.services(), query->status, place));
  co_return page_of(std::move(drafts), query->limit);
}

Task<Result<Reply<Draft>>> get_one(Call& call) {
  CO_TRY(Draft draft, co_await get_draft(call.services(), call.param("draft_id")));
  co_return draft;
}

Task<Result<Reply<Trail>>> get_trail(Call& call) {
  const std::string& id = call.param("draft_id");
  CO_TRY(Trail trail, co_await call.services().db.read([&](ReadTx& tx) { return read_trail(tx, id); }));
  co_return trail;
}

Task<Result<Reply<DraftChanges>>> get_changes(Call& call, FromQuery<ChangesQuery> query) {
  CO_TRY(DraftChanges changes, co_await call.services().db.read([&](ReadTx& tx) -> Result<DraftChanges> {
    DraftChanges made;
    TRY(made.last, get_last_change(tx));
    if (!query->after) return made;
    TRY(auto rows, list_changes(tx, *query->after, query->limit));
    for (AuditChange& row : rows) made.items.push_back({std::move(row)});
    return made;
  }));
  co_return changes;
}

/// If-Match: `"<version>.<STATUS>"`, the draft as the person saw it who decides.
Result<std::optional<SeenDraft>> seen_by(const Call& call) {
  const auto given = call.request.headers.find("If-Match");
  if (!given || *given == "*") return std::optional<SeenDraft>();
  std::string_view tag = *given;
  SeenDraft seen;
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), seen.version);
    const std::string_view rest(end, static_cast<std::size_t>(tag.data() + tag.size() - end));
    if (error == std::errc() && rest.starts_with('.')) {
      if (const auto status = parse_enum<DraftStatus>(rest.substr(1))) {
        seen.status = *status;
        return std::optional(seen);
      }
    }
  }
  return invalid_field("If-Match", "must be a version and a status, as in \"2.APPROVED\"");
}

Task<Result<Reply<Draft>>> patch_draft(Call& call, EditDraft input) {
  DraftEdit change{std::move(input.recipient), std::move(input.subject), std::move(input.body),
                   std::move(input.mailbox_id)};
  if (!change.recipient && !change.subject && !change.body && !change.mailbox_id) {
    co_return invalid_field("", "Nothing to change. Give a recipient, a subject, a body or a mailbox.");
  }
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft, co_await edit_draft(call.services(), call.actor, call.param("draft_id"),
                                          std::move(change), input.version, seen));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_acknowledge(Call& call, AcknowledgeClaim input) {
  CO_TRY(Draft draft, co_await acknowledge_claim(call.services(), call.actor, call.param("draft_id"),
                                                 call.param("claim_id"), std::move(input.content_hash),
                                                 std::move(input.reason)));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_approve(Call& call, ApproveDraft input) {
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft, co_await approve_draft(call.services(), call.actor, call.param("draft_id"),
                                             std::move(input.approved_by), std::move(input.content_hash),
                                             std::move(input.acknowledged), seen));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_reject(Call& call, RejectDraft input) {
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft,
         co_await reject_draft(call.services(), call.actor, call.param("draft_id"),
                               std::move(input.rejected_by), std::move(input.reason), seen, input.next));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_reopen(Call& call) {
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft, co_await reopen_draft(call.services(), call.actor, call.param("draft_id"), seen));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_snooze(Call& call, SnoozeDraft input) {
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft,
         co_await snooze_draft(call.services(), call.actor, call.param("draft_id"), input.until, seen));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_withdraw(Call& call) {
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft, co_await withdraw_draft(call.services(), call.actor, call.param("draft_id"), seen));
  co_return draft;
}

Task<Result<Reply<Draft>>> post_send(Call& call, FromQuery<SendQuery> query) {
  CO_TRY(const auto seen, seen_by(call));
  if (query->wait_s > 0) {
    CO_TRY(Draft planned, co_await plan_send(call.services(), call.actor, call.param("draft_id"),
                                             query->wait_s * kSecondMs, seen));
    co_return Reply<Draft>(std::move(planned), 202);
  }
  CO_TRY(Draft draft, co_await send_draft(call.services(), call.actor, call.param("draft_id"), seen));
  if (draft.status == DraftStatus::FAILED) {
    co_return conflict("The provider permanently refused draft " + draft.id + ": " +
                       draft.failed_reason.value_or(""))
        .with_details("draft", to_json(draft));
  }
  // SENDING, or APPROVED with `not_before`: it will be tried again by itself.
  const int status = draft.status == DraftStatus::SENT ? 200 : 202;
  co_return Reply<Draft>(std::move(draft), status);
}

Task<Result<Reply<Draft>>> post_outcome(Call& call, DecideOutcome input) {
  if (input.was_sent && input.provider_message_id.empty()) {
    co_return invalid_field("provider_message_id", "Enter the provider's id of the sent mail.");
  }
  CO_TRY(const auto seen, seen_by(call));
  CO_TRY(Draft draft,
         co_await decide_outcome(call.services(), call.actor, call.param("draft_id"), input.was_sent,
                                 std::move(input.provider_message_id), std::move(input.reason), seen));
  co_return draft;
}

constexpr const char* kIfMatch =
    "With the header `If-Match: \"<version>.<status>\"` the answer is 409, with the present `draft`, if the "
    "draft has been changed or decided since.";

}  // namespace

std::vector<Route> draft_routes() {
  const std::string_view all = "/api/operator/drafts";
  const std::string_view one = "/api/operator/drafts/{draft_id}";
  return {
      route<post_draft>("create_draft", Method::POST, all, Scope::draft, "Create a draft in the review queue",
                        {.tag = "drafts",
                         .seed = true,
                         .statuses = {201},
                         .errors = {404, 409},
                         .about = "Repeating the same id with the same content returns the existing draft; "
                                  "with other content it fails with 409. An exhausted quota does not block "
                                  "creation: the draft's `verdict` says that it must wait."}),
      route<get_pending>(
          "list_pending_drafts", Method::GET, "/api/operator/drafts/pending", Scope::read,
          "List drafts waiting for approval, oldest first",
          {.tag = "drafts", .seed = true, .about = "The `Link` header points to the next page."}),
      route<get_changes>("list_draft_changes", Method::GET, "/api/operator/changes", Scope::read,
                         "List the changes of drafts since a step", {.tag = "drafts"}),
      route<get_drafts>("list_drafts", Method::GET, all, Scope::read, "List drafts by status",
                        {.tag = "drafts"}),
      route<get_one>("get_draft", Method::GET, one, Scope::read, "Get a draft with its current verdict",
                     {.tag = "drafts", .seed = true, .errors = {404}}),
      route<get_trail>("get_draft_trail", Method::GET, "/api/operator/drafts/{draft_id}/trail", Scope::read,
                       "Get the audit trail of a draft", {.tag = "drafts", .errors = {404}}),
      route<patch_draft>(
          "edit_draft", Method::PATCH, one, Scope::draft, "Edit a draft, creating a new version",
          {.tag = "drafts",
           .errors = {404, 409},
           .about = "Any approval of the old version is withdrawn. `If-Match` as for an approval.",
           .example_input = R"({"subject": "Your question about pricing", "version": 1})"}),
      route<post_acknowledge>(
          "acknowledge_claim", Method::POST, "/api/operator/drafts/{draft_id}/claims/{claim_id}/acknowledge",
          Scope::approve, "Confirm a claim that no mail of ours supports",
          {.tag = "drafts",
           .errors = {404, 409},
           .about = "An offer, a commitment or a reference customer that no earlier mail of ours mentions "
                    "blocks approval (409 with `claims[]`) until a person confirms it. The confirmation "
                    "holds for this exact content; an edit withdraws it. "
                    "If the claim contradicts an earlier mail of ours, only a lead or an owner can confirm "
                    "it (403)."}),
      route<post_approve>("approve_draft", Method::POST, "/api/operator/drafts/{draft_id}/approve",
                          Scope::approve, "Approve exactly this content",
                          {.tag = "drafts", .seed = true, .errors = {404, 409}, .about = kIfMatch}),
      route<post_reject>("reject_draft", Method::POST, "/api/operator/drafts/{draft_id}/reject",
                         Scope::approve, "Reject a draft with a reason",
                         {.tag = "drafts", .seed = true, .errors = {404, 409}, .about = kIfMatch}),
      route<post_reopen>(
          "reopen_draft", Method::POST, "/api/operator/drafts/{draft_id}/reopen", Scope::approve,
          "Take back a rejection",
          {.tag = "drafts",
           .errors = {404, 409},
           .about = "For the minute after the rejection, unless another draft answers the message by now. "
                    "The draft waits for approval again. `If-Match` as for an approval."}),
      route<post_snooze>("snooze_draft", Method::POST, "/api/operator/drafts/{draft_id}/snooze",
                         Scope::approve, "Put a pending draft aside until a time",
                         {.tag = "drafts",
                          .errors = {404, 409},
                          .about = "`GET /api/desk` shows it under `snoozed` until then. `If-Match` as for "
                                   "an approval."}),
      route<post_withdraw>("withdraw_draft", Method::POST, "/api/operator/drafts/{draft_id}/withdraw",
                           Scope::approve, "Withdraw an approval",
                           {.tag = "drafts", .errors = {404, 409}, .about = kIfMatch}),
      route<post_send>(
          "send_draft", Method::POST, "/api/operator/drafts/{draft_id}/send", Scope::send,
          "Send an approved draft now",
          {.tag = "drafts",
           .seed = true,
           .statuses = {200, 202},
           .errors = {404, 409, 429},
           .about = "200 if the mail was sent (SENT). 202 if the provider needs more than 10 s (SENDING) or "
                    "cannot accept the mail now, or with `wait_s`: then the draft stays APPROVED with "
                    "`not_before` and "
                    "is sent automatically. 409 if the provider permanently refused it. An explicit send "
                    "ignores the "
                    "send window, but never a quota, a suppression or a block. `If-Match` as "
                    "for an approval."}),
      route<post_outcome>("decide_draft_outcome", Method::POST, "/api/operator/drafts/{draft_id}/outcome",
                          Scope::send, "Record the outcome of a send that could not be confirmed",
                          {.tag = "drafts", .errors = {404, 409}, .about = kIfMatch}),
  };
}

}  // namespace sa
