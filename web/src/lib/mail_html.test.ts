// @vitest-environment jsdom
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { image_words, light_of, safe_style, sanitise_mail } from "./mail_html";

const markup_of = (html: string): HTMLElement => {
  const box = document.createElement("div");
  box.append(sanitise_mail(html).body);
  return box;
};

const kHarmless =
  /^(?:align|alt|border|bgcolor|cellpadding|cellspacing|class|color|colspan|dir|face|height|lang|nowrap|rowspan|size|span|start|data-style|title|type|valign|width)$/;

/** What must hold of any mail, whatever was in it. */
function expect_harmless(box: HTMLElement): void {
  for (const element of box.querySelectorAll("*")) {
    expect(element.tagName).toMatch(
      /^(?!A$|IMG$|SCRIPT|STYLE|IFRAME|OBJECT|EMBED|LINK|META|BASE|FORM|INPUT|SVG|MATH|VIDEO|AUDIO|TEMPLATE)/i,
    );
    for (const { name } of element.attributes) expect(name).toMatch(kHarmless);
  }
}

describe("HTML of a mail", () => {
  test("formatting stays", () => {
    const html =
      '<p align="right">Dear <b>Ana</b>, <font color="#990000">see</font></p><table border="1"><tbody><tr><td>1</td></tr></tbody></table>';
    expect(markup_of(html).innerHTML).toBe(html);
  });

  test("images become a place with their words, and are counted", () => {
    const mail = sanitise_mail(
      '<img src="https://a.example/1.png" alt="Our logo"><img src="http://a.example/2.png"><img src="//a.example/3.png">' +
        '<img src="cid:x@y"><img src="data:image/png;base64,AAAA"><img src="https://t.example/open" width="1" height="1">',
    );
    const box = document.createElement("div");
    box.append(mail.body);
    expect(box.querySelectorAll("img")).toHaveLength(0);
    expect([...box.querySelectorAll(".image")].map((place) => place.textContent)).toEqual([
      "Our logo",
      ...Array.from({ length: 4 }, () => "image"),
    ]);
    expect(image_words(mail)).toBe("4 remote images not loaded, 2 attached images not shown");
    expect(image_words(sanitise_mail('<img src="https://a.example/1.png">'))).toBe(
      "1 remote image not loaded",
    );
    expect(image_words(sanitise_mail("none"))).toBe("");
  });

  test("a link is words that say where it would lead", () => {
    const box = markup_of(
      '<a href="https://evil.example/login?x=1">https://bank.example</a> <a href="https://shop.example/">shop.example</a> <a href="javascript:alert(1)">x</a>',
    );
    expect(box.querySelectorAll("a, [href]")).toHaveLength(0);
    expect(box.textContent).toBe("https://bank.example [evil.example] shop.example x");
    expect(box.querySelector<HTMLElement>(".link")?.title).toBe("https://evil.example/login?x=1");
  });

  test.each([
    ["color: #990000; font-weight: bold", ["color", "font-weight"]],
    ["position: fixed; top: 0; z-index: 9; display: none; opacity: 0; visibility: hidden", []],
    ["background: url(https://t.example/x.png)", []],
    ["background-image: url(//t.example); color: var(--x); width: expression(alert(1))", []],
    ["color: #fff", []],
    ["color: rgba(0, 0, 0, 0)", []],
    ["background-color: #000; color: #000", ["color"]],
    ["background-color: #ffff99", ["background-color"]],
    ["font-size: 0px", []],
    ["font-size: 1px; line-height: 0", []],
    ["font-size: 14px", ["font-size"]],
    ["margin-left: -9999px; padding-left: 4px", ["padding-left"]],
  ])("style %s", (text, kept) => {
    expect(safe_style(text).match(/[a-z-]+(?=: )/g) ?? []).toEqual(kept);
  });

  test.each([
    ["#ffffff", 1],
    ["#000", 0],
    ["white", 1],
    ["rgb(255, 255, 255)", 1],
  ])("%s", (color, light) => {
    expect(light_of(color)).toBeCloseTo(light);
  });
  test("a colour that is not understood, or shines through, fits nowhere", () => {
    for (const color of ["#ffffff00", "rgba(255,255,255,0.1)", "currentcolor", "lab(29% 39 20)"])
      expect(light_of(color)).toBeNaN();
  });

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src=https://a.example></iframe><object data=x></object><embed src=x><base href=//a.example><meta http-equiv=refresh content=0>",
    "<form action=https://a.example><input name=q><button>go</button></form>",
    "<style>@import url(https://a.example)</style><link rel=stylesheet href=https://a.example>",
    "<table background=https://a.example/x.png><td background=//a.example>x</td></table>",
    "<a href=' java\nscript:alert(1)'>x</a><blockquote cite=https://a.example>q</blockquote>",
    "<video poster=https://a.example/x><source srcset=//a.example></video><img srcset='//a.example 2x'>",
  ])("harmless: %s", (html) => {
    expect_harmless(markup_of(html));
  });
});

// Sets of others, beside the repository and no part of it (CONTRIBUTING.md).
const data = "../../shared/data";
const rows_of = (name: string): { id: string; kind: string; [field: string]: unknown }[] =>
  readFileSync(`${data}/${name}`, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** The markup alone: what stands in text is text. */
function tags_of(box: HTMLElement): string {
  const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) (texts.currentNode as Text).data = "";
  for (const element of box.querySelectorAll("[title]")) element.removeAttribute("title");
  return box.innerHTML;
}

const sanitiser_rows = "strings/html_sanitiser.jsonl";
if (!existsSync(`${data}/${sanitiser_rows}`)) console.warn(`SKIPPED: ${data}/${sanitiser_rows} is not there`);
describe.skipIf(!existsSync(`${data}/${sanitiser_rows}`))(`vectors of ${sanitiser_rows}`, () => {
  test("none gets through", () => {
    const rows = rows_of(sanitiser_rows);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { must_not_contain_regex } = row.expected as { must_not_contain_regex: string[] };
      const box = markup_of(row.payload as string);
      expect_harmless(box);
      const tags = tags_of(box);
      for (const regex of must_not_contain_regex)
        expect(tags, row.id).not.toMatch(new RegExp(regex.replace("(?i)", ""), "i"));
    }
  });
});

const injections = "injection/manifest.jsonl";
const hidden = existsSync(`${data}/${injections}`)
  ? rows_of(injections).filter((row) => row.kind === "hidden_html")
  : [];
if (hidden.length === 0) console.warn(`SKIPPED: no hidden_html in ${data}/${injections}`);
describe.skipIf(hidden.length === 0)(`hidden_html of ${injections}`, () => {
  test("what is hidden is seen", () => {
    for (const row of hidden) {
      const box = markup_of((row.html ?? row.payload ?? row.text) as string);
      expect_harmless(box);
      for (const element of box.querySelectorAll<HTMLElement>("[data-style]"))
        expect(element.dataset.style, row.id).not.toMatch(
          /display|visibility|opacity|position|font-size: [01]px/,
        );
    }
  });
});
