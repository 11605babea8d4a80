#include "actions/agent/demo.h"

#include "actions/agent/writer.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

template <class T>
Result<boost::json::value> json_of(const Result<T>& result) {
  if (!result) return result.error();
  return to_json(*result);
}

}  // namespace

Task<Result<boost::json::value>> run_demo(Services& services, DemoType type, std::string company_domain,
                                          DemoWriter writer) {
  CO_TRY(const auto request, services.demo.ask(type, company_domain));
  std::optional<LlmReply> text;
  if (request) {
    auto reply = writer == DemoWriter::configured ? co_await write_text(services, request, Patience::now)
                                                  : co_await write_template(services, request);
    // A demo without a text is still one: the agents say that there is none.
    if (reply) text = *std::move(reply);
  }
  switch (type) {
    case DemoType::prospecting:
      co_return json_of(services.demo.prospecting(company_domain, text));
    case DemoType::validation:
      co_return json_of(services.demo.validation(company_domain));
    case DemoType::nurturing:
      co_return json_of(services.demo.nurturing(company_domain, services.clock.now(), text));
  }
  co_return internal("a demo type without a demo");
}

}  // namespace sa
