// Who sees what over HTTP: every route, asked by everybody, about what lies in a mailbox that they see or do not see. A word that stands
// only in that mailbox must be in no answer to who does not see it, and what they name must be answered like what is not there. A
// route that no row below describes fails the test: say what it gives.
#include <map>
#include <set>

#include "actions/contact/merge.h"
#include "actions/contact/record.h"
#include "actions/draft/draft.h"
#include "store/contact/contact.h"
#include "store/contact/find.h"
#include "store/draft/draft.h"
#include "store/enrollment/enrollment.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"
#include "store/question/question.h"
#include "store/search/embedding.h"
#include "store/sequence/sequence.h"
#include "store/task/task.h"
#include "tests/api/scenario.h"

namespace sa {
namespace {

using test::Fields;
using test::must;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kWord = "quetzalfeather";
constexpr const char* kAddress = "ada@hidden.example";
constexpr const char* kHers = "ana@team.example";
constexpr const char* kHis = "bob@team.example";

enum class Gives {
  one,      ///< what the path names
  list,     ///< everything of a kind
  nothing,  ///< no mail: `why`
};

struct Probe {
  std::string query = {};
  std::string body = {};
  int unseen_status = 0;  ///< to who does not see it; 0: whatever
};

struct Walk {
  Gives gives;
  std::vector<Probe> probes = {{}};  ///< of Gives::list; of Gives::one the first, and its body is a good one
  const char* why = "";
};

constexpr const char* kOther =
    R"({"recipient":"ada@hidden.example","subject":"Another mail","body":"Hello, would a short call about stock counting help your team next week? Eva"})";

/// By the id of the route.
const std::map<std::string_view, Walk>& walks() {
  static const std::map<std::string_view, Walk> all = {
      {"create_draft",
       {Gives::nothing,
        {{"?draft_id=foreign-draft", kOther, 409},
         {"",
          R"({"recipient":"ada@hidden.example","subject":"Another mail","body":"Hello, would a short call about stock counting help your team next week? Eva","message_id":"foreign-mail"})",
          404}},
        "makes a draft"}},
      {"list_pending_drafts", {Gives::list}},
      {"list_draft_changes", {Gives::list, {{"?after=0&limit=200"}}}},
      {"list_drafts", {Gives::list, {{""}, {"?status=REJECTED"}, {"?status=SENT"}}}},
      {"get_draft", {Gives::one}},
      {"get_draft_trail", {Gives::one}},
      {"edit_draft", {Gives::one, {{"", R"({"subject":"Mine now","version":1})"}}}},
      {"acknowledge_claim", {Gives::one, {{"", R"({"content_hash":"x","reason":"I know."})"}}}},
      {"approve_draft", {Gives::one, {{"", R"({"approved_by":""})"}}}},
      {"reject_draft", {Gives::one, {{"", R"({"rejected_by":"me","reason":"no"})"}}}},
      {"withdraw_draft", {Gives::one}},
      {"send_draft", {Gives::one}},
      {"decide_draft_outcome", {Gives::one, {{"", R"({"was_sent":false,"reason":"no"})"}}}},
      {"list_questions", {Gives::list}},
      {"answer_question", {Gives::one, {{"", R"({"answer":"continue"})"}}}},
      {"get_quota", {Gives::nothing, {{}}, "numbers, for every address"}},
      {"analyze_message", {Gives::nothing, {{}}, "what it was given"}},
      {"check_text", {Gives::nothing, {{}}, "what it was given"}},
      {"schedule_follow_up",
       {Gives::nothing,
        {{"", R"({"contact_id":"hidden","company_id":"c","engagement_stage":"engaged"})"}},
        "a plan"}},
      {"get_demo", {Gives::nothing, {{}}, "bundled mails"}},
      {"run_demo", {Gives::nothing, {{}}, "bundled mails"}},
      {"generate_report",
       {Gives::nothing,
        {{"", R"({"report_type":"engagement_summary","time_period":"last_7_days"})"},
         {"", R"({"report_type":"conversion_funnel","time_period":"last_7_days"})"},
         {"", R"({"report_type":"agent_performance","time_period":"last_7_days"})"}},
        "counts, and subjects of mails that one sees"}},
      {"list_report_definitions", {Gives::nothing, {{}}, "words"}},
      {"report_sending",
       {Gives::nothing,
        {{"?group_by=mailbox"}, {"?group_by=user"}, {"?group_by=sequence&format=csv"}},
        "counts of mails that one sees"}},
      {"report_variants", {Gives::nothing, {{}}, "counts of mails that one sees"}},
      {"report_agents", {Gives::nothing, {{}}, "counts of drafts that one sees"}},
      {"report_operators", {Gives::nothing, {{}}, "counts of steps that one sees"}},
      {"report_pipeline", {Gives::nothing, {{}}, "deals of the CRM, which are everybody's"}},
      {"list_messages", {Gives::list}},
      {"list_inbox", {Gives::list, {{""}, {"?split=question"}}}},
      {"get_message", {Gives::one}},
      {"get_thread", {Gives::one}},
      {"search_messages", {Gives::list, {{std::string("?q=") + kWord}, {"?q=ada%40hidden.example"}}}},
      {"sign_in", {Gives::nothing, {{}}, "a session"}},
      {"sign_out", {Gives::nothing, {{}}, "nothing"}},
      {"get_me", {Gives::nothing, {{}}, "who asks"}},
      {"listen", {Gives::nothing, {{}}, "the number of the last change that one sees"}},
      {"get_health", {Gives::nothing, {{}}, "the service"}},
      {"get_ready", {Gives::nothing, {{}}, "the service"}},
      {"get_status", {Gives::nothing, {{}}, "counts of the whole installation"}},
      {"get_home", {Gives::nothing, {{}}, "the service"}},
      {"get_metrics", {Gives::nothing, {{}}, "counts of the whole installation"}},
      {"get_openapi", {Gives::nothing, {{}}, "the documentation"}},
      {"get_docs", {Gives::nothing, {{}}, "the documentation"}},
      {"get_docs_file", {Gives::nothing, {{}}, "the documentation"}},
      {"ask_unsubscribe", {Gives::nothing, {{}}, "a page for who got a mail"}},
      {"unsubscribe", {Gives::nothing, {{}}, "a page for who got a mail"}},
      {"list_suppressions", {Gives::nothing, {{}}, "whom nobody may write to, for all of the house"}},
      {"check_suppression", {Gives::nothing, {{"?address=ada%40hidden.example"}}, "as list_suppressions"}},
      {"add_suppression", {Gives::nothing, {{}}, "as list_suppressions"}},
      {"lift_suppression", {Gives::nothing, {{}}, "as list_suppressions"}},
      {"list_contacts",
       {Gives::list, {{""}, {std::string("?q=") + kWord}, {"?q=ada%40hidden.example"}, {"?stage=engaged"}}}},
      {"create_contact", {Gives::nothing, {{"", R"({"email":"ada@hidden.example"})", 409}}, "a new contact"}},
      {"get_contact", {Gives::one}},
      {"update_contact", {Gives::one, {{"", R"({"name":"Nobody","version":1})"}}}},
      {"add_contact_note", {Gives::one, {{"", R"({"text":"Mine"})"}}}},
      {"get_contact_timeline", {Gives::one}},
      {"erase_contact", {Gives::one, {{"", R"({"confirm":"ada@hidden.example"})"}}}},
      {"list_companies", {Gives::nothing, {{}}, "companies, which are everybody's"}},
      {"create_company", {Gives::nothing, {{}}, "companies, which are everybody's"}},
      {"get_company", {Gives::nothing, {{}}, "companies, which are everybody's"}},
      {"update_company", {Gives::nothing, {{"", R"({"version":1})"}}, "companies, which are everybody's"}},
      {"get_company_timeline", {Gives::list}},
      {"list_tasks", {Gives::list, {{""}, {"?contact_id=hidden"}}}},
      {"create_task",
       {Gives::nothing,
        {{"", R"({"title":"Call","due_date":"2026-11-24","contact_id":"hidden"})", 422}},
        "a task"}},
      {"update_task", {Gives::one, {{"", R"({"title":"Mine","version":1})"}}}},
      {"create_enrollments",
       {Gives::nothing, {{"", R"({"sequence_id":"pilot","contact_ids":["hidden"]})"}}, "who was skipped"}},
      {"list_enrollments", {Gives::list, {{""}, {"?contact_id=hidden"}, {"?sequence_id=pilot"}}}},
      {"get_enrollment", {Gives::one}},
      {"pause_enrollment", {Gives::one, {{"", "{}"}}}},
      {"resume_enrollment", {Gives::one}},
      {"stop_enrollment", {Gives::one}},
      {"retry_enrollment", {Gives::one}},
      {"list_accounts", {Gives::nothing, {{}}, "accounts"}},
      {"connect_account", {Gives::nothing, {{}}, "accounts"}},
      {"disconnect_account", {Gives::nothing, {{}}, "accounts"}},
      {"ask_to_connect", {Gives::nothing, {{}}, "accounts"}},
      {"finish_connecting", {Gives::nothing, {{}}, "accounts"}},
      {"list_mailboxes", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"create_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"get_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"update_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"delete_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"connect_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"pause_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"resume_mailbox", {Gives::nothing, {{}}, "mailboxes, not their mail"}},
      {"hand_over_mailbox",
       {Gives::nothing,
        {{"", R"({"to_mailbox_id":"nobody@team.example"})"}},
        "counts, to who may set up mailboxes"}},
      {"reopen_draft", {Gives::one}},
      {"snooze_draft", {Gives::one, {{"", R"({"until":"2026-12-24T09:00:00Z"})"}}}},
      {"list_desk", {Gives::list, {{""}, {"?split=needs_look"}, {"?split=rejected"}}}},
      {"get_desk_item", {Gives::one}},
      {"list_proposals", {Gives::nothing, {{}}, "mails of large imports, of which none was planted"}},
      {"decide_proposals",
       {Gives::nothing, {{"", R"({"answer":"dismiss","message_ids":["foreign-mail"]})"}}, "a count"}},
      {"mark_not_a_lead", {Gives::one, {{"", R"({"not_a_lead":true})"}}}},
      {"list_audit", {Gives::list, {{""}, {"?q=ada%40hidden.example"}, {"?draft_id=foreign-draft"}}}},
      {"verify_audit", {Gives::nothing, {{}}, "whether the chain is whole"}},
      {"list_duplicate_contacts", {Gives::nothing, {{}}, "pairs of contacts that one sees"}},
      {"merge_contact", {Gives::one, {{"", R"({"into":"nobody"})"}}}},
      {"unmerge_contact", {Gives::one}},
      {"list_consents", {Gives::nothing, {{"", "", 404}}, "no words of mail; where the contact is seen"}},
      {"add_consent", {Gives::one, {{"", R"({"basis":"consent","source":"a form"})"}}}},
      {"withdraw_consent", {Gives::nothing, {{}}, "a consent of a contact that one sees"}},
      {"export_contact", {Gives::nothing, {{"", "", 404}}, "an archive, of what one sees"}},
      {"import_contacts", {Gives::nothing, {{}}, "counts of a list that one brought"}},
      {"get_import", {Gives::nothing, {{}}, "counts of a list"}},
      {"get_import_errors", {Gives::nothing, {{}}, "rows of a list that were refused"}},
      {"cancel_import", {Gives::nothing, {{}}, "counts of a list"}},
      {"tick_clock", {Gives::nothing, {{}}, "the time"}},
      {"take_webhook", {Gives::nothing, {{}}, "for providers"}},
      {"list_sequences", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"create_sequence", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"get_sequence", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"change_sequence", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"activate_sequence", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"archive_sequence", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"export_sequence", {Gives::nothing, {{}}, "templates, which are everybody's"}},
      {"preview_sequence",
       {Gives::nothing, {{"", R"({"contact_ids":["hidden"]})"}}, "mails to contacts that one sees"}},
      {"create_simulation",
       {Gives::nothing,
        {{"",
          R"({"sequence":{"steps":[{"step_id":"first","subject":"A","body":"B"}]},"segment_id":"none"})"}},
        "mails to contacts that one sees"}},
      {"get_simulation", {Gives::nothing, {{}}, "a result of one's own"}},
      {"list_simulation_sends", {Gives::nothing, {{}}, "a result of one's own"}},
      {"list_simulation_skips", {Gives::nothing, {{}}, "a result of one's own"}},
      {"list_simulation_holds", {Gives::nothing, {{}}, "a result of one's own"}},
      {"list_simulation_days", {Gives::nothing, {{}}, "a result of one's own"}},
      {"list_simulation_diff", {Gives::nothing, {{}}, "a result of one's own"}},
      {"list_policy_packs", {Gives::nothing, {{}}, "rules, which are everybody's"}},
      {"switch_policy_pack", {Gives::nothing, {{}}, "rules, which are everybody's"}},
      {"list_segments", {Gives::nothing, {{}}, "conditions, which are everybody's"}},
      {"create_segment", {Gives::nothing, {{}}, "conditions, which are everybody's"}},
      {"get_segment", {Gives::nothing, {{}}, "conditions, which are everybody's"}},
      {"change_segment", {Gives::nothing, {{}}, "conditions, which are everybody's"}},
      {"delete_segment", {Gives::nothing, {{}}, "conditions, which are everybody's"}},
      {"count_segment", {Gives::nothing, {{}}, "ids of contacts that one sees"}},
      {"list_campaigns", {Gives::nothing, {{}}, "counts, and ids of contacts that one sees"}},
      {"create_campaign", {Gives::nothing, {{}}, "counts, and ids of contacts that one sees"}},
      {"get_campaign", {Gives::nothing, {{}}, "counts, and ids of contacts that one sees"}},
      {"change_campaign", {Gives::nothing, {{}}, "counts, and ids of contacts that one sees"}},
      {"launch_campaign", {Gives::nothing, {{"", R"({"confirm_count":1})"}}, "counts"}},
      {"pause_campaign", {Gives::nothing, {{}}, "counts"}},
      {"resume_campaign", {Gives::nothing, {{}}, "counts"}},
      {"cancel_campaign", {Gives::nothing, {{}}, "counts"}},
      {"get_campaign_progress", {Gives::nothing, {{}}, "counts of the whole campaign"}},
      {"get_plan_against_actual", {Gives::nothing, {{}}, "mails and contacts that one sees"}},
      {"list_campaign_skipped", {Gives::nothing, {{}}, "contacts that one sees"}},
      {"get_why", {Gives::nothing, {{}}, "causes of what one sees; tests/api/draft/why_test.cc"}},
  };
  return all;
}

/// What the names in a path stand for.
std::string planted(std::string_view name) {
  static const std::map<std::string_view, std::string> all = {
      {"draft_id", "foreign-draft"},
      {"message_id", "foreign-mail"},
      {"thread_id", "foreign-thread"},
      {"contact_id", "hidden"},
      {"company_id", "acme"},
      {"question_id", "foreign-question"},
      {"task_id", "foreign-task"},
      {"claim_id", "c1"},
      {"enrollment_id", "foreign-enrollment"},
      {"contact_email", "ada%40hidden.example"},
  };
  const auto found = all.find(name);
  return found == all.end() ? "x" : found->second;
}
constexpr const char* kNobody = "no-such-thing";

/// The route's path; with `is_there` false, of what nobody has.
std::string target_of(const Route& route, bool is_there) {
  std::string target(route.path);
  for (std::size_t open; (open = target.find('{')) != std::string::npos;) {
    const std::size_t close = target.find('}');
    const std::string name = target.substr(open + 1, close - open - 1);
    target.replace(open, close - open + 1, is_there || name == "claim_id" ? planted(name) : kNobody);
  }
  return target;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

struct Somebody {
  const char* name;
  Fields fields;
  bool sees = false;
};

class SightTest : public test::ScenarioTest {
 protected:
  void SetUp() override {
    ScenarioTest::SetUp();
    if (IsSkipped()) return;
    ana_ = api->add_user("ana@x.example", "Ana", Role::operator_);
    bob_ = api->add_user("bob@x.example", "Bob", Role::operator_);
    lea_ = api->add_user("lea@x.example", "Lea", Role::lead);
    owner_ = api->add_user("own@x.example", "Olaf", Role::owner);
  }

  template <class F>
  void write(F function) {
    must(api->services.db.write_now([&](Tx& tx) -> Result<Unit> { return function(tx); }));
  }

  void add_mailbox(const std::string& id, const std::string& user_id, MailboxVisibility visibility,
                   std::vector<std::string> shared_with = {}) {
    TeamMailbox mailbox;
    mailbox.mailbox_id = mailbox.address = id;
    mailbox.provider = "outbox";
    mailbox.user_id = user_id;
    mailbox.shared_with = std::move(shared_with);
    mailbox.visibility = visibility;
    mailbox.status = MailboxStatus::ACTIVE;
    mailbox.created_at = mailbox.updated_at = mailbox.ramp_from = api->clock.now();
    write([&](Tx& tx) { return insert_mailbox(tx, mailbox); });
  }

  void add_mail(const std::string& id, const std::string& thread_id, const std::string& mailbox_id,
                const std::string& sender, const std::string& words, bool is_first = true) {
    MessageRow mail;
    mail.message_id = id;
    mail.rfc_message_id = id + "@customer.example";
    mail.content_sha256 = std::string(64, 'a');
    mail.thread_id = thread_id;
    mail.mailbox_id = mailbox_id;
    mail.linked_by = "references";
    mail.kind = MessageKind::human_reply;
    mail.kind_reason = "a person wrote it";
    mail.sender = mail.sender_key = sender;
    mail.sender_name = "Ada " + words;
    mail.recipients = {mailbox_id};
    mail.subject = mail.base_subject = "Plans " + words;
    mail.sent_at = mail.created_at = api->clock.now() - kHourMs;
    mail.text = mail.reply_text = "Stop writing to me about " + words + ", or do not.";
    mail.attachments = boost::json::array();
    mail.analysis = must(parse_json(R"({"intent":"question","doubts":[{"rule":"opt_out.possible"}]})"));
    mail.source = "file:0";
    const auto embedded = must(sync_wait(api->embedder.embed({words + " plans"})));
    write([&](Tx& tx) -> Result<Unit> {
      if (is_first)
        TRY_OK(insert_thread(
            tx, {thread_id, mail.subject, mail.base_subject, std::nullopt, mail.sent_at, mailbox_id}));
      TRY_OK(insert_message(tx, mail, "<p>" + words + "</p>"));
      return save_embedding(tx, id, api->embedder.name(), encode(embedded.vectors.front()), mail.sent_at);
    });
  }

  void add_person(const std::string& id, const std::string& address, const std::string& name,
                  const std::string& mailbox_id, ContactOrigin came_by, const std::string& company_id = {}) {
    Contact contact;
    contact.contact_id = id;
    contact.name = name;
    contact.mailbox_id = mailbox_id;
    if (!company_id.empty()) contact.company_id = company_id;
    write([&](Tx& tx) -> Result<Unit> {
      TRY(const Contact made,
          add_contact(api->services, tx, contact, {{address, address}}, came_by, api->clock.now()));
      return move_stage(api->services, tx, made,
                        {ContactStage::engaged, "stage.reply", std::string("wrote: ") + kWord,
                         "message:" + (id == "hidden" ? std::string("foreign-mail") : "foreign-open"), "Ada"},
                        api->clock.now());
    });
    write([&](Tx& tx) -> Result<Unit> {
      return insert_contact_note(tx,
                                 {"note-" + id, id, std::string("Likes ") + kWord, "Ana", api->clock.now()});
    });
  }

  void add_draft(const std::string& id, const std::string& recipient, const std::string& mailbox_id,
                 const std::string& words, const std::optional<std::string>& message_id = std::nullopt) {
    NewDraft wish;
    wish.id = id;
    wish.recipient = recipient;
    wish.subject = "About " + words;
    wish.body = "Hello, would a short call about " + words + " help your team next week? Eva Sender";
    wish.message_id = message_id;
    wish.source.agent = "operator";
    must(sync_wait(create_draft(api->services, system_actor("test"), wish)));
    move_draft(id, mailbox_id);
  }
  void move_draft(const std::string& id, const std::string& mailbox_id) {
    write([&](Tx& tx) -> Result<Unit> {
      TRY(Draft draft, get_draft(tx, id));
      draft.mailbox_id = mailbox_id;
      return update_draft(tx, draft);
    });
  }

  /// Everything that can lie in a mailbox, in Ana's, with the word in it; and something in Bob's.
  void plant() {
    write([&](Tx& tx) -> Result<Unit> {
      Company acme;
      acme.company_id = "acme";
      acme.name = acme.name_key = "acme";
      acme.created_at = acme.updated_at = api->clock.now();
      return insert_company(tx, acme);
    });
    add_mail("foreign-mail", "foreign-thread", kHers, kAddress, kWord);
    add_mail("foreign-open", "foreign-thread-2", kHers, "open@customer.example", kWord);
    add_mail("bob-mail", "bob-thread", kHis, "carl@customer.example", "stock counting");
    add_person("hidden", kAddress, std::string("Ada ") + kWord, kHers, ContactOrigin::mail, "acme");
    add_person("open", "open@customer.example", "Otto Open", kHers, ContactOrigin::import_, "acme");
    add_draft("foreign-draft", kAddress, kHers, kWord, "foreign-mail");
    add_draft("foreign-rejected", "open@customer.example", kHers, kWord);
    must(sync_wait(reject_draft(api->services, system_actor("test"), "foreign-rejected", "",
                                std::string("Nobody wants a ") + kWord)));
    add_draft("foreign-sent", "open@customer.example", kHers, kWord);
    write([&](Tx& tx) -> Result<Unit> {
      TRY(Draft sent, get_draft(tx, "foreign-sent"));
      sent.status = DraftStatus::SENT;
      sent.approved_by = "Ana";
      sent.approved_at = sent.sent_at = api->clock.now() - kDayMs;
      sent.approved_hash = sent.content_hash;
      sent.provider = "outbox";
      sent.provider_message_id = "1";
      return update_draft(tx, sent);
    });
    add_draft("bob-draft", "carl@customer.example", kHis, "stock counting", "bob-mail");
    write([&](Tx& tx) -> Result<Unit> {
      Question question;
      question.question_id = "foreign-question";
      question.kind = "opt_out";
      question.contact_id = "hidden";
      question.message_id = "foreign-mail";
      question.rule = "opt_out.possible";
      question.words = std::string("about ") + kWord;
      question.language = "en";
      question.created_at = api->clock.now();
      TRY_OK(insert_question(tx, question));
      FollowUp task;
      task.task_id = "foreign-task";
      task.contact_id_fk = "hidden";
      task.title = std::string("Send a ") + kWord;
      task.due_at = task.created_at = task.updated_at = api->clock.now();
      task.due_date = *parse_date("2026-11-23");
      task.created_by = "Ana";
      TRY_OK(insert_task(tx, task));
      task.task_id = "open-task";
      task.contact_id_fk = "open";
      return insert_task(tx, task);
    });
    plant_enrollment();
  }

  void plant_enrollment() {
    write([&](Tx& tx) -> Result<Unit> {
      Sequence pilot;
      pilot.sequence_id = pilot.name = "pilot";
      pilot.status = SequenceStatus::ACTIVE;
      pilot.created_at = pilot.updated_at = api->clock.now();
      TRY_OK(insert_sequence(tx, pilot, "Ana"));
      EnrollmentRow row;
      row.enrollment_id = "foreign-enrollment";
      row.sequence_id = "pilot";
      row.contact_id = "hidden";
      row.batch_id = "batch";
      row.status = EnrollmentStatus::HELD;
      row.reason = EnrollmentReason{"draft.expired", kWord, "draft:foreign-draft", std::nullopt};
      row.created_at = row.updated_at = api->clock.now();
      TRY_OK(insert_enrollment(tx, row));
      return ok();
    });
  }

  std::vector<Somebody> askers() {
    const std::vector<Scope> scopes = {Scope::read, Scope::draft, Scope::contacts, Scope::settings};
    const auto with_key = [&](const User& user) -> Fields {
      return {{"Authorization", "Bearer " + api->add_key(user.email, {})}};
    };
    return {{"whose it is", with_key(ana_)},    {"another operator", with_key(bob_)},
            {"a lead", with_key(lea_)},         {"the owner", with_key(owner_)},
            {"a service key", service(scopes)}, {"the local operator", {}}};
  }

  Response ask(const Somebody& asker, const Route& route, const std::string& target,
               const std::string& body) {
    Fields fields = asker.fields;
    fields.emplace_back("X-Trace-ID", "walk");
    return api->ask(route.method, target, fields, body);
  }

  /// What the path names is answered to who does not see it as what is not there; who sees it gets it.
  void walk_one(const Somebody& asker, const Route& route, const Probe& probe) {
    std::vector<std::string> bodies = {probe.body};
    if (route.method != Method::GET) bodies.emplace_back("{not JSON");
    for (const std::string& body : bodies) {
      SCOPED_TRACE(body);
      if (asker.sees) {
        // A body that nobody can read changes nothing.
        if (route.method != Method::GET && body == probe.body) continue;
        const Response response = ask(asker, route, target_of(route, true), body);
        EXPECT_NE(response.status, 404) << response.content();
        if (route.method == Method::GET) {
          EXPECT_EQ(response.status, 200);
          EXPECT_THAT(std::string(response.content()), HasSubstr(kWord));
        }
        continue;
      }
      const Response response = ask(asker, route, target_of(route, true), body);
      const Response none = ask(asker, route, target_of(route, false), body);
      EXPECT_TRUE(response.status == 404 || response.status == 403) << response.status;
      EXPECT_EQ(response.status, none.status);
      const std::string_view path = route.path;
      const std::size_t open = path.find('{');
      const std::string id = planted(path.substr(open + 1, path.find('}') - open - 1));
      EXPECT_EQ(std::string(response.content()), replaced(std::string(none.content()), kNobody, id));
      EXPECT_EQ(response.headers.text(), replaced(none.headers.text(), kNobody, id));
    }
  }

  void walk_all(const Somebody& asker, const Route& route, const Walk& walk) {
    std::string all;
    for (const Probe& probe : walk.probes) {
      // Who sees it would make things.
      if (asker.sees && walk.gives == Gives::nothing && probe.unseen_status != 0) continue;
      SCOPED_TRACE(probe.query + " " + probe.body);
      const Response response = ask(asker, route, target_of(route, true) + probe.query, probe.body);
      const std::string answer = response.headers.text() + std::string(response.content());
      if (!asker.sees) {
        EXPECT_THAT(answer, Not(HasSubstr(kWord)));
        const bool is_named = (probe.query + probe.body).find("foreign-") != std::string::npos;
        if (!is_named) EXPECT_THAT(answer, Not(HasSubstr("foreign-"))) << "an id";
        if (probe.query.find("ada%40") == std::string::npos && probe.body.find("ada@") == std::string::npos &&
            route.path.find("{contact_email}") == std::string_view::npos)
          EXPECT_THAT(answer, Not(HasSubstr(kAddress)));
        const bool is_allowed = response.status != 403;
        if (probe.unseen_status != 0 && is_allowed) EXPECT_EQ(response.status, probe.unseen_status) << answer;
      }
      all += answer;
    }
    if (asker.sees && walk.gives == Gives::list)
      EXPECT_THAT(all, AnyOf(HasSubstr(kWord), HasSubstr("foreign-"))) << "nothing to see";
  }

  void walk_routes(const std::vector<Somebody>& askers) {
    for (const Route& route : api->router->table().routes()) {
      const auto walk = walks().find(route.id);
      if (walk == walks().end()) continue;
      for (const Somebody& asker : askers) {
        SCOPED_TRACE(std::string(route.id) + ", asked by " + asker.name);
        if (walk->second.gives == Gives::one)
          walk_one(asker, route, walk->second.probes.front());
        else
          walk_all(asker, route, walk->second);
      }
    }
    // Whatever they tried, nothing has changed.
    must(api->services.db.read_now([&](ReadTx& tx) -> Result<Unit> {
      TRY(const Draft draft, get_draft(tx, "foreign-draft"));
      EXPECT_EQ(draft.version, 1);
      EXPECT_EQ(draft.status, DraftStatus::PENDING_APPROVAL);
      TRY(const Contact contact, get_contact(tx, "hidden"));
      EXPECT_EQ(contact.name, std::string("Ada ") + kWord);
      TRY(const FollowUp task, get_task(tx, "foreign-task"));
      EXPECT_EQ(task.version, 1);
      TRY(const Question question, get_question(tx, "foreign-question"));
      EXPECT_EQ(question.status, QuestionStatus::OPEN);
      return ok();
    }));
  }

  User ana_, bob_, lea_, owner_;
};
INSTANTIATE_ENGINES(SightTest);

TEST_P(SightTest, EveryRouteIsDescribed) {
  std::set<std::string_view> left;
  for (const auto& [id, walk] : walks()) left.insert(id);
  for (const Route& route : api->router->table().routes())
    EXPECT_EQ(left.erase(route.id), 1U) << "say in walks() what " << route.id << " gives to whom";
  EXPECT_TRUE(left.empty()) << *left.begin() << " is a route no more";
}

TEST_P(SightTest, AMailboxOfOnesOwn) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  auto all = askers();
  all[0].sees = true;
  walk_routes(all);
}

TEST_P(SightTest, AMailboxThatIsShared) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own, {bob_.user_id});
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  auto all = askers();
  all[0].sees = all[1].sees = true;
  walk_routes(all);
}

TEST_P(SightTest, AMailboxOfTheTeam) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::team);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  auto all = askers();
  all[0].sees = all[2].sees = true;
  walk_routes(all);
}

TEST_P(SightTest, AMailboxThatAllSee) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::all);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  auto all = askers();
  for (Somebody& each : all) each.sees = true;
  walk_routes(all);
}

/// Pages of what one sees are full, and end where it ends.
TEST_P(SightTest, PagesAreFullWithoutTheRest) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  for (int i = 0; i < 6; ++i) {
    const std::string mailbox = i % 2 == 0 ? kHers : kHis;
    const std::string n = std::to_string(i);
    add_mail("mail-" + n, "thread-" + n, mailbox, "p" + n + "@customer.example", "stock counting");
    add_draft("draft-" + n, "p" + n + "@customer.example", mailbox, "stock counting");
  }
  const Fields bob = {{"Authorization", "Bearer " + api->add_key(bob_.email, {})}};
  const std::pair<const char*, const char*> lists[] = {{"/api/messages", "message_id"},
                                                       {"/api/inbox", "message_id"},
                                                       {"/api/operator/drafts", "id"},
                                                       {"/api/contacts", "contact_id"}};
  for (const auto& [path, id] : lists) {
    SCOPED_TRACE(path);
    const std::string target = std::string(path) + "?limit=2";
    const auto first = api->json(200, Method::GET, target, {}, bob);
    ASSERT_EQ(first.at("items").as_array().size(), 2U);
    ASSERT_TRUE(first.at("next").is_string());
    const auto second =
        api->json(200, Method::GET, target + "&after=" + first.at("next").as_string().c_str(), {}, bob);
    EXPECT_EQ(second.at("items").as_array().size(), 1U);
    EXPECT_TRUE(second.at("next").is_null()) << "there is more, which Bob does not see";
  }
}

/// Of somebody whom everybody sees, each sees what lies in mailboxes that they see.
TEST_P(SightTest, ATimelineHoldsWhatOneSees) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  const Fields ana = {{"Authorization", "Bearer " + api->add_key(ana_.email, {})}};
  const Fields bob = {{"Authorization", "Bearer " + api->add_key(bob_.email, {})}};
  const auto kinds = [&](const std::string& path, const Fields& who) {
    std::map<std::string, int> found;
    const auto page = api->json(200, Method::GET, path, {}, who);
    for (const auto& item : page.at("items").as_array()) ++found[std::string(item.at("kind").as_string())];
    return found;
  };
  api->json(201, Method::POST, "/api/contacts/open/notes", R"({"text":"Met him at the fair."})", bob);
  const std::map<std::string, int> his = {{"note", 1}};
  EXPECT_EQ(kinds("/api/contacts/open/timeline", bob), his);
  EXPECT_EQ(kinds("/api/companies/acme/timeline", bob), his);
  const auto hers = kinds("/api/contacts/open/timeline", ana);
  for (const char* kind : {"mail", "draft", "decision", "note", "stage", "task"})
    EXPECT_GT(hers.count(kind), 0U) << kind;
  EXPECT_EQ(hers.at("note"), 2) << "what Bob wrote lies in no mailbox";
}

/// What somebody else does in a mailbox that one does not see is no news.
TEST_P(SightTest, TheNumberOfTheLastChangeIsOfWhatOneSees) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  const Fields bob = {{"Authorization", "Bearer " + api->add_key(bob_.email, {})}};
  const auto number = [&] {
    Asker asker(actor_of(bob_));
    const Onlooker::Scope scope(&asker);
    return must(api->services.db.read_now([](ReadTx& tx) { return get_change_number(tx); }));
  };
  const auto last = [&] {
    return api->json(200, Method::GET, "/api/operator/changes", {}, bob).at("last").as_int64();
  };
  const auto before = number();
  const auto last_before = last();
  must(sync_wait(reject_draft(api->services, system_actor("test"), "foreign-draft", "", "No.")));
  EXPECT_EQ(number(), before);
  EXPECT_EQ(last(), last_before);
  must(sync_wait(reject_draft(api->services, system_actor("test"), "bob-draft", "", "No.")));
  EXPECT_GT(number(), before);
  EXPECT_GT(last(), last_before);
}

/// Of two contacts that were merged, who does not see the one does not separate them, and does not learn of it.
TEST_P(SightTest, AMergeIsUndoneByWhoSeesBoth) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own, {owner_.user_id});
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  constexpr const char* kTwin = "twin@hidden.example";
  add_mail("twin-mail", "twin-thread", kHers, kTwin, kWord);
  add_person("twin", kTwin, std::string("Ada ") + kWord, kHers, ContactOrigin::mail);
  const auto key = [&](const User& user) -> Fields {
    return {{"Authorization", "Bearer " + api->add_key(user.email, {})}, {"X-Trace-ID", "walk"}};
  };
  const Fields lea = key(lea_);
  const Fields olaf = key(owner_);
  const auto unmerge = [&](const std::string& id, const Fields& who) {
    return api->ask(Method::POST, "/api/contacts/" + id + "/unmerge", who);
  };
  for (const char* into : {"hidden", "open"}) {  // nobody else sees the first; everybody sees the second
    SCOPED_TRACE(into);
    must(sync_wait(merge_contacts(api->services, actor_of(owner_), "twin", into)));
    const Response unseen = unmerge("twin", lea);
    EXPECT_EQ(unseen.status, 404);
    EXPECT_EQ(std::string(unseen.content()),
              replaced(std::string(unmerge(kNobody, lea).content()), kNobody, "twin"));
    const Response seen = unmerge("twin", olaf);
    EXPECT_EQ(seen.status, 200) << seen.content();
    EXPECT_THAT(std::string(seen.content()), HasSubstr(kWord));
  }
}

/// Where somebody asks, the open questions are counted that they would be asked. The status is open, and counts for nobody.
TEST_P(SightTest, QuestionsAreCountedForWhoSeesThem) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  const auto count = [&](const User& user) {
    Asker asker(actor_of(user));
    const Onlooker::Scope scope(&asker);
    return must(api->services.db.read_now([](ReadTx& tx) { return count_open_questions(tx); }));
  };
  EXPECT_EQ(count(ana_), 1);
  EXPECT_EQ(count(bob_), 0);
  EXPECT_EQ(count(owner_), 0);
}

/// A question about a contact, asked because of a mail that one does not see, holds all mail to them, and says no word of it.
TEST_P(SightTest, AVerdictQuotesNoMailOfAnotherMailbox) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  add_draft("to-ada", kAddress, kHis, "stock counting");
  const Fields bob = {{"Authorization", "Bearer " + api->add_key(bob_.email, {})}};
  const Response response = api->ask(Method::GET, "/api/operator/drafts/to-ada", bob);
  EXPECT_THAT(std::string(response.content()), HasSubstr("contact.doubt"));
  EXPECT_THAT(std::string(response.content()), Not(HasSubstr(kWord)));
}

/// A conversation that was begun in a mailbox that one does not see shows the mails that one does see.
TEST_P(SightTest, AConversationOfTwoMailboxes) {
  add_mailbox(kHers, ana_.user_id, MailboxVisibility::own);
  add_mailbox(kHis, bob_.user_id, MailboxVisibility::own);
  plant();
  add_mail("bob-copy", "foreign-thread", kHis, kAddress, "stock counting", false);
  const Fields bob = {{"Authorization", "Bearer " + api->add_key(bob_.email, {})}};
  const auto thread = api->json(200, Method::GET, "/api/threads/foreign-thread", {}, bob);
  EXPECT_EQ(thread.at("subject"), "Plans stock counting");
  EXPECT_EQ(thread.at("messages").as_array().size(), 1U);
  EXPECT_EQ(thread.at("drafts").as_array().size(), 0U);
  std::string text;
  write_json(text, thread);
  EXPECT_THAT(text, Not(HasSubstr(kWord)));
}

}  // namespace
}  // namespace sa
