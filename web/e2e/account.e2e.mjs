// The Accounts page: reached, read and worked with by keyboard; an account connected, refused by its provider, let go. Gmail and
// HubSpot are the fakes of tests/fakes/vendors, which consent at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answer_next, open_app, open_with_draft, start_browser, watch } from "./harness.mjs";

let browser;
before(async () => {
  browser = await start_browser();
  assert.ok(process.env.TEST_GMAIL_URL, "run by `make e2e`, which starts the fakes");
});
after(() => browser?.close());

const kAt = "/#/accounts";
const accounts = (page) => page.getByTestId("accounts");
const drafts = (page) => page.getByRole("listbox").or(page.getByTestId("empty")).first();
const gmail = () => ({
  MAIL_PROVIDER: "gmail",
  GOOGLE_CLIENT_ID: "fake-client.apps.googleusercontent.com",
  GOOGLE_CLIENT_SECRET: "fake-client-secret",
  GOOGLE_AUTH_URL: `${process.env.TEST_GMAIL_URL}/o/oauth2/v2/auth`,
  GOOGLE_OAUTH_URL: process.env.TEST_GMAIL_URL,
  GMAIL_BASE_URL: process.env.TEST_GMAIL_URL,
});

async function open(t, options = {}) {
  await fetch(`${process.env.TEST_GMAIL_URL}/_fake/reset`, { method: "POST" });
  const app = await open_app(t, browser, { at: kAt, ...options });
  await accounts(app.page).waitFor();
  return app;
}

/** By the keyboard alone: the button, the consent, and back. */
async function connect_gmail(page) {
  await page.getByRole("button", { name: "Connect Gmail" }).press("Enter");
  await page.getByRole("heading", { name: "Connect this Gmail account?" }).waitFor();
  await page.getByRole("button", { name: "Connect" }).press("Enter");
  await page.getByRole("link", { name: "Back to Accounts" }).press("Enter");
  await page.getByTestId("account").waitFor();
}

test("there and back by the menu, by a key and by the browser's own buttons", async (t) => {
  const { page } = await open_app(t, browser);
  await drafts(page).waitFor();
  await page.getByRole("button", { name: /^You: / }).click();
  await page.getByRole("link", { name: "Accounts" }).click();
  await accounts(page).waitFor();
  assert.match(page.url(), /#\/accounts$/);
  assert.match(await page.title(), /Accounts/);
  await page.keyboard.press("Escape");
  await drafts(page).waitFor();
  assert.equal(await accounts(page).count(), 0);
  await page.keyboard.press("c");
  await accounts(page).waitFor();
  await page.goBack();
  await drafts(page).waitFor();
});

test("the keys of the drafts do nothing here, and the page's own are listed", async (t) => {
  const { page, server, base, id } = await open_with_draft(t, browser);
  await page.goto(base + kAt);
  await accounts(page).waitFor();
  const posts = watch(page, "POST", /./);
  for (const key of ["1", "3", "e", "j"]) await page.keyboard.press(key);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Dismiss, back to the drafts").waitFor();
  assert.equal(posts.length, 0);
  assert.equal((await server.draft(id)).status, "PENDING_APPROVAL");
});

test("not set up: says what to set, and offers nothing that cannot be done", async (t) => {
  const { page } = await open(t);
  await page.getByText("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Connect Gmail" }).count(), 0);
});

test("connect Gmail by keyboard, see how its calls went, and let it go", async (t) => {
  const { page, server } = await open(t, { env: gmail() });
  await page.getByTestId("problem").getByText("No Gmail account is connected").waitFor();
  const begun = watch(page, "POST", /accounts\/google$/);
  await connect_gmail(page);
  assert.equal(begun.length, 1);
  assert.equal(await page.getByTestId("problem").count(), 0);
  // Its mail is read at once: the page tells of the calls (issue: it read a field that the program never sent).
  await page
    .getByTestId("provider")
    .filter({ hasText: "Gmail" })
    .getByText(/\d+ calls?/)
    .waitFor();
  const [{ account }] = (await server.ask("GET", "/api/accounts")).items ?? [
    await server.ask("GET", "/api/accounts/google"),
  ];
  const button = page.getByRole("button", { name: "Disconnect" });
  await button.press("Enter");
  const dialog = page.getByRole("dialog", { name: `Disconnect ${account}?` });
  await dialog.getByText("approved drafts wait").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await button.press("Enter");
  await dialog.getByRole("button", { name: "Disconnect" }).press("Enter");
  await page.getByTestId("problem").getByText("No Gmail account is connected").waitFor();
});

test("a refusal of the sign-in is told, and can be tried again", async (t) => {
  const { page } = await open(t, { env: gmail() });
  await answer_next(page, "POST", /accounts\/google$/, 409, {
    detail: "Gmail cannot be connected yet: set GOOGLE_CLIENT_ID.",
  });
  await page.getByRole("button", { name: "Connect Gmail" }).press("Enter");
  await page.getByTestId("refusal").getByText("set GOOGLE_CLIENT_ID").waitFor();
  await connect_gmail(page);
});

test("a lost server is said and healed", async (t) => {
  const { page } = await open(t, { env: gmail() });
  await page.getByRole("button", { name: "Connect Gmail" }).waitFor();
  await page.route(/\/api\/accounts/, (route) => route.abort());
  await page.getByTestId("trouble").getByText("What you see may be old").waitFor({ timeout: 60_000 });
  await page.unroute(/\/api\/accounts/);
  await page.getByTestId("trouble").waitFor({ state: "detached", timeout: 60_000 });
});
