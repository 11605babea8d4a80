#include "connectors/hubspot/hubspot.h"

#include <algorithm>

#include "base/log.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/url.h"
#include "connectors/hubspot/hubspot_record.h"

namespace sa {
namespace {

namespace json = boost::json;

/// How far the search index may lag, with room for clocks that differ.
constexpr std::int64_t kOverlapMs = 5 * kMinuteMs;
/// HubSpot gives no more results to one question.
constexpr std::int64_t kMostResults = 10'000;
constexpr std::int64_t kFormPage = 50;
/// Of one form in one reading; HubSpot gives the newest first.
constexpr int kMostFormPages = 20;
constexpr const char* kForms = "form_submissions";
constexpr int kNoContent = 204;
constexpr std::string_view kArchived = "archived_";

/// Where a stream stands: what is asked for changed at `from` or later.
struct SearchCursor {
  std::int64_t from = 0;
  std::int64_t after = 0;   ///< results of `from` that were read
  std::int64_t newest = 0;  ///< of this reading
  std::int64_t began = 0;   ///< when this reading began; 0: between two
};
BOOST_DESCRIBE_STRUCT(SearchCursor, (), (from, after, newest, began))

json::value question_of(const HubspotType& type, const SearchCursor& cursor) {
  json::array properties;
  for (const char* name : type.properties) properties.emplace_back(name);
  properties.emplace_back(type.modified);
  const json::object filter{
      {"propertyName", type.modified}, {"operator", "GTE"}, {"value", std::to_string(cursor.from)}};
  return json::object{{"filterGroups", json::array{json::object{{"filters", json::array{filter}}}}},
                      {"sorts", json::array{type.modified}},
                      {"properties", std::move(properties)},
                      {"limit", type.page},
                      {"after", std::to_string(cursor.after)}};
}

/// Where to go on after a page whose last record changed at `last`.
SearchCursor next_of(const HubspotType& type, SearchCursor cursor, std::int64_t results, std::int64_t last,
                     bool is_end) {
  cursor.newest = std::max(cursor.newest, last);
  if (is_end) {
    const std::int64_t end = std::max(cursor.newest, cursor.from);
    return {std::max<std::int64_t>(0, std::min(end, cursor.began - kOverlapMs)), 0, 0, 0};
  }
  if (last > cursor.from) {
    cursor.from = last;
    cursor.after = 0;
  } else {
    cursor.after += results;  // a whole page that changed in one moment
  }
  if (cursor.after + type.page > kMostResults) {
    log_event(LogLevel::error, "crm_records_skipped",
              {{"stream", type.stream}, {"changed_at", format_rfc3339(Instant{cursor.from})}});
    ++cursor.from;
    cursor.after = 0;
  }
  return cursor;
}

std::string names_of(const HubspotType& type) {
  std::string names = type.modified;
  for (const char* name : type.properties) names += std::string(",") + name;
  return names;
}

/// The first id of `type` that a deal is linked with.
std::optional<std::string> link_of(const json::value& record, const char* type) {
  const json::value* links = find_member(record, "associations");
  const json::value* of_type = links ? find_member(*links, type) : nullptr;
  if (!of_type || member_list(*of_type, "results").empty()) return std::nullopt;
  return member_text(member_list(*of_type, "results").front(), "id");
}

VendorApi::Options call_options(VendorApi::Options call) {
  call.provider = "hubspot";
  call.title = "HubSpot";
  call.rate = {.units = 100, .period_ms = 10 * kSecondMs};
  call.check_path = "/account-info/v3/details";
  return call;
}

}  // namespace

HubspotCrm::HubspotCrm(VendorApi::Options call, VendorApi::Tools tools, std::shared_ptr<TokenSource> token)
    : clock_(tools.clock),
      timer_(tools.timer),
      api_(call_options(std::move(call)), tools, std::move(token)),
      searches_({.units = 4, .period_ms = kSecondMs}) {}

std::vector<std::string> HubspotCrm::streams() const {
  std::vector<std::string> names;
  for (const HubspotType& type : hubspot_types()) names.emplace_back(type.stream);
  names.emplace_back(kForms);
  return names;
}

std::vector<std::string> HubspotCrm::archive_streams() const {
  std::vector<std::string> names;
  for (const HubspotType& type : hubspot_types()) names.push_back(std::string(kArchived) + type.stream);
  return names;
}

/// HubSpot names the limit that was hit, and not always for how long.
Error HubspotCrm::error_of(const VendorAnswer& answer) const {
  Error error = api_.error_of(answer);
  if (!answer.is_rate_limited || answer.retry_after_s > 0) return error;
  return std::move(error).with_retry_after(vendor_code(answer.json) == "DAILY" ? 3600 : 15);
}

Task<Result<json::value>> HubspotCrm::ask(std::string method, std::string path, json::value body) {
  VendorRequest request;
  request.method = std::move(method);
  request.path = std::move(path);
  if (!body.is_null()) request.body = to_json_text(body);
  VendorAnswer answer = co_await api_.call(std::move(request));
  if (!answer.ok()) co_return error_of(answer);
  if (answer.status != kNoContent && !answer.json.is_object()) co_return unreadable_answer();
  co_return std::move(answer.json);
}

Task<Result<json::value>> HubspotCrm::ask_list(std::string method, std::string path, json::value body) {
  CO_TRY(json::value answer, co_await ask(std::move(method), std::move(path), std::move(body)));
  const json::value* results = find_member(answer, "results");
  if (!results || !results->is_array()) co_return unreadable_answer();
  co_return answer;
}

/// Search has a rate of its own, by the second.
Task<Result<json::value>> HubspotCrm::search(std::string path, json::value question) {
  co_await timer_.wait(searches_.take(1, clock_.now()));
  co_return co_await ask_list("POST", std::move(path), std::move(question));
}

Task<Result<CrmPage>> HubspotCrm::fetch(std::string stream, std::string cursor) {
  if (stream == kForms) co_return co_await fetch_forms(std::move(cursor));
  const bool is_archive = stream.starts_with(kArchived);
  const HubspotType* type = find_hubspot_type(is_archive ? stream.substr(kArchived.size()) : stream);
  if (!type) co_return invalid("HubSpot has no stream " + stream + ".");
  if (is_archive) co_return co_await fetch_archived(*type, std::move(cursor));
  SearchCursor at;
  if (!cursor.empty()) {
    CO_TRY(at, from_json_text<SearchCursor>(cursor));
  }
  if (at.began == 0) at.began = clock_.now().ms;
  CO_TRY(const json::value answer,
         co_await search(std::string(type->path) + "/search", question_of(*type, at)));
  const json::array& results = member_list(answer, "results");
  CrmPage page;
  for (const json::value& each : results) add_record(*type, each, &page);
  for (CrmDeal& deal : page.deals) CO_TRY_OK(co_await add_links(&deal));
  page.has_more = !next_after(answer).empty() && !results.empty();
  const std::int64_t last = results.empty() ? 0 : changed_at(*type, results.back()).ms;
  const auto count = static_cast<std::int64_t>(results.size());
  page.cursor = to_json_text(next_of(*type, at, count, last, !page.has_more));
  co_return page;
}

Task<Result<Unit>> HubspotCrm::add_links(CrmDeal* deal) {
  auto record = co_await ask("GET",
                             "/crm/v3/objects/deals/" + percent_encode(deal->deal_id) +
                                 "?associations=companies&associations=contacts",
                             nullptr);
  // Archived between the search and now: the next reading, or a webhook, says so.
  if (!record && record.error().code == ErrorCode::not_found) co_return ok();
  if (!record) co_return std::move(record).error();
  deal->company_id_fk = link_of(*record, "companies");
  deal->contact_id_fk = link_of(*record, "contacts");
  co_return ok();
}

Task<Result<CrmPage>> HubspotCrm::fetch_record(std::string type_name, std::string record_id) {
  const HubspotType* type = find_hubspot_type(type_name);
  if (!type) co_return invalid("HubSpot has no records of the type " + type_name + ".");
  CrmPage page;
  auto record = co_await ask(
      "GET", std::string(type->path) + '/' + percent_encode(record_id) + "?properties=" + names_of(*type),
      nullptr);
  if (!record && record.error().code != ErrorCode::not_found) co_return std::move(record).error();
  if (!record) {
    page.gone.push_back({type->type, record_id});
    co_return page;
  }
  add_record(*type, *record, &page);
  for (CrmDeal& deal : page.deals) CO_TRY_OK(co_await add_links(&deal));
  // Asked for by the id of a record that is part of this one now.
  const std::string id = member_text(*record, "id");
  if (id.empty()) co_return unreadable_answer();
  if (id != record_id && page.contacts.empty()) page.gone.push_back({type->type, record_id});
  for (CrmContact& contact : page.contacts) {
    if (contact.contact_id != record_id) contact.merged_ids.push_back(record_id);
  }
  page.is_current = true;
  co_return page;
}

/// The cursor is HubSpot's own; at the end it is empty, so that the next reading begins anew: the list has no order of time.
/// SOURCE: HubSpot keeps what was archived for 90 days, https://knowledge.hubspot.com/records/restore-deleted-records
Task<Result<CrmPage>> HubspotCrm::fetch_archived(const HubspotType& type, std::string after) {
  const std::string from = after.empty() ? "" : "&after=" + percent_encode(after);
  CO_TRY(const json::value answer,
         co_await ask_list("GET",
                           std::string(type.path) + "?archived=true&limit=100&properties=hs_object_id" + from,
                           nullptr));
  CrmPage page;
  for (const json::value& each : member_list(answer, "results")) {
    if (std::string id = member_text(each, "id"); !id.empty())
      page.gone.push_back({type.type, std::move(id)});
  }
  page.cursor = next_after(answer);
  page.has_more = !page.cursor.empty() && page.cursor != after;
  if (!page.has_more) page.cursor.clear();
  co_return page;
}

/// The cursor is an object: the newest submission of each form, in milliseconds.
Task<Result<CrmPage>> HubspotCrm::fetch_forms(std::string cursor) {
  json::value at = json::object();
  if (!cursor.empty()) {
    CO_TRY(at, parse_json(cursor));
  }
  if (!at.is_object()) co_return internal("the cursor of the forms is not an object");
  CrmPage page;
  std::string after;
  std::string before;
  do {
    before = after;
    const std::string from = after.empty() ? "" : "&after=" + percent_encode(after);
    CO_TRY(const json::value forms,
           co_await ask_list("GET", "/marketing/v3/forms?limit=100" + from, nullptr));
    for (const json::value& form : member_list(forms, "results")) {
      const std::string form_id = member_text(form, "id");
      if (form_id.empty()) continue;
      const json::value* since = at.as_object().if_contains(form_id);
      const std::int64_t since_ms = since && since->is_int64() ? since->as_int64() : 0;
      CO_TRY_OK(co_await add_submissions(form_id, member_text(form, "name"), since_ms - kOverlapMs, &page));
    }
    after = next_after(forms);
  } while (!after.empty() && after != before);
  for (const CrmSubmission& each : page.submissions) {
    const json::value* newest = at.as_object().if_contains(each.form_id);
    if (!newest || newest->as_int64() < each.submitted_at.ms)
      at.as_object()[each.form_id] = each.submitted_at.ms;
  }
  page.cursor = to_json_text(at);
  co_return page;
}

/// Newest first. What was sent in last may show later than what came after it: as with the other streams the last minutes are
/// read again, and ids tell what is known.
Task<Result<Unit>> HubspotCrm::add_submissions(std::string form_id, std::string form_name, std::int64_t since,
                                               CrmPage* page) {
  std::string after;
  for (int i = 0; i < kMostFormPages; ++i) {
    const std::string from = after.empty() ? "" : "&after=" + percent_encode(after);
    auto answer = co_await ask_list("GET",
                                    "/form-integrations/v1/submissions/forms/" + percent_encode(form_id) +
                                        "?limit=" + std::to_string(kFormPage) + from,
                                    nullptr);
    if (!answer && answer.error().code == ErrorCode::not_found) co_return ok();  // deleted meanwhile
    if (!answer) co_return std::move(answer).error();
    for (const json::value& each : member_list(*answer, "results")) {
      CrmSubmission submission = submission_of(form_id, form_name, each);
      if (submission.submitted_at.ms < since) co_return ok();
      page->submissions.push_back(std::move(submission));
    }
    after = next_after(*answer);
    if (after.empty()) co_return ok();
  }
  log_event(LogLevel::warning, "crm_submissions_skipped", {{"form_id", form_id}});
  co_return ok();
}

}  // namespace sa
