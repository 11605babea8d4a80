#include "api/http/sheet.h"

namespace sa {

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Response sheet(std::string_view title, const std::string& content) {
  Response response;
  response.headers.add_lines("Content-Type: text/html; charset=utf-8\r\nX-Robots-Tag: noindex\r\n");
  response.body =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>" +
      html_escaped(title) +
      "</title><link rel=\"stylesheet\" href=\"/docs/docs.css\"></head><body><main class=\"sheet\"><h1>" +
      html_escaped(title) + "</h1>" + content + "</main></body></html>";
  return response;
}

}  // namespace sa
