// The server against raw sockets: what it answers to bytes, good and bad, and how it ends.
#include "api/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/raw_client.h"
#include "tests/api/toy_service.h"

namespace sa {
namespace {

using test::RawClient;
using test::wait_until;
using testing::HasSubstr;
using testing::Not;

struct Running {
  test::ToyService service;
  std::unique_ptr<Server> server;

  explicit Running(ServerLimits limits = {}, int threads = 1) {
    ServerOptions options;
    options.threads = threads;
    options.limits = limits;
    auto listening = Server::listen(options, service);
    if (listening) server = *std::move(listening);
  }
  std::uint16_t port() const { return server->port(); }
};

ServerLimits quick() {
  ServerLimits limits;
  limits.tick_ms = 5;
  return limits;
}

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

/// Bytes in, bytes out, on a connection of its own that the client half-closes after sending.
struct Exchange {
  const char* name;
  std::string bytes;
  std::vector<std::string> contains;
  std::vector<std::string> absent = {};
};

std::vector<Exchange> exchanges() {
  const std::string host = "Host: a\r\n";
  const std::string head = "POST /p HTTP/1.1\r\n" + host;
  return {
      {"get",
       get("/a?b=c"),
       {"HTTP/1.1 200 OK\r\n", "Content-Length: 13\r\n", "Date: ", "GET /a?b=c []"},
       {"close"}},
      {"peer", get("/"), {"X-Peer: 127.0.0.1 loopback\r\n"}},
      {"head has length but no body",
       "HEAD /a HTTP/1.1\r\n" + host + "\r\n",
       {"HTTP/1.1 200 OK\r\n", "Content-Length: 10\r\n"},
       {"HEAD /a"}},
      {"no content", get("/none"), {"HTTP/1.1 204 No Content\r\n"}, {"Content-Length"}},
      {"post", head + "Content-Length: 3\r\n\r\nabc", {"POST /p [abc]"}},
      {"empty post", head + "Content-Length: 0\r\n\r\n", {"POST /p []"}},
      {"post without length", head + "\r\n", {"POST /p []"}},
      {"chunked",
       head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
       {"POST /p [abcde]"}},
      {"trailer is no field",
       head + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Field: forged\r\n\r\n",
       {"POST /p [a]"},
       {"forged"}},
      {"field names have no case", "GET / HTTP/1.1\r\nhOST: a\r\nX-FIELD:  v \r\n\r\n", {"field=v"}},
      {"pipelined in order",
       get("/1") + get("/2") + get("/3"),
       {"GET /1 []HTTP/1.1 200 OK", "GET /2 []HTTP/1.1 200 OK", "GET /3 []"}},
      {"empty lines before a request", "\r\n\r\n" + get("/x"), {"GET /x []"}, {"400"}},
      {"close is obeyed",
       "GET /1 HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n" + get("/2"),
       {"Connection: close\r\n", "GET /1 []"},
       {"GET /2"}},
      {"http 1.0", "GET /1 HTTP/1.0\r\n\r\n", {"HTTP/1.0 200 OK\r\n", "Connection: close\r\n", "GET /1 []"}},
      {"http 1.0 kept alive",
       "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
       {"Connection: keep-alive\r\n", "GET /1 []", "GET /2 []"}},
      {"unknown method", "BREW / HTTP/1.1\r\n" + host + "\r\n", {"other / []"}},
      {"exception says nothing",
       get("/throw"),
       {"HTTP/1.1 500 ", "refused: Internal server error."},
       {"secret"}},
      {"expect",
       head + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
       {"HTTP/1.1 100 Continue\r\n\r\n"}},
      {"expect else",
       head + "X-Trace-ID: t-1\r\nExpect: tea\r\n\r\n",
       {"HTTP/1.1 417 ", "Connection: close\r\n", "trace=t-1"}},
      {"too large is refused before it is sent",
       head + "X-Trace-ID: t-2\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n",
       {"HTTP/1.1 413 ", "refused: The request body", "trace=t-2"},
       {"100 Continue"}},
      // Not HTTP.
      {"garbage", "\x16\x03\x01\x02hello\r\n\r\n", {"HTTP/1.1 400 ", "Connection: close\r\n"}},
      {"no version", "GET /\r\n\r\n", {"HTTP/1.1 400 "}},
      {"version 2", "GET / HTTP/2.0\r\n" + host + "\r\n", {"HTTP/1.1 505 "}},
      {"nul in target", std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 29), {"HTTP/1.1 400 "}},
      {"nul in field", std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 30), {"HTTP/1.1 400 "}},
      {"space in target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", {"HTTP/1.1 400 "}},
      {"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", {"HTTP/1.1 400 "}},
      {"version 1.2", "GET / HTTP/1.2\r\n" + host + "\r\n", {"HTTP/1.1 505 "}},
      {"half a head", "GET / HTTP/1.1\r\nHo", {"HTTP/1.1 400 ", "ended before"}},
      {"half a body", head + "Content-Length: 4\r\n\r\nab", {"HTTP/1.1 400 ", "ended before"}},
      {"field without colon", "GET / HTTP/1.1\r\n" + host + "nonsense\r\n\r\n", {"HTTP/1.1 400 "}},
      {"space before colon", "GET / HTTP/1.1\r\n" + host + "X-Field : v\r\n\r\n", {"HTTP/1.1 400 "}},
      {"no host", "GET / HTTP/1.1\r\n\r\n", {"HTTP/1.1 400 ", "Host"}},
      {"two hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", {"HTTP/1.1 400 "}},
      // Two readers must never see different requests.
      {"length and chunked",
       head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/smuggled"),
       {"HTTP/1.1 400 "},
       {"smuggled"}},
      {"chunked and length",
       head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + get("/smuggled"),
       {"HTTP/1.1 400 "},
       {"smuggled"}},
      {"two lengths",
       head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
       {"HTTP/1.1 400 "},
       {"200 OK"}},
      {"same length twice",
       head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
       {"HTTP/1.1 400 "},
       {"200 OK"}},
      {"same length twice in one field",
       head + "Content-Length: 4, 4\r\n\r\nabcd",
       {"HTTP/1.1 400 "},
       {"200 OK"}},
      {"signed length", head + "Content-Length: +1\r\n\r\na", {"HTTP/1.1 400 "}, {"200 OK"}},
      {"negative length", head + "Content-Length: -1\r\n\r\na", {"HTTP/1.1 400 "}, {"200 OK"}},
      {"huge length",
       head + "Content-Length: 99999999999999999999999\r\n\r\n",
       {"HTTP/1.1 400 "},
       {"200 OK"}},
      {"other transfer coding",
       head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       {"HTTP/1.1 501 "}},
      {"hidden transfer coding",
       head + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
       {"HTTP/1.1 501 "}},
      {"chunked twice",
       head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       {"HTTP/1.1 400 "}},
      {"chunked in 1.0", "POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {" 400 "}},
      {"bad chunk size", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", {"HTTP/1.1 400 "}},
      {"negative chunk size", head + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n", {"HTTP/1.1 400 "}},
      {"chunk without end",
       head + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
       {"HTTP/1.1 400 "}},
      // Too much.
      {"long target", get("/" + std::string(20'000, 'a')), {"HTTP/1.1 431 "}},
      {"head of 100 KB",
       "GET / HTTP/1.1\r\n" + host + "X-Trace-ID: t-4\r\nX-Field: " + std::string(100'000, 'a') + "\r\n\r\n",
       {"HTTP/1.1 431 ", "trace=t-4"}},
      {"101 fields",
       [&] {
         std::string bytes = "GET / HTTP/1.1\r\n" + host + "X-Trace-ID: t-3\r\n";
         for (int i = 0; i < 99; ++i) bytes += "X-" + std::to_string(i) + ": v\r\n";
         return bytes + "\r\n";
       }(),
       {"HTTP/1.1 431 ", "trace=t-3"}},
      {"100 fields",
       [&] {
         std::string bytes = "GET / HTTP/1.1\r\n" + host;
         for (int i = 0; i < 99; ++i) bytes += "X-" + std::to_string(i) + ": v\r\n";
         return bytes + "\r\n";
       }(),
       {"HTTP/1.1 200 "}},
      {"body over the limit",
       head + "Content-Length: 1048577\r\n\r\n" + std::string(1'048'577, 'b'),
       {"HTTP/1.1 413 "}},
      {"body at the limit",
       head + "Content-Length: 1048576\r\n\r\n" + std::string(1'048'576, 'b'),
       {"HTTP/1.1 200 "}},
      {"chunked over the limit",
       head + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + std::string(0x100001, 'b') + "\r\n0\r\n\r\n",
       {"HTTP/1.1 413 "}},
      {"endless chunk extension",
       head + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(40'000, 'e'),
       {"HTTP/1.1 400 "}},
  };
}

TEST(Server, AnswersBytes) {
  Running running;
  for (const Exchange& exchange : exchanges()) {
    SCOPED_TRACE(exchange.name);
    RawClient client(running.port());
    client.send(exchange.bytes);
    client.end_of_sending();
    const std::string answer = client.read_all();
    for (const std::string& part : exchange.contains) EXPECT_THAT(answer, HasSubstr(part));
    for (const std::string& part : exchange.absent) EXPECT_THAT(answer, Not(HasSubstr(part)));
  }
}

TEST(Server, AnswersTheSameWhenEveryByteComesAlone) {
  Running running;
  for (const Exchange& exchange : exchanges()) {
    if (exchange.bytes.size() > 1000) continue;
    SCOPED_TRACE(exchange.name);
    RawClient client(running.port());
    for (const char byte : exchange.bytes) {
      if (!client.send({&byte, 1})) break;
    }
    client.end_of_sending();
    const std::string answer = client.read_all();
    for (const std::string& part : exchange.contains) EXPECT_THAT(answer, HasSubstr(part));
    for (const std::string& part : exchange.absent) EXPECT_THAT(answer, Not(HasSubstr(part)));
  }
}

TEST(Server, KeepsTheConnection) {
  Running running;
  RawClient client(running.port());
  for (int i = 0; i < 100; ++i) {
    client.send(get("/" + std::to_string(i)));
    EXPECT_THAT(client.read_response(), HasSubstr("GET /" + std::to_string(i) + " []"));
  }
  EXPECT_EQ(running.server->connections(), 1u);
}

TEST(Server, SendsTheBodyAfterContinue) {
  Running running;
  RawClient client(running.port());
  client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_THAT(client.read_response(), HasSubstr("POST /p [ok]"));
}

TEST(Server, AnUploadIsReadAsItComesAndTheConnectionGoesOn) {
  Running running;
  RawClient client(running.port());
  const std::string bytes(20 << 20, 'u');  // twenty times what a body may have
  client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(bytes.size()) +
              "\r\n\r\n");
  client.send(bytes);
  client.send(get("/next"));
  EXPECT_THAT(client.read_response(), HasSubstr("uploaded 20971520"));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /next []"));
  EXPECT_LT(running.service.largest, 128u << 10) << "a piece at a time is in memory";
  client.send("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  wait_until([&] { return running.service.uploads == 2; });
  client.send("2\r\nde\r\n0\r\n\r\n" + get("/last"));
  EXPECT_THAT(client.read_response(), HasSubstr("uploaded 5"));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /last []"));
}

TEST(Server, AnUploadIsAskedForOnlyWhenItIsRead) {
  Running running;
  RawClient client(running.port());
  client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_THAT(client.read_response(), HasSubstr("uploaded 2"));
  RawClient refused(running.port());
  refused.send(
      "POST /upload/refused HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
  const std::string answer = refused.read_all();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 401 "));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_THAT(answer, Not(HasSubstr("100 Continue")));
}

TEST(Server, AnUploadThatIsTooLargeOrBreaksOffIsRefused) {
  Running running;
  const std::string head = "POST /upload HTTP/1.1\r\nHost: a\r\n";
  const struct {
    std::string bytes;
    const char* status;
  } rows[] = {{head + "Content-Length: 33554433\r\n\r\nx", "HTTP/1.1 413 "},
              {head + "Content-Length: 5\r\n\r\nabc", "HTTP/1.1 400 "},
              {head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", "HTTP/1.1 400 "},
              {head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2000001\r\nx", "HTTP/1.1 413 "}};
  for (const auto& row : rows) {
    RawClient client(running.port());
    client.send(row.bytes);
    client.end_of_sending();
    EXPECT_THAT(client.read_all(), HasSubstr(row.status)) << row.bytes;
  }
}

TEST(Server, AnswersManyPipelinedRequestsInOrder) {
  constexpr int kRequests = 5000;
  Running running;
  RawClient client(running.port());
  std::thread sender([&] {
    for (int i = 0; i < kRequests; ++i) client.send(get("/" + std::to_string(i)));
  });
  for (int i = 0; i < kRequests; ++i) {
    ASSERT_THAT(client.read_response(), HasSubstr("GET /" + std::to_string(i) + " []"));
  }
  sender.join();
}

TEST(Server, AnswersBeforeAWaitAreSentAndThoseAfterItWait) {
  Running running;
  RawClient client(running.port());
  client.send(get("/1") + get("/wait") + get("/2"));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /1 []"));
  wait_until([&] { return running.service.latch.waiting() == 1; });
  running.service.latch.open();
  EXPECT_THAT(client.read_response(), HasSubstr("GET /wait []"));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /2 []"));
}

TEST(Server, SendsALargeAnswerToAClientThatReads) {
  Running running;
  RawClient client(running.port(), 4096);
  client.send(get("/big") + get("/after"));
  EXPECT_GT(client.read_response().size(), 8u << 20);
  EXPECT_THAT(client.read_response(), HasSubstr("GET /after []"));
}

struct Slow {
  const char* name;
  std::string bytes;
  std::string answer;  ///< "" when the connection is just closed
};

TEST(Server, CutsOffSlowClients) {
  ServerLimits limits = quick();
  limits.header_ms = limits.body_ms = limits.idle_ms = limits.linger_ms = 30;
  Running running(limits);
  const Slow rows[] = {
      {"says nothing", "", ""},
      {"half a head", "GET / HTTP/1.1\r\nHo", "HTTP/1.1 408 "},
      {"half a start line", "GE", "HTTP/1.1 408 "},
      {"half a body", "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 408 "},
      {"half a chunk", "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
       "HTTP/1.1 408 "},
      {"idle after an answer", get("/1"), "GET /1 []"},
  };
  for (const Slow& row : rows) {
    SCOPED_TRACE(row.name);
    RawClient client(running.port());
    client.send(row.bytes);
    const std::string answer = client.read_all();
    if (row.answer.empty()) {
      EXPECT_EQ(answer, "");
    } else {
      EXPECT_THAT(answer, HasSubstr(row.answer));
    }
  }
  wait_until([&] { return running.server->connections() == 0; });
}

TEST(Server, CutsOffAClientThatDoesNotRead) {
  ServerLimits limits = quick();
  limits.write_ms = 30;
  limits.write_bytes_per_s = 1'000'000'000;
  Running running(limits);
  RawClient client(running.port(), 4096);
  client.send(get("/big"));
  wait_until([&] { return running.server->connections() == 1; });
  wait_until([&] { return running.server->connections() == 0; });
  EXPECT_LT(client.read_all().size(), 8u << 20);
}

TEST(Server, LimitsTheBodiesOfAllConnectionsTogether) {
  ServerLimits limits;
  limits.bodies_bytes = 1000;
  Running running(limits);
  RawClient holder(running.port());
  holder.send("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" + std::string(900, 'a'));
  wait_until([&] { return running.service.latch.waiting() == 1; });
  RawClient second(running.port());
  second.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n" + std::string(200, 'a'));
  EXPECT_THAT(second.read_all(), HasSubstr("HTTP/1.1 503 "));
  running.service.latch.open();
  EXPECT_THAT(holder.read_response(), HasSubstr("200 OK"));
  RawClient third(running.port());
  third.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n" + std::string(200, 'a'));
  EXPECT_THAT(third.read_response(), HasSubstr("200 OK"));
}

TEST(Server, LimitsConnections) {
  ServerLimits limits;
  limits.connections = 2;
  Running running(limits);
  RawClient first(running.port());
  RawClient second(running.port());
  wait_until([&] { return running.server->connections() == 2; });
  RawClient third(running.port());
  EXPECT_THAT(third.read_until("Try again"), HasSubstr("HTTP/1.1 503 "));
  first.send(get("/still"));
  EXPECT_THAT(first.read_response(), HasSubstr("GET /still []"));
}

TEST(Server, StreamsUntilTheWriterCloses) {
  Running running;
  RawClient client(running.port());
  client.send(get("/stream"));
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  wait_until([&] { return running.service.streams == 1; });
  EXPECT_TRUE(running.service.stream->send("one\n"));
  EXPECT_EQ(client.read_until("\n"), "one\n");
  EXPECT_TRUE(running.service.stream->send("two\n"));
  running.service.stream->close();
  EXPECT_EQ(client.read_all(), "two\n");
}

TEST(Server, AStreamSeesItsClientLeave) {
  Running running;
  {
    RawClient client(running.port());
    client.send(get("/stream"));
    wait_until([&] { return running.service.streams == 1; });
  }
  wait_until([&] { return !running.service.stream->is_open(); });
  EXPECT_FALSE(running.service.stream->send("lost"));
}

TEST(Server, CutsOffAStreamWhoseClientDoesNotRead) {
  ServerLimits limits = quick();
  limits.stream_bytes = 10'000;
  Running running(limits);
  RawClient client(running.port(), 4096);
  client.send(get("/stream"));
  wait_until([&] { return running.service.streams == 1; });
  wait_until([&] { return !running.service.stream->send(std::string(1000, 's')); });
}

TEST(Server, DrainAnswersWhatIsInFlight) {
  Running running;
  RawClient idle(running.port());
  idle.send(get("/1"));
  EXPECT_THAT(idle.read_response(), HasSubstr("GET /1 []"));
  RawClient busy(running.port());
  busy.send(get("/wait") + get("/never"));
  RawClient listener(running.port());
  listener.send(get("/stream"));
  wait_until([&] { return running.service.latch.waiting() == 1 && running.service.streams == 1; });
  bool clean = false;
  std::thread stopper([&] { clean = running.server->stop(); });
  EXPECT_TRUE(idle.is_at_end());
  EXPECT_THAT(listener.read_all(), HasSubstr("200 OK"));
  running.service.latch.open();
  const std::string answers = busy.read_all();
  EXPECT_THAT(answers, HasSubstr("GET /wait []"));
  EXPECT_THAT(answers, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answers, Not(HasSubstr("/never")));
  stopper.join();
  EXPECT_TRUE(clean);
}

TEST(Server, DrainHasAnEnd) {
  ServerLimits limits = quick();
  limits.drain_ms = 30;
  auto running = std::make_unique<Running>(limits);
  RawClient stuck(running->port());
  stuck.send(get("/wait"));
  wait_until([&] { return running->service.latch.waiting() == 1; });
  EXPECT_FALSE(running->server->stop());
  EXPECT_TRUE(stuck.is_at_end());
  // The answer that comes too late finds an executor, though nobody runs it.
  running->service.latch.open();
  testing::Test::RecordProperty("leaks", "one coroutine frame, on purpose");
}

TEST(Server, SeveralThreadsServeOnePort) {
  Running running({}, 4);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 32; ++i) clients.push_back(std::make_unique<RawClient>(running.port()));
  for (auto& client : clients) client->send(get("/x"));
  for (auto& client : clients) EXPECT_THAT(client->read_response(), HasSubstr("GET /x []"));
  EXPECT_TRUE(running.server->stop());
}

TEST(Server, SaysThatThePortIsTaken) {
  Running running;
  test::ToyService service;
  ServerOptions options;
  options.port = running.port();
  const auto second = Server::listen(options, service);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
  EXPECT_THAT(second.error().message, HasSubstr("Stop the program that uses this port, or set API_PORT"));
}

TEST(Server, SaysThatTheAddressIsNotOurs) {
  test::ToyService service;
  ServerOptions options;
  for (const char* host : {"192.0.2.1", "no-such-host.invalid"}) {
    options.host = host;
    const auto listening = Server::listen(options, service);
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().code, ErrorCode::unavailable);
    EXPECT_THAT(listening.error().message, HasSubstr("Set API_HOST"));
    EXPECT_THAT(listening.error().message, Not(HasSubstr("Stop the program")));
  }
}

}  // namespace
}  // namespace sa
