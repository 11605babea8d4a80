#include "api/http/web.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "api/http/compress.h"
#include "base/crypto/hash.h"
#include "base/embedded.h"
#include "base/text/url.h"

namespace sa {
namespace {

constexpr std::string_view kDist = "web/dist/";
constexpr std::size_t kEtagChars = 20;

constexpr std::string_view kNoApp =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>sales-agent</title><link "
    "rel=\"stylesheet\" href=\"/docs/docs.css\"><body><main class=\"sheet\"><h1>sales-agent is "
    "running</h1><p>The web app is not part of this build. <code>make build</code> builds both; WEB_DIR can "
    "name a folder that contains it.</p><p>The API is documented at <a "
    "href=\"/docs\">/docs</a>.</p></main></body></html>";

struct Coding {
  std::string_view coding;
  std::string_view ending;
};
/// What the build makes beside each file, the smaller first.
constexpr Coding kCodings[] = {{"br", ".br"}, {"gzip", ".gz"}};

struct Type {
  std::string_view ending;
  std::string_view type;
};
constexpr Type kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

std::string etag_of(std::string_view bytes) {
  return "\"" + sha256_hex(bytes).substr(0, kEtagChars) + "\"";
}

/// "assets/a.js" of "/assets/a.js"; null for a path that leaves the folder, or that no file of ours has.
std::optional<std::string> file_path(std::string_view target) {
  const auto segments = path_segments(split_target(target).path);
  if (!segments || segments->empty()) return std::nullopt;
  std::string path;
  for (const std::string& segment : *segments) {
    const bool plain = !segment.empty() && segment[0] != '.' && segment.find('/') == std::string::npos &&
                       segment.find('\\') == std::string::npos;
    if (!plain) return std::nullopt;
    path += (path.empty() ? "" : "/") + segment;
  }
  return path;
}

Response file_response(const Request& request, std::string_view path, const std::string& etag) {
  // The build puts a hash of the content into the names below assets/: such a file never changes. A browser asks for the icon
  // again at every change of the address, so it may keep that for a day.
  const std::string_view cache = path.starts_with("assets/") ? "public, max-age=31536000, immutable"
                                 : path == "icon.svg"        ? "public, max-age=86400"
                                                             : "no-cache";
  Response response;
  response.headers.add("ETag", etag);
  response.headers.add("Cache-Control", std::string(cache));
  if (has_etag(request, etag)) {
    response.status = 304;
  } else {
    response.headers.add("Content-Type", content_type_of(path));
  }
  return response;
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  for (const Type& each : kTypes) {
    if (path.ends_with(each.ending)) return each.type;
  }
  return "application/octet-stream";
}

bool has_etag(const Request& request, std::string_view etag) {
  const std::string_view known = request.headers.find("If-None-Match").value_or("");
  return known == "*" || (!known.empty() && known.find(etag) != std::string_view::npos);
}

Response embedded_file(const Request& request, std::string_view path) {
  const auto bytes = find_embedded(path);
  if (!bytes) throw std::logic_error("a file is not embedded in the program: " + std::string(path));
  Response response = file_response(request, path, etag_of(*bytes));
  if (response.status == 200) response.constant_body = *bytes;
  return response;
}

WebFiles::WebFiles(std::string web_dir) : web_dir_(std::move(web_dir)) {
  if (!web_dir_.empty()) return;
  for (const std::string_view path : list_embedded(kDist)) {
    const std::string_view bytes = find_embedded(path).value_or("");
    files_.emplace(path.substr(kDist.size()), File{bytes, etag_of(bytes)});
  }
}

std::optional<Response> WebFiles::find(const Request& request) const {
  const auto path = file_path(request.target);
  if (!path) return std::nullopt;
  // Browsers ask for this name where a page does not name its icon (/docs, an image on its own).
  return find_path(request, *path == "favicon.ico" ? "icon.svg" : *path);
}

std::optional<Response> WebFiles::find_path(const Request& request, const std::string& path) const {
  for (const auto& [coding, ending] : kCodings) {
    if (!accepts_coding(request, coding)) continue;
    if (auto response = find_coded(request, path, coding, ending)) return response;
  }
  return find_coded(request, path, "", "");
}

std::optional<Response> WebFiles::find_coded(const Request& request, const std::string& path,
                                             std::string_view coding, std::string_view ending) const {
  const std::string name = path + std::string(ending);
  const auto as_coded = [&](Response response) {
    if (!coding.empty()) {
      response.headers.add_lines("Vary: Accept-Encoding\r\n");
      response.headers.add("Content-Encoding", coding);
    }
    return response;
  };
  if (web_dir_.empty()) {
    const auto found = files_.find(name);
    if (found == files_.end()) return std::nullopt;
    Response response = file_response(request, path, found->second.etag);
    if (response.status == 200) response.constant_body = found->second.bytes;
    return as_coded(std::move(response));
  }
  const std::filesystem::path full = std::filesystem::path(web_dir_) / name;
  std::error_code error;
  std::ifstream in(full, std::ios::binary);
  if (!std::filesystem::is_regular_file(full, error) || !in) return std::nullopt;
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  Response response = file_response(request, path, etag_of(bytes));
  if (response.status == 200) response.body = std::move(bytes);
  return as_coded(std::move(response));
}

Response WebFiles::home(const Request& request) const {
  if (auto index = find_path(request, "index.html")) return *std::move(index);
  Response page;
  page.headers.add("Content-Type", "text/html; charset=utf-8");
  page.constant_body = kNoApp;
  return page;
}

}  // namespace sa
