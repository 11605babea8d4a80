// The consequences of a mail: one row per kind and belief.
#include "core/message/consequence.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

using enum Effect;

struct Row {
  const char* name;
  MailFacts mail;
  Effects effects;
};

const Row kRows[] = {
    {"a person's reply", {MessageKind::human_reply, Belief::no}, {welcome}},
    {"a reply that may be an opt-out", {MessageKind::human_reply, Belief::possible}, {welcome, ask}},
    {"an opt-out", {MessageKind::unsubscribe, Belief::sure}, {suppress_sender}},
    {"a reply that is one, whatever its kind is called",
     {MessageKind::human_reply, Belief::sure},
     {suppress_sender}},
    {"thrown away by a person", {MessageKind::human_reply, Belief::no, false, true}, {}},
    {"an opt-out in the spam folder",
     {MessageKind::unsubscribe, Belief::sure, false, true},
     {suppress_sender}},
    {"a doubt in the spam folder", {MessageKind::human_reply, Belief::possible, false, true}, {ask}},
    {"an absence", {MessageKind::auto_reply, Belief::no}, {recognise}},
    {"an absence that may be an opt-out", {MessageKind::auto_reply, Belief::possible}, {recognise, ask}},
    {"a list that passes a wish on", {MessageKind::list, Belief::sure}, {ask}},
    {"a newsletter", {MessageKind::bulk, Belief::no}, {}},
    {"a hard bounce", {MessageKind::bounce, Belief::no, true}, {suppress_recipients}},
    {"a soft bounce", {MessageKind::bounce, Belief::no, false}, {}},
    {"a complaint", {MessageKind::complaint, Belief::no}, {suppress_recipients}},
    {"our own mail", {MessageKind::own, Belief::no}, {count_as_sent}},
    {"our own mail that speaks of unsubscribing", {MessageKind::own, Belief::possible}, {count_as_sent}},
    {"a read receipt", {MessageKind::read_receipt, Belief::no}, {}},
};

TEST(Consequence, Rows) {
  for (const Row& row : kRows) EXPECT_TRUE(effects_of(row.mail) == row.effects) << row.name;
}

/// The direction that is safe: the surer that somebody wishes no mail, the less is sent to them.
TEST(Consequence, WhoMayWishNoMailIsNeverOnlyWelcome) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<MessageKind>>([](auto each) {
    for (const bool aside : {false, true}) {
      const Effects possible = effects_of({each.value, Belief::possible, false, aside});
      EXPECT_TRUE(!possible.has(welcome) || possible.has(ask)) << each.name;
      EXPECT_FALSE(effects_of({each.value, Belief::sure, false, aside}).has(welcome)) << each.name;
    }
  });
}

}  // namespace
}  // namespace sa
