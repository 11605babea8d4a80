// HTML of mails as their readers see it, and HTML that is made to hurt.
#include "mail/mime/html_text.h"

#include <gtest/gtest.h>

#include "base/text/utf8.h"

namespace sa {
namespace {

TEST(HtmlTextTest, WhatIsSeen) {
  const struct {
    const char* html;
    const char* text;
  } rows[] = {
      {"<p>one</p>two<p>three<br>four", "one\n\ntwo\n\nthree\nfour"},
      {"a<b>b</b>c &amp; d&nbsp;e &#8211; &#x20AC;", "abc & d e – €"},
      {"<table><tr><td>Cork</td><td>12</td></tr><tr><td>Galway</td><td>8</td></tr></table>",
       "Cork 12\nGalway 8"},
      {"<ul><li>one<li>two</ul>", "* one\n* two"},
      {"<pre>a  b\n c</pre>", "a  b\n c"},
      {"before<hr>after", "before\n__________\nafter"},
      {"<style>p{}</style><script>x()</script><title>t</title><p>seen</p>", "seen"},
      {"<!--[if mso]><p>Outlook</p><![endif]-->seen<![if !x]> too<![endif]>", "seen too"},
      {"<p style='background:#222'><span style='color:#fff'>white on dark</span></p>", "white on dark"},
  };
  for (const auto& row : rows) EXPECT_EQ(html_to_text(row.html), row.text) << row.html;
}

TEST(HtmlTextTest, issue_hidden_words_were_read) {
  for (const char* hidden :
       {"<span style='display:none !important'>unsubscribe</span>",
        "<div style='font-size:0'>unsubscribe</div>",
        "<div style='FONT-SIZE: 1px; color: #ffffff'>unsubscribe</div>",
        "<font color=white>unsubscribe</font>", "<div style='opacity:0'>unsubscribe</div>",
        "<div style='max-height:0;overflow:hidden'>unsubscribe</div>",
        "<div style='visibility:hidden'>unsubscribe</div>", "<p hidden>unsubscribe</p>",
        "<p style='background:black'><b style='background:#fff'><i style='color:rgb(255, 255, "
        "255)'>unsubscribe</i></b></p>"})
    EXPECT_EQ(html_to_text(std::string(hidden) + "<p>seen</p>"), "seen") << hidden;
}

TEST(HtmlTextTest, issue_characters_without_width_stood_in_words) {
  EXPECT_EQ(html_to_text("li\u200Bke a de\u200Cmo on Mon&shy;day\uFEFF"), "like a demo on Monday");
  EXPECT_EQ(html_to_text("می\u200Cخواهم"), "می\u200Cخواهم");  // the joiner is part of the word there
}

TEST(HtmlTextTest, issue_an_indented_paragraph_was_taken_for_a_quote) {
  EXPECT_EQ(
      html_to_text("<p>Our policy says:</p><blockquote><p>No new supplier.</p></blockquote><p>So no.</p>"),
      "Our policy says:\n\nNo new supplier.\n\nSo no.");
  EXPECT_EQ(html_to_text("On 4 June 2025, Ana &lt;ana@a.example&gt; wrote:<blockquote>old</blockquote>new"),
            "On 4 June 2025, Ana <ana@a.example> wrote:\n> old\nnew");
  EXPECT_EQ(html_to_text("new<blockquote type=cite>old</blockquote>"), "new\n> old");
  EXPECT_EQ(html_to_text("new<blockquote style='border-left:1px solid'>old</blockquote>"), "new\n> old");
}

TEST(HtmlTextTest, MarksOfMailPrograms) {
  EXPECT_EQ(html_to_text("new<div class='gmail_quote'><div class='x_gmail_attr'>Ana ha escrit:</div>"
                         "<blockquote class='gmail_quote'>old</blockquote></div>"),
            "new\n> Ana ha escrit:\n> old");
  EXPECT_EQ(html_to_text("new<div id='yahoo_quoted_71' class='yahoo_quoted'>old</div>"), "new\n> old");
  EXPECT_EQ(html_to_text("see<div class='gmail_quote'><div class='gmail_attr'>---------- Forwarded message "
                         "---------</div>it</div>"),
            "see\n---------- Forwarded message ---------\nit");
  EXPECT_EQ(html_to_text("new<div class='gmail_signature'>Bo</div>"), "new\n--\nBo");
}

/// Each of these costs a parser without bounds minutes or gigabytes; the words must still come out, and soon.
TEST(HtmlTextTest, MadeToHurt) {
  const auto repeated = [](const std::string& piece, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += piece;
    return all;
  };
  std::string attributes = "<p ";
  for (int i = 0; i < 200000; ++i) attributes += "a" + std::to_string(i) + " ";
  std::string fonts;
  for (int i = 0; i < 12000; ++i) fonts += "<font color=" + std::to_string(i) + "><p>";
  for (const std::string& html :
       {repeated("<div>", 200000) + "word", repeated("<b>", 20000) + "word",
        repeated("<table><tr><td></div>", 6000) + "word", attributes + ">word", fonts + "word",
        repeated("<a '", 100000) + "'>word", repeated("<!--", 200000) + "-->word"}) {
    const std::string text = html_to_text(html);
    EXPECT_LE(text.size(), html.size());
    EXPECT_TRUE(is_utf8(text));
  }
  EXPECT_NE(html_to_text(repeated("<div>", 200000) + "word").find("word"), std::string::npos);
}

TEST(HtmlTextTest, PlainThatIsHtml) {
  EXPECT_TRUE(looks_like_html("<html><body>x</body></html>"));
  EXPECT_TRUE(looks_like_html("\n<!DOCTYPE HTML PUBLIC>"));
  EXPECT_FALSE(
      looks_like_html("<p>of a program that shows tags</p>"));  // shown as written by every mail program
  EXPECT_FALSE(looks_like_html("<ana@a.example> wrote"));
  EXPECT_FALSE(looks_like_html("a < b"));
}

}  // namespace
}  // namespace sa
