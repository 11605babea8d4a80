// HubSpot: reads records by searching on the time of their last change, and writes tasks and notes that contain our id.
//
// Search answers from an index that lags, and gives at most 10,000 results a question. So each page asks anew for what
// changed since the last record of the page before, and a stream that came to its end begins again some minutes earlier. What is
// archived is in no search: it is listed, whole, by streams of its own.
// THREADS, ERRORS: as ports/crm.h.
// SOURCE: https://developers.hubspot.com/docs/api-reference/crm (search, objects, associations v4; 2026-11)
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "connectors/http/vendor_api.h"
#include "ports/crm.h"

namespace sa {

struct HubspotType;  // connectors/hubspot/hubspot_record.h

class HubspotCrm final : public Crm {
 public:
  /// Only the base URL (https://api.hubapi.com), retries and breaker of `call` are used. `token`: of a private app, or of an account.
  HubspotCrm(VendorApi::Options call, VendorApi::Tools tools, std::shared_ptr<TokenSource> token);

  std::string provider() const override { return "hubspot"; }
  std::vector<std::string> streams() const override;
  std::vector<std::string> archive_streams() const override;
  Task<Result<CrmPage>> fetch(std::string stream, std::string cursor) override;
  Task<Result<CrmPage>> fetch_record(std::string type, std::string record_id) override;
  Task<Result<CrmContact>> ensure_contact(std::string email, std::string name) override;
  Task<Result<std::string>> put_task(CrmTask task) override;
  Task<Result<std::string>> put_note(CrmNote note) override;
  Provider& api() { return provider_; }

 private:
  /// The API as others see it: its check reads each stream, for a key may lack the right to one of them.
  class Checked final : public Provider {
   public:
    explicit Checked(VendorApi& api) : api_(api) {}
    ProviderState state() const override { return api_.state(); }
    Task<Result<ProviderCheck>> check() override;

   private:
    VendorApi& api_;
  };
  struct Activity;
  Error error_of(const VendorAnswer& answer) const;
  Task<Result<boost::json::value>> ask(std::string method, std::string path, boost::json::value body);
  /// As `ask`, where the answer must hold a list of `results`.
  Task<Result<boost::json::value>> ask_list(std::string method, std::string path, boost::json::value body);
  Task<Result<boost::json::value>> search(std::string path, boost::json::value question);
  Task<Result<CrmPage>> fetch_forms(std::string cursor);
  Task<Result<CrmPage>> fetch_archived(const HubspotType& type, std::string after);
  Task<Result<Unit>> add_submissions(std::string form_id, std::string form_name, std::int64_t since,
                                     CrmPage* page);
  Task<Result<Unit>> add_links(CrmDeal* deal);
  Task<Result<std::optional<CrmContact>>> find_by_address(std::string email);
  Task<Result<std::string>> put(Activity activity);
  Task<Result<std::string>> find_activity(const Activity& activity);
  Task<Result<std::string>> create_activity(const Activity& activity);

  Clock& clock_;
  Timer& timer_;
  VendorApi api_;
  Checked provider_{api_};
  TokenBucket searches_;
};

}  // namespace sa
