// The Search page: reached by key and button, asked, a hit opened, and back. Mock only where the mail must be known.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mock_only, open_app, start_browser } from "./harness.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

const search = (page) => page.getByTestId("search");

test("there by a key and by the button, back by Escape and by the browser", async (t) => {
  const { page } = await open_app(t, browser);
  await page.getByRole("listbox").or(page.getByTestId("empty")).first().waitFor();
  await page.keyboard.press("f");
  await search(page).waitFor();
  assert.match(page.url(), /#\/search$/);
  assert.match(await page.title(), /Search/);
  await page.keyboard.press("Escape"); // leaves the field
  await page.keyboard.press("Escape");
  await page.getByRole("listbox").or(page.getByTestId("empty")).first().waitFor();
  await page.getByRole("button", { name: "Search all mail" }).click();
  await search(page).waitFor();
  await page.goBack();
  await page.getByRole("listbox").or(page.getByTestId("empty")).first().waitFor();
});

test("a question is an address, its hits open their conversation", mock_only, async (t) => {
  const { page, mock } = await open_app(t, browser, { at: "/#/search" });
  await page.getByRole("searchbox").fill("the price");
  await page.keyboard.press("Enter");
  const first = page.getByTestId("hit").first();
  await first.waitFor();
  assert.match(page.url(), /#\/search\/the%20price$/);
  assert.match(await page.getByTestId("search-state").innerText(), /2 more cannot be found yet/);
  await first.getByRole("button").click();
  await page.getByTestId("conversation").getByRole("article").first().waitFor();
  await first.getByRole("button").click();
  assert.equal(await page.getByTestId("conversation").count(), 0);
  const asked = mock.requests.filter(({ path }) => path === "/api/search").length;
  await page.reload();
  await page.getByTestId("hit").first().waitFor();
  assert.equal(mock.requests.filter(({ path }) => path === "/api/search").length, asked + 1);
});

test("what is found is text, whatever it holds", mock_only, async (t) => {
  const { page } = await open_app(t, browser, { at: "/#/search/a", scenario: "hostile" });
  await page.getByTestId("hit").first().waitFor();
  await page.getByTestId("hit").first().getByRole("button").click();
  await page.getByTestId("conversation").getByRole("article").first().waitFor();
  assert.equal(await search(page).locator("script, iframe, img").count(), 0);
});
