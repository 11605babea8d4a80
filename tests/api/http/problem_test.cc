// Errors over HTTP: what the client sees, and what only the log gets.
#include "api/http/problem.h"

#include <gmock/gmock.h>

#include "base/log.h"

namespace sa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProblemTest, ACauseIsNeverToldToAClient) {
  const struct {
    Error error;
    int status;
  } rows[] = {
      {unavailable("The database does not answer.").with_cause("host db.intern user sales"), 503},
      {conflict("Another draft answers this message.").with_cause("UNIQUE constraint: host db.intern"), 409},
      {internal("host db.intern").with_cause("user sales"), 500},
  };
  for (const auto& row : rows) {
    const Response response = problem_response(row.error, "trace-1");
    EXPECT_EQ(response.status, row.status);
    EXPECT_THAT(std::string(response.content()), Not(HasSubstr("db.intern"))) << row.status;
    EXPECT_THAT(std::string(response.content()), Not(HasSubstr("user sales"))) << row.status;
    EXPECT_THAT(std::string(response.content()), HasSubstr("trace-1")) << "by which the log is searched";
  }
}

TEST(ProblemTest, TheCauseIsLoggedWithTheTraceId) {
  testing::internal::CaptureStderr();
  problem_response(unavailable("The database does not answer.").with_cause("host db.intern"), "trace-7");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("host db.intern"));
  EXPECT_THAT(log, HasSubstr("trace-7"));
}

}  // namespace
}  // namespace sa
