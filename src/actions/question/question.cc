#include "actions/question/question.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/contact/suppression.h"
#include "actions/draft/judge.h"
#include "actions/progress/follow.h"
#include "actions/report/response.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "core/draft/draft.h"
#include "core/draft/gate.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/message/message.h"

namespace sa {
namespace {

/// What the trail keeps of a question.
boost::json::object details_of(const Question& question, const Draft& draft) {
  boost::json::object details{{"question_id", question.question_id},
                              {"rule", question.rule},
                              {"words", question.words},
                              {"verdict", to_json(draft.verdict)}};
  if (question.message_id) details["message_id"] = *question.message_id;
  if (question.answer) details["answer"] = enum_name(*question.answer);
  return details;
}

/// One step of a draft that a question holds: judged anew, as the queue shows what was judged last.
Result<Unit> note_draft(const Services& services, Tx& tx, const Actor& actor, const char* action,
                        DraftStatus from, Draft draft, const Question& question, const std::string& reason,
                        Instant now) {
  TRY_OK(judge(services, tx, &draft, now));
  // Its time of change stays: nobody has read it anew (seen_at).
  TRY_OK(update_draft(tx, draft));
  return append_audit(tx, actor, action, from, draft, reason, details_of(question, draft), now);
}

/// For the figures: they opted out when they wrote what the question was about.
Result<Unit> note_opt_out(Tx& tx, const Question& question, const std::vector<ContactAddress>& addresses,
                          Instant now) {
  if (addresses.empty()) return ok();
  MailResponse response{ResponseKind::opt_out, now, {}, question.message_id};
  if (question.message_id) {
    const UnseenWork unseen;
    TRY(const MessageRow mail, get_message(tx, *question.message_id));
    response.at = std::min(mail.sent_at, mail.created_at);
  }
  TRY_OK(note_response(tx, response, addresses.front().email_key, std::nullopt, "", now));
  return ok();
}

/// Every spelling of the contact that we know: who asks to be left alone means himself, not a spelling.
Result<Unit> suppress_contact(Services& services, Tx& tx, const Question& question, Instant now) {
  const std::string source =
      (question.message_id ? "message:" + *question.message_id : "question:" + question.question_id) +
      ", answered by " + question.answered_by.value_or("");
  TRY(const auto addresses, list_contact_addresses(tx, question.contact_id));
  TRY_OK(note_opt_out(tx, question, addresses, now));
  for (const ContactAddress& address : addresses)
    TRY_OK(suppress_address(services, tx, address.email_key, SuppressionReason::unsubscribe, source, now));
  return ok();
}

Result<Unit> act_on_drafts(const Services& services, Tx& tx, const Actor& actor, const Question& question,
                           Instant now) {
  const QuestionAnswer given = *question.answer;
  const std::string reason =
      asking(question) + " \"" + question.words + "\": " + std::string(enum_name(given)) + ".";
  TRY(const auto drafts, list_open_drafts(tx, question.contact_id));
  for (const Draft& draft : drafts) {
    const bool ends = given == QuestionAnswer::stop;
    Draft after = draft;
    if (ends) {
      TRY(after, reject(draft, actor.name, reason, now));
    }
    TRY_OK(note_draft(services, tx, actor, ends ? "reject" : "answer_question", draft.status,
                      std::move(after), question, reason, now));
  }
  return ok();
}

}  // namespace

Result<Unit> ask_person(const Services& services, Tx& tx, const Question& about,
                        const std::vector<Doubt>& doubts, const std::string& trace_id) {
  Actor actor = system_actor("doubt");
  actor.trace_id = trace_id;
  for (const Doubt& doubt : doubts_to_ask(doubts)) {
    Question question = about;
    question.question_id = new_id(services.clock, services.random);
    question.kind = subject_of(doubt);
    question.rule = doubt.rule;
    question.words = doubt.words;
    question.span = doubt.span;
    TRY(const bool is_new, insert_question(tx, question));
    if (!is_new) continue;
    TRY(const auto drafts, list_open_drafts(tx, question.contact_id));
    for (const Draft& draft : drafts) {
      TRY_OK(note_draft(services, tx, actor, "ask_question", draft.status, draft, question, asking(question),
                        question.created_at));
    }
  }
  return ok();
}

Result<Unit> close_questions(const Services& services, Tx& tx, const std::string& contact_id,
                             const std::string& message_id, const std::string& trace_id, Instant now) {
  Actor actor = system_actor("opt_out");
  actor.trace_id = trace_id;
  TRY(const auto open, list_open_questions(tx, contact_id));
  for (const Question& each : open) {
    TRY(const Question question,
        answer(each, QuestionAnswer::suppress, std::string(kAnsweredByMail) + message_id, now));
    TRY_OK(save_answer(tx, question));
    TRY_OK(act_on_drafts(services, tx, actor, question, now));
  }
  return ok();
}

Task<Result<std::vector<QuestionRow>>> list_questions(Services& services, QuestionStatus status, Page page) {
  co_return co_await services.db.read([&](ReadTx& tx) { return list_questions(tx, status, page); });
}

Task<Result<Question>> answer_question(Services& services, const Actor& actor, std::string question_id,
                                       QuestionAnswer given) {
  if (actor.kind != ActorKind::person)
    co_return forbidden("Only a person can answer this question. Sign in, and answer it there.");
  const Instant now = services.clock.now();
  auto answered = co_await services.db.write([&](Tx& tx) -> Result<Question> {
    TRY(Question question, get_question(tx, question_id));
    const UnseenWork unseen;  // the answer holds for all mail to the contact
    TRY(question, answer(std::move(question), given, actor.name, now));
    TRY_OK(save_answer(tx, question));
    if (given == QuestionAnswer::suppress) TRY_OK(suppress_contact(services, tx, question, now));
    TRY_OK(act_on_drafts(services, tx, actor, question, now));
    TRY_OK(follow_answer(services, tx, actor, question, now));
    return question;
  });
  if (answered) {
    log_event(LogLevel::info, "question_answered",
              {{"question_id", question_id}, {"answer", enum_name(given)}, {"actor", actor.actor_id}});
  }
  co_return answered;
}

Result<std::int64_t> export_beliefs(Services& services,
                                    const std::function<void(const BeliefExample&)>& sink) {
  std::int64_t count = 0;
  Page page;
  page.limit = 200;
  while (true) {
    TRY(const auto rows,
        services.db.read_now([&](ReadTx& tx) { return list_questions(tx, QuestionStatus::ANSWERED, page); }));
    for (const QuestionRow& row : rows) {
      if (row.answered_by.value_or("").starts_with(kAnsweredByMail)) continue;
      sink({row.question_id, row.rule, Belief::possible, row.words, row.span, row.subject, row.text,
            row.language, row.answer.value_or(QuestionAnswer::continue_),
            row.answered_at.value_or(row.created_at)});
      ++count;
    }
    if (static_cast<std::int64_t>(rows.size()) < page.limit) return count;
    page.after_at = rows.back().created_at;
    page.after_id = rows.back().question_id;
  }
}

}  // namespace sa
