// The desk: undo of every decision, snoozing, several drafts at once, and what a large import proposes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  approve,
  notice,
  open_app,
  open_draft,
  open_with_draft,
  row,
  start_browser,
  watch,
} from "./harness.mjs";
import { mail } from "./server.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser.close());

const three = async (server) => {
  for (const id of ["a", "b", "c"]) await server.create_draft(id);
};
const status = async (server, id, wanted) => {
  while ((await server.draft(id)).status !== wanted) await new Promise((go_on) => setTimeout(go_on, 50));
};

/** Waits until every mail that was imported was looked at, and what it deserves was drafted. */
const read_all = async (server) => {
  while ((await server.ask("GET", "/api/desk/proposals")).unread > 0)
    await new Promise((go_on) => setTimeout(go_on, 50));
};

test("a rejection is taken back by z, and the trail keeps both", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.keyboard.press("3");
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await notice(page, "Rejected").waitFor();
  await status(server, id, "REJECTED");
  await page.keyboard.press("z");
  await status(server, id, "PENDING_APPROVAL");
  const { items } = await server.trail(id);
  assert.deepEqual(
    items.map(({ action }) => action),
    ["create", "reject", "reopen"],
  );
});

test("a send waits for half a minute, and z keeps it here", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser, { send_wait_s: 30 });
  await page.keyboard.press("1");
  await notice(page, "Approved").waitFor();
  await open_draft(page, server.base, id, "approved");
  await page.keyboard.press("s");
  await notice(page, "Leaves").waitFor();
  const draft = await server.draft(id);
  assert.equal(draft.status, "APPROVED");
  assert.notEqual(draft.not_before, null);
  await page.keyboard.press("z");
  await status(server, id, "PENDING_APPROVAL");
  assert.equal((await server.draft(id)).not_before, null);
});

test("a draft is snoozed by words, lies under Snoozed, and is back by z", async (t) => {
  const { page, server, base } = await open_app(t, browser, { fill: three, at: "/#/pending/a" });
  await page.locator('[data-test=draft][data-id="a"]').waitFor();
  await page.keyboard.press("h");
  await page.keyboard.type("soon");
  await page.getByTestId("snooze-until").getByText("Enter a time in the future.").waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("tomorrow 9");
  await page.keyboard.press("Enter");
  await notice(page, "Snoozed until").waitFor();
  await page.locator('[data-test=draft][data-id="b"]').waitFor();
  const { snoozed_until } = await server.draft("a");
  assert.equal(new Date(snoozed_until).getHours(), 9);
  await page.goto(`${base}/#/snoozed`);
  await row(page, "a").waitFor();
  assert.equal(await row(page, "b").count(), 0);
  await page.goto(`${base}/#/pending/b`);
  await row(page, "b").waitFor();
  await page.waitForFunction(() => !document.querySelector('[data-test=row][data-id="a"]'));
  await page.keyboard.press("z");
  while ((await server.draft("a")).snoozed_until !== null) await page.waitForTimeout(50);
});

test("several are approved at once only when each was read to its end and has no open point", async (t) => {
  const { page, server } = await open_app(t, browser, {
    at: "/#/pending/a",
    fill: async (server) => {
      await three(server);
      await server.create_draft("d", {
        body: "Hello,\n\nAct now: thank you for your question about the offer. I will look into it!!!\n\nRobin",
      });
    },
  });
  for (const id of ["a", "b", "c"]) {
    await page.locator(`[data-test=draft][data-id="${id}"]`).waitFor();
    await page.waitForTimeout(150); // it is looked at
    await page.keyboard.press("J");
  }
  await page.locator('[data-test=draft][data-id="d"]').waitFor();
  await page.getByTestId("picked").getByText("4 chosen").waitFor();
  await page.keyboard.press("1");
  await notice(page, "1 draft was not approved").waitFor();
  for (const id of ["a", "b", "c"]) await status(server, id, "APPROVED");
  assert.equal((await server.draft("d")).status, "PENDING_APPROVAL", "it has points");
  await page.getByTestId("picked").getByText("1 chosen").waitFor();
});

test("the keys decide about those that are chosen, whatever is open", async (t) => {
  const { page, server } = await open_app(t, browser, { fill: three, at: "/#/pending/a" });
  for (const id of ["a", "b"]) {
    await page.locator(`[data-test=draft][data-id="${id}"]`).waitFor();
    await page.waitForTimeout(150); // it is looked at
    await page.keyboard.press("J");
  }
  await page.getByTestId("picked").getByText("3 chosen").waitFor();
  await server.act("c", "reject", "Eva", { reason: "They have bought." });
  await page.getByText("Nothing is left to decide here.").waitFor();
  await page.keyboard.press("3");
  await page.getByRole("heading", { name: "Reject 3 chosen drafts" }).waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  for (const id of ["a", "b"]) await status(server, id, "REJECTED");
  assert.equal((await server.draft("c")).rejected_reason, "They have bought.");
});

test("of several that are approved, one that the server still works on stays chosen", async (t) => {
  const { page, server } = await open_app(t, browser, { fill: three, at: "/#/pending/a" });
  let go_on;
  const held = new Promise((done) => (go_on = done));
  await page.route("**/drafts/a/approve", async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('[data-test=draft][data-id="a"]').waitFor();
  await page.waitForTimeout(150); // it is looked at
  await page.keyboard.press("1");
  await page.locator('[data-test=draft][data-id="b"]').waitFor();
  await page.waitForTimeout(150);
  await page.keyboard.press("x");
  await page.keyboard.press("k");
  await page.locator('[data-test=draft][data-id="a"]').waitFor();
  await page.keyboard.press("x");
  await page.getByTestId("picked").getByText("2 chosen").waitFor();
  await page.keyboard.press("1");
  await status(server, "b", "APPROVED");
  await page.getByTestId("picked").getByText("1 chosen").waitFor();
  await notice(page, "1 draft was not approved").waitFor();
  go_on();
  await status(server, "a", "APPROVED");
});

test("one draft is approved and the next is there with about one request each", async (t) => {
  const { page } = await open_app(t, browser, {
    at: "/#/pending/n0",
    fill: async (server) => {
      for (let i = 0; i < 8; i++) await server.create_draft(`n${i}`);
    },
  });
  await page.locator('[data-test=draft][data-id="n0"]').waitFor();
  const items = watch(page, "GET", /^\/api\/desk\/n\d$/);
  for (let i = 1; i < 6; i++) {
    await page.waitForTimeout(300);
    await approve(page);
    await page.locator(`[data-test=draft][data-id="n${i}"]`).waitFor();
  }
  await page.waitForTimeout(300);
  const asked = items.map((request) => new URL(request.url()).pathname);
  assert.equal(new Set(asked).size, asked.length, "none was asked for twice");
});

test("what a large import would answer is shown first; one answer is drafted, and ! is remembered", async (t) => {
  const { page, server } = await open_app(t, browser, {
    fill: async (server) => {
      const text = (name) =>
        `Hi Robin,\n\nwe are forty people and our budget is $12,000 this quarter. What does it cost a year?\n\n${name}\n`;
      const bulk = Array.from({ length: 20 }, (_, i) =>
        mail({
          from: `List <list${i}@lists.example>`,
          subject: `Newsletter ${i}`,
          text: "News. ".repeat(20_000),
        }).replace("MIME-Version", "List-Id: <news.lists.example>\r\nPrecedence: bulk\r\nMIME-Version"),
      );
      await server.import_mails(
        mail({ subject: "Price for 40 seats", text: text("Ada") }),
        mail({ from: "Bo Berg <bo.berg@quayside.example>", subject: "Price", text: text("Bo") }),
        ...bulk,
      );
    },
  });
  await page.getByTestId("proposals").getByText("We would answer 2 of 22 mails.").waitFor();
  assert.equal(
    (await server.ask("GET", "/api/operator/drafts/pending")).length,
    0,
    "nothing was drafted unasked",
  );
  await page.getByRole("link", { name: "Look" }).click();
  const proposal = (email) => page.getByTestId("proposal").filter({ hasText: email });
  await proposal("Bo Berg").click();
  await page.getByText("forty people").last().waitFor();
  await page.keyboard.press("!");
  await notice(page, "Not a lead").waitFor();
  await proposal("Bo Berg").waitFor({ state: "detached" });
  await page.keyboard.press("j");
  await page.keyboard.press("1");
  const [draft] = await server.pending(1);
  assert.match(draft.recipient, /ada\.lindqvist/);
  assert.equal((await server.ask("GET", "/api/desk/proposals")).answers, 0);
  await server.import_mails(
    mail({
      from: "Bo Berg <bo.berg@quayside.example>",
      subject: "Price again",
      text: "Hi Robin,\n\nour budget is $12,000 this quarter. What does it cost a year? Can we have a demo?\n\nBo",
    }),
  );
  await read_all(server);
  assert.equal((await server.ask("GET", "/api/operator/drafts/pending")).length, 1, "it is remembered");
});
