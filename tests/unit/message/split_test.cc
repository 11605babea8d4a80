// In which part of the inbox a mail is found.
#include "core/message/split.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

TEST(MailSplitTest, WhatWaitsForAPersonComesBeforeWhatTheMailWants) {
  struct Row {
    MessageKind kind;
    SplitFacts facts;
    MailSplit split;
  };
  const Row rows[] = {
      {MessageKind::human_reply, {"pricing"}, MailSplit::interested},
      {MessageKind::human_reply, {"question"}, MailSplit::question},
      {MessageKind::human_reply, {"not_now"}, MailSplit::not_now},
      {MessageKind::human_reply, {"unsubscribe"}, MailSplit::opt_out},
      {MessageKind::human_reply, {""}, MailSplit::other},
      {MessageKind::human_reply, {"pricing", false, true}, MailSplit::doubt},
      {MessageKind::human_reply, {"interested", true, false}, MailSplit::quarantine},
      {MessageKind::human_reply, {"interested", true, true}, MailSplit::quarantine},
      {MessageKind::read_receipt, {"", true}, MailSplit::quarantine},
      {MessageKind::read_receipt, {}, MailSplit::other},
      {MessageKind::unsubscribe, {"", true}, MailSplit::opt_out},
      {MessageKind::complaint, {}, MailSplit::opt_out},
      {MessageKind::auto_reply, {"question", true}, MailSplit::out_of_office},
      {MessageKind::bounce, {}, MailSplit::bounce},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(split_of(row.kind, row.facts), row.split)
        << static_cast<int>(row.kind) << " " << row.facts.intent << row.facts.speaks_to_machines
        << row.facts.is_asked_about;
  }
}

}  // namespace
}  // namespace sa
