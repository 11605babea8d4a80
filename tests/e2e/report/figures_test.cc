// sales-agent report, as the real program: its figures, and that the trail gives each of them again (tools/recompute_figures).
#include <gmock/gmock.h>

#include <cstdio>
#include <ctime>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Ran;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string date_field() {
  char text[64];
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &utc);
  return text;
}

class FiguresTest : public test::CliTest {
 protected:
  /// So many people asked something, and were answered.
  void send_mails(std::size_t people) {
    ASSERT_EQ(run({"import", "mail", write("box.mbox", test::make_mbox(static_cast<int>(people)))}).code, 0);
    for (const auto& draft : run({"drafts", "list", "--json"}).lines()) {
      const std::string id(draft.at("id").as_string());
      ASSERT_EQ(run({"drafts", "approve", id, "--by", "Ana"}).code, 0);
      const Ran sent = run({"drafts", "send", id, "--by", "Ana", "--json"});
      ASSERT_EQ(sent.code, 0) << sent.err;
      const std::string to(sent.json().at("recipient_key").as_string());
      message_ids[to] = std::string(sent.json().at("rfc_message_id").as_string());
    }
    ASSERT_EQ(message_ids.size(), people);
  }

  std::string mail(const std::string& from, const std::string& subject, const std::string& fields,
                   const std::string& body) {
    static int number = 0;
    return "From x@y Mon Nov  9 08:14:22 2026\nFrom: " + from +
           "\nTo: sales@seller.example\nSubject: " + subject + "\nDate: " + date_field() +
           "\nMessage-ID: <r" + std::to_string(++number) + "@buyer.example>\n" + fields + "\n" + body +
           "\n\n";
  }
  std::string reply(const std::string& who, const std::string& body) {
    return mail(who, "Re: Question", "In-Reply-To: <" + message_ids.at(who) + ">\n", body);
  }
  /// A report of RFC 3464 on the mail to `who`.
  std::string bounce(const std::string& who) {
    return mail(
        "mailer-daemon@buyer.example", "Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        "report-type=delivery-status; boundary=\"b\"\n",
        "--b\nContent-Type: text/plain\n\nThe address does not exist.\n\n--b\nContent-Type: "
        "message/delivery-status\n\nReporting-MTA: dns; mx.buyer.example\n\nFinal-Recipient: rfc822; " +
            who +
            "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b\n"
            "Content-Type: text/rfc822-headers\n\nMessage-ID: <" +
            message_ids.at(who) + ">\nTo: " + who + "\nSubject: Re: Question\n\n--b--");
  }
  std::string who(int n) { return "p" + std::to_string(n) + "@buyer.example"; }

  std::map<std::string, std::string> message_ids;
};

TEST_F(FiguresTest, TheTrailGivesEveryFigureAgain) {
  send_mails(8);
  const std::string mails =
      reply(who(0),
            "That sounds very interesting, we would like to see it. Can we talk on Thursday at ten?") +
      reply(who(1), "Thanks, but we have no need for that at the moment.") +
      mail("Somebody <" + who(2) + ">", "Prices", "", "What does it cost for forty users?") + bounce(who(3)) +
      reply(who(5), "Please remove me from your list and do not write to me again.");
  ASSERT_EQ(run({"import", "mail", write("replies.mbox", mails)}).code, 0);
  ASSERT_EQ(run({"audit", "verify"}).code, 0);
  write("trail.jsonl", run({"audit", "export"}).out);
  const Ran plain = run({"report", "sending", "--zone", "UTC", "--json"});
  ASSERT_EQ(plain.code, 0) << plain.err;
  const auto total = plain.json().at("total").as_object();
  const auto number = [&](const char* figure, const char* part) {
    return total.at(figure).at(part).to_number<double>();
  };
  EXPECT_EQ(number("sent", "value"), 8);
  EXPECT_EQ(number("delivered", "value"), 7);
  EXPECT_DOUBLE_EQ(number("bounce", "value"), 1.0 / 8);
  EXPECT_DOUBLE_EQ(number("replied", "value"), 3.0 / 7);
  EXPECT_DOUBLE_EQ(number("positive", "value"), 1.0 / 7);
  EXPECT_DOUBLE_EQ(number("opt_out", "value"), 1.0 / 7);
  for (const char* group :
       {"campaign", "sequence", "step", "variant", "mailbox", "user", "agent", "prompt_version", "day"}) {
    const Ran report = run({"report", "sending", "--zone", "Europe/Berlin", "--group-by", group, "--json"});
    ASSERT_EQ(report.code, 0) << report.err;
    write("report.json", report.out);
    const std::string command = std::string(SA_SOURCE_DIR) + "/tools/recompute_figures " +
                                (folder / "trail.jsonl").string() + " --zone Europe/Berlin --group-by " +
                                group + " --compare " + (folder / "report.json").string() + " 2>&1";
    std::string said;
    FILE* pipe = popen(command.c_str(), "r");
    for (char chunk[256]; fgets(chunk, sizeof chunk, pipe);) said += chunk;
    EXPECT_EQ(pclose(pipe), 0) << group << ": " << said;
    EXPECT_THAT(said, HasSubstr("8 mails, 1 groups: every figure is the same"));
  }
  // The comparison can fail.
  std::string wrong = run({"report", "sending", "--json"}).out;
  wrong.replace(wrong.find("\"value\":8"), 9, "\"value\":9");
  write("wrong.json", wrong);
  EXPECT_NE(std::system((std::string(SA_SOURCE_DIR) + "/tools/recompute_figures " +
                         (folder / "trail.jsonl").string() + " --compare " +
                         (folder / "wrong.json").string() + " > /dev/null")
                            .c_str()),
            0);
}

TEST_F(FiguresTest, TheTableFitsEightyColumnsAndThePipesWork) {
  send_mails(2);
  const Ran table = run({"report", "sending", "--group-by", "mailbox"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("Delivered"), HasSubstr("95 % interval"), HasSubstr("mailbox")));
  EXPECT_THAT(table.err, HasSubstr("too few to judge"));
  for (std::size_t at = 0; at < table.out.size();) {
    const std::size_t end = std::min(table.out.find('\n', at), table.out.size());
    EXPECT_LE(end - at, 110u) << table.out.substr(at, end - at);
    at = end + 1;
  }
  const Ran csv = run({"report", "sending", "--csv"});
  EXPECT_THAT(csv.out, HasSubstr("kind,key,sequence_id,step_id,figure,value"));
  EXPECT_THAT(csv.out, HasSubstr("total,,,,sent,2,2"));
  for (const char* report : {"variants", "agents", "operators", "pipeline"}) {
    const Ran ran = run({"report", report});
    EXPECT_EQ(ran.code, 0) << report << ran.err;
    EXPECT_EQ(run({"report", report, "--json"}).lines().size(), 1u) << report;
  }
  EXPECT_THAT(run({"report", "agents"}).out, HasSubstr("Approved unchanged"));
  EXPECT_EQ(run({"report", "sending", "--group-by", "weather"}).code, 2);
  EXPECT_THAT(run({"report", "sending", "--from", "soon"}).err, HasSubstr("2026-11-01"));
}

}  // namespace
}  // namespace sa
