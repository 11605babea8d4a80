// HubspotCrm: what is written. Each task and note carries our id in its text, and is looked for among what the contact is
// linked with (links are exact; search lags) before it is made.
#include "base/crypto/hash.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/url.h"
#include "connectors/hubspot/hubspot.h"
#include "connectors/hubspot/hubspot_record.h"

namespace sa {
namespace {

namespace json = boost::json;

/// A lost answer is not asked about at once: the request may still be on its way.
constexpr std::int64_t kSettleS = 60;
constexpr std::size_t kMostBatch = 100;
constexpr int kMostLinkPages = 20;

std::string html(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == '&') {
      made += "&amp;";
    } else if (c == '<') {
      made += "&lt;";
    } else if (c == '>') {
      made += "&gt;";
    } else if (c == '\n') {
      made += "<br>";
    } else {
      made += c;
    }
  }
  return made;
}

std::string first_name(const std::string& name) {
  return name.substr(0, name.find(' '));
}

std::string last_name(const std::string& name) {
  const std::size_t space = name.find(' ');
  return space == std::string::npos ? "" : name.substr(space + 1);
}

json::object name_properties(const std::string& name) {
  json::object made;
  if (!first_name(name).empty()) made["firstname"] = first_name(name);
  if (!last_name(name).empty()) made["lastname"] = last_name(name);
  return made;
}

/// "Contact already exists. Existing ID: 123": the one place where HubSpot says which.
std::string existing_id(const VendorAnswer& answer) {
  const std::string words = member_text(answer.json, "message");
  const std::size_t at = words.find("Existing ID: ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + 13;
  return words.substr(begin, words.find_first_not_of("0123456789", begin) - begin);
}

std::vector<std::string> linked_ids(const json::value& answer) {
  std::vector<std::string> ids;
  for (const json::value& each : member_list(answer, "results"))
    ids.push_back(member_text(each, "toObjectId"));
  return ids;
}

}  // namespace

/// A task or a note, in HubSpot's words.
struct HubspotCrm::Activity {
  const char* type;         ///< "tasks"
  const char* text;         ///< the property that carries our id
  std::int64_t to_contact;  ///< HubSpot's number of its link to a contact
  std::string contact_id;
  std::string marker;
  Instant until;
  json::object properties = {};
};

Task<Result<std::string>> HubspotCrm::put_task(CrmTask task) {
  Activity activity{
      "tasks", "hs_task_body", 204, task.contact_id, "[sales-agent task " + task.task_id + "]", task.until};
  activity.properties = {{"hs_timestamp", std::to_string(task.due_at.ms)},
                         {"hs_task_subject", task.title},
                         {"hs_task_body", html(task.body) + "<br><br>" + activity.marker},
                         {"hs_task_status", "NOT_STARTED"},
                         {"hs_task_type", "TODO"}};
  co_return co_await put(std::move(activity));
}

Task<Result<std::string>> HubspotCrm::put_note(CrmNote note) {
  Activity activity{
      "notes", "hs_note_body", 202, note.contact_id, "[sales-agent note " + note.note_id + "]", note.until};
  activity.properties = {{"hs_timestamp", std::to_string(note.created_at.ms)},
                         {"hs_note_body", html(note.body) + "<br><br>" + activity.marker}};
  co_return co_await put(std::move(activity));
}

Task<Result<std::string>> HubspotCrm::put(Activity activity) {
  CO_TRY(std::string known, co_await find_activity(activity));
  if (!known.empty()) co_return known;
  co_return co_await create_activity(activity);
}

/// The id of the one with our marker; empty when there is none.
Task<Result<std::string>> HubspotCrm::find_activity(const Activity& activity) {
  const std::string path =
      "/crm/v4/objects/contacts/" + percent_encode(activity.contact_id) + "/associations/" + activity.type;
  std::string after;
  for (int page = 0; page < kMostLinkPages; ++page) {
    const std::string from = after.empty() ? "" : "&after=" + percent_encode(after);
    CO_TRY(const json::value links,
           co_await ask_list("GET", path + "?limit=" + std::to_string(kMostBatch) + from, nullptr));
    json::array inputs;
    for (std::string& id : linked_ids(links)) inputs.push_back(json::object{{"id", std::move(id)}});
    if (!inputs.empty()) {
      const json::object wanted{{"inputs", std::move(inputs)},
                                {"properties", json::array{activity.text}},
                                {"propertiesWithHistory", json::array()}};
      CO_TRY(
          const json::value found,
          co_await ask_list("POST", std::string("/crm/v3/objects/") + activity.type + "/batch/read", wanted));
      for (const json::value& each : member_list(found, "results")) {
        const json::value* properties = find_member(each, "properties");
        if (properties && member_text(*properties, activity.text).find(activity.marker) != std::string::npos)
          co_return member_text(each, "id");
      }
    }
    const std::string next = next_after(links);
    // A pointer that stays where it is leads nowhere.
    if (next.empty() || next == after) co_return std::string();
    after = next;
  }
  co_return unavailable("The contact has too many tasks or notes in HubSpot to search them all.");
}

Task<Result<std::string>> HubspotCrm::create_activity(const Activity& activity) {
  const json::object link{{"associationCategory", "HUBSPOT_DEFINED"},
                          {"associationTypeId", activity.to_contact}};
  const json::object target{{"to", json::object{{"id", activity.contact_id}}}, {"types", json::array{link}}};
  VendorRequest request;
  request.method = "POST";
  request.path = std::string("/crm/v3/objects/") + activity.type;
  request.body = to_json_text(
      json::value(json::object{{"properties", activity.properties}, {"associations", json::array{target}}}));
  request.is_repeatable = false;
  request.deadline = activity.until;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok()) {
    std::string id = member_text(answer.json, "id");
    if (!id.empty()) co_return id;
    co_return unavailable("HubSpot accepted it but returned no id. We will look for it later.")
        .with_retry_after(kSettleS);
  }
  const bool in_doubt = answer.kind == VendorAnswer::Kind::lost || answer.status >= 500;
  if (!in_doubt) co_return error_of(answer);
  co_return unavailable(
      "HubSpot's answer was lost. We will look for the item there before creating it again.")
      .with_retry_after(kSettleS);
}

Task<Result<std::optional<CrmContact>>> HubspotCrm::find_by_address(std::string email) {
  const HubspotType& type = *find_hubspot_type("contact");
  auto record = co_await ask("GET",
                             std::string(type.path) + '/' + percent_encode(email) +
                                 "?idProperty=email&properties=email,firstname,lastname",
                             nullptr);
  if (!record && record.error().code == ErrorCode::not_found) co_return std::optional<CrmContact>();
  if (!record) co_return std::move(record).error();
  CrmPage page;
  add_record(type, *record, &page);
  if (page.contacts.empty()) co_return unreadable_answer();
  co_return std::optional<CrmContact>(std::move(page.contacts.front()));
}

Task<Result<CrmContact>> HubspotCrm::ensure_contact(std::string email, std::string name) {
  CO_TRY(auto known, co_await find_by_address(email));
  if (known) co_return *std::move(known);
  json::object properties = name_properties(name);
  properties["email"] = email;
  VendorRequest request;  // safe to repeat: an address is there once
  request.method = "POST";
  request.path = "/crm/v3/objects/contacts";
  request.body =
      to_json_text(json::value(json::object{{"properties", properties}, {"associations", json::array()}}));
  const VendorAnswer answer = co_await api_.call(std::move(request));
  CrmContact made;
  made.email = email;
  if (answer.ok()) {
    made.contact_id = member_text(answer.json, "id");
    made.name = name;
  } else if (made.contact_id = existing_id(answer); answer.status == 409 && !made.contact_id.empty()) {
    // Somebody was quicker. A name that they gave stays.
    CO_TRY(const CrmPage page, co_await fetch_record("contact", made.contact_id));
    if (page.contacts.empty())
      co_return unavailable(
          "HubSpot says that the contact already exists but does not return it yet. We will retry "
          "automatically.");
    made = page.contacts.front();
    if (json::object wanted = name_properties(name); made.name.empty() && !wanted.empty()) {
      CO_TRY_OK(co_await ask("PATCH", "/crm/v3/objects/contacts/" + percent_encode(made.contact_id),
                             json::object{{"properties", std::move(wanted)}}));
    }
  } else {
    co_return error_of(answer);
  }
  if (made.contact_id.empty()) co_return unreadable_answer();
  co_return made;
}

}  // namespace sa
