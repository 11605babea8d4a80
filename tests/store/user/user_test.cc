// Users, sessions and keys on both engines: who is found, and who no longer is.
#include "store/user/user.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;

class UserTest : public test::StoreTest {
 protected:
  User add(const std::string& id, Role role = Role::operator_) {
    User user{id, id + "@ours.example", "Name of " + id, role, "hash-" + id, kNow, std::nullopt};
    write([&](Tx& tx) { return insert_user(tx, user); });
    return user;
  }
  std::optional<User> find(const std::string& email) {
    return read([&](ReadTx& tx) { return find_user_by_email(tx, email); });
  }
  void open_session(const std::string& hash, const std::string& user, Instant ends = kNow + kDayMs) {
    write([&](Tx& tx) { return insert_session(tx, hash, user, kNow, ends); });
  }
  std::optional<User> session(const std::string& hash, Instant now = kNow) {
    return read([&](ReadTx& tx) { return find_session_user(tx, hash, now); });
  }
  void add_key(const std::string& id, std::optional<std::string> user_id = std::nullopt) {
    const ApiKey key{id,   "hash-" + id, "Key " + id, std::move(user_id), {Scope::read, Scope::draft},
                     kNow, {},           {}};
    write([&](Tx& tx) { return insert_api_key(tx, key); });
  }
  std::optional<KeyHolder> holder(const std::string& id) {
    return read([&](ReadTx& tx) { return find_key_holder(tx, "hash-" + id); });
  }
};
INSTANTIATE_ENGINES(UserTest);

TEST_P(UserTest, AUserComesBackAsItWas) {
  const User user = add("ana", Role::lead);
  const auto found = find("ana@ours.example");
  ASSERT_TRUE(found);
  EXPECT_EQ(to_json_text(*found), to_json_text(user));
  EXPECT_FALSE(find("nobody@ours.example"));
}

TEST_P(UserTest, AnAddressHasOneUser) {
  add("ana");
  const User twin{"other", "ana@ours.example", "Ana", Role::owner, "hash", kNow, std::nullopt};
  EXPECT_EQ(refused([&](Tx& tx) { return insert_user(tx, twin); }).code, ErrorCode::conflict);
}

TEST_P(UserTest, CountsLeaveOutWhoIsDisabled) {
  add("ana", Role::owner);
  add("ben", Role::owner);
  add("cleo");
  EXPECT_EQ(read([](ReadTx& tx) { return count_users(tx); }), 3);
  EXPECT_EQ(read([](ReadTx& tx) { return count_other_owners(tx, "ana"); }), 1);
  write([](Tx& tx) { return set_user_disabled(tx, "ben", kNow); });
  EXPECT_EQ(read([](ReadTx& tx) { return count_users(tx); }), 2);
  EXPECT_EQ(read([](ReadTx& tx) { return count_other_owners(tx, "ana"); }), 0);
  write([](Tx& tx) { return set_user_disabled(tx, "ben", std::nullopt); });
  EXPECT_EQ(read([](ReadTx& tx) { return count_users(tx); }), 3);
}

TEST_P(UserTest, ANewPasswordReplacesTheOld) {
  add("ana");
  write([](Tx& tx) { return set_user_password(tx, "ana", "new hash"); });
  EXPECT_EQ(find("ana@ours.example")->password_hash, "new hash");
}

TEST_P(UserTest, ASessionEndsByTimeByLeavingAndWithItsUser) {
  add("ana");
  open_session("s1", "ana");
  open_session("s2", "ana");
  open_session("s3", "ana");
  EXPECT_EQ(session("s1")->user_id, "ana");
  EXPECT_FALSE(session("unknown"));
  EXPECT_FALSE(session("s1", kNow + kDayMs)) << "its time is over";
  write([](Tx& tx) { return delete_session(tx, "s1"); });
  EXPECT_FALSE(session("s1"));
  EXPECT_TRUE(session("s2"));
  write([](Tx& tx) { return set_user_disabled(tx, "ana", kNow); });
  EXPECT_FALSE(session("s2")) << "a disabled user has no session";
  write([](Tx& tx) { return set_user_disabled(tx, "ana", std::nullopt); });
  write([](Tx& tx) { return delete_sessions_of(tx, "ana"); });
  EXPECT_FALSE(session("s2"));
  EXPECT_FALSE(session("s3"));
}

TEST_P(UserTest, EndedSessionsGoAndOthersStay) {
  add("ana");
  open_session("old", "ana", kNow + 1);
  open_session("new", "ana", kNow + 2);
  write([](Tx& tx) { return delete_ended_sessions(tx, kNow + 1); });
  EXPECT_FALSE(session("old", kNow));
  EXPECT_TRUE(session("new", kNow));
}

TEST_P(UserTest, AServiceKeyHasNoPersonAndAPersonalOneHas) {
  add("ana", Role::lead);
  add_key("service");
  add_key("personal", "ana");
  const auto service = holder("service");
  ASSERT_TRUE(service);
  EXPECT_THAT(service->scopes, ElementsAre(Scope::read, Scope::draft));
  EXPECT_FALSE(service->user_id);
  const auto personal = holder("personal");
  ASSERT_TRUE(personal);
  EXPECT_EQ(personal->user_email, "ana@ours.example");
  EXPECT_EQ(personal->user_role, Role::lead);
  EXPECT_FALSE(holder("unknown"));
}

TEST_P(UserTest, AKeyIsGoneOnceRevokedAndWithItsPerson) {
  add("ana");
  add_key("a", "ana");
  add_key("b", "ana");
  write([](Tx& tx) { return touch_api_key(tx, "a", kNow + 5); });
  EXPECT_EQ(holder("a")->last_used_at, kNow + 5);
  write([](Tx& tx) { return revoke_api_key(tx, "a", kNow); });
  EXPECT_FALSE(holder("a"));
  EXPECT_EQ(refused([](Tx& tx) { return revoke_api_key(tx, "a", kNow); }).code, ErrorCode::not_found);
  EXPECT_EQ(refused([](Tx& tx) { return revoke_api_key(tx, "no", kNow); }).code, ErrorCode::not_found);
  EXPECT_TRUE(holder("b"));
  write([](Tx& tx) { return set_user_disabled(tx, "ana", kNow); });
  EXPECT_FALSE(holder("b"));
}

}  // namespace
}  // namespace sa
