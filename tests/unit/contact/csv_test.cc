// The reader of contact lists: encodings, delimiters, quotes, line ends, limits, and where it goes on behind a row that is wrong.
#include "core/contact/csv.h"

#include <gmock/gmock.h>

namespace sa {
namespace {

struct Read {
  std::vector<CsvRow> rows;  ///< without the header's
  std::vector<std::string> header;
  std::string encoding;
  char delimiter = 0;
};

/// Reads `file` in pieces of `piece` bytes.
Read read(const std::string& file, std::size_t piece = 1 << 16) {
  CsvReader reader;
  Read made;
  CsvRow row;
  bool is_header = true;
  const auto take_all = [&] {
    while (reader.next(&row)) {
      if (is_header) {
        made.header = row.cells;
      } else {
        made.rows.push_back(row);
      }
      is_header = false;
    }
  };
  for (std::size_t at = 0; at < file.size(); at += piece) {
    reader.feed(std::string_view(file).substr(at, piece));
    take_all();
  }
  reader.finish();
  take_all();
  made.encoding = reader.encoding();
  made.delimiter = reader.delimiter();
  return made;
}

/// "2:a|b 3!csv.quote 4_" is a row of line 2, one of line 3 that is wrong, and a blank one.
std::string told(const Read& read) {
  std::string all;
  for (const CsvRow& row : read.rows) {
    all += (all.empty() ? "" : " ") + std::to_string(row.line);
    if (row.is_blank) {
      all += '_';
    } else if (row.problem) {
      all += '!' + row.problem->rule;
    } else {
      all += ':';
      for (std::size_t i = 0; i < row.cells.size(); ++i) all += (i == 0 ? "" : "|") + row.cells[i];
    }
  }
  return all;
}

std::string utf16(const std::u16string& text, bool is_little) {
  std::string bytes = is_little ? "\xff\xfe" : "\xfe\xff";
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xff);
    const char high = static_cast<char>(unit >> 8);
    bytes += is_little ? low : high;
    bytes += is_little ? high : low;
  }
  return bytes;
}

TEST(Csv, RowsAreReadAsTheyStand) {
  const std::string x8k(kCsvFieldBytes, 'x');
  const struct {
    const char* why;
    std::string file;
    std::string rows;
  } rows[] = {
      {"plain", "a,b\n1,2\n3,4\n", "2:1|2 3:3|4"},
      {"no line end at the end", "a,b\n1,2", "2:1|2"},
      {"CRLF", "a,b\r\n1,2\r\n", "2:1|2"},
      {"cells are trimmed", "a,b\n 1 ,\t2\n", "2:1|2"},
      {"quotes", "a,b\n\"1,1\",\"say \"\"hi\"\"\"\n", "2:1,1|say \"hi\""},
      {"line feeds in quotes", "a,b\n\"1\n1\",2\n3,4\n", "2:1\n1|2 4:3|4"},
      {"a quote within a cell is a character", "a,b\n5\" pipe,2\n \"x\",y\n", "2:5\" pipe|2 3:\"x\"|y"},
      {"blank rows", "a,b\n\n , \n1,2\n\t\r\n", "2_ 3_ 4:1|2 5_"},
      {"ragged", "a,b\n1\n1,2,3\n1,2\n", "2!csv.ragged 3!csv.ragged 4:1|2"},
      {"text behind a quote", "a,b\n\"1\"x,2\n3,4\n", "2!csv.quote 3:3|4"},
      {"text behind a quote, and it had a line feed", "a,b\n\"1\n5,6\"x,2\n3,4\n",
       "2!csv.quote 3!csv.ragged 4:3|4"},
      {"an open quote at the end", "a,b\n\"1,2\n3,4\n", "2!csv.quote 3:3|4"},
      {"NUL", std::string("a,b\n1\0,2\n3,4\n", 13), "2!csv.nul 3:3|4"},
      {"a lone CR", "a,b\n1\r,2\n3,4\n", "2!csv.line_end 3:3|4"},
      {"a lone CR in quotes", "a,b\n\"1\rx\",2\n3,4\n", "2!csv.line_end 3:3|4"},
      {"a CR at the very end", "a,b\n1,2\r", "2!csv.line_end"},
      {"bad UTF-8 among good", "a,b\n\xc3\xa9\xc3\xa9\xc3\xa9,2\n\xff,4\n",
       "2:\xc3\xa9\xc3\xa9\xc3\xa9|2 3!csv.encoding"},
      {"8 KB is the most of a cell", "a,b\n" + x8k + ",2\n" + x8k + "x,2\n3,4\n",
       "2:" + x8k + "|2 3!csv.field_size 4:3|4"},
      {"a wrong row is passed over whole", "a,b\n\"1\n2\"\n3,4\n", "2!csv.ragged 4:3|4"},
  };
  for (const auto& row : rows) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 16})
      EXPECT_EQ(told(read(row.file, piece)), row.rows) << row.why << ", " << piece;
  }
}

TEST(Csv, TheDelimiterIsTheOneOfTheHeader) {
  EXPECT_EQ(read("a;b;c\n1,1;2;3\n").delimiter, ';');
  EXPECT_EQ(read("a\tb\n").delimiter, '\t');
  EXPECT_EQ(read("a|b\n").delimiter, '|');
  EXPECT_EQ(read("\"a,b,c,d\";e\n").delimiter, ';') << "what stands in quotes is no delimiter";
  EXPECT_EQ(read("a\n1;2\n").delimiter, ',');
}

TEST(Csv, TheEncodingIsFoundOut) {
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "a,b\n\xc3\xa9,2\n")
                .header.front(),
            "a");
  EXPECT_EQ(read("a\n\xc3\xa9\n").encoding, "utf-8");
  const Read old = read("name\nJos\xe9\nF\xfcr \x80\n");
  EXPECT_EQ(old.encoding, "windows-1252");
  EXPECT_EQ(told(old), "2:Jos\xc3\xa9 3:F\xc3\xbcr \xe2\x82\xac");
  for (const bool is_little : {true, false}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{100}}) {
      const Read wide = read(utf16(u"name\tx\r\nZo\u00eb \U0001F600\t1\r\n", is_little), piece);
      EXPECT_EQ(wide.encoding, is_little ? "utf-16le" : "utf-16be");
      EXPECT_EQ(told(wide), "2:Zo\xc3\xab \xf0\x9f\x98\x80|1");
    }
  }
  EXPECT_EQ(told(read(utf16(u"a\nx\xD800y\n3\n", true))), "2!csv.encoding 3:3");
  // What is judged ends with the first megabyte, and nothing is cut there.
  std::string long_file = "name\n";
  while (long_file.size() < kCsvEncodingBytes - 6) long_file += "abcd\n";
  long_file += std::string(kCsvEncodingBytes - 1 - long_file.size(), 'x') + "\xc3\xa9\n\xe9\xe9\xe9\n";
  EXPECT_EQ(read(long_file).encoding, "utf-8");
}

TEST(Csv, ARowIsAtMost64KB) {
  const std::string cell(4000, 'y');
  std::string row = cell;
  for (int i = 1; i < 20; ++i) row += ',' + cell;  // 80 KB in allowed cells
  EXPECT_EQ(told(read("a,b\n" + row + "\n3,4\n")), "2!csv.row_size 3:3|4");
  EXPECT_EQ(told(read("a,b\n" + std::string(100'000, ' ') + "\n3,4\n")), "2_ 3:3|4");
  std::string open = "a,b\n\"1,2\n";
  std::string expected = "2!csv.quote";
  for (int line = 3; line < 20'003; ++line) {
    open += "3,4\n";
    expected += ' ' + std::to_string(line) + ":3|4";
  }
  EXPECT_EQ(told(read(open)), expected);
  // Exactly 64 KB from the quote's row to its end is enough.
  const std::string text = std::string(8000, 'z') + '\n';
  std::string closed = "\"" + text + "\"";
  EXPECT_EQ(read("a,b\n" + closed + ",2\n").rows.size(), 1u);
}

TEST(Csv, issue_quotes_that_never_close_cost_no_more_than_their_bytes) {
  // Every line opens a quote, and stays within quotes to the end of the file.
  std::string file = "a,b\n";
  constexpr int kLines = 200'000;
  for (int i = 0; i < kLines; ++i) file += "a\",\"\n";
  // Read anew for each line this would take hours. Where the quotes stand closed at 64 KB, the row is too long and passed over.
  const Read made = read(file);
  EXPECT_GT(made.rows.size(), 3'000u);
  for (const CsvRow& row : made.rows) ASSERT_TRUE(row.problem) << row.line;
}

TEST(Csv, ACellIsNoFormula) {
  for (const char* cell : {"=1+1", "+49 30", "-1", "@x", "\tx", "\rx"}) {
    EXPECT_EQ(csv_guarded(cell), "'" + std::string(cell));
    EXPECT_EQ(csv_unguarded(csv_guarded(cell)), cell);
  }
  for (const char* cell : {"", "a=b", "'x", "'"}) EXPECT_EQ(csv_unguarded(csv_guarded(cell)), cell);
  EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
  EXPECT_EQ(csv_cell("ab"), "ab");
}

}  // namespace
}  // namespace sa
