// The footer below every mail: the language of its opt-out sentence, what is left out, and a policy that cannot be used.
#include <gtest/gtest.h>

#include "agents/policy/agent_policy.h"
#include "base/embedded.h"

namespace sa {
namespace {

constexpr const char* kUrl = "https://mail.tallyfern.example/u/3_-YW1csOLKTjkClfgQoMg?d=d55f81e2f4890bf5";

const AgentPolicy& policy() {
  static const AgentPolicy loaded = *load_agent_policy();
  return loaded;
}

PolicyLookup with_footer(std::string text) {
  return [text](std::string_view path) -> std::optional<std::string> {
    if (path == "policy/footer.json") return text;
    const auto built_in = find_embedded(path);
    return built_in ? std::optional<std::string>(*built_in) : std::nullopt;
  };
}

TEST(FooterTest, it_speaks_the_language_of_the_mail) {
  const auto in = [](std::string_view language) {
    return footer_text(policy().footer, {"Ana", "", ""}, language, kUrl);
  };
  EXPECT_EQ(in("en"),
            "-- \nAna\n\nIf you’d rather not hear from us, unsubscribe here: " + std::string(kUrl) + "\n");
  EXPECT_EQ(in("de"),
            "-- \nAna\n\nWenn Sie keine E-Mails mehr von uns erhalten möchten, melden Sie sich hier ab: " +
                std::string(kUrl) + "\n");
  EXPECT_EQ(in("und"), in("en")) << "nobody can tell the language";
  EXPECT_EQ(in("xx"), in("en")) << "a language without a sentence of its own";
}

TEST(FooterTest, what_is_not_set_leaves_no_blank_line) {
  const std::string whole =
      footer_text(policy().footer, {"Ana", "Tallyfern", "1 Fern Road, Bristol"}, "en", kUrl);
  EXPECT_TRUE(whole.starts_with("-- \nAna\nTallyfern\n1 Fern Road, Bristol\n\nIf you")) << whole;
  EXPECT_TRUE(footer_text(policy().footer, {"Ana", "", "1 Fern Road"}, "en", kUrl)
                  .starts_with("-- \nAna\n1 Fern Road\n\n"));
}

// What the detector calls a language is what the footer must know it by.
TEST(FooterTest, issue_norwegian_mail_had_an_english_footer) {
  const auto mail = *load_mail_policy();
  const std::pair<const char*, const char*> mails[] = {
      {"no",
       "Hei Kari,\n\ntakk for meldingen din. Jeg vil gjerne vise deg på torsdag hvordan vi teller varene på "
       "lageret "
       "deres. Hva med klokken ti?\n\nVennlig hilsen\nAna"},
      {"da",
       "Hej Mette,\n\ntak for din besked. Jeg vil meget gerne vise dig på torsdag, hvordan vi tæller varerne "
       "på jeres "
       "lager. Hvad siger du til klokken ti?\n\nVenlig hilsen\nAna"},
      {"cs",
       "Dobrý den,\n\nděkuji za Vaši zprávu. Rád Vám ve čtvrtek ukážu, jak bychom spočítali zboží ve Vašem "
       "skladu. "
       "Hodilo by se Vám to v deset hodin?\n\nS pozdravem\nAna"},
  };
  for (const auto& [language, text] : mails) {
    const std::string found = detect_language(text, mail.language).code;
    EXPECT_EQ(found, language);
    EXPECT_TRUE(policy().footer.opt_out.contains(found)) << found;
  }
}

// A footer that our own check would not take for a way to say no would give every draft of that language a finding.
TEST(FooterTest, the_check_of_drafts_recognises_the_way_to_say_no_in_every_language) {
  for (const auto& [language, sentence] : policy().footer.opt_out) {
    const std::string footer = footer_text(policy().footer, {"Ana", "", ""}, language, kUrl);
    EXPECT_TRUE(says_opt_out(JudgedText(footer), policy().validation)) << language << ": " << sentence;
  }
}

TEST(FooterTest, a_policy_without_the_link_stops_the_start) {
  for (const char* bad : {R"({"about":"","default_language":"en","opt_out":{"en":"Unsubscribe."}})",
                          R"({"about":"","default_language":"en","opt_out":{"en":"{url} {url}"}})",
                          R"({"about":"","default_language":"de","opt_out":{"en":"Unsubscribe: {url}"}})"}) {
    const auto loaded = load_agent_policy(with_footer(bad));
    ASSERT_FALSE(loaded) << bad;
    EXPECT_NE(loaded.error().message.find("policy/footer.json"), std::string::npos) << loaded.error().message;
  }
}

}  // namespace
}  // namespace sa
