// The documentation: the OpenAPI document, and a page that shows it. All of it comes from here.
#include "api/http/web.h"
#include "api/routes.h"
#include "base/crypto/hash.h"

namespace sa {
namespace {

Task<Result<Response>> get_openapi(Call& call) {
  Response response;
  response.headers.add_lines("Content-Type: application/json; charset=utf-8\r\n");
  response.body = call.api.openapi;
  co_return response;
}

Task<Result<Response>> get_page(Call& call) {
  co_return embedded_file(call.request, "src/api/docs/docs.html");
}

Task<Result<Response>> get_part(Call& call) {
  const std::string& name = call.param("file");
  if (name != "docs.css" && name != "docs.js") co_return not_found("This file does not exist.");
  co_return embedded_file(call.request, "src/api/docs/" + name);
}

}  // namespace

std::vector<Route> docs_routes() {
  return {
      route<get_openapi>("get_openapi", Method::GET, "/openapi.json", Policy::open(), "This document",
                         {.tag = "service", .seed = true}),
      route<get_page>("get_docs", Method::GET, "/docs", Policy::open(), "The API documentation as a web page",
                      {.tag = "pages", .seed = true, .content_type = "text/html"}),
      route<get_part>("get_docs_file", Method::GET, "/docs/{file}", Policy::open(),
                      "Script and style sheet of the documentation page",
                      {.tag = "pages", .errors = {404}, .content_type = "text/*"}),
  };
}

}  // namespace sa
