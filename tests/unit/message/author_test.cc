// Who wrote a mail, from its From and from whom it is answered.
#include "mail/author.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

TEST(AuthorTest, FromUnlessSomebodyElseIsAnswered) {
  struct Row {
    const char* name;
    Address from;
    std::optional<Address> reply_to;
    Address author;
  };
  const Row rows[] = {
      {"nobody else", {"Ben", "ben@example.net"}, {}, {"Ben", "ben@example.net"}},
      {"the same address, spelled otherwise",
       {"Ben", "Ben@Example.net"},
       Address{"B. Hill", "ben@example.net"},
       {"Ben", "Ben@Example.net"}},
      {"a form",
       {"Contact form", "noreply@forms.example"},
       Address{"Ben", "ben@example.net"},
       {"Ben", "ben@example.net"}},
      {"a form that gives no name",
       {"Ben via forms", "noreply@forms.example"},
       Address{"", "ben@example.net"},
       {"Ben via forms", "ben@example.net"}},
  };
  for (const Row& row : rows) {
    Message message;
    message.from = row.from;
    Analysis analysis;
    analysis.reply_to = row.reply_to;
    const Address author = author_of(message, analysis);
    EXPECT_EQ(author.name, row.author.name) << row.name;
    EXPECT_EQ(author.address, row.author.address) << row.name;
  }
}

}  // namespace
}  // namespace sa
