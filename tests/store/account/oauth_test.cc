// Tokens of connected accounts on both engines: one account a provider, one renewal at a time, nothing undone by who comes late.
#include "store/account/oauth.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

class OauthTest : public test::StoreTest {
 protected:
  static OauthTokenRow token(const std::string& account, Instant at = kNow) {
    return {"google", account, "mail", "sealed-" + account, kNow + kMinuteMs, at, std::nullopt};
  }
  void save(const OauthTokenRow& row) {
    write([&](Tx& tx) { return save_oauth_token(tx, row); });
  }
  std::optional<OauthTokenRow> find() {
    return read([](ReadTx& tx) { return find_oauth_token(tx, "google"); });
  }
  bool begin_refresh(Instant now) {
    return write([&](Tx& tx) { return begin_oauth_refresh(tx, "google", now, now + kMinuteMs); });
  }
};
INSTANTIATE_ENGINES(OauthTest);

TEST_P(OauthTest, AProviderHasOneAccountTheLastOne) {
  EXPECT_FALSE(find());
  save(token("ana@ours.example"));
  save(token("ben@ours.example", kNow + 1));
  ASSERT_TRUE(find());
  EXPECT_EQ(find()->account, "ben@ours.example");
  write([](Tx& tx) { return delete_oauth_token(tx, "google"); });
  EXPECT_FALSE(find()) << "no former account comes back";
}

TEST_P(OauthTest, OneRenewalAtATime) {
  save(token("ana@ours.example"));
  EXPECT_TRUE(begin_refresh(kNow));
  EXPECT_FALSE(begin_refresh(kNow + 1));
  EXPECT_TRUE(begin_refresh(kNow + kMinuteMs)) << "whoever began is gone";
  write([](Tx& tx) { return end_oauth_refresh(tx, "google"); });
  EXPECT_TRUE(begin_refresh(kNow + kMinuteMs + 1));
}

TEST_P(OauthTest, ALateRenewalReplacesNothingThatAPersonStored) {
  save(token("ana@ours.example"));
  save(token("ana@ours.example", kNow + 5));
  EXPECT_FALSE(
      write([](Tx& tx) { return replace_oauth_token(tx, token("ana@ours.example", kNow + 9), kNow); }));
  EXPECT_EQ(find()->updated_at, kNow + 5);
  EXPECT_TRUE(
      write([](Tx& tx) { return replace_oauth_token(tx, token("ana@ours.example", kNow + 9), kNow + 5); }));
  EXPECT_EQ(find()->updated_at, kNow + 9);
}

TEST_P(OauthTest, AProblemIsNotedOfTheTokenThatHadItAndEndsWithANewOne) {
  save(token("ana@ours.example"));
  const auto note = [&](Instant saved_at, const std::string& words) {
    write([&](Tx& tx) { return note_oauth_problem(tx, "google", "ana@ours.example", saved_at, words); });
  };
  note(kNow - 1, "of an older token");
  EXPECT_FALSE(find()->problem);
  note(kNow, "Google refuses the sign-in.");
  EXPECT_EQ(find()->problem, "Google refuses the sign-in.");
  save(token("ana@ours.example", kNow + 1));
  EXPECT_FALSE(find()->problem);
}

TEST_P(OauthTest, ASignInIsTakenOnceAndInTime) {
  const OauthState state{"hash", "google", "user", "sealed", "http://localhost/back", kNow, kNow + kMinuteMs};
  write([&](Tx& tx) { return insert_oauth_state(tx, state); });
  const auto take = [&](Instant now) {
    return write([&](Tx& tx) { return take_oauth_state(tx, "hash", now); });
  };
  EXPECT_FALSE(take(kNow + kMinuteMs)) << "too old";
  const auto taken = take(kNow + 1);
  ASSERT_TRUE(taken);
  EXPECT_EQ(to_json_text(*taken), to_json_text(state));
  EXPECT_FALSE(take(kNow + 1)) << "a second time";
}

TEST_P(OauthTest, SignInsThatNobodyEndedAreForgotten) {
  const auto begin = [&](const std::string& hash, Instant at) {
    const OauthState state{hash, "google", "user", "sealed", "http://localhost/back", at, at + kMinuteMs};
    write([&](Tx& tx) { return insert_oauth_state(tx, state); });
  };
  begin("old", kNow);
  begin("new", kNow + kMinuteMs);
  // Even to a clock that went back the old one is gone.
  EXPECT_FALSE(write([](Tx& tx) { return take_oauth_state(tx, "old", kNow); }));
  EXPECT_TRUE(write([](Tx& tx) { return take_oauth_state(tx, "new", kNow); }));
}

}  // namespace
}  // namespace sa
