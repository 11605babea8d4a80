// Pictures of the page in the states that matter, to be looked at by a person: node e2e/screens.mjs [folder]
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open_app, start_browser } from "./harness.mjs";
import { kGmail, kProviders } from "./mock_accounts.mjs";

const folder = process.argv[2] ?? join(tmpdir(), "sales-agent-screens");
mkdirSync(folder, { recursive: true });

const kWide = { width: 1440, height: 900 };
const kMiddle = { width: 1000, height: 800 };
const kNarrow = { width: 360, height: 740 };
const draft_shown = (page) => page.getByTestId("draft").waitFor();
const settle = (page) => page.waitForTimeout(350);

const kConnections = {
  at: "/#/connections",
  alone: true,
  ready: (page) => page.getByRole("heading", { name: "Gmail" }).or(page.getByTestId("no-scope")).waitFor(),
};
const kRevoked =
  "Google no longer accepts the sign-in (invalid_grant): it was revoked, the password was changed, or the Google app is " +
  "still in testing, where a sign-in ends after 7 days (publish the app to end that). Connect the account anew: " +
  "`sales-agent auth google`, or Connections in the web app.";

const kShots = [
  { name: "wide-light", ready: draft_shown },
  { name: "wide-dark", theme: "dark", ready: draft_shown },
  { name: "wide-findings-light", ready: draft_shown, run: (page) => page.keyboard.press("j") },
  { name: "wide-block-dark", theme: "dark", at: "/#/pending/draft-005", ready: draft_shown },
  { name: "wide-hold-light", at: "/#/pending/draft-004", ready: draft_shown },
  { name: "wide-security-light", at: "/#/pending/draft-006", ready: draft_shown },
  { name: "wide-thread-light", at: "/#/pending/draft-003", ready: draft_shown },
  {
    name: "formatted-light",
    policy_refuses: true,
    ready: draft_shown,
    run: (page) => page.getByTestId("formatting").first().click(),
  },
  {
    name: "formatted-dark",
    policy_refuses: true,
    theme: "dark",
    ready: draft_shown,
    run: (page) => page.getByTestId("formatting").first().click(),
  },
  {
    name: "formatted-narrow",
    policy_refuses: true,
    size: kNarrow,
    at: "/#/pending/draft-001",
    ready: draft_shown,
    run: (page) => page.getByTestId("formatting").first().click(),
  },
  { name: "middle-light", size: kMiddle, ready: draft_shown },
  { name: "narrow-list-light", size: kNarrow },
  { name: "narrow-list-dark", size: kNarrow, theme: "dark" },
  { name: "narrow-draft-light", size: kNarrow, at: "/#/pending/draft-002", ready: draft_shown },
  { name: "narrow-approved-dark", size: kNarrow, theme: "dark", at: "/#/approved/old-1", ready: draft_shown },
  { name: "empty-light", scenario: "empty" },
  { name: "empty-dark", scenario: "empty", theme: "dark" },
  { name: "empty-narrow", scenario: "empty", size: kNarrow },
  { name: "overfull-light", scenario: "overfull", ready: draft_shown },
  {
    name: "overfull-filter",
    scenario: "overfull",
    ready: draft_shown,
    run: (page) => page.getByPlaceholder(/Filter/).fill("+99"),
  },
  { name: "hostile-rtl-light", scenario: "hostile", ready: draft_shown },
  {
    name: "hostile-emoji-dark",
    scenario: "hostile",
    theme: "dark",
    ready: draft_shown,
    run: (page) => page.keyboard.press("j"),
  },
  { name: "hostile-long-light", scenario: "hostile", at: "/#/pending/long-3", ready: draft_shown },
  {
    name: "hostile-long-narrow",
    scenario: "hostile",
    size: kNarrow,
    at: "/#/pending/long-3",
    ready: draft_shown,
  },
  {
    name: "hostile-rtl-narrow",
    scenario: "hostile",
    size: kNarrow,
    at: "/#/pending/rtl%201",
    ready: draft_shown,
  },
  { name: "hostile-bare-light", scenario: "hostile", at: "/#/pending/odd-4", ready: draft_shown },
  { name: "reject-light", ready: draft_shown, run: (page) => page.keyboard.press("3") },
  {
    name: "reject-dark-narrow",
    size: kNarrow,
    theme: "dark",
    at: "/#/pending/draft-002",
    ready: draft_shown,
    run: (page) => page.keyboard.press("3"),
  },
  { name: "help-dark", theme: "dark", ready: draft_shown, run: (page) => page.keyboard.press("?") },
  { name: "edit-light", ready: draft_shown, run: (page) => page.keyboard.press("e") },
  { name: "approved-toast-dark", theme: "dark", ready: draft_shown, run: (page) => page.keyboard.press("1") },
  { name: "unknown-light", at: "/#/unknown/old-6", ready: draft_shown },
  { name: "sent-light", at: "/#/sent/old-3", ready: draft_shown },
  { name: "sign-in-light", needs_sign_in: true, alone: true },
  { name: "sign-in-dark-narrow", needs_sign_in: true, theme: "dark", size: kNarrow, alone: true },
  {
    name: "refused-light",
    ready: draft_shown,
    run: async (page, mock) => {
      mock.act("draft-001", "approve", "Grace Adeyemi");
      mock.refuse_next(
        "POST",
        /approve$/,
        409,
        "This draft is APPROVED: Grace Adeyemi decided a minute ago.",
      );
      await page.keyboard.press("1");
    },
  },
  {
    name: "changed-dark",
    theme: "dark",
    ready: draft_shown,
    run: async (page, mock) => {
      const body = `${mock.drafts.get("draft-001").body}\n\nP.S. One more line.`;
      mock.act("draft-001", "edit", "Grace Adeyemi", { subject: "Pricing", body, version: 1 });
      await page.getByText("changed while you were reading").waitFor();
    },
  },
  {
    name: "handled-light",
    ready: draft_shown,
    run: async (page) => {
      for (const key of ["1", "s"]) {
        await page.keyboard.press(key);
        await settle(page);
      }
      for (const key of ["3", "2", "Enter", "1"]) {
        await page.keyboard.press(key);
        await settle(page);
      }
    },
  },
  {
    name: "connections-connected-light",
    ...kConnections,
    account: { ...kGmail },
    mail_provider: "gmail",
    providers: kProviders,
  },
  {
    name: "connections-connected-dark",
    ...kConnections,
    theme: "dark",
    account: { ...kGmail },
    mail_provider: "gmail",
    providers: kProviders,
  },
  { name: "connections-outbox-light", ...kConnections },
  { name: "connections-not-set-up-dark", ...kConnections, theme: "dark", can_connect: false },
  {
    name: "connections-broken-narrow",
    ...kConnections,
    size: kNarrow,
    account: { ...kGmail, problem: kRevoked },
    mail_provider: "gmail",
    providers: kProviders,
  },
  {
    name: "connections-broken-dark",
    ...kConnections,
    theme: "dark",
    account: { ...kGmail, problem: kRevoked },
    mail_provider: "gmail",
  },
  {
    name: "connections-disconnect-light",
    ...kConnections,
    account: { ...kGmail },
    mail_provider: "gmail",
    run: (page) => page.getByRole("button", { name: "Disconnect" }).click(),
  },
  { name: "connections-no-scope-light", ...kConnections, scopes: ["read"] },
  {
    name: "connections-down-narrow-dark",
    ...kConnections,
    size: kNarrow,
    theme: "dark",
    account: { ...kGmail },
    run: async (page, mock) => {
      await mock.close();
      await page.getByTestId("trouble").waitFor({ timeout: 20_000 });
    },
  },
  {
    name: "person-menu-light",
    ready: draft_shown,
    run: (page) => page.getByRole("button", { name: /^You: / }).click(),
  },
  {
    name: "down-light",
    ready: draft_shown,
    run: async (page, mock) => {
      await mock.close();
      await page.getByTestId("trouble").waitFor({ timeout: 20_000 });
    },
  },
];

const browser = await start_browser();
const wanted = process.argv[3];
for (const { name, theme = "light", size = kWide, ready, run, alone, ...options } of kShots) {
  if (wanted && !name.includes(wanted)) continue;
  const context = {
    viewport: size,
    colorScheme: theme,
    hasTouch: size === kNarrow,
    isMobile: size === kNarrow,
  };
  const ends = [];
  const scope = { after: (end) => ends.push(end) };
  const { page, mock } = await open_app(scope, browser, { ...options, context });
  if (!alone) await page.locator("[data-test=row], [data-test=empty], [data-test=draft]").first().waitFor();
  await ready?.(page);
  await settle(page);
  await run?.(page, mock);
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`${name}.png`);
  for (const end of ends) await end();
}
await browser.close();
