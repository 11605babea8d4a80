// From a sequence to a draft in the queue, by keyboard, on the real program: sequence, preview, segment, campaign, launch.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { notice, open_app, row, start_browser } from "./harness.mjs";
import { mail } from "./server.mjs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const kAda = "ada.lindqvist@northpier.example";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser.close());

async function expect_accessible(page, state) {
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

/** One contact, who wrote: the mail itself makes a draft, which is rejected. */
async function fill(server) {
  await server.import_mails(
    mail({ subject: "Price", text: "Hi Robin,\n\nwhat does it cost a year? Our budget is $12,000.\n\nAda" }),
  );
  for (const draft of await server.pending(1)) await server.act(draft.id, "reject", "Ben", { reason: "No." });
}

const kSequence = {
  sequence_id: "pilot",
  name: "Pilot",
  language: "en",
  window: { days: ["mo", "tu", "we", "th", "fr", "sa", "su"], from: "00:00", to: "24:00", zone: "sender" },
  holidays: [],
  steps: [
    {
      step_id: "first",
      kind: "email",
      after_days: 0,
      thread: "new",
      subject: 'A pilot for {{company|"your team"}}',
      body: 'Dear {{first_name|"reader"}},\n\nwould a short call about a pilot help you next week?',
      condition: {
        all: [{ field: "email", op: "exists" }, { not: { field: "tag", op: "is", value: "vip" } }],
      },
    },
    {
      step_id: "again",
      kind: "email",
      after_days: 3,
      thread: "same",
      body: 'Dear {{first_name|"reader"}},\n\ndid you find the time? A short answer is enough.',
    },
  ],
};

test("a sequence is written, tried on a contact, and activated", async (t) => {
  const { page, server } = await open_app(t, browser, { fill });
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByTestId("nothing").waitFor();
  await page.keyboard.press("n");
  const form = page.getByTestId("sequence-form");
  await form.getByLabel("Name", { exact: true }).waitFor();
  await page.keyboard.type("Pilot");
  await form.getByLabel("Subject", { exact: true }).fill("A pilot for {{compani}}");
  await form.getByLabel("Text", { exact: true }).fill('Dear {{first_name|"reader"}}, shall we talk?');
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("fault").filter({ hasText: "compani" }).waitFor();
  assert.equal(await form.getByLabel("Subject", { exact: true }).getAttribute("aria-invalid"), "true");
  await form.getByLabel("Subject", { exact: true }).fill('A pilot for {{company|"your team"}}');
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("step-words").filter({ hasText: "A pilot for" }).waitFor();
  const preview = page.getByTestId("preview");
  await preview.getByRole("heading", { name: /^A pilot for \w/ }).waitFor();
  await preview.getByText(/^Dear (Ada|reader), shall we talk/).waitFor();
  await page.keyboard.press("A");
  await notice(page, "Active").waitFor();
  const { items } = await server.ask("GET", "/api/sequences");
  assert.deepEqual(
    items.map(({ name, status }) => [name, status]),
    [["Pilot", "ACTIVE"]],
  );

  // Another address asks before it throws away what is not saved.
  await page.getByTestId("sequence-page").focus();
  await page.keyboard.press("e");
  await form.getByLabel("Name", { exact: true }).fill("Pilot, rewritten");
  const here = page.url();
  await page.evaluate(() => (location.hash = "#/segments"));
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await dialog.getByRole("button", { name: "Leave it" }).click();
  assert.equal(page.url(), here);
  assert.equal(await form.getByLabel("Name", { exact: true }).inputValue(), "Pilot, rewritten");
  await page.evaluate(() => (location.hash = "#/segments"));
  await dialog.getByRole("button", { name: "Discard changes" }).click();
  await page.getByTestId("segments").waitFor();
  assert.match(page.url(), /#\/segments$/);
});

test("a segment, a campaign, its launch, and the draft in the queue", async (t) => {
  const { page, server } = await open_app(t, browser, {
    at: "/#/segments",
    fill: async (server) => {
      await fill(server);
      await server.ask("POST", "/api/sequences", kSequence);
      await server.ask("POST", "/api/sequences/pilot/activate", {});
    },
  });
  await page.getByTestId("nothing").waitFor();
  await page.keyboard.press("n");
  await page.getByTestId("segment-form").waitFor();
  await page.keyboard.type("People at Northpier");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByLabel("Field", { exact: true }).selectOption("email");
  await page.getByLabel("Value", { exact: true }).fill(kAda);
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("count").getByText("1 contact", { exact: true }).waitFor();

  await page.keyboard.press("Escape"); // dismisses the notice
  await page.goto(page.url().replace(/#.*/, "#/campaigns"));
  await page.getByTestId("campaigns").waitFor();
  await page.keyboard.press("n");
  await page.getByTestId("campaign-form").waitFor();
  await page
    .getByLabel("Sequence", { exact: true })
    .locator("option", { hasText: "Pilot" })
    .waitFor({ state: "attached" });
  await page.getByLabel("Name", { exact: true }).fill("Pilot, autumn");
  await page.getByLabel("Sequence", { exact: true }).selectOption({ label: "Pilot" });
  await page.getByLabel("Segment", { exact: true }).selectOption({ label: "People at Northpier" });
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("check-line").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByTestId("check-line").filter({ hasText: "Stops the launch" }).count(), 0);
  await page.getByTestId("campaign-page").focus();
  await page.keyboard.press("L");
  await page.getByRole("dialog").getByRole("button", { name: "Launch for 1 contact" }).click();
  await page.getByTestId("progress").waitFor();
  await notice(page, "Launched").waitFor();

  const drafts = await server.pending(1);
  assert.equal(drafts[0].recipient, kAda);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await row(page, drafts[0].id).waitFor();

  const [{ contact_id }] = (await server.ask("GET", `/api/contacts?q=${kAda}`)).items;
  await page.goto(page.url().replace(/#.*/, `#/contacts/${contact_id}`));
  const enrollment = page.getByTestId("enrollment");
  await enrollment.getByText("Drafted").waitFor();
  await enrollment.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
  await enrollment.getByText("Stopped", { exact: true }).waitFor();
});

test("a launch asks again when the number of contacts changed", async (t) => {
  const { page, server } = await open_app(t, browser, {
    at: "/#/campaigns/pilot-autumn",
    fill: async (server) => {
      await fill(server);
      await server.ask("POST", "/api/sequences", kSequence);
      await server.ask("POST", "/api/sequences/pilot/activate", {});
      await server.ask("POST", "/api/segments", { segment_id: "all", name: "All", filter: null });
      await server.ask("POST", "/api/campaigns", {
        campaign_id: "pilot-autumn",
        name: "Pilot, autumn",
        sequence_id: "pilot",
        segment_id: "all",
        mailboxes: [],
      });
    },
  });
  await page.getByRole("button", { name: "Launch for 1 contact" }).waitFor();
  await server.ask("POST", "/api/contacts", { email: "bo.berg@quayside.example", first_name: "Bo" });
  await page.getByTestId("campaign-page").focus();
  await page.keyboard.press("L");
  await page.getByRole("dialog").getByRole("button", { name: "Launch for 1 contact" }).click();
  const again = page.getByRole("dialog").getByRole("button", { name: "Launch for 2 contacts" });
  await again.waitFor();
  assert.notEqual((await server.ask("GET", "/api/campaigns/pilot-autumn")).status, "RUNNING");
  await again.click();
  await page.getByTestId("progress").waitFor();
  await page.getByTestId("campaign-page").focus();
  await page.keyboard.press("p");
  await page.getByTestId("campaign-page").getByText("Paused", { exact: true }).first().waitFor();
  await page.keyboard.press("X");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the campaign" }).click();
  await page.getByTestId("campaign-page").getByText("Cancelled", { exact: true }).first().waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 320, height: 640 },
  ]) {
    test(`sequences, segments and campaigns can be used: ${colorScheme}, ${viewport.width} px`, async (t) => {
      const { page, base } = await open_app(t, browser, {
        at: "/#/sequences",
        context: { colorScheme, viewport, bypassCSP: true },
        fill: async (server) => {
          await fill(server);
          await server.ask("POST", "/api/sequences", kSequence);
          await server.ask("POST", "/api/segments", { segment_id: "all", name: "All", filter: null });
          await server.ask("POST", "/api/campaigns", {
            campaign_id: "pilot-autumn",
            name: "Pilot, autumn",
            sequence_id: "pilot",
            segment_id: "all",
            mailboxes: [],
          });
        },
      });
      await page.getByTestId("item").waitFor();
      await expect_accessible(page, "sequences");
      await page.goto(`${base}/#/sequences/pilot`);
      await page.getByTestId("preview-step").first().waitFor();
      await expect_accessible(page, "a sequence");
      await page.keyboard.press("e");
      await page.getByTestId("step-form").first().waitFor();
      await expect_accessible(page, "the form of a sequence");
      await page.goto(`${base}/#/segments/all`);
      await page.getByTestId("count").getByText("1 contact", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Add a condition" }).click();
      await expect_accessible(page, "a segment");
      await page.goto(`${base}/#/campaigns`);
      await page.getByRole("button", { name: "Discard changes" }).click(); // of the condition
      await page.getByTestId("item").waitFor();
      await expect_accessible(page, "campaigns");
      await page.goto(`${base}/#/campaigns/pilot-autumn`);
      await page.getByTestId("check-line").first().waitFor();
      await expect_accessible(page, "the checklist");
      await page.getByTestId("campaign-page").getByRole("button", { name: "Edit" }).click();
      await page.getByTestId("campaign-form").waitFor();
      await expect_accessible(page, "the form of a campaign");
    });
  }
}
