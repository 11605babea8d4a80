#include "core/mailbox/sight.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

Actor person(std::string user_id, Role role) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.actor_id = std::move(user_id);
  actor.role = role;
  return actor;
}

Actor service() {
  Actor actor;
  actor.kind = ActorKind::service;
  actor.actor_id = "ana";  // a key may be called like a user: it is none
  actor.role = Role::lead;
  return actor;
}

struct Row {
  const char* about;
  Actor asker;
  std::optional<std::string> user_id;
  std::vector<std::string> shared_with;
  bool own, team, all;  ///< seen with this visibility
};

TEST(SightTest, WhoSeesAMailbox) {
  const Row rows[] = {
      {"whose it is", person("ana", Role::operator_), "ana", {}, true, true, true},
      {"with whom it is shared", person("bob", Role::operator_), "ana", {"cem", "bob"}, true, true, true},
      {"another operator", person("bob", Role::operator_), "ana", {"cem"}, false, false, true},
      {"a lead", person("lea", Role::lead), "ana", {}, false, true, true},
      {"a lead whose it is", person("lea", Role::lead), "lea", {}, true, true, true},
      {"the owner of the installation", person("own", Role::owner), "ana", {}, false, false, true},
      {"the owner of the installation, shared", person("own", Role::owner), "ana", {"own"}, true, true, true},
      {"the local operator of development", person("local", Role::owner), "ana", {}, false, false, true},
      {"nobody's", person("ana", Role::operator_), std::nullopt, {}, false, false, true},
      {"a person without an id", person("", Role::operator_), "", {""}, false, false, true},
      {"a service key", service(), "ana", {"ana"}, false, false, true},
      {"the program itself", system_actor("sync_mail"), "ana", {}, true, true, true},
  };
  for (const Row& row : rows) {
    MailboxViewers mailbox{"m@x.example", row.user_id, row.shared_with, MailboxVisibility::own};
    EXPECT_EQ(may_see(row.asker, mailbox), row.own) << row.about << ", own";
    mailbox.visibility = MailboxVisibility::team;
    EXPECT_EQ(may_see(row.asker, mailbox), row.team) << row.about << ", team";
    mailbox.visibility = MailboxVisibility::all;
    EXPECT_EQ(may_see(row.asker, mailbox), row.all) << row.about << ", all";
  }
}

TEST(SightTest, SaysWhatIsSeen) {
  const MailboxViewers hers{"ana@x.example", "ana", {}, MailboxVisibility::own};
  const MailboxViewers his{"bob@x.example", "bob", {}, MailboxVisibility::own};
  const Actor ana = person("ana", Role::operator_);
  EXPECT_EQ(sight_of(ana, {hers, his}), "<user ana><ana@x.example>");
  EXPECT_EQ(sight_of(ana, {hers}), "*") << "nothing is kept from her";
  EXPECT_EQ(sight_of(ana, {}), "*");
  EXPECT_EQ(sight_of(person("cem", Role::lead), {hers, his}), "<user cem>");
  EXPECT_EQ(sight_of(service(), {hers, his}), "") << "a key has no contacts of its own";
}

TEST(SightTest, ANameThatReadsAsAnotherIsSeenByNobody) {
  const MailboxViewers odd{"\"><bob@x.example><\"@x.example", "ana", {}, MailboxVisibility::own};
  EXPECT_EQ(sight_of(person("ana", Role::operator_), {odd}), "<user ana>");
  EXPECT_EQ(sight_of(person("><bob@x.example><", Role::operator_), {odd}), "");
}

}  // namespace
}  // namespace sa
