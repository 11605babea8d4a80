// Questions to persons: which are open, and their answers.
#include "actions/question/question.h"
#include "api/http/page.h"
#include "api/routes.h"

namespace sa {
namespace {

struct QuestionsQuery {
  QuestionStatus status = QuestionStatus::OPEN;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&QuestionsQuery::status).optional(), rule(&QuestionsQuery::limit).optional().min(1).max(200),
            rule(&QuestionsQuery::after).describe("`next` from the previous page")};
  }
};
BOOST_DESCRIBE_STRUCT(QuestionsQuery, (), (status, limit, after))

struct AnswerQuestion {
  QuestionAnswer answer = QuestionAnswer::continue_;
  static std::vector<Rule> rules() {
    return {rule(&AnswerQuestion::answer)
                .describe("continue: mail to the contact continues. stop: drafts that could still be sent "
                          "are rejected. suppress: the contact is never contacted again.")};
  }
};
BOOST_DESCRIBE_STRUCT(AnswerQuestion, (), (answer))

struct QuestionItem : QuestionRow {
  std::string asking;  ///< the question in words
  std::vector<QuestionAnswer> answers;

  static constexpr const char* kAbout =
      "A question to a person about a mail. While it is open, all mail to the contact is on hold.";
  static std::vector<Rule> rules() {
    // Qualified, as a question has a rule, too.
    return {sa::rule(&QuestionItem::kind).describe("subject of the question: opt_out"),
            sa::rule(&QuestionItem::words).describe("the words in doubt, as written"),
            sa::rule(&QuestionItem::span)
                .describe("byte range of the words in `text`; 0 to 0 if they are not in it"),
            sa::rule(&QuestionItem::text).describe("the new text of the mail"),
            sa::rule(&QuestionItem::answers).describe("possible answers; empty once answered")};
  }
};
BOOST_DESCRIBE_STRUCT(QuestionItem, (QuestionRow), (asking, answers))

struct QuestionPage {
  std::vector<QuestionItem> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(QuestionPage, (), (items, next))

QuestionItem item_of(QuestionRow row) {
  QuestionItem item;
  item.asking = asking(row);
  item.answers = answers_of(row);
  static_cast<QuestionRow&>(item) = std::move(row);
  return item;
}

Task<Result<Reply<QuestionPage>>> get_questions(Call& call, FromQuery<QuestionsQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  place.limit = query->limit + 1;
  CO_TRY(std::vector<QuestionRow> rows, co_await list_questions(call.services(), query->status, place));
  QuestionPage page;
  if (rows.size() > static_cast<std::size_t>(query->limit)) {
    rows.pop_back();
    page.next = make_cursor(rows.back().created_at, rows.back().question_id);
  }
  for (QuestionRow& row : rows) page.items.push_back(item_of(std::move(row)));
  co_return page;
}

Task<Result<Reply<Question>>> post_answer(Call& call, AnswerQuestion input) {
  CO_TRY(Question question,
         co_await answer_question(call.services(), call.actor, call.param("question_id"), input.answer));
  co_return question;
}

}  // namespace

std::vector<Route> question_routes() {
  return {
      route<get_questions>("list_questions", Method::GET, "/api/operator/questions", Scope::read,
                           "List questions about mails, oldest first", {.tag = "questions"}),
      route<post_answer>(
          "answer_question", Method::POST, "/api/operator/questions/{question_id}/answer", Scope::approve,
          "Answer a question",
          {.tag = "questions",
           .errors = {404, 409},
           .about = "A question can be answered once: after that, 409 says who answered and what. The answer "
                    "is kept as an example of what the words meant (`sales-agent beliefs export`).",
           .example_input = R"({"answer": "continue"})"}),
  };
}

}  // namespace sa
