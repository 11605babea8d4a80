// axe on every state that has its own screen, in both themes. Runs on the mock and, with BASE_URL, on a real server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { kGmail, kProviders } from "./mock_accounts.mjs";
import { create_draft, mock_only, open_app, open_draft, start_browser, unique_id } from "./harness.mjs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

async function expect_accessible(page, state) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), kTags);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${state}: ${id}: ${node.target} ${node.failureSummary}`),
  );
  assert.deepEqual(found, []);
}

const kThemes = ["light", "dark"];
const kWide = { width: 1440, height: 900 };
const kNarrow = { width: 360, height: 740 };
// The policy of the page forbids evaluating axe's text, as it should; these tests look from outside.
const look = (colorScheme, viewport = kWide) => ({ colorScheme, viewport, bypassCSP: true });

for (const theme of kThemes) {
  for (const viewport of [kWide, kNarrow]) {
    test(`a draft, its dialogs and its states: ${theme}, ${viewport.width} px`, async (t) => {
      const { page, base } = await open_app(t, browser, { context: look(theme, viewport) });
      const id = await create_draft(base, unique_id("axe"));
      await open_draft(page, base, id);
      await expect_accessible(page, "draft");
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await expect_accessible(page, "help");
      await page.keyboard.press("Escape");
      await page.keyboard.press("3");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("1");
      await expect_accessible(page, "reject");
      await page.keyboard.press("Escape");
      await page.keyboard.press("e");
      await page.getByTestId("edit-form").waitFor();
      await expect_accessible(page, "edit");
      await page.keyboard.press("Escape");
      await page.keyboard.press("1");
      await page.getByTestId("notice").waitFor();
      await expect_accessible(page, "approved");
    });
  }

  for (const [scenario, states] of [
    [
      "normal",
      [
        "pending/draft-002",
        "pending/draft-005",
        "pending/draft-004",
        "unknown/old-6",
        "sent/old-3",
        "rejected/old-5",
      ],
    ],
    ["hostile", ["pending/rtl%201", "pending/emoji%2F2%3F%23", "pending/long-3", "pending/odd-4"]],
  ]) {
    test(`drafts of all sorts (${scenario}): ${theme}`, mock_only, async (t) => {
      const { page, base } = await open_app(t, browser, { scenario, context: look(theme) });
      for (const state of states) {
        const id = decodeURIComponent(state.split("/")[1]);
        await open_draft(page, base, id, state.split("/")[0]);
        await page.locator(`[data-test=draft][data-id="${id}"]`).waitFor();
        await expect_accessible(page, state);
      }
    });
  }

  for (const viewport of [kWide, kNarrow]) {
    test(`connections, in each state: ${theme}, ${viewport.width} px`, mock_only, async (t) => {
      const kStates = {
        missing: { mail_provider: "gmail" },
        "not set up": { can_connect: false },
        "no scope": { scopes: ["read"] },
        broken: { mail_provider: "gmail", account: { ...kGmail, problem: "Google no longer accepts it." } },
        connected: { mail_provider: "gmail", account: { ...kGmail }, providers: kProviders },
      };
      for (const [state, options] of Object.entries(kStates)) {
        const at = "/#/connections";
        const { page } = await open_app(t, browser, { ...options, at, context: look(theme, viewport) });
        await page.getByRole("heading", { name: "Gmail" }).or(page.getByTestId("no-scope")).waitFor();
        await expect_accessible(page, state);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), state);
        if (state !== "connected") continue;
        await page.getByRole("button", { name: "Disconnect" }).click();
        await page.getByRole("dialog").waitFor();
        await expect_accessible(page, "disconnect");
      }
    });
  }

  test(`nothing to do, and nobody signed in: ${theme}`, mock_only, async (t) => {
    const empty = await open_app(t, browser, { scenario: "empty", context: look(theme) });
    await empty.page.getByText("sales-agent import mail PATH").first().waitFor();
    await expect_accessible(empty.page, "empty");
    const { page } = await open_app(t, browser, { needs_sign_in: true, context: look(theme, kNarrow) });
    await page.getByTestId("sign-in").waitFor();
    await expect_accessible(page, "sign-in");
  });
}

test("handled rows, a refusal, a newer version and a lost server", mock_only, async (t) => {
  for (const theme of kThemes) {
    const { page, mock } = await open_app(t, browser, { context: look(theme) });
    await page.getByTestId("draft").waitFor();
    await page.keyboard.press("1");
    await page.getByTestId("banner").waitFor();
    await page.keyboard.press("j");
    mock.refuse_next("POST", /approve$/, 409, "This draft is REJECTED: Grace decided.");
    await page.keyboard.press("1");
    await page.getByTestId("banner").filter({ hasText: "Not approved" }).waitFor();
    mock.act("draft-002", "edit", "Grace", { subject: "Other", body: "x".repeat(60), version: 1 });
    await page.getByTestId("banner").filter({ hasText: "changed while" }).waitFor();
    await expect_accessible(page, "refused");
    await mock.close();
    await page.getByTestId("trouble").waitFor({ timeout: 20_000 });
    await expect_accessible(page, "down");
  }
});

test("the focus is seen, starts in order, and returns from a dialog", async (t) => {
  const { page, base } = await open_app(t, browser);
  const id = await create_draft(base, unique_id("focus"));
  await open_draft(page, base, id);
  const reject = page.getByRole("button", { name: "Reject" });
  await reject.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(await reject.evaluate((element) => element === document.activeElement));
  const outline = await reject.evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.equal(outline, "solid");
});

test("what happens is spoken", async (t) => {
  const { page, base } = await open_app(t, browser);
  const id = await create_draft(base, unique_id("spoken"));
  await open_draft(page, base, id);
  await page.keyboard.press("1");
  await page.waitForFunction(() =>
    /^Approved/.test(document.querySelector("[data-test=spoken]")?.textContent ?? ""),
  );
});
