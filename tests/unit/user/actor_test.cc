// Who may what: approving and sending belong to persons, whatever scopes somebody else was given.
#include "core/user/actor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

using ::testing::Contains;
using ::testing::Not;

Actor actor(ActorKind kind, std::vector<Scope> scopes) {
  Actor made;
  made.kind = kind;
  made.scopes = std::move(scopes);
  return made;
}

TEST(ActorTest, OnlyAPersonApprovesAndSends) {
  const std::vector<Scope> all = scopes_of(Role::owner);
  for (const Scope scope : {Scope::approve, Scope::send}) {
    EXPECT_TRUE(actor(ActorKind::person, all).may(scope));
    EXPECT_FALSE(actor(ActorKind::service, all).may(scope));
    EXPECT_FALSE(actor(ActorKind::system, all).may(scope));
  }
  EXPECT_TRUE(actor(ActorKind::service, all).may(Scope::admin)) << "other scopes are what they are";
}

TEST(ActorTest, AScopeIsNeverMoreThanItself) {
  const Actor reader = actor(ActorKind::person, {Scope::read});
  EXPECT_TRUE(reader.may(Scope::read));
  EXPECT_TRUE(reader.may(Scope::none)) << "what needs no scope is open to all";
  for (const Scope scope :
       {Scope::draft, Scope::approve, Scope::send, Scope::contacts, Scope::settings, Scope::admin})
    EXPECT_FALSE(reader.may(scope)) << enum_name(scope);
}

TEST(ActorTest, ARoleHoldsWhatTheOnesBelowItHold) {
  const auto operator_scopes = scopes_of(Role::operator_);
  const auto lead = scopes_of(Role::lead);
  const auto owner = scopes_of(Role::owner);
  for (const Scope scope : operator_scopes) EXPECT_THAT(lead, Contains(scope));
  for (const Scope scope : lead) EXPECT_THAT(owner, Contains(scope));
  EXPECT_THAT(operator_scopes, Not(Contains(Scope::contacts)));
  EXPECT_THAT(operator_scopes, Not(Contains(Scope::settings)));
  EXPECT_THAT(lead, Contains(Scope::settings));
  EXPECT_THAT(lead, Not(Contains(Scope::admin)));
  EXPECT_THAT(owner, Contains(Scope::admin));
}

TEST(ActorTest, AJobThatNobodyAskedForDraftsAndSendsNothing) {
  const Actor job = system_actor("sweep");
  EXPECT_EQ(job.kind, ActorKind::system);
  EXPECT_EQ(job.actor_id, "sweep");
  EXPECT_TRUE(job.may(Scope::draft));
  EXPECT_FALSE(job.may(Scope::approve));
  EXPECT_FALSE(job.may(Scope::send));
  EXPECT_FALSE(job.may(Scope::admin));
}

}  // namespace
}  // namespace sa
