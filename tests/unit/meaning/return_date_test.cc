// Return dates in absence notices, sent on Friday, 4 September 2026.
#include "mail/meaning/return_date.h"

#include <gtest/gtest.h>

#include "base/embedded.h"

namespace sa {
namespace {

struct Row {
  const char* text;
  const char* date;  ///< null: none is stated, and none is invented
};

// clang-format off
const Row kNotices[] = {
    {"I am out of the office until Monday, September 14.", "2026-09-14"},
    {"Back on Sept 10th", "2026-09-10"},
    {"I will be out of the office from 7 September to 18 September.", "2026-09-21"},
    {"Out of office through 9/18", "2026-09-21"},
    {"returning on 2026-09-21", "2026-09-21"},
    {"I'm away until next Wednesday.", "2026-09-09"},
    {"I'll be back tomorrow.", "2026-09-05"},
    {"I am out of the office and will return on Monday.", "2026-09-07"},
    {"I'm on vacation until the 21st.", "2026-09-21"},
    {"I am currently out of the office.", nullptr},
    {"I'm out of the office with limited access to email. For urgent matters call 555-123-4567.", nullptr},
    {"I will be back on 03/04/2027.", nullptr},
    {"Ich bin bis zum 12.09.2026 nicht im Büro.", "2026-09-12"},
    {"Ich bin ab dem 14. September wieder erreichbar.", "2026-09-14"},
    {"Ich bin bis 11.9. im Urlaub.", "2026-09-11"},
    {"Ich bin vom 7. bis 18. September im Urlaub.", "2026-09-21"},
    {"Ab Montag, den 14.09. bin ich wieder im Büro.", "2026-09-14"},
    {"Je suis absente jusqu'au lundi 14 septembre inclus.", "2026-09-15"},
    {"De retour le 15 septembre.", "2026-09-15"},
    {"Je serai de retour au bureau le 15/09/2026.", "2026-09-15"},
    {"Estaré fuera de la oficina hasta el 15 de septiembre.", "2026-09-15"},
    {"Vuelvo el lunes.", "2026-09-07"},
    {"Regreso el 21/09/2026", "2026-09-21"},
    {"Sono in ferie fino al 18 settembre compreso.", "2026-09-21"},
    {"Tornerò il 21 settembre", "2026-09-21"},
    {"Estou de férias até 18 de setembro.", "2026-09-18"},
    {"Retorno no dia 21/09.", "2026-09-21"},
    {"Ik ben afwezig tot en met 18 september.", "2026-09-21"},
    {"Ik ben op 21 september weer op kantoor.", "2026-09-21"},
    {"Ik ben met vakantie tot maandag 14 september.", "2026-09-14"},
    {"I'm on maternity leave until January 2027.", "2027-01-01"},
    {"Our office closed on August 1, 2026.", nullptr},
    {"I left the company on June 30. Please contact Bob.", nullptr},
    {"I am out of the office on September 8.", nullptr},
    {"On leave 7 - 11 Sept, back 14 Sept.", "2026-09-14"},
    {"I will return on February 30.", nullptr},
    {"I'm away for a week", nullptr},
    {"I will be back in the office on Tuesday 8th September", "2026-09-08"},
    {"returning Monday the 14th of September", "2026-09-14"},
    {"I am away from September 7th through September 11th, returning September 14th.", "2026-09-14"},
    {"Thank you for your mail of September 3. I am on holiday.", nullptr},
    {"Jag är på semester till den 14 september.", "2026-09-14"},
    {"Jestem na urlopie do 14 września.", "2026-09-14"},
    {"I'm out until EOD Friday.", "2026-09-11"},
};
// clang-format on

std::optional<std::string> found(const char* text, std::optional<Instant> sent) {
  static const ReturnDatePolicy policy = *ReturnDatePolicy::load(*find_embedded("policy/return_date.json"));
  const auto date = find_return_date(PlainText(text), sent, policy);
  return date ? std::optional(format_date(*date)) : std::nullopt;
}

TEST(ReturnDateTest, WordsOfNotices) {
  for (const Row& row : kNotices) {
    const auto date = found(row.text, parse_rfc3339("2026-09-04T10:00:00Z"));
    EXPECT_EQ(date.value_or("none"), row.date ? row.date : "none") << row.text;
  }
}

TEST(ReturnDateTest, WithoutTheMailsDateOnlyAYearCounts) {
  EXPECT_EQ(found("Back on 14 September 2026.", std::nullopt), "2026-09-14");
  EXPECT_EQ(found("Back on 14 September.", std::nullopt), std::nullopt);
  EXPECT_EQ(found("Back on Monday.", std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace sa
