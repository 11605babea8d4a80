// HubspotCrm: whether its key may read what we read. The account's details, which VendorApi asks for, need no scope at all.
#include "connectors/hubspot/hubspot.h"
#include "connectors/hubspot/hubspot_record.h"

namespace sa {
namespace {

struct Right {
  std::string scope;
  std::string path;
};

std::vector<Right> rights() {
  std::vector<Right> made;
  for (const HubspotType& type : hubspot_types())
    made.push_back({std::string("crm.objects.") + type.stream + ".read", type.path});
  made.push_back({"forms", "/marketing/v3/forms"});
  return made;
}

}  // namespace

Task<Result<ProviderCheck>> HubspotCrm::Checked::check() {
  CO_TRY(ProviderCheck check, co_await api_.check());
  std::string missing;
  for (const Right& right : rights()) {
    VendorRequest request;
    request.path = right.path + "?limit=1";
    const VendorAnswer answer = co_await api_.call(std::move(request));
    if (answer.status == 403 && !answer.is_rate_limited) {
      missing += (missing.empty() ? "" : ", ") + right.scope;
    } else if (!answer.ok()) {
      co_return api_.error_of(answer);
    }
  }
  if (missing.empty()) co_return check;
  co_return forbidden("The HubSpot key does not have the scopes " + missing +
                      ". Add them to the app (docs/connect-hubspot.md). Everything else is still synced.");
}

}  // namespace sa
