// The new words of a reply, in the formats of the common clients and in twenty languages.
#include "mail/text/reply_text.h"

#include <gtest/gtest.h>

#include "base/embedded.h"
#include "mail/mime/message.h"

namespace sa {
namespace {

const ReplyPolicy& policy() {
  static const ReplyPolicy loaded = *ReplyPolicy::load(*find_embedded("policy/reply_text.json"));
  return loaded;
}

struct Row {
  const char* name;
  const char* text;
  const char* reply;
};

// clang-format off
const Row kPlain[] = {
    {"gmail en", "Thanks!\n\nOn Mon, Jan 5, 2026 at 10:00 AM Jo Doe <jo@example.com> wrote:\n\n> Hello,\n>\n> old text\n", "Thanks!"},
    {"gmail wrapped", "Thanks!\n\nOn Mon, Jan 5, 2026 at 10:00 AM Jo Doe with a long name <\njo.doe.long.address@example.com> wrote:\n\n> Hello,\n>\n> old text\n", "Thanks!"},
    {"gmail de", "Danke!\n\nAm Mo., 5. Jan. 2026 um 10:00 Uhr schrieb Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "Danke!"},
    {"gmail fr", "Merci\n\nLe lun. 5 janv. 2026 à 10:00, Jo Doe <jo@example.com> a écrit :\n\n> Hello,\n>\n> old text\n", "Merci"},
    {"gmail es", "Gracias\n\nEl lun, 5 ene 2026 a las 10:00, Jo Doe (<jo@example.com>) escribió:\n\n> Hello,\n>\n> old text\n", "Gracias"},
    {"gmail pt", "Obrigado\n\nEm seg., 5 de jan. de 2026 às 10:00, Jo Doe <jo@example.com> escreveu:\n\n> Hello,\n>\n> old text\n", "Obrigado"},
    {"gmail it", "Grazie\n\nIl giorno lun 5 gen 2026 alle ore 10:00 Jo Doe <jo@example.com> ha scritto:\n\n> Hello,\n>\n> old text\n", "Grazie"},
    {"gmail nl", "Bedankt\n\nOp ma 5 jan 2026 om 10:00 schreef Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "Bedankt"},
    {"gmail pl", "Dzięki\n\npon., 5 sty 2026 o 10:00 Jo Doe <jo@example.com> napisał(a):\n\n> Hello,\n>\n> old text\n", "Dzięki"},
    {"gmail sv", "Tack\n\nDen mån 5 jan. 2026 kl 10:00 skrev Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "Tack"},
    {"gmail da", "Tak\n\nDen man. 5. jan. 2026 kl. 10.00 skrev Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "Tak"},
    {"gmail no", "Takk\n\nman. 5. jan. 2026 kl. 10:00 skrev Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "Takk"},
    {"gmail fi", "Kiitos\n\nma 5. tammik. 2026 klo 10.00 Jo Doe (jo@example.com) kirjoitti:\n\n> Hello,\n>\n> old text\n", "Kiitos"},
    {"gmail ru", "Спасибо\n\nпн, 5 янв. 2026 г. в 10:00, Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "Спасибо"},
    {"gmail ja", "ありがとう\n\n2026年1月5日(月) 10:00 Jo Doe <jo@example.com>:\n\n> Hello,\n>\n> old text\n", "ありがとう"},
    {"gmail zh", "谢谢\n\nJo Doe <jo@example.com> 于2026年1月5日周一 10:00写道：\n\n> Hello,\n>\n> old text\n", "谢谢"},
    {"gmail tr", "Teşekkürler\n\nJo Doe <jo@example.com>, 5 Oca 2026 Pzt, 10:00 tarihinde şunu yazdı:\n\n> Hello,\n>\n> old text\n", "Teşekkürler"},
    {"gmail cs", "Díky\n\npo 5. 1. 2026 v 10:00 odesílatel Jo Doe <jo@example.com> napsal:\n\n> Hello,\n>\n> old text\n", "Díky"},
    {"gmail hu", "Köszönöm\n\nJo Doe <jo@example.com> ezt írta (időpont: 2026. jan. 5., H, 10:00):\n\n> Hello,\n>\n> old text\n", "Köszönöm"},
    {"gmail ko", "감사합니다\n\n2026년 1월 5일 (월) 오전 10:00, Jo Doe <jo@example.com>님이 작성:\n\n> Hello,\n>\n> old text\n", "감사합니다"},
    {"outlook en", "Thanks!\n\nFrom: Jo Doe <jo@example.com>\nSent: Monday, January 5, 2026 10:00 AM\nTo: Ann <ann@example.com>\nSubject: RE: Hello\n\nHi Ann,\nold text\n", "Thanks!"},
    {"outlook line", "Thanks!\n________________________________\nFrom: Jo Doe <jo@example.com>\nSent: Monday, January 5, 2026 10:00 AM\nTo: Ann <ann@example.com>\nSubject: RE: Hello\n\nold\n", "Thanks!"},
    {"outlook de", "Danke!\n\nVon: Jo Doe <jo@example.com>\nGesendet: Montag, 5. Januar 2026 10:00\nAn: Ann\nBetreff: AW: Hallo\n\nalt\n", "Danke!"},
    {"outlook fr", "Merci\n\nDe : Jo Doe <jo@example.com>\nEnvoyé : lundi 5 janvier 2026 10:00\nÀ : Ann\nObjet : RE: Bonjour\n\nvieux\n", "Merci"},
    {"outlook es", "Gracias\n\nDe: Jo Doe <jo@example.com>\nEnviado el: lunes, 5 de enero de 2026 10:00\nPara: Ann\nAsunto: RE: Hola\n\nviejo\n", "Gracias"},
    {"outlook bold", "Thanks!\n\n*From:* Jo Doe <jo@example.com>\n*Sent:* Monday, January 5, 2026 10:00 AM\n*To:* Ann\n*Subject:* Hi\n\nold\n", "Thanks!"},
    {"original", "Thanks!\n\n-----Original Message-----\nFrom: Jo\nSent: x\n\nold\n", "Thanks!"},
    {"orig de", "Danke\n\n-----Ursprüngliche Nachricht-----\nVon: Jo\n\nalt", "Danke"},
    {"iphone", "Thanks!\n\nSent from my iPhone\n\nOn Jan 5, 2026, at 10:00 AM, Jo Doe <jo@example.com> wrote:\n\n\n> Hello,\n>\n> old text\n", "Thanks!"},
    {"iphone unicode", "Thanks!\n\nSent from my iPhone\n\n> On Jan 5, 2026, at 10:00 AM, Jo Doe <jo@example.com> wrote:\n> \n> old\n", "Thanks!"},
    {"apple de", "Danke!\n\nVon meinem iPhone gesendet\n\n> Am 05.01.2026 um 10:00 schrieb Jo Doe <jo@example.com>:\n> \n> alt\n", "Danke!"},
    {"yahoo", "Thanks!\n\n    On Monday, January 5, 2026 at 10:00:00 AM GMT+1, Jo Doe <jo@example.com> wrote:  \n \n old text here\n", "Thanks!"},
    {"thunderbird", "On 05.01.2026 10:00, Jo Doe wrote:\n> old\n\nBottom reply here.\n", "Bottom reply here."},
    {"thunderbird de", "Am 05.01.26 um 10:00 schrieb Jo Doe:\n> alt\n\nUnten die Antwort.\n", "Unten die Antwort."},
    {"inline", "> q1\n\na1\n\n> q2\n\na2\n", "a1\n\na2"},
    {"sig", "Thanks!\n\n-- \nJo Doe\nCEO, Acme\n+1 555 1234", "Thanks!"},
    {"regards", "Please send the file.\n\nBest regards,\nJo Doe\nAcme Inc.\nwww.acme.com", "Please send the file."},
    {"gruss", "Bitte senden Sie die Datei.\n\nMit freundlichen Grüßen\nJo Doe\nAcme GmbH", "Bitte senden Sie die Datei."},
    {"cord", "Merci de m'envoyer le fichier.\n\nCordialement,\nJo Doe", "Merci de m'envoyer le fichier."},
    {"saludos", "Envíeme el archivo.\n\nSaludos cordiales,\nJo Doe", "Envíeme el archivo."},
    {"disclaimer", "Ok.\n\nThis email and any attachments are confidential and intended solely for the addressee.", "Ok."},
    {"outlook ios", "Thanks!\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Jo Doe <jo@example.com>\nSent: Monday\nTo: Ann\nSubject: Hi\n\nold", "Thanks!"},
    {"samsung", "Thanks!\n\nSent from my Samsung Galaxy smartphone.\n-------- Original message --------From: Jo <jo@example.com> Date: 05/01/2026  10:00  (GMT+01:00) To: Ann Subject: Hi \nold", "Thanks!"},
    {"proton", "Thanks!\n\nSent with Proton Mail secure email.\n\nOn Monday, January 5th, 2026 at 10:00 AM, Jo Doe <jo@example.com> wrote:\n\n> old\n", "Thanks!"},
    {"zimbra", "Thanks!\n\n----- Original Message -----\nFrom: \"Jo\" <jo@example.com>\nTo: \"Ann\" <ann@example.com>\nSent: Monday, January 5, 2026 10:00:00 AM\nSubject: Hi\n\nold", "Thanks!"},
    {"notes", "Thanks!\n\n\n\nFrom:   Jo Doe <jo@example.com>\nTo:     Ann\nDate:   01/05/2026 10:00 AM\nSubject:        Hi\n\n\n\nold", "Thanks!"},
    {"name sig", "Sounds good.\n\nJo", "Sounds good.\n\nJo"},
    {"aol", "Thanks!\n\n-----Original Message-----\nFrom: Jo <jo@example.com>\nTo: Ann\nSent: Mon, Jan 5, 2026 10:00 am\nSubject: Hi\n\nold", "Thanks!"},
    {"gmx", "Danke\n\nGesendet: Montag, 05. Januar 2026 um 10:00 Uhr\nVon: \"Jo\" <jo@example.com>\nAn: Ann\nBetreff: Hallo\n\nalt", "Danke"},
    {"prose", "On Monday I wrote: nothing.\nPlease check.", "On Monday I wrote: nothing.\nPlease check."},
};
const Row kHtml[] = {
    {"gmail html", "<div dir=\"ltr\">Thanks!</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Jan 5, 2026 Jo &lt;<a href=\"mailto:jo@example.com\">jo@example.com</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0\">old</blockquote></div>", "Thanks!"},
    {"outlook html", "<div class=\"WordSection1\"><p>Thanks!</p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p><b>From:</b> Jo &lt;jo@example.com&gt;<br><b>Sent:</b> Monday, January 5, 2026 10:00 AM<br><b>To:</b> Ann<br><b>Subject:</b> Hi</p></div><p>old</p></div>", "Thanks!"},
    {"owa html", "<div>Thanks!</div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\"><b>From:</b> Jo<br><b>Sent:</b> Monday<br><b>To:</b> Ann<br><b>Subject:</b> Hi</div><div>old</div>", "Thanks!"},
    {"apple html", "<html><body>Thanks!<br><blockquote type=\"cite\"><div>On Jan 5, 2026, at 10:00 AM, Jo &lt;jo@example.com&gt; wrote:</div><br><div>old</div></blockquote></body></html>", "Thanks!"},
    {"yahoo html", "<div>Thanks!</div><div class=\"yahoo_quoted\"><div>On Monday, January 5, 2026, 10:00:00 AM, Jo &lt;jo@example.com&gt; wrote:</div><div>old</div></div>", "Thanks!"},
    {"thunder html", "<p>Thanks!</p><div class=\"moz-cite-prefix\">On 05.01.26 10:00, Jo wrote:<br></div><blockquote type=\"cite\" cite=\"mid:x\">old</blockquote>", "Thanks!"},
    {"zimbra html", "<div>Thanks!</div><hr id=\"zwchr\"><div><b>From: </b>\"Jo\" &lt;jo@example.com&gt;<br><b>To: </b>Ann<br><b>Sent: </b>Monday<br><b>Subject: </b>Hi</div><div>old</div>", "Thanks!"},
    {"gmail sig html", "<div dir=\"ltr\">Thanks!<br clear=\"all\"><div><br></div>-- <br><div class=\"gmail_signature\">Jo Doe<br>CEO</div></div>", "Thanks!"},
};
// clang-format on

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

TEST(ReplyTextTest, PlainTextOfClients) {
  for (const Row& row : kPlain)
    EXPECT_EQ(without_blanks(extract_reply(row.text, policy()).text), without_blanks(row.reply)) << row.name;
}

TEST(ReplyTextTest, HtmlOfClients) {
  for (const Row& row : kHtml) {
    const auto message = parse_message(
        std::string("From: a@example.com\nContent-Type: text/html; charset=utf-8\n\n") + row.text);
    ASSERT_TRUE(message);
    EXPECT_EQ(extract_reply(message->text, policy()).text, row.reply) << row.name;
  }
}

std::string words_of(const std::string& text, const std::vector<std::string>& ours = {}) {
  return extract_reply(text, policy(), ours).text;
}

// What is cut needs proof.

TEST(ReplyTextTest, issue_prose_was_taken_for_an_introduction) {
  for (const std::string text :
       {"On Monday the driver counts and the clerk writes:\n5 boxes of valves\n\nCan you do this?",
        "Am Montag hat unser Prüfer geschrieben:\nkein neues Werkzeug.\n\nBis Oktober also.",
        "Le lundi notre comptable a écrit :\npas cette année.\n\nRappelez-moi."})
    EXPECT_EQ(words_of(text), text);
  EXPECT_EQ(words_of("Yes.\n\nOn Monday Ann wrote:\n> old"), "Yes.");         // marked lines prove it
  EXPECT_EQ(words_of("Yes.\n\nOn 4 June 2025 Ann wrote:\n\n\nold"), "Yes.");  // so does a date
}

TEST(ReplyTextTest, issue_an_introduction_of_an_unknown_language) {
  EXPECT_EQ(
      words_of(
          "Bai.\n\nAna Ruiz (<ana@a.example>) igorleak hau idatzi du (2025 eka. 4, az. (09:12)):\n> zaharra"),
      "Bai.");
  EXPECT_EQ(words_of("Yes.\n\n[2025-06-04 09:12] <ana@a.example>:\n\n> old"), "Yes.");
}

TEST(ReplyTextTest, issue_four_lines_about_pallets_were_taken_for_a_header) {
  const std::string text =
      "For example:\n\nFrom: Warehouse North\nTo: Warehouse South\nDate: every Friday\nSubject: 40 "
      "pallets\n\nCan you solve this?";
  EXPECT_EQ(words_of(text), text);
  EXPECT_EQ(
      words_of(
          "Yes.\n\nFrom: Ana Ruiz\nSent: Wednesday, June 4, 2025 9:12 AM\nTo: Bo\nSubject: Stock\n\nold"),
      "Yes.");
  EXPECT_EQ(words_of("Prices?\n\n----- Second question -----\nDo you have scanners?"),
            "Prices?\n\n----- Second question -----\nDo you have scanners?");
}

TEST(ReplyTextTest, issue_words_below_a_phones_line_were_cut) {
  EXPECT_EQ(words_of("Yes, Thursday.\n\nSent from my iPhone\n\nAnd what would 12 users cost?\n\n> old"),
            "Yes, Thursday.\n\n\nAnd what would 12 users cost?");
  EXPECT_EQ(words_of("Envoyé de mon iPhone\n\nPas avant septembre."), "Pas avant septembre.");
}

TEST(ReplyTextTest, issue_words_below_a_divider_were_cut) {
  const std::string text =
      "Price: fine.\n\n--\n\nTiming: we cannot start before the audit.\nCan you send a note?\n\nIvo";
  EXPECT_EQ(words_of(text), text);
  EXPECT_EQ(words_of("Fine.\n\n--\nIvo Horn\nCEO, Horn Ltd"), "Fine.");
}

TEST(ReplyTextTest, issue_a_postscript_below_the_signature_was_cut) {
  const ReplyText reply = extract_reply(
      "Thanks.\n\nBest regards,\nIvo Horn\nHorn Ltd\n\nPS: please take me off your list.", policy());
  EXPECT_NE(reply.text.find("take me off your list"), std::string::npos);
  EXPECT_EQ(reply.text.find("Horn Ltd"), std::string::npos);
}

TEST(ReplyTextTest, issue_an_important_question_was_taken_for_a_disclaimer) {
  const std::string text = "Hello,\n\nImportant: can you send the contract today?";
  EXPECT_EQ(words_of(text), text);
}

TEST(ReplyTextTest, issue_answers_inside_an_unmarked_mail_were_cut) {
  const std::string old =
      "From: Ana <ana@a.example>\nSent: Wednesday, June 4, 2025 9:12 AM\nTo: Bo\nSubject: Questions\n\n";
  const std::string marked = words_of(
      "My answers are below, marked BO.\n\n" + old + "1. How many?\n[BO] Four.\n2. Who?\n[BO] I do.\n",
      {"ana@a.example"});
  EXPECT_NE(marked.find("Four."), std::string::npos);
  EXPECT_EQ(marked.find("How many?"), std::string::npos);
  const ReplyText unmarked = extract_reply("See my answers below in red.\n\n" + old + "How many?\nFour.\n",
                                           policy(), {"ana@a.example"});
  EXPECT_NE(unmarked.text.find("Four."), std::string::npos);
  ASSERT_EQ(unmarked.doubts.size(), 1u);  // the rest of the old mail may be among the words
  EXPECT_EQ(unmarked.doubts[0].rule, "reply.cut_unsure");
}

TEST(ReplyTextTest, issue_a_forward_that_is_handed_on_was_cut) {
  const std::string own = "Hi Ana, see below from our operations lead.\n\n";
  const std::string forward =
      "---------- Forwarded message ---------\nFrom: Orla <orla@d.example>\nSubject: tool\nTo: Colm "
      "<c@d.example>\n\nDoes it work offline?\n";
  const ReplyText reply = extract_reply(own + forward, policy());
  EXPECT_NE(reply.text.find("Does it work offline?"), std::string::npos);
  EXPECT_EQ(reply.doubts.size(), 1u);
  const std::string outlook =
      "From: Orla <orla@d.example>\nSent: 4 June 2025 09:12\nTo: Colm\nSubject: tool\n\nDoes it work "
      "offline?\n";
  EXPECT_NE(words_of(own + outlook, {"ana@a.example"}).find("offline"), std::string::npos);
  EXPECT_EQ(words_of(own + outlook, {"orla@d.example"}).find("offline"),
            std::string::npos);  // ours: no forward
  EXPECT_NE(words_of("Se nedan.\n\nVidarebefordrat brev:\n\n> Från: Nils <n@l.example>\n> Ämne: Lager\n>\n> "
                     "Vi behöver serienummer.\n>> äldre")
                .find("\nVi behöver serienummer."),
            std::string::npos);
}

TEST(ReplyTextTest, issue_a_mail_systems_warning_was_read_as_the_senders) {
  EXPECT_EQ(words_of("CAUTION: This email originated from outside of the organization. Do not click "
                     "links.\n\nPlease resend the deck."),
            "Please resend the deck.");
  EXPECT_EQ(words_of("[EXTERNAL]\n\nYes."), "Yes.");
}

TEST(ReplyTextTest, WhatIsCutIsKept) {
  const ReplyText reply = extract_reply("Yes.\n\n-- \nJo\n\nOn Monday, Ann wrote:\n> old\n", policy());
  EXPECT_EQ(reply.text, "Yes.");
  EXPECT_EQ(reply.signature, "-- \nJo");
  EXPECT_EQ(reply.quoted, "On Monday, Ann wrote:\n> old");
}

TEST(ReplyTextTest, AForwardAloneIsItsOwnText) {
  const ReplyText reply = extract_reply(
      "---------- Forwarded message ---------\nFrom: Ann <ann@example.com>\nSubject: Hi\n\nWords\n",
      policy());
  EXPECT_NE(reply.text.find("Words"), std::string::npos);
}

TEST(ReplyTextTest, NothingAndBlanks) {
  for (const char* text : {"", "\n", " \n \n", ">", "--", "On"})
    EXPECT_LE(extract_reply(text, policy()).text.size(), 2u) << text;
}

}  // namespace
}  // namespace sa
