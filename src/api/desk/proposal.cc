// Proposals of a large import, and whose mail is no lead.
#include "actions/agent/proposal.h"

#include "api/http/page.h"
#include "api/routes.h"

namespace sa {
namespace {

constexpr std::size_t kMaxIds = 200;

struct ProposalQuery {
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&ProposalQuery::limit).optional().min(1).max(200),
            rule(&ProposalQuery::after).describe("`next` from the previous page")};
  }
};
BOOST_DESCRIBE_STRUCT(ProposalQuery, (), (limit, after))

struct ProposalPage {
  std::int64_t answers = 0;
  std::int64_t mails = 0;
  std::int64_t unread = 0;
  std::vector<ProposalRow> items;
  std::optional<std::string> next;
  static std::vector<Rule> rules() {
    return {rule(&ProposalPage::answers).describe("how many mails we would answer"),
            rule(&ProposalPage::mails).describe("of so many that came in; 0 when we propose none"),
            rule(&ProposalPage::unread).describe("mails that are not judged yet: more proposals may come")};
  }
};
BOOST_DESCRIBE_STRUCT(ProposalPage, (), (answers, mails, unread, items, next))

struct DecideProposals {
  ProposalAnswer answer = ProposalAnswer::answer;
  std::optional<std::vector<std::string>> message_ids;
  static std::vector<Rule> rules() {
    return {rule(&DecideProposals::answer).describe("answer: drafts are written for them; dismiss: none"),
            rule(&DecideProposals::message_ids)
                .max_items(kMaxIds)
                .describe("which; without it all proposals there are")};
  }
};
BOOST_DESCRIBE_STRUCT(DecideProposals, (), (answer, message_ids))

struct DecidedProposals {
  std::int64_t decided = 0;
};
BOOST_DESCRIBE_STRUCT(DecidedProposals, (), (decided))

struct MarkLead {
  bool not_a_lead = true;
  static std::vector<Rule> rules() {
    return {rule(&MarkLead::not_a_lead).describe("false takes the mark away")};
  }
};
BOOST_DESCRIBE_STRUCT(MarkLead, (), (not_a_lead))

Task<Result<Reply<ProposalPage>>> list(Call& call, FromQuery<ProposalQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place, Instant{INT64_MIN}));
  place.limit = query->limit + 1;
  CO_TRY(Proposals found, co_await list_proposals(call.services(), place));
  ProposalPage page{found.answers, found.mails, found.unread, std::move(found.items), std::nullopt};
  if (page.items.size() > static_cast<std::size_t>(query->limit)) {
    page.items.pop_back();
    page.next = make_cursor(page.items.back().sent_at, page.items.back().message_id);
  }
  co_return page;
}

Task<Result<Reply<DecidedProposals>>> post_decision(Call& call, DecideProposals input) {
  CO_TRY(const std::int64_t decided,
         co_await decide_proposals(call.services(), call.actor, input.answer, std::move(input.message_ids)));
  co_return DecidedProposals{decided};
}

Task<Result<Reply<LeadMark>>> mark(Call& call, MarkLead input) {
  CO_TRY(LeadMark made,
         co_await mark_lead(call.services(), call.actor, call.param("message_id"), input.not_a_lead));
  co_return made;
}

}  // namespace

std::vector<Route> proposal_routes() {
  return {
      route<list>("list_proposals", Method::GET, "/api/desk/proposals", Scope::read,
                  "List the mails of large imports that we would answer",
                  {.tag = "drafts", .about = "No draft is written for them until a person asks for it."}),
      route<post_decision>("decide_proposals", Method::POST, "/api/desk/proposals", Scope::approve,
                           "Have the answers drafted, or not",
                           {.tag = "drafts", .errors = {422}, .example_input = R"({"answer": "answer"})"}),
      route<mark>(
          "mark_not_a_lead", Method::POST, "/api/messages/{message_id}/not_a_lead", Scope::approve,
          "Remember that a sender is no lead",
          {.tag = "mail",
           .errors = {404},
           .about = "No mail of theirs gets a draft by itself any more. A pending answer to this mail "
                    "is rejected (`draft_id`)."}),
  };
}

}  // namespace sa
