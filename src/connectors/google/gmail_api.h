// Shared by all code that calls Gmail: the account's path, the cost of a call in Gmail's quota units, and reading of
// answers.
// THREADS: any. ERRORS: as VendorApi.
// SOURCE: developers.google.com/gmail/api/reference/quota, read 2026-11-22 (units of a project created since 2026-05-01;
// for drafts.create and drafts.delete no figure of the new quota was found: that of a read is taken).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/http/vendor_api.h"

namespace sa {

inline const std::string kGmailUser = "/gmail/v1/users/me";

inline constexpr std::int64_t kGmailSendUnits = 100;
inline constexpr std::int64_t kGmailWatchUnits = 100;
inline constexpr std::int64_t kGmailDraftUnits = 20;
inline constexpr std::int64_t kGmailGetUnits = 20;
inline constexpr std::int64_t kGmailListUnits = 5;
inline constexpr std::int64_t kGmailHistoryUnits = 2;
inline constexpr std::int64_t kGmailProfileUnits = 1;

/// `path` is that behind the account's.
Task<VendorAnswer> gmail_get(VendorApi& api, std::string path, std::int64_t units,
                             std::optional<Instant> deadline = {});

/// The ids of one page of a list, whose member is called `what`; Gmail leaves an empty one out.
Task<Result<std::vector<std::string>>> gmail_list_ids(VendorApi& api, std::string path, const char* what,
                                                      std::optional<Instant> deadline = {});

/// The headers of a message resource; names in lower case.
std::vector<std::pair<std::string, std::string>> gmail_headers(const boost::json::value& message);

/// Whether there is no such draft (any more). An id that was good once is called invalid by some.
bool is_gone(const VendorAnswer& answer);

/// A Message-ID as we store it.
std::string without_brackets(std::string_view id);

}  // namespace sa
