// Compression of answers: gzip for text that is long enough to gain from it.
// THREADS: pure; any.
// ERRORS: none; what cannot be compressed is sent as it is.
// SOURCE: RFC 9110, 8.4 (Content-Encoding) and 12.5.3 (Accept-Encoding); RFC 1952 (gzip).
#pragma once

#include <string>
#include <string_view>

#include "api/http/http.h"

namespace sa {

/// Whether the client takes `coding` ("br", "gzip"): it is named, and not with q=0.
bool accepts_coding(const Request& request, std::string_view coding);
/// Text, JSON and the like, which shrink; not images and fonts, which are compressed already.
bool is_compressible(std::string_view content_type);
/// Compresses the body of a good answer where the client takes gzip. An answer with a secret of its own (Set-Cookie), a stream
/// and one that has a Content-Encoding stay as they are.
void compress(const Request& request, Response* response);

}  // namespace sa
