// Runs the demo: the real agents on the bundled mails.
// THREADS: any.
// ERRORS: invalid, naming `company_domain`, if it is not a domain.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "actions/services.h"
#include "agents/demo/demo.h"
#include "base/async/task.h"

namespace sa {

/// Selects the writer for the texts of a demo: the template writer, which costs nothing, or the configured writer.
enum class DemoWriter { template_writer, configured };

/// A DemoProspecting, DemoValidation or DemoNurturing, as JSON.
Task<Result<boost::json::value>> run_demo(Services& services, DemoType type, std::string company_domain,
                                          DemoWriter writer);

}  // namespace sa
