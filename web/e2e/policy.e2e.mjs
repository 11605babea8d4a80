// Policy packs: reached from the settings, read with their sources, switched by keyboard; a draft then shows what the law asks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open_app, start_browser } from "./harness.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

test("a pack is read and switched, and a draft is judged by it", async (t) => {
  const { page, server } = await open_app(t, browser, {
    at: "/#/accounts",
    fill: (server) => server.create_draft("cold"),
  });
  await page.getByRole("link", { name: "Policy packs" }).press("Enter");
  await page.getByTestId("pack").first().waitFor();
  assert.equal(await page.getByTestId("pack").count(), 6);
  const germany = page.getByRole("region", { name: "Germany" });
  await germany.getByText(/^\d+ rules$/).press("Enter");
  const link = germany.getByRole("link", { name: "UWG, section 7(2) no. 2" }).first();
  assert.equal(await link.getAttribute("href"), "https://www.gesetze-im-internet.de/uwg_2004/__7.html");
  await germany.getByRole("button", { name: "Switch Germany on" }).press("Enter");
  await germany.getByRole("button", { name: "Switch Germany off" }).waitFor();
  await germany.getByText("Switched by").waitFor();
  const { items } = await server.ask("GET", "/api/policy/packs");
  assert.deepEqual(
    items.filter((each) => each.enabled).map((each) => each.pack_id),
    ["de", "neutral"],
  );
  await page.goto(page.url().replace("#/policy", "#/pending/cold"));
  await page
    .getByText(/prior express consent/)
    .first()
    .waitFor();
});
