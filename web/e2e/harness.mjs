// What every browser test needs: a page server (the mock, or the real one named by BASE_URL), a browser, small verbs.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, selectors } from "playwright-core";
import { MockServer } from "./mock_server.mjs";

/** Set, the neutral tests run against that server and the ones that need the mock are skipped, by name. */
export const kRealServer = process.env.BASE_URL ?? null;
export const mock_only = kRealServer ? { skip: "needs the mock server" } : {};

selectors.setTestIdAttribute("data-test");

const kDist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist", "index.html");

export async function start_browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
}

/**
 * Opens the app for one test, which closes it. `mock` is null with a real server. `policy_refuses`: the page is given what
 * its policy refuses, and says so; otherwise a refusal is a fault of ours.
 */
export async function open_app(
  t,
  browser,
  { at = "/", context = {}, policy_refuses = false, ...mock_options } = {},
) {
  if (!kRealServer && !existsSync(kDist)) throw new Error("web/dist is missing: run `npm run build` first");
  const mock = kRealServer ? null : new MockServer(mock_options);
  const base = kRealServer ?? (await mock.listen());
  const browser_context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
  const page = await browser_context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (!policy_refuses && /Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  t.after(async () => {
    await browser_context.close();
    await mock?.close();
    assert.deepEqual(faults, []);
  });
  await page.goto(base + at);
  await page.getByTestId("workplace").or(page.getByTestId("sign-in")).first().waitFor();
  return { page, mock, base };
}

/** Creates a draft over the API, as any client would. Returns its id. */
export async function create_draft(base, id, input = {}) {
  const body = {
    recipient: `${encodeURIComponent(id).replaceAll("%", "-")}@e2e.example`,
    subject: `A draft of the browser tests: ${id}`,
    body: "Hello,\n\nthank you for your question about the offer. I will send the details tomorrow.\n\nBest regards,\nRobin",
    metadata: {},
    ...input,
  };
  const answer = await fetch(`${base}/api/operator/drafts?draft_id=${encodeURIComponent(id)}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
      "X-Requested-With": "sales-agent",
    },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`create ${id}: ${answer.status} ${await answer.text()}`);
  return id;
}

export const unique_id = (name) => `e2e-${name}-${crypto.randomUUID().slice(0, 8)}`;

export async function get_draft(base, id) {
  const answer = await fetch(`${base}/api/operator/drafts/${encodeURIComponent(id)}`);
  return answer.json();
}

/** Opens one draft by its address. */
export async function open_draft(page, base, id, view = "pending") {
  await page.goto(`${base}/#/${view}/${encodeURIComponent(id)}`);
  await page.getByTestId("draft").waitFor();
}
