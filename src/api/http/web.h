// WebFiles: the files of the web app, from the program itself or, with WEB_DIR, from a folder.
// THREADS: immutable after it was made; any.
// ERRORS: none; a missing file is null.
// SOURCE: RFC 9110, 8.8.3 and 13.1.2 (ETag, If-None-Match).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/http.h"

namespace sa {

class WebFiles {
 public:
  /// `web_dir`: empty for the web app that is part of the program.
  explicit WebFiles(std::string web_dir);

  /// The file of a request's path ("/" is index.html), or null.
  std::optional<Response> find(const Request& request) const;
  /// index.html; without a web app a page that says what to do.
  Response home(const Request& request) const;

 private:
  struct File {
    std::string_view bytes;
    std::string etag;
  };
  std::optional<Response> find_path(const Request& request, const std::string& path) const;
  /// The file as it is, or as the build compressed it ("a.js.br" beside "a.js"). `coding`: "br", "gzip" or empty.
  std::optional<Response> find_coded(const Request& request, const std::string& path, std::string_view coding,
                                     std::string_view ending) const;

  std::string web_dir_;
  std::map<std::string, File, std::less<>> files_;  ///< by path below web/dist
};

/// "text/css; charset=utf-8" for "a.css".
std::string_view content_type_of(std::string_view path);
/// True when If-None-Match names `etag`.
bool has_etag(const Request& request, std::string_view etag);
/// A file that is part of the program (base/embedded.h), revalidated at each use. REQUIRES: it is there.
Response embedded_file(const Request& request, std::string_view path);

}  // namespace sa
