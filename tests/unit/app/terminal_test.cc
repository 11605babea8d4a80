#include "app/cli/terminal.h"

#include <gtest/gtest.h>

#include "app/cli/progress.h"
#include "app/cli/table.h"

namespace sa {
namespace {

/// A terminal of that width that remembers what was written to it.
struct Screen {
  std::string text;
  Terminal terminal;
  explicit Screen(int width, bool is_coloured = false)
      : terminal({.is_terminal = width > 0, .is_coloured = is_coloured, .width = width},
                 [this](std::string_view words) {
                   text += words;
                   return true;
                 }) {}
};

TEST(Shown, TakesOutWhatATerminalObeys) {
  const struct {
    std::string given, want;
  } rows[] = {
      {"Pricing for 40 users", "Pricing for 40 users"},
      {"\x1b]0;owned\x07red\x1b[31m", "\uFFFD]0;owned\uFFFDred\uFFFD[31m"},
      {"two\nlines\tand a tab", "two lines and a tab"},
      {"c1 \xc2\x9b"
       "31m",
       "c1 \uFFFD31m"},
      {"turned \u202Egnp.exe", "turned \uFFFDgnp.exe"},
      {"broken \xff\xfe", "broken \uFFFD\uFFFD"},
      {"cut \xe2\x82", "cut \uFFFD\uFFFD"},
      {"日本語 ü é 👍", "日本語 ü é 👍"},
      {std::string("nul\0l", 5), "nul\uFFFDl"},
  };
  for (const auto& row : rows) EXPECT_EQ(shown(row.given), row.want);
  EXPECT_EQ(shown("a\r\nb\n\x1b[2Jc", true), "a\nb\n\uFFFD[2Jc");
}

TEST(TextWidth, CountsColumns) {
  const struct {
    std::string text;
    std::size_t columns;
  } rows[] = {{"", 0},     {"abc", 3}, {"é", 1},      {"e\u0301", 1},
              {"日本", 4}, {"👍", 2},  {"\uFFFD", 1}, {"a\u200Bb", 2}};
  for (const auto& row : rows) EXPECT_EQ(text_width(row.text), row.columns) << row.text;
}

TEST(Fitted, CutsWholeCharactersAndSaysSo) {
  EXPECT_EQ(fitted("abcdef", 6), "abcdef");
  EXPECT_EQ(fitted("abcdef", 4), "abc…");
  EXPECT_EQ(fitted("日本語", 5), "日本…");
  EXPECT_EQ(fitted("日本語", 4), "日…");
  EXPECT_EQ(fitted("abcdef", 0), "abcdef");
}

TEST(Wrapped, BreaksAtBlanks) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrapped("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrapped("  one   two ", 0), (Lines{"one two"}));
  EXPECT_EQ(wrapped("unbreakable word", 5), (Lines{"unbreakable", "word"}));
  EXPECT_EQ(wrapped("", 10), Lines{""});
}

TEST(FactLines, AlignAndWrap) {
  Screen screen(20);
  EXPECT_EQ(fact_lines(screen.terminal, {{"to", "ada"}, {"subject", "one two three four five"}}),
            "  to       ada\n"
            "  subject  one two three four\n"
            "           five\n");
  Screen coloured(80, true);
  EXPECT_EQ(fact_lines(coloured.terminal, {{"to", "ada"}}), "  \x1b[2mto\x1b[0m  ada\n");
}

TEST(Terminal, ColoursOnlyWhereItIsWanted) {
  Screen plain(80), coloured(80, true);
  EXPECT_EQ(plain.terminal.styled(Style::bad, "no"), "no");
  EXPECT_EQ(coloured.terminal.styled(Style::bad, "no"), "\x1b[31mno\x1b[0m");
  EXPECT_EQ(coloured.terminal.styled(Style::bad, ""), "");
}

TEST(Terminal, WritesNothingMoreToAReaderThatIsGone) {
  int calls = 0;
  Terminal terminal({}, [&](std::string_view) { return ++calls < 2; });
  EXPECT_TRUE(terminal.line("one"));
  EXPECT_FALSE(terminal.line("two"));
  EXPECT_FALSE(terminal.line("three"));
  EXPECT_EQ(calls, 2);
}

TEST(Table, GivesWayWhereItMay) {
  Table table({{"id"}, {"subject", Table::Align::left, true}, {"n", Table::Align::right}});
  table.add_row({"a1", "a subject that is too long for it", "7"});
  table.add_row({"b2", "short", "1,024"});
  Screen narrow(24), pipe(0);
  EXPECT_EQ(table.text(narrow.terminal),
            "id  subject            n\n"
            "a1  a subject th…      7\n"
            "b2  short          1,024\n");
  EXPECT_EQ(table.text(pipe.terminal),
            "id  subject                                n\n"
            "a1  a subject that is too long for it      7\n"
            "b2  short                              1,024\n");
}

TEST(Table, NoLineEndsInBlanks) {
  Table table({{"a"}, {"b"}, {"c"}});
  table.add_row({"one", "", ""});
  table.add_row({"", "two", "3"});
  Screen screen(80);
  EXPECT_EQ(table.text(screen.terminal),
            "a    b    c\n"
            "one\n"
            "     two  3\n");
}

TEST(Words, NumbersAndDurations) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(counted(1, "mail", "mails"), "1 mail");
  EXPECT_EQ(counted(0, "mail", "mails"), "0 mails");
  EXPECT_EQ(duration_words(0), "0:00");
  EXPECT_EQ(duration_words(59'600), "1:00");
  EXPECT_EQ(duration_words(750'000), "12:30");
  EXPECT_EQ(duration_words(11'100'000), "3:05:00");
}

TEST(ProgressLine, SaysHowFarHowFastHowLong) {
  ProgressState state{
      .label = "Reading inbox.mbox", .fraction = 0.25, .done = 1000, .unit = "mails", .elapsed_ms = 10'000};
  EXPECT_EQ(progress_line(state, 79),
            "Reading inbox…  [######..................]  25 %  1,000 mails  100/s  0:30 left");
  EXPECT_EQ(progress_line(state, 100),
            "Reading inbox.mbox  [######..................]  25 %  1,000 mails  100/s  0:30 left");
  state.fraction_at_start = 0.15;  // went on after an interruption: a tenth took ten seconds
  EXPECT_NE(progress_line(state, 100).find("1:15 left"), std::string::npos);
  state.fraction = -1;
  EXPECT_EQ(progress_line(state, 100), "Reading inbox.mbox  1,000 mails  100/s");
}

TEST(ProgressLine, ALongLabelGivesWay) {
  const ProgressState state{.label = std::string(200, 'x'), .fraction = 0.5, .done = 7, .unit = "mails"};
  const std::string line = progress_line(state, 79);
  EXPECT_EQ(text_width(line), 79u);
  EXPECT_NE(line.find("50 %  7 mails"), std::string::npos);
}

TEST(Progress, DrawsTenTimesASecondAndClears) {
  Screen screen(80);
  SetClock clock(Instant{1'000'000});
  {
    Progress progress(screen.terminal, clock, "Reading", "mails");
    progress.update(0, 0);
    clock.advance(50);
    progress.update(0.1, 1);
    clock.advance(50);
    progress.update(0.2, 2);
  }
  EXPECT_EQ(screen.text,
            "\r\x1b[KReading  [........................]   0 %  0 mails"
            "\r\x1b[KReading  [#####...................]  20 %  2 mails"
            "\r\x1b[K");
}

TEST(Progress, SaysNothingInAPipe) {
  Screen pipe(0);
  SetClock clock(Instant{0});
  {
    Progress(pipe.terminal, clock, "Reading", "mails").update(0.5, 5);
  }
  EXPECT_EQ(pipe.text, "");
}

}  // namespace
}  // namespace sa
