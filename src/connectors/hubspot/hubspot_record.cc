#include "connectors/hubspot/hubspot_record.h"

#include <algorithm>

#include "base/crypto/hash.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "base/time.h"
#include "mail/address/address.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostText = 4096;
constexpr std::size_t kMostFields = 64;
constexpr std::size_t kMostMerged = 1000;
const char* const kMerged = "hs_merged_object_ids";

/// Strangers fill in forms and names: bounded, and without the NUL that no database takes.
std::string text_of(const json::value& record, std::string_view name) {
  return to_valid_utf8(std::string(utf8_cut(member_text(record, name), kMostText)));
}

std::string property(const json::value& record, std::string_view name) {
  const json::value* properties = find_member(record, "properties");
  return properties ? text_of(*properties, name) : std::string();
}

/// Empty for what is no address.
std::string key_of(const std::string& email) {
  auto key = normalize_address(email);
  return key ? *std::move(key) : std::string();
}

std::optional<std::string> known(std::string text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(std::move(text));
}

/// What we do not have a place for, by HubSpot's names; what is empty is left out.
json::object further(const json::value& record, std::initializer_list<const char*> names) {
  json::object made;
  for (const char* name : names) {
    if (std::string text = property(record, name); !text.empty()) made[name] = std::move(text);
  }
  return made;
}

/// "europe_slash_berlin", as HubSpot writes Europe/Berlin; empty when it is no zone. Small words stay small
/// ("America/Port_of_Spain").
std::string zone_of(std::string text) {
  constexpr std::string_view kSlash = "_slash_";
  for (std::size_t at = text.find(kSlash); at != std::string::npos; at = text.find(kSlash)) {
    text.replace(at, kSlash.size(), "/");
  }
  if (is_zone(text)) return text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("/_-", at), text.size());
    const std::string_view word = std::string_view(text).substr(at, end - at);
    const bool small = at > 0 && (word == "of" || word == "es" || word == "au");
    if (!small && text[at] >= 'a' && text[at] <= 'z') text[at] = static_cast<char>(text[at] - 'a' + 'A');
    at = end + 1;
  }
  return is_zone(text) ? text : std::string();
}

std::vector<std::string> merged_ids(const json::value& record) {
  const std::string text = property(record, kMerged);
  std::vector<std::string> ids;
  for (std::size_t at = 0; at < text.size() && ids.size() < kMostMerged;) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    if (end > at) ids.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return ids;
}

std::int64_t is_archived(const json::value& record) {
  const json::value* archived = find_member(record, "archived");
  return archived && archived->is_bool() && archived->as_bool() ? 1 : 0;
}

CrmCompany company_of(const HubspotType& type, const json::value& record) {
  CrmCompany made;
  made.company_id = member_text(record, "id");
  made.name = property(record, "name");
  made.domain = ascii_lower(property(record, "domain"));
  made.industry = property(record, "industry");
  made.custom_properties = further(record, {"website", "phone", "city", "country", "numberofemployees"});
  made.archived = is_archived(record);
  made.changed_at = changed_at(type, record);
  return made;
}

CrmContact contact_of(const HubspotType& type, const json::value& record) {
  CrmContact made;
  made.contact_id = member_text(record, "id");
  made.email = property(record, "email");
  made.email_key = key_of(made.email);
  made.name = trimmed(property(record, "firstname") + ' ' + property(record, "lastname"));
  made.company_id_fk = known(property(record, "associatedcompanyid"));
  made.lifecycle_stage = property(record, "lifecyclestage");
  made.custom_properties =
      further(record, {"company", "jobtitle", "phone", "hs_lead_status", "hs_timezone", "hs_language"});
  const std::string zone = zone_of(property(record, "hs_timezone"));
  if (!zone.empty()) made.custom_properties["timezone"] = zone;
  // "de", or with a region: "pt-br".
  const std::string language = ascii_lower(property(record, "hs_language"));
  if (!language.empty())
    made.custom_properties["language"] = language.substr(0, language.find_first_of("-_"));
  made.archived = is_archived(record);
  made.changed_at = changed_at(type, record);
  made.merged_ids = merged_ids(record);
  made.opted_out = property(record, "hs_email_optout") == "true";
  return made;
}

CrmDeal deal_of(const HubspotType& type, const json::value& record) {
  CrmDeal made;
  made.deal_id = member_text(record, "id");
  made.dealname = property(record, "dealname");
  made.stage = property(record, "dealstage");
  made.amount = known(property(record, "amount"));
  made.currency = property(record, "deal_currency_code");
  made.archived = is_archived(record);
  made.changed_at = changed_at(type, record);
  return made;
}

}  // namespace

Error unreadable_answer() {
  return unavailable("HubSpot's answer could not be read. We will retry automatically.");
}

std::string next_after(const json::value& answer) {
  const json::value* paging = find_member(answer, "paging");
  const json::value* next = paging ? find_member(*paging, "next") : nullptr;
  return next ? member_text(*next, "after") : std::string();
}

const std::vector<HubspotType>& hubspot_types() {
  // A deal's links take a question each: fewer of them at once.
  static const std::vector<HubspotType> types = {
      {"companies",
       "company",
       "/crm/v3/objects/companies",
       "hs_lastmodifieddate",
       100,
       {"name", "domain", "industry", "website", "phone", "city", "country", "numberofemployees"}},
      {"contacts",
       "contact",
       "/crm/v3/objects/contacts",
       "lastmodifieddate",
       100,
       {"email", "firstname", "lastname", "company", "associatedcompanyid", "lifecyclestage", "jobtitle",
        "phone", "hs_lead_status", "hs_timezone", "hs_language", "hs_email_optout", kMerged}},
      {"deals",
       "deal",
       "/crm/v3/objects/deals",
       "hs_lastmodifieddate",
       20,
       {"dealname", "dealstage", "amount", "deal_currency_code"}},
  };
  return types;
}

const HubspotType* find_hubspot_type(std::string_view name) {
  for (const HubspotType& type : hubspot_types()) {
    if (name == type.stream || name == type.type) return &type;
  }
  return nullptr;
}

Instant changed_at(const HubspotType& type, const json::value& record) {
  std::string text = property(record, type.modified);
  if (text.empty()) text = member_text(record, "updatedAt");
  return parse_rfc3339(text).value_or(Instant{0});
}

void add_record(const HubspotType& type, const json::value& record, CrmPage* page) {
  if (member_text(record, "id").empty()) return;
  const std::string_view name = type.type;
  if (name == "company") page->companies.push_back(company_of(type, record));
  if (name == "contact") page->contacts.push_back(contact_of(type, record));
  if (name == "deal") page->deals.push_back(deal_of(type, record));
}

CrmSubmission submission_of(const std::string& form_id, const std::string& form_name,
                            const json::value& record) {
  CrmSubmission made;
  made.form_id = form_id;
  made.form_name = form_name;
  made.page_url = text_of(record, "pageUrl");
  const json::value* at = find_member(record, "submittedAt");
  made.submitted_at = Instant{at && at->is_int64() ? at->as_int64() : 0};
  for (const json::value& each : member_list(record, "values")) {
    const std::string field = member_text(each, "name");
    if (field.empty() || made.fields.size() >= kMostFields) continue;
    made.fields[utf8_cut(field, 200)] = text_of(each, "value");
  }
  const auto filled = [&](const char* name) { return member_text(json::value(made.fields), name); };
  made.email = filled("email");
  made.email_key = key_of(made.email);
  made.name = trimmed(filled("firstname") + ' ' + filled("lastname"));
  // Not every answer has an id of its own; the words at that moment are one.
  const std::string id = member_text(record, "conversionId");
  made.submission_id = id.empty() ? sha256_hex(Canonical()
                                                   .add(form_id)
                                                   .add(std::to_string(made.submitted_at.ms))
                                                   .add(to_json_text(json::value(made.fields)))
                                                   .text())
                                        .substr(0, 32)
                                  : id;
  return made;
}

}  // namespace sa
