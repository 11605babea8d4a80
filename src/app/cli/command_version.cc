// sales-agent version, sales-agent openapi: what this program is, and what its API is.
#include <boost/version.hpp>

#include "api/http/openapi.h"
#include "api/routes.h"
#include "app/cli/command.h"
#include "app/wiring/version.h"

namespace sa {
namespace {

struct Version {
  std::string version = kVersion;
  std::string compiler = __VERSION__;
  std::string boost =
      std::to_string(BOOST_VERSION / 100000) + '.' + std::to_string(BOOST_VERSION / 100 % 1000);
};
BOOST_DESCRIBE_STRUCT(Version, (), (version, compiler, boost))

Result<ExitCode> show_version(Shell& shell) {
  const Version version;
  if (shell.json) {
    shell.write_json_line(version);
  } else {
    shell.out.line("sales-agent " + version.version);
    shell.out.write(fact_lines(shell.out, {{"compiler", version.compiler}, {"Boost", version.boost}}));
  }
  return ExitCode::ok;
}

}  // namespace

void add_version(CommandSpec& all) {
  all.command("version", "Show the version").run(show_version);
  all.command("openapi", "Print the OpenAPI description of the HTTP API")
      .run([](Shell& shell) -> Result<ExitCode> {
        shell.out.write(openapi_document(all_routes(), kVersion));
        return ExitCode::ok;
      });
}

}  // namespace sa
