// The Search page: reached by key and button, asked, a hit opened, and back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open_app, start_browser, watch } from "./harness.mjs";
import { mail } from "./server.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

const search = (page) => page.getByTestId("search");
const drafts = (page) => page.getByRole("listbox").or(page.getByTestId("empty")).first();

/** Imports, and ends when the search knows the mails. */
async function import_and_embed(server, ...mails) {
  await server.import_mails(...mails);
  for (;;) {
    const found = await server.ask("GET", "/api/search?q=question");
    if (found.items.length >= mails.length) return;
    await new Promise((go_on) => setTimeout(go_on, 50));
  }
}

test("there by a key and by the button, back by Escape and by the browser", async (t) => {
  const { page } = await open_app(t, browser);
  await drafts(page).waitFor();
  await page.keyboard.press("f");
  await search(page).waitFor();
  assert.match(page.url(), /#\/search$/);
  assert.match(await page.title(), /Search/);
  await page.keyboard.press("Escape"); // leaves the field
  await page.keyboard.press("Escape");
  await drafts(page).waitFor();
  await page.getByRole("button", { name: "Search all mail" }).click();
  await search(page).waitFor();
  await page.goBack();
  await drafts(page).waitFor();
});

test("who types a name wants that person: their mail comes first, whoever else is mentioned", async (t) => {
  const about = (n) => ({
    subject: `Ada Lindqvist, question ${n}`,
    text: `Hello,\n\nAda Lindqvist, Ada Lindqvist: a question about Ada Lindqvist.\n\nTom`,
    from: `Tom Okafor <tom${n}@brightline.example>`,
  });
  const { server } = await open_app(t, browser, {
    fill: (server) =>
      import_and_embed(
        server,
        mail(about(1)),
        mail({ subject: "Seats", text: "Hello,\n\nwhat do 40 seats cost? A question.\n\nAda" }),
        mail(about(2)),
      ),
  });
  for (const words of [
    "Ada Lindqvist",
    "ada.lindqvist@northpier.example",
    "northpier.example",
    "lindqvist",
  ]) {
    const { items } = await server.ask("GET", `/api/search?q=${encodeURIComponent(words)}`);
    assert.equal(items[0].sender, "ada.lindqvist@northpier.example", words);
  }
});

test("a question is an address, its hits open their conversation", async (t) => {
  const { page } = await open_app(t, browser, {
    fill: (server) =>
      import_and_embed(
        server,
        mail({
          subject: "A question about the price",
          text: "Hello,\n\nwhat is the price of 40 seats a year? That is my question.\n\nAda",
        }),
        mail({
          subject: "A question about parking",
          text: "Hello,\n\nwhere can we park? A small question.\n\nTom",
          from: "Tom Okafor <tom.okafor@brightline.example>",
        }),
      ),
  });
  const asked = watch(page, "GET", /^\/api\/search$/);
  await page.goto(`${page.url().split("#")[0]}#/search`);
  await page.getByRole("searchbox").fill("the price of seats");
  await page.keyboard.press("Enter");
  const first = page.getByTestId("hit").first();
  await first.waitFor();
  assert.match(page.url(), /#\/search\/the%20price%20of%20seats$/);
  assert.match(await first.innerText(), /price/);
  await first.getByRole("button").click();
  await page.getByTestId("conversation").getByRole("article").first().waitFor();
  await first.getByRole("button").click();
  assert.equal(await page.getByTestId("conversation").count(), 0);
  const before_reload = asked.length;
  await page.reload();
  await page.getByTestId("hit").first().waitFor();
  assert.equal(asked.length, before_reload + 1, "the address asks again, once");
});

test("what is found is text, whatever it holds", async (t) => {
  const { page } = await open_app(t, browser, {
    fill: (server) =>
      import_and_embed(
        server,
        mail({
          subject: "<script>window.broken = 1</script> question",
          text: "A question <img src=x onerror='window.broken = 2'> of mine.",
        }),
      ),
    at: "/#/search/question",
  });
  await page.getByTestId("hit").first().getByRole("button").click();
  await page.getByTestId("conversation").getByRole("article").first().waitFor();
  assert.equal(await search(page).locator("script, iframe, img").count(), 0);
  assert.equal(await page.evaluate(() => window.broken), undefined);
});
