// The demo at work: the real agents on the bundled mails, with the writer that is configured.
// THREADS: any.
// ERRORS: invalid, naming `company_domain`, when it is no domain.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "actions/services.h"
#include "agents/demo/demo.h"
#include "base/async/task.h"

namespace sa {

/// A DemoProspecting, DemoValidation or DemoNurturing, as JSON.
Task<Result<boost::json::value>> run_demo(Services& services, DemoType type, std::string company_domain);

}  // namespace sa
