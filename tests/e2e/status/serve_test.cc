// sales-agent serve and worker, as the real program: starting, answering, stopping.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Child;
using test::Ran;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A connection to the program on this machine.
class Connection {
 public:
  explicit Connection(int port) {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
      ADD_FAILURE() << "nobody listens at " << port;
  }
  ~Connection() { close(fd_); }
  void send_text(const std::string& text) {
    EXPECT_EQ(send(fd_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  /// Everything until the other end closes.
  std::string read_all() {
    std::string all;
    char chunk[4096];
    for (ssize_t got; (got = recv(fd_, chunk, sizeof chunk, 0)) > 0;)
      all.append(chunk, static_cast<std::size_t>(got));
    return all;
  }

 private:
  int fd_;
};

class ServeTest : public test::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    environment["LOG_FORMAT"] = "text";
    environment["LOG_LEVEL"] = "warning";
  }
  /// The port that a starting program says it listens at.
  static int port_of(Child& child) {
    EXPECT_TRUE(child.read_until("Ctrl-C")) << child.so_far().err;
    const std::string& said = child.so_far().out;
    const std::size_t at = said.find("http://localhost:");
    return at == std::string::npos ? 0 : std::stoi(said.substr(at + 17));
  }
  std::string get(int port, const std::string& path) {
    Connection connection(port);
    connection.send_text("GET " + path + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                         "\r\nConnection: close\r\n\r\n");
    return connection.read_all();
  }
};

TEST_F(ServeTest, AnOutboxThatCannotBeWrittenIsSaid) {
  environment["OUTBOX_DIR"] = "/proc/no-outbox";
  Child child({"serve", "--port", "0", "--no-samples", "--no-workers"}, options());
  const int port = port_of(child);
  EXPECT_TRUE(child.read_until("The outbox /proc/no-outbox cannot be written", true));
  // The queue can be read and worked on: who is sent here by a load balancer finds it.
  EXPECT_THAT(get(port, "/ready"), AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr(R"("ok":false)"),
                                         HasSubstr("cannot accept mail; nothing is sent until it can")));
}

TEST_F(ServeTest, TheFirstStartHasDraftsToReview) {
  {
    Child child({"serve", "--port", "0"}, options());
    const int port = port_of(child);
    EXPECT_THAT(child.so_far().out, HasSubstr("to try it out"));
    EXPECT_THAT(child.so_far().out, Not(HasSubstr(" 0 drafts")));
    EXPECT_THAT(get(port, "/health"), HasSubstr("{\"status\":\"ok\"}"));
    EXPECT_THAT(get(port, "/ready"), HasSubstr("HTTP/1.1 200"));
    EXPECT_THAT(get(port, "/api/operator/drafts/pending"), HasSubstr("PENDING_APPROVAL"));
    child.signal(SIGTERM);
    EXPECT_EQ(child.wait().code, 0) << child.so_far().err;
  }
  const std::size_t drafts = run({"drafts", "list", "--json"}).lines().size();
  EXPECT_GT(drafts, 3u);
  EXPECT_EQ(run({"audit", "verify"}).code, 0);
  // The second start loads nothing, and finds what was there.
  Child again({"serve", "--port", "0"}, options());
  port_of(again);
  EXPECT_THAT(again.so_far().out, Not(HasSubstr("to try it out")));
  EXPECT_THAT(again.so_far().out, HasSubstr(std::to_string(drafts) + " drafts are waiting"));
  again.signal(SIGINT);
  EXPECT_EQ(again.wait().code, 0);
}

TEST_F(ServeTest, WithoutSamplesTheQueueIsEmpty) {
  Child child({"serve", "--port", "0", "--no-samples", "--no-workers"}, options());
  const int port = port_of(child);
  EXPECT_THAT(child.so_far().out, HasSubstr("0 drafts are waiting"));
  EXPECT_THAT(child.so_far().out, HasSubstr("sales-agent worker"));
  EXPECT_THAT(get(port, "/ready"), HasSubstr("HTTP/1.1 200"));
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait().code, 0);
}

TEST_F(ServeTest, issue_samples_never_come_into_a_database_that_somebody_uses) {
  ASSERT_EQ(run({"suppressions", "add", "ben@buyer.example"}).code, 0);
  Child child({"serve", "--port", "0", "--no-workers"}, options());
  port_of(child);
  EXPECT_THAT(child.so_far().out, HasSubstr("0 drafts are waiting"));
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait().code, 0);
  EXPECT_THAT(run({"campaign", "list", "--json"}).out, testing::IsEmpty());
}

TEST_F(ServeTest, ARequestInFlightIsAnsweredBeforeTheEnd) {
  // Threads take connections each for itself: with one, what it answers later it has seen later.
  environment["API_THREADS"] = "1";
  Child child({"serve", "--port", "0", "--no-samples"}, options());
  const int port = port_of(child);
  Connection connection(port);
  const std::string body =
      R"({"recipient":"ben@buyer.example","subject":"Your question","body":"Thank you for your question about the price. May I call you on Tuesday?"})";
  const std::string head =
      "POST /api/operator/drafts?draft_id=last HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
      "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n";
  connection.send_text(head + body.substr(0, 10));
  // The server has the head when it answers another request that came later.
  EXPECT_THAT(get(port, "/health"), HasSubstr("ok"));
  child.signal(SIGTERM);
  connection.send_text(body.substr(10));
  EXPECT_THAT(connection.read_all(), HasSubstr("HTTP/1.1 201"));
  EXPECT_EQ(child.wait().code, 0);
  EXPECT_EQ(run({"drafts", "show", "last"}).code, 0) << "what was answered is there";
}

TEST_F(ServeTest, ATakenPortIsSaidPlainly) {
  Child first({"serve", "--port", "0", "--no-samples"}, options());
  const int port = port_of(first);
  const Ran second = run({"serve", "--port", std::to_string(port), "--no-samples"});
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.err, HasSubstr(std::to_string(port)));
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait().code, 0);
}

TEST_F(ServeTest, ProductionSaysAllThatIsMissing) {
  environment["API_ENV"] = "production";
  environment["SECRET_KEY"] = "a-secret-of-more-than-thirty-two-bytes";
  const Ran ran = run({"serve", "--port", "0"});
  EXPECT_EQ(ran.code, 1);
  for (const char* word : {"TRUSTED_PROXY", "user add", "SENDER_NAME"}) EXPECT_THAT(ran.err, HasSubstr(word));
  EXPECT_THAT(ran.err, Not(HasSubstr("SECRET_KEY")));
}

TEST_F(ServeTest, AWorkerDoesTheWorkAlone) {
  const std::string path = write("box.mbox", test::make_mbox(3));
  ASSERT_EQ(run({"import", "mail", path, "--no-analyze"}).code, 0);
  EXPECT_TRUE(run({"drafts", "list", "--json"}).lines().empty());
  environment["LOG_LEVEL"] = "info";
  Child child({"worker"}, options());
  EXPECT_TRUE(child.read_until("Ctrl-C"));
  while (run({"drafts", "list", "--json"}).lines().size() < 3) {
  }
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait().code, 0);
}

TEST_F(ServeTest, ForACollectorTheStartIsOneEvent) {
  environment["LOG_FORMAT"] = "json";
  environment["LOG_LEVEL"] = "info";
  Child child({"serve", "--port", "0", "--no-samples"}, options());
  EXPECT_TRUE(child.read_until("\"event\":\"started\"", true));
  child.signal(SIGTERM);
  const Ran ran = child.wait();
  EXPECT_EQ(ran.out, "");
  for (std::size_t at = 0; at < ran.err.size();) {
    const std::size_t end = ran.err.find('\n', at);
    EXPECT_NO_THROW(boost::json::parse(ran.err.substr(at, end - at))) << ran.err.substr(at, end - at);
    at = end + 1;
  }
}

}  // namespace
}  // namespace sa
