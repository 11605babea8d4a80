// When something goes wrong: other people, refusals, lost answers, a program that goes away, a session that ends, hostile mail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  answer_next,
  approve,
  banner,
  look_at_points,
  lose_next_answer,
  notice,
  open_app,
  open_draft,
  open_history,
  open_with_draft,
  row,
  start_browser,
  watch,
} from "./harness.mjs";
import { kPassword, mail } from "./server.mjs";

let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

const kAnswer =
  "Hello Ada,\n\nthank you for your question. I will send you what you asked for and look forward to your answer.\n\nRobin";
const without_events = (page) => page.route("**/api/events*", (route) => route.abort());

/** From here on the page does not learn what others do: it has no events, and what it asks about changes stays without an answer. */
async function deafen(page) {
  await page.waitForLoadState("networkidle");
  await page.route("**/api/operator/changes*", () => {});
}

test("somebody else decided first: the refusal names them and the draft's true state is shown", async (t) => {
  const { page, server, base, id } = await open_with_draft(t, browser);
  await without_events(page);
  await page.reload();
  await open_draft(page, base, id);
  await deafen(page);
  await server.act(id, "reject", "Grace Adeyemi", { reason: "Wrong tone" });
  await page.keyboard.press("1");
  await notice(page, "Not approved").getByText("Grace Adeyemi").first().waitFor();
  await notice(page, "Not approved").getByRole("button", { name: "Show" }).click();
  await banner(page, "Rejected by Grace Adeyemi").last().waitFor();
  await open_history(page);
  await page.getByTestId("trail").getByText("rejected it").waitFor();
});

test("changed while it is read: the old words stay until asked for, and cannot be approved", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.getByTestId("live").getByText("Live").waitFor();
  const approvals = watch(page, "POST", /approve$/);
  await server.act(id, "edit", "Grace", {
    subject: "Pricing",
    body: `${kAnswer}\n\nP.S. Grace was here.`,
    version: 1,
  });
  await banner(page, "changed while you were reading").waitFor();
  await page.getByRole("button", { name: "See changes" }).click();
  await page.getByTestId("changes").locator("ins", { hasText: "Grace was here" }).waitFor();
  assert.doesNotMatch(await page.getByTestId("body").innerText(), /Grace was here/);
  await page.keyboard.press("1");
  await notice(page, "Show the new version first").waitFor();
  assert.equal(approvals.length, 0);
  await page.getByRole("button", { name: "Show version 2" }).click();
  assert.match(await page.getByTestId("body").innerText(), /Grace was here/);
  await look_at_points(page);
  await approve(page);
  assert.equal(approvals[0].postDataJSON().content_hash, (await server.draft(id)).content_hash);
});

test("changed before the page knows: the program's 409 is told and the new words are offered", async (t) => {
  const { page, server, base, id } = await open_with_draft(t, browser);
  await without_events(page);
  await page.reload();
  await open_draft(page, base, id);
  await deafen(page);
  await server.act(id, "edit", "Grace", {
    subject: "Pricing",
    body: `${kAnswer}\n\nP.S. Grace was here.`,
    version: 1,
  });
  await page.keyboard.press("1");
  await notice(page, "Not approved").getByRole("button", { name: "Show" }).click();
  await page.getByTestId("body").getByText("Grace was here").waitFor();
  assert.equal((await server.draft(id)).status, "PENDING_APPROVAL");
});

test("a quota holds: says so, sends nothing", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser, {
    env: { MAX_EMAILS_PER_DAY: "1" },
    fill: async (server) => {
      await server.create_draft("first");
      await server.act("first", "approve", "Robin");
      await server.act("first", "send");
    },
  });
  await page.keyboard.press("Shift+1");
  await notice(page, "Not sent").waitFor();
  assert.equal((await server.draft(id)).status, "APPROVED");
  await notice(page, "Not sent").getByRole("button", { name: "Show" }).click();
  await banner(page, "Not sent").waitFor();
});

test("a person who asked to be left alone: approving is refused, with the reason", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser, {
    input: { recipient: "ada.lindqvist@northpier.example" },
    fill: (server) => server.run(["suppressions", "add", "ada.lindqvist@northpier.example"]),
  });
  await page.getByTestId("word").getByText("Blocked").waitFor();
  await page.getByTestId("points").getByText("must not be contacted").waitFor();
  await page.keyboard.press("1");
  await notice(page, "cannot be sent").waitFor();
  assert.equal((await server.draft(id)).status, "PENDING_APPROVAL");
});

test("a lost answer: asked again with the same key, carried out once", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  const approvals = watch(page, "POST", /approve$/);
  await lose_next_answer(page, "POST", /approve$/);
  await approve(page);
  assert.equal(approvals.length, 2);
  assert.equal(new Set(approvals.map((request) => request.headers()["idempotency-key"])).size, 1);
  const story = await server.trail(id);
  assert.equal(JSON.stringify(story).match(/"action":"approve"/g)?.length, 1);
});

test("no answer at all: says it is not known, and trying again uses the same key", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  const approvals = watch(page, "POST", /approve$/);
  await page.route(/approve$/, (route) => route.abort());
  await page.keyboard.press("1");
  await notice(page, "No answer").getByText("not known").waitFor();
  await page.unroute(/approve$/);
  await notice(page, "No answer").getByRole("button", { name: "Show" }).click();
  await page.getByTestId("draft").waitFor();
  await approve(page);
  assert.equal(new Set(approvals.map((request) => request.headers()["idempotency-key"])).size, 1);
  assert.equal((await server.draft(id)).status, "APPROVED");
});

test("every POST has its own key", async (t) => {
  const { page, base } = await open_with_draft(t, browser, {
    fill: async (server) => {
      await server.create_draft("draft-2");
      await server.create_draft("draft-3");
    },
  });
  const approvals = watch(page, "POST", /approve$/);
  for (const id of ["draft-1", "draft-2", "draft-3"]) {
    await open_draft(page, base, id);
    await page.keyboard.press("1");
    await row(page, id).getByText("Approved").waitFor();
  }
  assert.equal(new Set(approvals.map((request) => request.headers()["idempotency-key"])).size, 3);
});

test("a slow provider: sending is shown as sending", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await approve(page);
  const draft = await server.draft(id);
  await answer_next(page, "POST", /send$/, 202, { ...draft, status: "SENDING" });
  await page.keyboard.press("S");
  await notice(page, "still taking it").waitFor();
});

test("an edit that the program refuses keeps the text and points to the field", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Body" }).fill("Too short.");
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("edit-form").getByText(/50/).first().waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Body" }).inputValue(), "Too short.");
  assert.equal((await server.draft(id)).version, 1);
});

test("an edit that meets another edit: who changed what is shown, and the choice is knowing", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.getByTestId("live").getByText("Live").waitFor();
  await page.keyboard.press("e");
  const field = page.getByRole("textbox", { name: "Body" });
  const mine = `${await field.inputValue()}\n\nMine.`;
  await field.fill(mine);
  await server.act(id, "edit", "Grace", { subject: "Pricing", body: `${kAnswer}\n\nGrace's.`, version: 1 });
  const conflict = page.getByTestId("conflict");
  await conflict.getByText("saved version 2").waitFor();
  await conflict.getByText("local operator").first().waitFor();
  await conflict.getByRole("button", { name: "See changes" }).click();
  await conflict.locator("del", { hasText: "Grace" }).first().waitFor();
  await conflict.locator("ins", { hasText: "Mine" }).first().waitFor();
  await page.keyboard.press("Control+Enter");
  await banner(page, "Not saved").waitFor();
  assert.equal(await field.inputValue(), mine);
  await conflict.getByRole("button", { name: "Save mine over theirs" }).click();
  await page.getByTestId("edit-form").waitFor({ state: "detached" });
  const draft = await server.draft(id);
  assert.deepEqual([draft.version, draft.body], [3, mine]);
});

test("text never changes after its first paint, however late its own answer comes", async (t) => {
  const { page, server, base } = await open_app(t, browser, {
    fill: async (server) => {
      for (const id of ["a", "b"]) await server.create_draft(id);
    },
  });
  await page.locator('[data-test=draft][data-id="a"]').waitFor();
  await without_events(page);
  await page.route(/drafts\/b$/, async (route) => {
    await new Promise((go_on) => setTimeout(go_on, 1500));
    await route.continue();
  });
  await server.act("b", "edit", "Grace", { body: `${kAnswer}\n\nP.S. Grace was here.`, version: 1 });
  await page.evaluate(() => performance.now);
  await page.goto(`${base}/#/pending/b`);
  await page.locator('[data-test=draft][data-id="b"]').waitFor();
  const first = await page.getByTestId("body").innerText();
  await page.keyboard.press("2");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(2500);
  assert.equal(await page.getByTestId("body").innerText(), first);
});

test("two people: whoever overrules is told before, and the colleague after", async (t) => {
  const { page, server, base, id } = await open_with_draft(t, browser, {
    fill: (server) => server.create_draft("zz-other"),
  });
  await page.getByTestId("live").getByText("Live").waitFor();
  await page.keyboard.press("1");
  await notice(page, "Approved").waitFor();
  await server.act(id, "reject", "Grace Adeyemi", { reason: "Not now" });
  await notice(page, "Grace Adeyemi rejected").waitFor();
  // The other way round: Grace approves while this page still shows it as pending.
  await page.goto(`${base}/#/pending/zz-other`);
  await page.locator('[data-test=draft][data-id="zz-other"]').waitFor();
  await page.route(/\/api\/(operator\/changes|events)/, (route) => route.abort());
  await server.act("zz-other", "approve", "Grace Adeyemi");
  await page.keyboard.press("3");
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await notice(page, "Not rejected").getByText("approved by Grace Adeyemi").waitFor();
  assert.equal((await server.draft("zz-other")).status, "APPROVED");
  await notice(page, "Not rejected").getByRole("button", { name: "Show" }).click();
  await banner(page, "Approved by Grace Adeyemi").last().waitFor();
  await page.keyboard.press("3");
  await page.getByTestId("overrules").getByText("Grace Adeyemi approved this").waitFor();
});

test("a draft whose approval is under way is not opened again by a change that comes meanwhile", async (t) => {
  const { page, server } = await open_with_draft(t, browser);
  let go_on = () => {};
  const held = new Promise((resolve) => (go_on = resolve));
  await page.route(/approve$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("1");
  await page.getByTestId("draft").waitFor({ state: "detached" });
  await server.create_draft("draft-2");
  await row(page, "draft-2").waitFor();
  await page.waitForTimeout(100);
  assert.equal(await page.getByTestId("draft").count(), 0);
  go_on();
  await notice(page, "Approved").waitFor();
  assert.equal((await server.draft("draft-1")).status, "APPROVED");
});

test("no key is lost while the next drafts are still loading", async (t) => {
  const ids = ["a", "b", "c", "d"];
  const { page, server } = await open_app(t, browser, {
    fill: async (server) => {
      for (const id of ids) await server.create_draft(id);
    },
  });
  await page.route(/\/api\/desk\/[a-d]$/, async (route) => {
    await new Promise((go_on) => setTimeout(go_on, 600));
    await route.continue();
  });
  await page.reload();
  await page.locator('[data-test=draft][data-id="a"]').waitFor();
  for (let i = 0; i < ids.length; i++) await page.keyboard.press("1");
  await page.getByText("4 approved").waitFor();
  for (const id of ids) assert.equal((await server.draft(id)).status, "APPROVED");
});

for (const wait_ms of [0, 150, 600]) {
  test(`no key is lost while the server takes ${wait_ms} ms`, async (t) => {
    const { page, server } = await open_app(t, browser, {
      fill: async (server) => {
        for (const id of ["a", "b", "c"]) await server.create_draft(id);
      },
    });
    await page.locator('[data-test=draft][data-id="a"]').waitFor();
    await page.route(/\/api\/operator\/drafts\/.*\/(approve|withdraw|send)$/, async (route) => {
      await new Promise((go_on) => setTimeout(go_on, wait_ms));
      await route.continue();
    });
    await page.keyboard.press("Shift+1"); // a: approved, then sent
    await page.locator('[data-test=draft][data-id="b"]').waitFor();
    await page.keyboard.press("1"); // b: approved, and taken back before the server has answered
    await page.keyboard.press("z");
    await page.locator('[data-test=draft][data-id="b"]').waitFor();
    // By the trail: the next message takes the place of this one's.
    while (!(await server.trail("b")).items.some(({ action }) => action === "withdraw"))
      await page.waitForTimeout(50);
    await page.keyboard.press("j");
    await page.locator('[data-test=draft][data-id="c"]').waitFor();
    await page.keyboard.press("1"); // c: approved; back to it, and edited as soon as that can be
    await page.locator('[data-test=row][data-id="c"]').click();
    await page.keyboard.press("e");
    await page.getByTestId("edit-form").getByText("Saving takes the approval back").waitFor();
    assert.equal((await server.draft("a")).status, "SENT");
    assert.equal((await server.draft("b")).status, "PENDING_APPROVAL");
    assert.equal((await server.draft("c")).status, "APPROVED");
  });
}

test("an open menu owns the keyboard, and Escape closes it", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.getByRole("button", { name: "More" }).click();
  const menu = page.locator("[popover]:popover-open");
  await menu.waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("3");
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal((await server.draft(id)).status, "PENDING_APPROVAL");
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
});

test("Space scrolls the draft", async (t) => {
  const { page } = await open_with_draft(t, browser, {
    context: { viewport: { width: 1440, height: 500 } },
    input: { body: `Hello,\n\n${"thank you for your question about the offer.\n\n".repeat(30)}Robin` },
  });
  const top = () =>
    page
      .locator(".sheets")
      .evaluate((pane) => pane.scrollTop + [...pane.children].reduce((sum, each) => sum + each.scrollTop, 0));
  assert.equal(await top(), 0);
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector(".sheets").scrollTop > 100);
  await page.keyboard.press("Shift+Space");
  await page.waitForFunction(() => document.querySelector(".sheets").scrollTop < 10);
});

test("formatting belongs to one mail: the next one is text", async (t) => {
  const { page, server, base } = await open_app(t, browser, {
    fill: (server) =>
      server.import_mails(
        mail({ subject: "Price for 40 seats", text: kPlain, html: kFormatted }),
        mail({
          from: "Bo Berg <bo.berg@hillfoot.example>",
          subject: "Price for 12 seats",
          text: kPlain,
          html: kFormatted,
        }),
      ),
    policy_refuses: true,
  });
  const drafts = await server.pending(2);
  await open_draft(page, base, drafts[0].id);
  await page.getByTestId("formatting").first().click();
  await page.frameLocator("[data-test=mail-frame]").getByText("single sign-on").waitFor();
  await page.keyboard.press("j");
  await page.locator(`[data-test=draft][data-id="${drafts[1].id}"]`).waitFor();
  await page.getByTestId("incoming-text").first().waitFor();
  assert.equal(await page.getByTestId("mail-frame").count(), 0);
});

test("no connection is told within 2 s", async (t) => {
  const { page, server } = await open_with_draft(t, browser);
  await page.getByTestId("live").getByText("Live").waitFor();
  await server.stop("SIGKILL");
  await page.getByTestId("live").getByText("No connection").waitFor({ timeout: 2000 });
  await server.start();
  await page.getByTestId("live").getByText("Live").waitFor({ timeout: 20_000 });
  await page.context().setOffline(true);
  await page.getByTestId("live").getByText("No connection").waitFor({ timeout: 2000 });
  await page.context().setOffline(false);
});

test("300 quick moves ask for little, and nothing twice", async (t) => {
  const { page } = await open_app(t, browser, {
    fill: async (server) => {
      for (let from = 0; from < 60; from += 20)
        await Promise.all(Array.from({ length: 20 }, (_, i) => server.create_draft(`m-${from + i}`)));
    },
  });
  await page.getByTestId("draft").waitFor();
  await page.waitForTimeout(1000);
  const asked = watch(page, "GET", /./);
  for (let i = 0; i < 300; i++) await page.keyboard.press(i % 100 < 50 ? "j" : "k");
  await page.waitForTimeout(1500);
  // Chromium names the icon at each change of the address, and takes it from its cache: a browser may keep it for a day.
  const sent = asked.map((request) => new URL(request.url()).pathname).filter((path) => path !== "/icon.svg");
  assert.ok(sent.length <= 60, `${sent.length} requests, of ${[...new Set(sent)].join(", ")}`);
});

test("answers are compressed: text by gzip, the app's own files by the best that the browser takes", async (t) => {
  const { base, server } = await open_app(t, browser);
  await server.create_draft("long", {
    body: `Hello,\n\n${"thank you for your question. ".repeat(60)}\n\nRobin`,
  });
  const encoding = async (path, accept) =>
    (await fetch(base + path, { headers: { "Accept-Encoding": accept } })).headers.get("content-encoding");
  const html = await (await fetch(base, { headers: { Accept: "text/html" } })).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)[1];
  assert.equal(await encoding("/api/operator/drafts/pending", "gzip"), "gzip");
  assert.equal(await encoding("/api/operator/drafts/pending", "identity"), null);
  assert.equal(await encoding(script, "gzip, br"), "br");
  assert.equal(await encoding(script, "gzip"), "gzip");
  assert.equal(await encoding(script, "gzip;q=0"), null);
});

test("messages never cover what is being decided", async (t) => {
  for (const width of [360, 800, 1440]) {
    const { page } = await open_with_draft(t, browser, { context: { viewport: { width, height: 740 } } });
    await page.keyboard.press("u"); // says why not
    await page.getByTestId("notice").waitFor();
    await page.getByTestId("actions").getByRole("button", { name: "Edit" }).click();
    const box = async (locator) => locator.boundingBox();
    const notice_box = await box(page.getByTestId("notice").first());
    const save_box = await box(page.getByRole("button", { name: "Save", exact: true }));
    const apart =
      notice_box.x + notice_box.width <= save_box.x ||
      save_box.x + save_box.width <= notice_box.x ||
      notice_box.y + notice_box.height <= save_box.y ||
      save_box.y + save_box.height <= notice_box.y;
    assert.ok(apart, `${width} px: a message covers Save`);
  }
});

for (const width of [760, 820, 900, 980, 1024, 1440, 2560]) {
  test(`${width} px: every button of the decision is in sight`, async (t) => {
    const { page } = await open_with_draft(t, browser, { context: { viewport: { width, height: 740 } } });
    const actions = page.getByTestId("actions");
    for (const name of [/^Approve/, "Edit", "Reject", "Next"]) {
      const box = await actions.getByRole("button", { name }).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, `${name} at ${width} px`);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}

test("the palette: everything that can be done, by its words", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette").fill("reject");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Reject this draft" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette").fill("inbox");
  await page.keyboard.press("Enter");
  await page.getByTestId("inbox").waitFor();
  assert.match(page.url(), /#\/inbox$/);
  assert.equal((await server.draft(id)).status, "PENDING_APPROVAL");
});

test("unsaved text is not lost by moving on", async (t) => {
  const { page } = await open_with_draft(t, browser, { fill: (server) => server.create_draft("other") });
  await page.keyboard.press("e");
  const field = page.getByRole("textbox", { name: "Body" });
  await field.fill("Something that took an hour to write");
  await row(page, "other").click();
  await notice(page, "Save or discard").waitFor();
  assert.equal(await field.inputValue(), "Something that took an hour to write");
  await page.evaluate(() => (location.hash = "#/accounts"));
  await notice(page, "Save or discard").first().waitFor();
  assert.match(page.url(), /#\/pending\/draft-1$/);
  await field.press("Escape");
  await page.getByText("Esc again throws them away").waitFor();
  await field.press("Escape");
  await page.getByTestId("edit-form").waitFor({ state: "detached" });
});

test("the program is killed and started again: said, kept, healed by itself", async (t) => {
  const { page, server } = await open_with_draft(t, browser);
  await server.stop("SIGKILL");
  await page.getByTestId("trouble").getByText("The server does not answer").waitFor({ timeout: 20_000 });
  await page.getByTestId("live").getByText("No connection").waitFor();
  await page.getByTestId("draft").waitFor();
  assert.equal(await page.getByTestId("row").count(), 1);
  await server.start();
  await page.getByTestId("trouble").waitFor({ state: "detached", timeout: 20_000 });
  await approve(page);
});

test("the program is down at the start of the page: says so and goes on by itself", async (t) => {
  const { page } = await open_with_draft(t, browser);
  await page.route(/\/api\//, (route) => route.abort());
  await page.reload();
  await page.getByTestId("away").getByText("Is sales-agent running?").waitFor();
  await page.unroute(/\/api\//);
  await page.getByTestId("draft").waitFor({ timeout: 20_000 });
});

test("without an event stream the page asks every 10 s", async (t) => {
  const { page, server, base, id } = await open_with_draft(t, browser);
  await without_events(page);
  await page.reload();
  await open_draft(page, base, id);
  await page.getByTestId("live").getByText("Every 10 s").waitFor({ timeout: 20_000 });
  await server.act(id, "reject", "Grace", { reason: "Elsewhere" });
  await banner(page, "Rejected by Grace").waitFor({ timeout: 20_000 });
});

const kSignIn = { API_ENV: "staging", SECRET_KEY: "0123456789abcdef0123456789abcdef" };
const kEmail = "robin@valemarsh.example";

async function sign_in(page, password = kPassword) {
  await page.getByLabel("Email").fill(kEmail);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

test("sign in, be refused, sign in, sign out", async (t) => {
  const { page } = await open_app(t, browser, { env: kSignIn, fill: (server) => server.add_user(kEmail) });
  await page.getByTestId("sign-in").waitFor();
  await sign_in(page, "wrong and long enough");
  await page.getByText("Wrong email address or password.").waitFor();
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  await sign_in(page);
  await page.getByTestId("sign-in").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "You: Robin Vale" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByTestId("sign-in").waitFor();
});

test("the session ends in the middle of an edit: the text survives the sign-in", async (t) => {
  const { page, base } = await open_app(t, browser, {
    env: kSignIn,
    fill: (server) => server.add_user(kEmail),
  });
  await sign_in(page);
  await page.getByTestId("sign-in").waitFor({ state: "detached" });
  await page.evaluate(async (body) => {
    await fetch("/api/operator/drafts?draft_id=mine", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Requested-With": "sales-agent" },
      body: JSON.stringify({ recipient: "ada@e2e.example", subject: "Your question", body }),
    });
  }, kAnswer);
  await open_draft(page, base, "mine");
  await page.keyboard.press("e");
  const field = page.getByRole("textbox", { name: "Body" });
  const mine = `${await field.inputValue()}\n\nMine.`;
  await field.fill(mine);
  await page.context().clearCookies();
  await page.keyboard.press("Control+Enter");
  await page.getByText("Your session ended").waitFor();
  await sign_in(page);
  await page.getByTestId("sign-in").waitFor({ state: "detached" });
  assert.equal(await field.inputValue(), mine);
  await field.press("Control+Enter");
  await page.getByTestId("edit-form").waitFor({ state: "detached" });
  assert.match(await page.getByTestId("body").innerText(), /Mine\./);
});

test("a thousand drafts: few are drawn, the end is reached, a filter finds the last", async (t) => {
  const count = 1000;
  const { page } = await open_app(t, browser, {
    fill: async (server) => {
      for (let from = 0; from < count; from += 20)
        await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            server.create_draft(`many-${String(from + i).padStart(4, "0")}`),
          ),
        );
    },
  });
  await page.getByTestId("row").first().waitFor();
  assert.ok((await page.getByTestId("row").count()) < 60);
  await page.getByPlaceholder(/Filter/).fill("many-0999");
  await row(page, "many-0999").waitFor({ timeout: 30_000 });
});

/** What became of a draft that is being sent. */
async function settled(server, id) {
  for (;;) {
    const { status } = await server.draft(id);
    if (status !== "SENDING") return status;
  }
}

test("a whole queue by keyboard: every draft decided once, then the queue is clear", async (t) => {
  const ids = ["a 1", "b/2?#", "c-3", "d-ü"];
  const { page, server } = await open_app(t, browser, {
    fill: async (server) => {
      for (const id of ids) await server.create_draft(id);
    },
  });
  await page.getByTestId("draft").waitFor();
  const sends = watch(page, "POST", /send$/);
  // As fast as the keys go: nothing is waited for.
  for (let i = 0; i < ids.length; i++) await page.keyboard.press("Shift+1");
  await page.getByText("The queue is clear").waitFor();
  await page.getByText("4 approved, 4 sent").waitFor();
  for (const id of ids) assert.equal(await settled(server, id), "SENT");
  assert.equal(sends.length, ids.length);
});

const kFormatted = `<html><head><style>p { color: red }</style></head><body>
<p>Hi Robin,</p><p>we are <b style="background: #ffff99">40 people</b> and need <b>single sign-on</b>. What does it cost?</p>
<p>Our terms: <a href="https://terms.evil.example/sign?u=1">https://terms.example</a></p>
<img src="https://cdn.example/logo.png" alt="Logo"><img src="https://t.example/open.gif" width="1" height="1">
<script>parent.document.title = "run"</script><img src="x" onerror="parent.document.title = 'run'">
<iframe src="https://frame.example"></iframe><link rel="stylesheet" href="https://style.example/x.css">
<p>Can we talk on Tuesday?</p><p>Ada</p></body></html>`;
const kPlain =
  "Hi Robin,\n\nwe are 40 people and need single sign-on. What does it cost?\n\n<script>alert('x')</script>\n\nCan we talk on Tuesday?\n\nAda";

/** Opens the draft that the agents made for a mail. */
async function open_answer(t, options = {}) {
  const app = await open_app(t, browser, {
    ...options,
    fill: (server) =>
      server.import_mails(mail({ subject: "Price for 40 seats", text: kPlain, html: kFormatted })),
  });
  const [draft] = await app.server.pending(1);
  await open_draft(app.page, app.base, draft.id);
  return { ...app, id: draft.id };
}

test("hostile mail has no power: nothing runs, nothing is linked", async (t) => {
  const { page } = await open_answer(t);
  await page.getByTestId("incoming-text").first().waitFor();
  assert.match(await page.getByTestId("incoming-text").first().innerText(), /40 people/);
  assert.equal(await page.locator("main a[href*=evil], main img, main script, main iframe").count(), 0);
  assert.notEqual(await page.title(), "run");
});

test("a formatted mail is shown without running, loading or leaving for anything", async (t) => {
  const { page, base } = await open_answer(t, { policy_refuses: true });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.getByTestId("formatting").first().click();
  const shown = page.frameLocator("[data-test=mail-frame]");
  await shown.getByText("single sign-on").waitFor();
  await shown.getByText("[terms.evil.example]").click();
  assert.equal(await shown.locator("img, a, script, iframe, link, style").count(), 0);
  assert.notEqual(await page.title(), "run");
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(base) && !url.startsWith("about:")),
    [],
  );
  await page.getByTestId("formatting").first().click();
  assert.equal(await page.locator("main iframe").count(), 0);
});

test("a finding and its place in the text point at each other", async (t) => {
  const { page } = await open_with_draft(t, browser, {
    input: {
      body: "Hello Ada,\n\nAct now and save: this offer is Guaranteed to double your sales within days!!!\n\nRobin",
    },
  });
  await page.locator("mark", { hasText: "Guaranteed" }).first().click();
  await page.locator(".active[data-finding-line]").first().waitFor();
});

test("without a sign-in a person can say who decides; that name is given", async (t) => {
  const { page, server, id } = await open_with_draft(t, browser);
  await page.getByRole("button", { name: /^You: / }).click();
  await page.getByLabel("Your name").fill("Ana Costa");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "You: Ana Costa" }).waitFor();
  await approve(page);
  assert.equal((await server.draft(id)).approved_by, "Ana Costa");
  // The same name for every other step, also for those whose request names nobody.
  await page.keyboard.press("z");
  await notice(page, "Approval withdrawn").waitFor();
  await page.keyboard.press("e");
  const body = page.getByRole("textbox", { name: "Body" });
  await body.fill(`${await body.inputValue()}\n\nMore.`);
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("edit-form").waitFor({ state: "detached" });
  const { items } = await server.trail(id);
  const by_page = items
    .filter(({ action }) => action !== "create")
    .map(({ action, actor }) => [action, actor]);
  assert.deepEqual(by_page, [
    ["approve", "Ana Costa"],
    ["withdraw", "Ana Costa"],
    ["edit", "Ana Costa"],
  ]);
});

test("an address of a draft that is gone says so", async (t) => {
  const { page, base } = await open_with_draft(t, browser);
  await page.goto(`${base}/#/pending/nothing-here`);
  await banner(page, "There is no draft nothing-here").waitFor();
});
