// Mails that were written without a look at our rules: who wrote them, what a bounce says, whom an answer goes to.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "mail/analysis.h"
#include "tests/unseen.h"

namespace sa {
namespace {

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

const std::vector<std::string> kOwn = {"ana.ruiz@tallyfern.example", "sales@tallyfern.example"};

Analysis analyzed(const boost::json::object& row) {
  return analyze(*parse_message(text_of(row, "eml")), policy(), kOwn);
}

bool holds(const boost::json::value& list, const std::string& text) {
  return std::ranges::any_of(list.as_array(), [&](const boost::json::value& one) {
    return one.is_string() && ascii_lower(std::string(one.as_string())) == ascii_lower(text);
  });
}

/// What is wrong; empty when nothing is. Of `members` only: other tests look at the rest.
std::string fault(const boost::json::object& row, const Analysis& mail) {
  const boost::json::object& want = row.at("expect").as_object();
  const std::string kind(enum_name(mail.kind));
  if (const auto* kinds = want.if_contains("kind"); kinds && !holds(*kinds, kind)) return "kind is " + kind;
  if (const auto* kinds = want.if_contains("kind_not"); kinds && holds(*kinds, kind))
    return "kind is " + kind;
  if (const auto* answer = want.if_contains("answer_to")) {
    const std::string got = mail.reply_to ? ascii_lower(mail.reply_to->address) : "nobody";
    const std::string wanted = answer->is_string() ? std::string(answer->as_string()) : "nobody";
    if (got != wanted) return "the answer goes to " + got;
  }
  if (const auto* types = want.if_contains("bounce_type")) {
    const std::string got = mail.bounce ? std::string(enum_name(mail.bounce->type)) : "none";
    const bool null_is_right =
        std::ranges::any_of(types->as_array(), [](const auto& one) { return one.is_null(); });
    if (!holds(*types, got) && !(null_is_right && !mail.bounce)) return "the bounce is " + got;
  }
  if (const auto* recipients = want.if_contains("bounced"))
    for (const auto& one : recipients->as_array())
      if (!mail.bounce || std::ranges::find(mail.bounce->recipients, std::string(one.as_string())) ==
                              mail.bounce->recipients.end())
        return "the bounce does not name " + std::string(one.as_string());
  if (const auto* addresses = want.if_contains("mentions"))
    for (const auto& one : addresses->as_array())
      if (std::ranges::find(mail.entities.emails, std::string(one.as_string())) == mail.entities.emails.end())
        return std::string(one.as_string()) + " is not among its addresses";
  return {};
}

void score(const std::string& name, const std::string& title, int reached) {
  UnseenScore score(title);
  for (const auto& row : unseen_rows(name)) {
    const Analysis mail = analyzed(row);
    const std::string wrong = fault(row, mail);
    score.add(wrong.empty(),
              text_of(row, "id") + " (" + text_of(row, "why") + "): " + wrong + "; " + mail.kind_reason);
  }
  score.expect_at_least(reached);
}

TEST(UnseenMailTest, PersonOrMachine) {
  score("machines", "a person or a machine", 56);
}
TEST(UnseenMailTest, Bounces) {
  score("bounces", "bounces, their type and recipients", 45);
}
TEST(UnseenMailTest, WhomToAnswer) {
  score("answer_to", "whom to answer", 25);
}

/// A sentence of each kind in languages and forms that the rows above do not have.
TEST(UnseenMailTest, issue_machines_without_a_field_that_says_so) {
  const struct {
    const char* subject;
    const char* text;
    const char* in_reply_to;
    MessageKind kind;
  } rows[] = {
      {"Re: Stock", "Hi, I am no longer with Acme. Please write to Bob at bob@acme.com.", "<a@ours.example>",
       MessageKind::auto_reply},
      {"Re: Stock",
       "Jo Doe hat unser Unternehmen zum 31. Mai verlassen. Bitte wenden Sie sich an info@acme.com.",
       "<a@ours.example>", MessageKind::auto_reply},
      {"Re: Stock", "Bob has left the company, I have taken over his job. Please send me the offer.",
       "<a@ours.example>", MessageKind::human_reply},
      {"Please confirm",
       "Your message to jo@acme.com is being held. Click the link to confirm that you are human.",
       "<a@ours.example>", MessageKind::auto_reply},
      {"Ihre Rechnung 4711", "Guten Tag, Ihre Rechnung 4711 liegt bereit. Ihre Kundennummer: 12.", "",
       MessageKind::bulk},
      {"Re: Rechnung", "Ihre Rechnung wurde bezahlt. Können wir am Montag sprechen?", "<a@ours.example>",
       MessageKind::human_reply},
      {"Lu : Inventaire", "Votre message a été lu le 4 juin.", "<a@ours.example>", MessageKind::read_receipt},
      {"Lu : Inventaire", "J'ai lu votre message, rappelez-moi demain.", "<a@ours.example>",
       MessageKind::human_reply},
      {"AW: Abwesenheitsnotiz: Lager", "Bin wieder da. Wann passt es Ihnen?", "<a@ours.example>",
       MessageKind::human_reply},
      {"Out of Office: Stock", "I am away until Monday.", "<a@ours.example>", MessageKind::auto_reply},
  };
  for (const auto& row : rows) {
    const std::string reply = *row.in_reply_to ? "In-Reply-To: " + std::string(row.in_reply_to) + "\n" : "";
    const auto mail =
        analyze(*parse_message("From: Jo Doe <jo.doe@acme.com>\nTo: ana.ruiz@tallyfern.example\nSubject: " +
                               std::string(row.subject) + "\n" + reply +
                               "Message-ID: <x@acme.com>\nContent-Type: text/plain; charset=utf-8\n\n" +
                               row.text + "\n"),
                policy(), kOwn);
    EXPECT_EQ(enum_name(mail.kind), enum_name(row.kind))
        << row.subject << ": " << row.text << ": " << mail.kind_reason;
  }
}

TEST(UnseenMailTest, issue_whom_to_answer_is_never_guessed) {
  const struct {
    const char* fields;
    const char* answer;
  } rows[] = {
      {"From: Doe, Jo <jo@acme.com>", "jo@acme.com"},
      {"From: Jo <jo@acme.com>, Al <al@acme.com>", ""},
      {"From: Jo <jo@acme.com>, Al <al@acme.com>\nSender: al@acme.com", "al@acme.com"},
      {"From: Acme <no-reply@acme.com>", ""},
      {"From: Acme <no-reply@acme.com>\nReply-To: jo@acme.com", "jo@acme.com"},
      {"From: Jo <jo@acme.com>\nReply-To: no-reply@acme.com", "jo@acme.com"},
      {"From: Jo <jo@acme.com>\nReply-To: ana.ruiz@tallyfern.example", "jo@acme.com"},
      {"From: 'Jo' via Team <team@acme.com>\nList-Post: <mailto:team@acme.com>\nReply-To: "
       "team@acme.com\nX-Original-From: Jo <jo@acme.com>",
       "jo@acme.com"},
      {"From: 'Jo' via Team <team@acme.com>\nList-Post: <mailto:team@acme.com>", ""},
  };
  for (const auto& row : rows) {
    const auto mail = analyze(
        *parse_message(std::string(row.fields) + "\nTo: ana.ruiz@tallyfern.example\nSubject: Re: Stock\n"
                                                 "Message-ID: <x@acme.com>\n\nPlease send me a quote.\n"),
        policy(), kOwn);
    EXPECT_EQ(mail.reply_to ? mail.reply_to->address : "", row.answer) << row.fields;
    const bool is_asked =
        std::ranges::any_of(mail.doubts, [](const Doubt& doubt) { return doubt.rule == "sender.unclear"; });
    EXPECT_EQ(is_asked, !*row.answer && mail.kind == MessageKind::human_reply) << row.fields;
  }
}

}  // namespace
}  // namespace sa
