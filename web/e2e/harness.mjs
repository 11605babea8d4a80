// What every browser test needs: the real program with a folder of its own, a browser, small verbs. What a real server shows only
// by accident (a lost answer, a refusal of a provider) is put between page and server by page.route, one answer at a time.
import assert from "node:assert/strict";
import { chromium, selectors } from "playwright-core";
import { Server } from "./server.mjs";

selectors.setTestIdAttribute("data-test");

export async function start_browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
}

/**
 * Starts the program and opens the app for one test, which closes both. `fill(server)` runs before the page is opened. `policy_refuses`:
 * the page is given what its policy refuses, and says so; otherwise a refusal is a fault of ours. `send_wait_s`: how long a send waits.
 */
export async function open_app(
  t,
  browser,
  { at = "/", context = {}, env = {}, fill = async () => {}, policy_refuses = false, send_wait_s = 0 } = {},
) {
  const server = new Server(env);
  t.after(() => server.remove());
  const base = await server.start();
  await fill(server);
  const browser_context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
  await browser_context.addInitScript((seconds) => {
    localStorage.setItem("send_wait_s", String(seconds));
  }, send_wait_s);
  const page = await browser_context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (!policy_refuses && /Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  t.after(async () => {
    await browser_context.close();
    assert.deepEqual(faults, []);
  });
  await page.goto(base + at);
  await page.getByTestId("workplace").or(page.getByTestId("sign-in")).first().waitFor();
  return { page, server, base };
}

/** The program with one draft, which is open. */
export async function open_with_draft(t, browser, { id = "draft-1", input = {}, ...options } = {}) {
  const app = await open_app(t, browser, {
    at: `/#/pending/${encodeURIComponent(id)}`,
    ...options,
    fill: async (server) => {
      await server.create_draft(id, input);
      await options.fill?.(server);
    },
  });
  await app.page.getByTestId("draft").waitFor();
  return { ...app, id };
}

/** Opens one draft by its address. */
export async function open_draft(page, base, id, view = "pending") {
  await page.goto(`${base}/#/${view}/${encodeURIComponent(id)}`);
  await page.locator(`[data-test=draft][data-id="${CSS_escape(id)}"]`).waitFor();
}
const CSS_escape = (text) => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');

/** The requests of the page to addresses that fit, as they leave it. */
export function watch(page, method, path) {
  const seen = [];
  page.on("request", (request) => {
    if (request.method() === method && path.test(new URL(request.url()).pathname)) seen.push(request);
  });
  return seen;
}

/** The next request that fits reaches the server; its answer never reaches the page. */
export async function lose_next_answer(page, method, path) {
  await once(page, method, path, async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
}

/** The next request that fits gets this answer, and does not reach the server. */
export async function answer_next(page, method, path, status, body, headers = {}) {
  await once(page, method, path, (route) =>
    route.fulfill({
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
      body: JSON.stringify(
        status < 400 ? body : { type: "about:blank", title: "Refused", status, errors: [], ...body },
      ),
    }),
  );
}

async function once(page, method, path, handle) {
  let is_done = false;
  await page.route(path, async (route) => {
    if (is_done || route.request().method() !== method) return route.fallback();
    is_done = true;
    await handle(route);
  });
}

export const banner = (page, words) => page.getByTestId("banner").filter({ hasText: words });
export const notice = (page, words) => page.getByTestId("notice").filter({ hasText: words });
export const row = (page, id) => page.locator(`[data-test=row][data-id="${id}"]`);

/** Approves what is open, which leads to the next draft. */
export async function approve(page) {
  await page.keyboard.press("1");
  await notice(page, "Approved").waitFor();
}

/** Looks at every point of the draft that is open, as the approval asks for. */
export async function look_at_points(page) {
  const open = page.locator("[data-test=point]:not(.seen)");
  for (let left = await open.count(); left > 0; left = await open.count()) {
    await page.keyboard.press("n");
    await page.waitForFunction(
      (before) => document.querySelectorAll("[data-test=point]:not(.seen)").length < before,
      left,
    );
  }
}

/** Its story, which is folded. */
export async function open_history(page) {
  await page.getByTestId("history").locator("summary").click();
}
