#include "api/http/there.h"

#include "actions/services.h"
#include "store/contact/contact.h"
#include "store/contact/find.h"
#include "store/contact/merge.h"
#include "store/draft/draft.h"
#include "store/enrollment/enrollment.h"
#include "store/message/message.h"
#include "store/question/question.h"
#include "store/task/task.h"

namespace sa {
namespace {

struct Named {
  std::string_view param;
  Result<Unit> (*find)(ReadTx& tx, const std::string& id);
};

template <auto get>
Result<Unit> find(ReadTx& tx, const std::string& id) {
  TRY_OK(get(tx, id));
  return ok();
}

/// A contact; or one that was merged into another, which can be undone by either id.
Result<Unit> find_person(ReadTx& tx, const std::string& id) {
  constexpr int kLongestChain = 20;
  std::string known = id;
  for (int i = 0; i < kLongestChain; ++i) {
    TRY(const auto merge, find_merge(tx, known));
    if (!merge || merge->from_id != known) break;
    known = merge->into_id;
  }
  const auto contact = get_contact(tx, known);
  if (contact) return ok();
  return contact.error().code == ErrorCode::not_found ? not_found("There is no contact " + id + ".")
                                                      : contact.error();
}

constexpr Named kNamed[] = {
    {"draft_id", [](ReadTx& tx, const std::string& id) { return find<get_draft>(tx, id); }},
    {"contact_id", find_person},
    {"company_id", [](ReadTx& tx, const std::string& id) { return find<get_company>(tx, id); }},
    {"message_id", [](ReadTx& tx, const std::string& id) { return find<get_message>(tx, id); }},
    {"enrollment_id", [](ReadTx& tx, const std::string& id) { return find<get_enrollment>(tx, id); }},
    {"question_id", [](ReadTx& tx, const std::string& id) { return find<get_question>(tx, id); }},
    {"task_id", [](ReadTx& tx, const std::string& id) { return find<get_task>(tx, id); }},
};

}  // namespace

Task<Result<Unit>> check_there(const Call& call) {
  const Method method = call.request.method;
  const bool changes = method == Method::POST || method == Method::PUT || method == Method::PATCH;
  if (!changes || call.params.empty() || !call.api.services) co_return ok();
  std::vector<std::pair<const Named*, const std::string*>> wanted;
  for (const auto& [name, id] : call.params) {
    for (const Named& each : kNamed)
      if (each.param == name) wanted.emplace_back(&each, &id);
  }
  if (wanted.empty()) co_return ok();
  co_return co_await call.services().db.read([&](ReadTx& tx) -> Result<Unit> {
    for (const auto& [named, id] : wanted) TRY_OK(named->find(tx, *id));
    return ok();
  });
}

}  // namespace sa
