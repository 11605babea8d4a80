// The Connections page: reached, read and worked with by keyboard; an account connected, broken, let go. Mock only, but one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mock_only, open_app, start_browser } from "./harness.mjs";
import { kGmail, kProviders } from "./mock_accounts.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

const kAt = "/#/connections";
const connections = (page) => page.getByTestId("connections");
const asked = (mock, method) =>
  mock.requests.filter((request) => request.method === method && request.path === "/api/accounts/google")
    .length;

async function open(t, options = {}) {
  const app = await open_app(t, browser, { at: kAt, ...options });
  await connections(app.page).waitFor();
  return app;
}

test("there and back by the menu, by a key and by the browser's own buttons", async (t) => {
  const { page } = await open_app(t, browser);
  const is_drafts = () => page.getByRole("listbox").or(page.getByTestId("empty")).first().waitFor();
  await is_drafts();
  await page.getByRole("button", { name: /^You: / }).click();
  await page.getByRole("link", { name: "Connections" }).click();
  await connections(page).waitFor();
  assert.match(page.url(), /#\/connections$/);
  assert.match(await page.title(), /Connections/);
  await page.keyboard.press("Escape");
  await is_drafts();
  assert.equal(await connections(page).count(), 0);
  await page.keyboard.press("c");
  await connections(page).waitFor();
  await page.goBack();
  await is_drafts();
  await page.goForward();
  await connections(page).waitFor();
});

test("the keys of the drafts do nothing here, and the page's own are listed", mock_only, async (t) => {
  const { page, mock } = await open(t);
  for (const key of ["1", "3", "e", "j"]) await page.keyboard.press(key);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Dismiss, back to the drafts").waitFor();
  assert.deepEqual(
    mock.requests.filter(({ method }) => method !== "GET"),
    [],
  );
  assert.match(page.url(), /#\/connections$/);
});

test("a draft that is being edited is not left by the key", mock_only, async (t) => {
  const { page } = await open_app(t, browser, { at: "/#/pending/draft-001" });
  await page.getByTestId("draft").waitFor();
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Body" }).fill("Something that took an hour to write");
  await page.evaluate(() => (location.hash = "#/connections"));
  await page.getByTestId("notice").filter({ hasText: "Save or discard" }).waitFor();
  assert.equal(
    await page.getByRole("textbox", { name: "Body" }).inputValue(),
    "Something that took an hour to write",
  );
  assert.match(page.url(), /#\/pending\/draft-001$/);
});

test("what happened meanwhile is in the list after the way back", mock_only, async (t) => {
  const { page, mock } = await open_app(t, browser);
  await page.getByTestId("draft").waitFor();
  await page.keyboard.press("c");
  await connections(page).waitFor();
  mock.set_events(false);
  mock.act("draft-001", "reject", "Grace", { reason: "Elsewhere" });
  await page.keyboard.press("Escape");
  await page.getByTestId("banner").filter({ hasText: "Rejected by Grace" }).waitFor();
});

test("without the scope: a sentence, and nothing is asked", mock_only, async (t) => {
  const { page, mock } = await open(t, { scopes: ["read", "draft", "approve", "send"] });
  await page.getByTestId("no-scope").getByText("for a lead or an owner").waitFor();
  assert.equal(
    await connections(page)
      .getByRole("button", { name: /onnect/ })
      .count(),
    0,
  );
  assert.equal(mock.requests.filter(({ path }) => path.startsWith("/api/accounts")).length, 0);
});

test("connect Gmail by keyboard: away in this tab, back, connected", mock_only, async (t) => {
  const { page, mock } = await open(t, { mail_provider: "gmail" });
  await page.getByTestId("problem").getByText("No Gmail account is connected").waitFor();
  const button = page.getByRole("button", { name: "Connect Gmail" });
  const has_focus = () => button.evaluate((element) => element === document.activeElement);
  for (let steps = 0; steps < 5 && !(await has_focus()); steps++) await page.keyboard.press("Tab");
  assert.ok(await has_focus(), "a few steps from the top of the page");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Connect this Gmail account?" }).waitFor();
  assert.equal(mock.accounts.account, null, "opening the page connects nothing");
  await page.getByRole("button", { name: "Connect" }).press("Enter");
  await page.getByRole("link", { name: "Back to Connections" }).press("Enter");
  await page.getByTestId("account").getByText("robin@valemarsh.example").waitFor();
  await page.getByText("Read mail, write drafts and send them").waitFor();
  assert.equal(await page.getByTestId("problem").count(), 0);
  assert.equal(asked(mock, "POST"), 1);
});

test("connect HubSpot beside Gmail, and let it go again", mock_only, async (t) => {
  const { page, mock } = await open(t, {
    account: { ...kGmail },
    mail_provider: "gmail",
    can_connect_crm: true,
  });
  await page.getByTestId("problem").getByText("No HubSpot account is connected").waitFor();
  await page.getByRole("button", { name: "Connect HubSpot" }).press("Enter");
  await page.getByRole("heading", { name: "Connect this HubSpot account?" }).waitFor();
  await page.getByRole("button", { name: "Connect" }).press("Enter");
  await page.getByRole("link", { name: "Back to Connections" }).press("Enter");
  const card = page.getByRole("region", { name: "HubSpot" });
  await card.getByText("valemarsh.example (62515)").waitFor();
  await card.getByRole("button", { name: "Disconnect" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Disconnect valemarsh.example (62515)?" });
  await dialog.getByText("tasks and notes wait").waitFor();
  await dialog.getByRole("button", { name: "Disconnect" }).press("Enter");
  await page.getByTestId("problem").getByText("No HubSpot account is connected").waitFor();
  assert.equal(mock.accounts.crm_account, null);
  assert.notEqual(mock.accounts.account, null, "Gmail's stays");
});

test("disconnect: asked first, then done; the keyboard goes on where it was", mock_only, async (t) => {
  const { page, mock } = await open(t, { account: { ...kGmail }, mail_provider: "gmail" });
  const button = page.getByRole("button", { name: "Disconnect" });
  await button.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Disconnect robin@valemarsh.example?" });
  await dialog.getByText("approved drafts wait").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  assert.equal(asked(mock, "DELETE"), 0);
  await button.press("Enter");
  await dialog.getByRole("button", { name: "Disconnect" }).press("Enter");
  await page.getByTestId("notice").filter({ hasText: "Disconnected" }).waitFor();
  await page.getByTestId("problem").getByText("No Gmail account is connected").waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Connect Gmail"));
  assert.equal(mock.accounts.account, null);
});

test("forgotten here, but Google could not be told: said, and shown as it is", mock_only, async (t) => {
  const { page, mock } = await open(t, { account: { ...kGmail } });
  mock.trap_next("DELETE", /google$/, (_, response) => {
    mock.accounts.account = null;
    const detail = "The account is forgotten here, but the provider could not be told.";
    mock.reply_(response, 503, { title: "Unavailable", status: 503, detail });
  });
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await page.getByTestId("refusal").getByText("could not be told").waitFor();
  await page.getByRole("button", { name: "Connect Gmail" }).waitFor();
  assert.equal(await page.getByTestId("account").count(), 0);
});

test("an account that no longer works: in red, with what to do", mock_only, async (t) => {
  const problem = "Google no longer accepts the sign-in (invalid_grant). Connect the account anew.";
  const { page, mock } = await open(t, { account: { ...kGmail, problem }, mail_provider: "gmail" });
  await page.getByTestId("problem").getByText("Connect the account anew").waitFor();
  await page.getByTestId("problem").getByText("approved drafts wait").waitFor();
  mock.refuse_next("POST", /google$/, 409, "Gmail cannot be connected yet: set GOOGLE_CLIENT_ID.");
  await page.getByRole("button", { name: "Connect again" }).click();
  await page.getByTestId("refusal").getByText("set GOOGLE_CLIENT_ID").waitFor();
  await page.getByRole("button", { name: "Connect again" }).click();
  await page.getByRole("heading", { name: "Connect this Gmail account?" }).waitFor();
});

test(
  "a sign-in that ends at Google is seen within half a minute, without a change of ours",
  mock_only,
  async (t) => {
    const { page, mock } = await open(t, { account: { ...kGmail }, mail_provider: "gmail" });
    await page.clock.install();
    await page.reload();
    await page.getByTestId("account").waitFor();
    mock.set_events(false);
    mock.accounts.account.problem = "Google no longer accepts the sign-in.";
    await page.clock.fastForward(31_000);
    await page.getByTestId("problem").getByText("no longer accepts").waitFor();
  },
);

test("not set up: says what to set, and offers nothing that cannot be done", mock_only, async (t) => {
  const { page } = await open(t, { can_connect: false });
  await page.getByText("Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET").waitFor();
  assert.equal(await page.getByRole("button", { name: /onnect/ }).count(), 0);
});

test("each provider with how its calls went; none is said, too", mock_only, async (t) => {
  const { page } = await open(t, { providers: kProviders });
  const row = (name) => page.getByTestId("provider").filter({ hasText: name });
  await row("Gmail").getByText("1,204 calls, 3 of them tries again, 1 without an answer").waitFor();
  await row("HubSpot").getByText("Failed; next try in a moment").waitFor();
  await row("HubSpot").getByText("has a fault of its own").waitFor();
  await row("Language model").getByText("Not called yet").waitFor();
  const { page: bare } = await open(t);
  await bare.getByText("tells of no provider").waitFor();
});

test("a change elsewhere is shown at once; a lost server is said and healed", mock_only, async (t) => {
  const { page, mock } = await open(t, { mail_provider: "gmail" });
  await page.getByTestId("live").getByText("Live").waitFor();
  await page.getByRole("button", { name: "Connect Gmail" }).waitFor();
  mock.accounts.account = { ...kGmail };
  mock.changed();
  await page.getByTestId("account").getByText("robin@valemarsh.example").waitFor();
  await page.route(/\/api\/accounts/, (route) => route.abort());
  mock.changed();
  await page.getByTestId("trouble").getByText("What you see may be old").waitFor();
  await page.getByTestId("live").getByText("No connection").waitFor();
  await page.unroute(/\/api\/accounts/);
  await page.getByTestId("trouble").waitFor({ state: "detached" });
});

test("the session ends here: the sign-in, then this page again", mock_only, async (t) => {
  const { page, mock } = await open(t, { account: { ...kGmail } });
  await page.getByTestId("account").waitFor();
  mock.signed_in = false;
  mock.changed();
  await page.getByText("Your session ended").waitFor();
  await page.getByLabel("Email").fill("robin@valemarsh.example");
  await page.getByLabel("Password").fill("correct horse");
  await page.keyboard.press("Enter");
  await page.getByTestId("sign-in").waitFor({ state: "detached" });
  await page.getByTestId("account").getByText("robin@valemarsh.example").waitFor();
});
