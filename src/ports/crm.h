// The CRM: reads companies, contacts, deals and form submissions from it, and writes tasks and notes
// to it.
//
// Reading goes by streams, page by page: a page and its cursor are stored in one transaction, so that nothing is lost and
// a page that is read twice changes nothing. Writing is safe to repeat: each task and note carries our id, and is looked
// for before it is made.
// THREADS: any; the coroutine goes on where it was awaited.
// ERRORS: unavailable or limited (worth another try), unauthenticated and forbidden (a person must look at the key; the
// message says how), not_found, invalid (it will never take this).
#pragma once

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"
#include "base/time.h"

namespace sa {

/// Ids are the CRM's own. Empty texts: not known there. `archived`: it was put away; 0 or 1.
struct CrmCompany {
  std::string company_id;
  std::string name;
  std::string domain;
  std::string industry;
  boost::json::object custom_properties;
  std::int64_t archived = 0;
  Instant changed_at;
};
BOOST_DESCRIBE_STRUCT(CrmCompany, (),
                      (company_id, name, domain, industry, custom_properties, archived, changed_at))

struct CrmContact {
  std::string contact_id;
  std::string email;
  std::string email_key;  ///< normalised; empty: none, or none that is an address
  std::string name;
  std::optional<std::string> company_id_fk;
  std::string lifecycle_stage;
  boost::json::object custom_properties;
  std::int64_t archived = 0;
  Instant changed_at;
  std::vector<std::string> merged_ids = {};  ///< records that are part of this one now
  bool opted_out = false;                    ///< of all mail, as the CRM has it
};
BOOST_DESCRIBE_STRUCT(CrmContact, (),
                      (contact_id, email, email_key, name, company_id_fk, lifecycle_stage, custom_properties,
                       archived, changed_at, merged_ids, opted_out))

struct CrmDeal {
  std::string deal_id;
  std::string dealname;
  std::string stage;
  std::optional<std::string> amount;  ///< a decimal, as written
  std::string currency;
  std::optional<std::string> company_id_fk;
  std::optional<std::string> contact_id_fk;
  std::int64_t archived = 0;
  Instant changed_at;
};
BOOST_DESCRIBE_STRUCT(CrmDeal, (),
                      (deal_id, dealname, stage, amount, currency, company_id_fk, contact_id_fk, archived,
                       changed_at))

struct CrmSubmission {
  std::string submission_id;
  std::string form_id;
  std::string form_name;
  std::string email;  ///< as filled in
  std::string email_key;
  std::string name;            ///< empty: not filled in
  boost::json::object fields;  ///< texts, by name
  std::string page_url;
  Instant submitted_at;
};
BOOST_DESCRIBE_STRUCT(CrmSubmission, (),
                      (submission_id, form_id, form_name, email, email_key, name, fields, page_url,
                       submitted_at))

/// A record that is no longer there: archived, or deleted for good.
struct CrmGone {
  std::string type;
  std::string record_id;
};

struct CrmPage {
  std::vector<CrmCompany> companies = {};
  std::vector<CrmContact> contacts = {};
  std::vector<CrmDeal> deals = {};
  std::vector<CrmSubmission> submissions = {};
  std::vector<CrmGone> gone = {};
  std::string cursor = {};  ///< where the next fetch goes on
  bool has_more = false;
  bool is_current = false;  ///< asked for by id: so it is now, whatever was read before
};

/// A task or a note about a contact.
struct CrmTask {
  std::string task_id;     ///< ours: stands in the task, so that it is found again
  std::string contact_id;  ///< the CRM's
  std::string title;
  std::string body;
  Instant due_at;
  Instant until;  ///< it is not made after this: by then somebody else may look for it, find none and make it
};

struct CrmNote {
  std::string note_id;
  std::string contact_id;
  std::string body;
  Instant created_at;
  Instant until;  ///< as CrmTask's
};

class Crm {
 public:
  virtual ~Crm() = default;
  /// "hubspot".
  virtual std::string provider() const = 0;
  /// The streams that there are, in the order in which they should be read.
  virtual std::vector<std::string> streams() const = 0;
  /// The streams of what was put away, as CrmGone: without a time of its own there, so each is read from its beginning to its
  /// end, now and then.
  virtual std::vector<std::string> archive_streams() const = 0;
  /// The page after `cursor`; an empty one begins. REQUIRES: `stream` is one of the above.
  virtual Task<Result<CrmPage>> fetch(std::string stream, std::string cursor) = 0;
  /// One record ("contact", "company", "deal") as it is now; archived when it is gone; the survivor, when it was merged.
  virtual Task<Result<CrmPage>> fetch_record(std::string type, std::string record_id) = 0;
  /// The CRM's contact with this address; made when there is none.
  virtual Task<Result<CrmContact>> ensure_contact(std::string email, std::string name) = 0;
  /// The CRM's id of the task: of the one that carries our id, or of a new one. not_found or invalid may mean that the
  /// contact is gone.
  virtual Task<Result<std::string>> put_task(CrmTask task) = 0;
  virtual Task<Result<std::string>> put_note(CrmNote note) = 0;
};

}  // namespace sa
