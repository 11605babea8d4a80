// People and companies, and the history: by keyboard, on the real program.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { notice, open_app, start_browser } from "./harness.mjs";
import { mail } from "./server.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser.close());

const kAda = "ada.lindqvist@northpier.example";

async function fill(server) {
  await server.import_mails(
    mail({ subject: "Price", text: "Hi Robin,\n\nwhat does it cost a year? Our budget is $12,000.\n\nAda" }),
    mail({
      from: "Bo Berg <bo.berg@quayside.example>",
      subject: "A question",
      text: "Hi Robin,\n\ncan you explain how the import works?\n\nBo",
    }),
  );
  const { items } = await server.ask("GET", `/api/contacts?q=${kAda}`);
  const [ada] = items;
  await server.ask("PATCH", `/api/contacts/${ada.contact_id}`, {
    version: ada.version,
    company: "Northpier",
    tags: ["harbour"],
  });
  await server.pending(1);
}

const contact = (page, email) => page.getByTestId("contact").filter({ hasText: email });

test("people are found, filtered and read, and what is noted and planned is there, by keyboard alone", async (t) => {
  const { page, server } = await open_app(t, browser, { fill });
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await contact(page, kAda).waitFor();
  assert.equal(await page.getByTestId("contact").count(), 2);
  await page.keyboard.press("/");
  await page.keyboard.type("northpier");
  await page.getByText("bo.berg@quayside.example").waitFor({ state: "detached" });
  assert.match(page.url(), /find%3Aq%3Dnorthpier$/, "what is searched for is an address");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByTestId("contact-page").getByRole("heading", { name: "Ada Lindqvist" }).waitFor();
  await page.getByTestId("timeline").getByText("They wrote").waitFor();
  await page.keyboard.press("m");
  await page.keyboard.type("Met her at the fair.");
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("timeline").getByText("Met her at the fair.").waitFor();
  await page.keyboard.press("t");
  await page.keyboard.type("Call Ada");
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("tasks").getByText("Call Ada").waitFor();
  await page.keyboard.press("3");
  await page.getByTestId("timeline").getByText("Stage: qualified").waitFor();
  await page.keyboard.press("d");
  await page.getByTestId("tasks").getByText("No task is open.").waitFor();
  const { items } = await server.ask("GET", `/api/contacts?q=${kAda}`);
  assert.equal(items[0].stage, "qualified");
  await page.keyboard.press("Escape"); // dismisses the notice
  await page.keyboard.press("Escape");
  await contact(page, kAda).waitFor();
});

test("a person is suppressed, and erased only after a look at what goes", async (t) => {
  const { page, server } = await open_app(t, browser, { fill, at: `/#/contacts/find%3Aq%3D${kAda}` });
  await contact(page, kAda).click();
  await page.getByTestId("timeline").getByText("They wrote").waitFor();
  await page.keyboard.press("b");
  await page.keyboard.type("told me so on the phone");
  await page.keyboard.press("Enter");
  await page.getByTestId("suppressed").waitFor();
  assert.equal((await server.ask("GET", `/api/suppressions/check?address=${kAda}`)).suppressed, true);
  await page.keyboard.press("E");
  const preview = page.getByTestId("erase-preview");
  await preview.getByText("1 mail", { exact: true }).waitFor();
  await preview.getByText("1 contact", { exact: true }).waitFor();
  assert.equal((await server.ask("GET", `/api/contacts?q=${kAda}`)).items.length, 1, "nothing went yet");
  const erase = page.getByRole("button", { name: "Erase for good" });
  assert.equal(await erase.isDisabled(), true);
  await page.keyboard.type(kAda);
  await page.keyboard.press("Enter");
  await notice(page, "Erased").waitFor();
  assert.equal((await server.ask("GET", `/api/contacts?q=${kAda}`)).items.length, 0);
});

test("a company shows its people and what happened with them", async (t) => {
  const { page } = await open_app(t, browser, { fill, at: "/#/companies" });
  await page.getByTestId("company").filter({ hasText: "Northpier" }).click();
  await page.getByTestId("people").getByText("Ada Lindqvist").waitFor();
  await page.getByTestId("timeline").getByText("They wrote").waitFor();
  await page.getByTestId("people").getByRole("link", { name: "Ada Lindqvist" }).click();
  await page.getByTestId("contact-page").getByRole("heading", { name: "Ada Lindqvist" }).waitFor();
});

test("the history is searched, a draft's whole story is read, and the chain is verified", async (t) => {
  const { page } = await open_app(t, browser, {
    fill: async (server) => {
      await server.create_draft("one");
      await server.create_draft("two");
      await server.act("one", "edit", "Ben", {
        body: "Hello,\n\nthank you for your question about the offer. I will call you on Tuesday.\n\nBest regards,\nRobin",
      });
      await server.act("one", "reject", "Ben", { reason: "Wrong tone." });
    },
  });
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  const steps = page.getByTestId("step");
  await steps.first().waitFor();
  assert.equal(await steps.count(), 4);
  await page.keyboard.press("/");
  await page.keyboard.type("one@e2e");
  await page.waitForFunction(() => document.querySelectorAll("[data-test=step]").length === 3);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const story = page.getByTestId("story");
  await story.getByText("Wrong tone.").waitFor();
  assert.equal(await story.getByTestId("story-step").count(), 3);
  await story.locator("ins", { hasText: "Tuesday" }).first().waitFor();
  await page.keyboard.press("v");
  await page.getByTestId("verified").getByText("4 steps: nothing was changed.").waitFor();
});
