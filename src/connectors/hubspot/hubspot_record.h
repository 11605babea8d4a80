// Converts HubSpot's records to ours: property names, and the meaning of the objects in an answer.
// THREADS: pure.
// SOURCE: as connectors/hubspot/hubspot.h.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ports/crm.h"

namespace sa {

/// One object type.
struct HubspotType {
  const char* stream;    ///< "contacts"
  const char* type;      ///< "contact"
  const char* path;      ///< "/crm/v3/objects/contacts"
  const char* modified;  ///< the property with the time of the last change
  std::int64_t page;     ///< records asked for at once
  std::vector<const char*> properties;
};
const std::vector<HubspotType>& hubspot_types();
/// By stream or by type; null when there is none.
const HubspotType* find_hubspot_type(std::string_view name);

/// Adds the record of an answer to the page; one that is none is left out.
void add_record(const HubspotType& type, const boost::json::value& record, CrmPage* page);
/// The time of a record's last change; 1970 if it has none.
Instant changed_at(const HubspotType& type, const boost::json::value& record);
CrmSubmission submission_of(const std::string& form_id, const std::string& form_name,
                            const boost::json::value& record);

/// What an answer is that says yes and holds nothing of what was asked for (a proxy's page, a text that was cut off): worth
/// another try. Read as "there is none", it would lose or double what there is.
Error unreadable_answer();

/// The cursor of the next page of an answer; empty if there is none.
std::string next_after(const boost::json::value& answer);

}  // namespace sa
