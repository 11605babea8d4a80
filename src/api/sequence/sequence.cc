// Sequences: saved, activated, archived, tried on contacts.
#include "actions/sequence/sequence.h"

#include "actions/sequence/preview.h"
#include "api/http/page.h"
#include "api/routes.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

struct SequenceQuery {
  std::optional<SequenceStatus> status;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&SequenceQuery::limit).optional().min(1).max(200),
            rule(&SequenceQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(SequenceQuery, (), (status, limit, after))

struct SequencePage {
  std::vector<Sequence> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SequencePage, (), (items, next))

Task<Result<Reply<SequencePage>>> list(Call& call, FromQuery<SequenceQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  SequencePage page;
  CO_TRY(page.items, co_await call.services().db.read([&](ReadTx& tx) {
    return list_sequences(tx, query->status, place.after_at.value_or(Instant{INT64_MAX}), place.after_id,
                          query->limit + 1);
  }));
  if (page.items.size() > static_cast<std::size_t>(query->limit)) {
    page.items.pop_back();
    page.next = make_cursor(page.items.back().created_at, page.items.back().sequence_id);
  }
  co_return page;
}

Task<Result<Reply<Sequence>>> create(Call& call, SequenceInput input) {
  if (input.sequence_id.empty()) input.sequence_id = call.repeatable_id;
  CO_TRY(Sequence made, co_await create_sequence(call.services(), call.actor, std::move(input)));
  co_return Reply<Sequence>(std::move(made), 201);
}

Task<Result<Reply<Sequence>>> get(Call& call) {
  CO_TRY(Sequence sequence, co_await call.services().db.read(
                                [&](ReadTx& tx) { return get_sequence(tx, call.param("sequence_id")); }));
  co_return sequence;
}

Task<Result<Reply<Sequence>>> change(Call& call, SequenceInput input) {
  CO_TRY(Sequence sequence,
         co_await change_sequence(call.services(), call.actor, call.param("sequence_id"), std::move(input)));
  co_return sequence;
}

Task<Result<Reply<Sequence>>> activate(Call& call) {
  CO_TRY(Sequence sequence,
         co_await activate_sequence(call.services(), call.actor, call.param("sequence_id")));
  co_return sequence;
}

Task<Result<Reply<Sequence>>> archive(Call& call) {
  CO_TRY(Sequence sequence,
         co_await archive_sequence(call.services(), call.actor, call.param("sequence_id")));
  co_return sequence;
}

Task<Result<Reply<boost::json::object>>> export_one(Call& call) {
  CO_TRY(const Sequence sequence, co_await call.services().db.read([&](ReadTx& tx) {
    return get_sequence(tx, call.param("sequence_id"));
  }));
  Reply<boost::json::object> reply(exported(sequence));
  reply.headers.emplace_back("Content-Disposition",
                             "attachment; filename=\"" + sequence.sequence_id + ".json\"");
  co_return reply;
}

Task<Result<Reply<SequencePreview>>> preview(Call& call, PreviewInput input) {
  CO_TRY(SequencePreview previewed,
         co_await preview_sequence(call.services(), call.actor, call.param("sequence_id"), std::move(input)));
  co_return previewed;
}

}  // namespace

std::vector<Route> sequence_routes() {
  constexpr std::string_view kPath = "/api/sequences";
  constexpr std::string_view kOne = "/api/sequences/{sequence_id}";
  constexpr std::string_view kExample =
      R"({"sequence_id": "pilot", "name": "Pilot", "language": "en", "steps": [{"step_id": "first", "kind": "email", "after_days": 0, "thread": "new", "subject": "{{company|\"your team\"}} and pilots", "body": "Dear {{first_name}}, would a short call about a pilot in your warehouse help you next week?"}, {"step_id": "again", "kind": "email", "after_days": 3, "thread": "same", "body": "Dear {{first_name}}, did you find the time to think about a pilot? A short answer is enough."}]})";
  return {
      route<list>("list_sequences", Method::GET, kPath, Scope::read, "List sequences",
                  {.tag = "sequences", .errors = {422}, .about = "Newest first."}),
      route<create>("create_sequence", Method::POST, kPath, Scope::settings, "Save a new sequence",
                    {.tag = "sequences",
                     .statuses = {201},
                     .errors = {409, 422},
                     .about = "It is DRAFT until somebody activates it. 409 if there is another sequence of "
                              "that id.",
                     .example_input = kExample}),
      route<get>("get_sequence", Method::GET, kOne, Scope::read, "Get a sequence",
                 {.tag = "sequences", .errors = {404}}),
      route<change>(
          "change_sequence", Method::PUT, kOne, Scope::settings, "Replace a sequence",
          {.tag = "sequences",
           .errors = {404, 409, 422},
           .about = "Makes the next version; earlier ones are kept. One in use needs `in_flight`: `new_only` "
                    "leaves who is enrolled in their version, `all` moves them and withdraws drafts of "
                    "steps that changed. Without it: 409, with `affected`. 409 also if `version` is given "
                    "and stale; `current` is the sequence as it is now.",
           .example_input = kExample}),
      route<activate>("activate_sequence", Method::POST, "/api/sequences/{sequence_id}/activate", Scope::send,
                      "Activate a sequence: contacts can be enrolled",
                      {.tag = "sequences", .errors = {404, 422}, .about = "By a lead or an owner."}),
      route<archive>(
          "archive_sequence", Method::POST, "/api/sequences/{sequence_id}/archive", Scope::send,
          "Archive a sequence: nobody is enrolled any more",
          {.tag = "sequences", .errors = {404}, .about = "By a lead or an owner. Who is enrolled goes on."}),
      route<preview>("preview_sequence", Method::POST, "/api/sequences/{sequence_id}/preview", Scope::read,
                     "Preview what contacts would get, and when",
                     {.tag = "sequences",
                      .replay = false,
                      .errors = {404, 422},
                      .about = "Planned from now, as if each step happened at its instant. Nothing is "
                               "written.",
                      .example_input = R"({"contact_ids": ["ada"]})"}),
      route<export_one>("export_sequence", Method::GET, "/api/sequences/{sequence_id}/export", Scope::read,
                        "Export a sequence as a file",
                        {.tag = "sequences",
                         .errors = {404},
                         .about = "What a person wrote, without version and status; it can be saved again."}),
  };
}

}  // namespace sa
