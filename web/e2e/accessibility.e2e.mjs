// axe on every state that has its own screen, in both themes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { open_app, open_draft, open_with_draft, start_browser } from "./harness.mjs";
import { mail } from "./server.mjs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

async function expect_accessible(page, state) {
  // One that is cut short counts as finished.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), kTags);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${state}: ${id}: ${node.target} ${node.failureSummary}`),
  );
  assert.deepEqual(found, []);
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    `${state}: too wide`,
  );
}

const kThemes = ["light", "dark"];
const kWide = { width: 1440, height: 900 };
const kNarrow = { width: 360, height: 740 };
// The policy of the page forbids evaluating axe's text, as it should; these tests look from outside.
const look = (colorScheme, viewport = kWide) => ({ colorScheme, viewport, bypassCSP: true });

for (const theme of kThemes) {
  for (const viewport of [kWide, kNarrow]) {
    test(`a draft, its dialogs and its states: ${theme}, ${viewport.width} px`, async (t) => {
      const { page } = await open_with_draft(t, browser, { context: look(theme, viewport) });
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

    test(`accounts, search, and an empty queue: ${theme}, ${viewport.width} px`, async (t) => {
      const { page, base } = await open_app(t, browser, { context: look(theme, viewport) });
      await page.getByTestId("empty").first().waitFor();
      await expect_accessible(page, "empty");
      await page.goto(`${base}/#/accounts`);
      await page.getByTestId("accounts").waitFor();
      await expect_accessible(page, "accounts");
      await page.goto(`${base}/#/search`);
      await page.getByTestId("search").waitFor();
      await expect_accessible(page, "search");
    });
  }

  for (const viewport of [kWide, kNarrow]) {
    test(`people, companies and the history: ${theme}, ${viewport.width} px`, async (t) => {
      const { page, server, base } = await open_app(t, browser, {
        context: look(theme, viewport),
        fill: async (server) => {
          await server.import_mails(
            mail({ subject: "Price", text: "Hi Robin,\n\nour budget is $12,000. What does it cost?\n\nAda" }),
          );
          await server.create_draft("told");
          await server.act("told", "reject", "Grace", { reason: "Not now" });
        },
      });
      const { items } = await server.ask("GET", "/api/contacts?q=lindqvist");
      const screens = [
        ["contacts", "contact"],
        [`contacts/${items[0].contact_id}`, "timeline"],
        ["contacts/find%3Aq%3Dzzz", "contacts-empty"],
        ["companies", "company"],
        [`companies/${items[0].company_id}`, "people"],
        ["history", "step"],
        ["history/told", "story-step"],
        ["proposals", "proposals-page"],
        ["policy", "pack"],
      ];
      for (const [address, shown] of screens) {
        await page.goto(`${base}/#/${address}`);
        await page.getByTestId(shown).first().waitFor();
        await expect_accessible(page, address);
      }
      await page.goto(`${base}/#/contacts/${items[0].contact_id}`);
      await page.getByTestId("timeline").waitFor();
      for (const key of ["t", "b", "E"]) {
        await page.keyboard.press(key);
        await page.getByRole("dialog").waitFor();
        if (key === "E") await page.getByTestId("erase-preview").waitFor();
        await expect_accessible(page, `dialog ${key}`);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
    });
  }

  test(`drafts of all sorts: ${theme}`, async (t) => {
    const { page, server, base } = await open_app(t, browser, {
      context: look(theme),
      fill: async (server) => {
        await server.create_draft("findings", {
          body: "Hello Ada,\n\nAct now: this offer is Guaranteed to double your 4,000 sales within days!!!\n\nRobin",
        });
        await server.create_draft("odd 4/#?", {
          subject: `\u202eabc ${"long ".repeat(30)}`,
          body: `${"x".repeat(400)} 日本語 العربية`.padEnd(500, "."),
        });
        await server.create_draft("rejected");
        await server.act("rejected", "reject", "Grace", { reason: "Not now" });
        await server.create_draft("sent");
        await server.act("sent", "approve", "Grace");
        await server.act("sent", "send");
        await server.import_mails(
          mail({
            subject: "Price for 40 seats",
            text: "Hi Robin,\n\nwe are 40 people. What does it cost a year?\n\nCan we talk on Tuesday?\n\nAda",
          }),
        );
      },
    });
    const answer = (await server.pending(3)).find((draft) => draft.recipient.startsWith("ada.lindqvist"));
    for (const [view, id] of [
      ["pending", "findings"],
      ["pending", "odd 4/#?"],
      ["pending", answer.id],
      ["rejected", "rejected"],
      ["sent", "sent"],
    ]) {
      await open_draft(page, base, id, view);
      await expect_accessible(page, `${view}: ${id}`);
    }
  });

  test(`nobody signed in, and a program that is gone: ${theme}`, async (t) => {
    const env = { API_ENV: "staging", SECRET_KEY: "0123456789abcdef0123456789abcdef" };
    const { page } = await open_app(t, browser, { env, context: look(theme, kNarrow) });
    await page.getByTestId("sign-in").waitFor();
    await expect_accessible(page, "sign-in");
    const other = await open_with_draft(t, browser, { context: look(theme) });
    await other.server.stop("SIGKILL");
    await other.page.getByTestId("trouble").first().waitFor({ timeout: 20_000 });
    await expect_accessible(other.page, "down");
  });
}

test("no screen is wider than its window, from 320 to 3,840 px", async (t) => {
  const { page, server, base } = await open_app(t, browser, {
    fill: async (server) => {
      await server.create_draft("told");
      await server.import_mails(
        mail({ subject: "Price", text: "Hi Robin,\n\nour budget is $12,000. What does it cost?\n\nAda" }),
      );
      await server.pending(2);
    },
  });
  const { items } = await server.ask("GET", "/api/contacts?q=lindqvist");
  const addresses = [
    "pending/told",
    "inbox",
    "contacts",
    `contacts/${items[0].contact_id}`,
    "companies",
    "history/told",
    "reports",
    "accounts",
    "policy",
    "proposals",
  ];
  const widths = [
    320, 344, 360, 390, 414, 480, 600, 700, 760, 768, 820, 900, 980, 1024, 1200, 1440, 1700, 1920, 2560, 3840,
  ];
  for (const address of addresses) {
    await page.goto(`${base}/#/${address}`);
    await page.waitForTimeout(400);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => {
        const wide = [...document.querySelectorAll("button, a, input, select, h2")].filter((element) => {
          const box = element.getBoundingClientRect();
          return box.width > 0 && box.right > innerWidth + 1 && !element.closest("nav");
        });
        const page = document.documentElement.scrollWidth - innerWidth;
        return page > 0 ? [`page by ${page}`] : wide.map((element) => element.outerHTML.slice(0, 90));
      });
      assert.deepEqual(over, [], `${address} at ${width} px`);
    }
  }
});

test("the focus is seen, starts in order, and returns from a dialog", async (t) => {
  const { page } = await open_with_draft(t, browser);
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
  const { page } = await open_with_draft(t, browser);
  await page.keyboard.press("1");
  await page.waitForFunction(() =>
    /^Approved/.test(document.querySelector("[data-test=spoken]")?.textContent ?? ""),
  );
});
