import { describe, expect, test } from "vitest";
import { ApiError, Unreachable, type AccountList, type ProviderState, type Status } from "../../api/client";
import {
  account_view,
  account_views,
  calls_words,
  delivery_state,
  provider_rows,
  rights_words,
  trouble_words,
} from "./words";

const kNow = Date.parse("2026-03-04T09:00:00Z");
const kScopes =
  "https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.compose";

const kProviders = [
  {
    provider: "google",
    title: "Gmail",
    can_connect: true,
    set_up: "set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md)",
  },
  { provider: "hubspot", title: "HubSpot", can_connect: true, set_up: "set HUBSPOT_CLIENT_ID" },
];
const accounts = (problem: string | null, can_connect = true, provider = "google"): AccountList => ({
  items: problem === null ? [] : [{ provider, account: "ana@example.com", scopes: kScopes, problem }],
  providers: kProviders.map((each) => ({ ...each, can_connect })),
  states: [],
});
const running = (mail_provider: string, called: string[] = []) =>
  ({
    mail_provider,
    breakers: called.map((provider) => ({ provider, open: false })),
  }) as unknown as Status;
const gmail_view = (list: AccountList, mail_provider: string | null) =>
  account_view(list, "google", mail_provider === null ? null : running(mail_provider));

describe("the Gmail account", () => {
  test.each([
    ["works and is used", accounts(""), "gmail", "good", "Connected", null, true],
    ["works and is not used", accounts(""), "outbox", "good", "Connected", null, true],
    [
      "is broken",
      accounts("Google no longer accepts it."),
      "gmail",
      "red",
      "Does not work",
      "Connect again",
      true,
    ],
    ["is needed and missing", accounts(null), "gmail", "red", "Not connected", "Connect Gmail", false],
    ["is not needed", accounts(null), "outbox", "plain", "Not connected", "Connect Gmail", false],
    ["cannot be connected yet", accounts(null, false), "outbox", "plain", "Not set up", null, false],
    ["lost its client", accounts("", false), "outbox", "red", "Does not work", null, false],
  ])("%s", (_, list, mail_provider, tone, state, connect, may_disconnect) => {
    expect(gmail_view(list, mail_provider)).toMatchObject({ tone, state, connect, may_disconnect });
  });

  test.each([
    [
      "what is wrong comes in the server's words",
      accounts("Revoked."),
      "gmail",
      /^Revoked\. Until then no mail/,
    ],
    ["nothing waits for an account that is not used", accounts("Revoked."), "smtp", /^Revoked\.$/],
    ["a missing account stops everything", accounts(null), "gmail", /approved drafts wait/],
    ["without a client nothing can be disconnected", accounts("", false), "gmail", /GOOGLE_CLIENT_ID/],
  ])("alarm: %s", (_, list, mail_provider, words) => {
    expect(gmail_view(list, mail_provider).alarm.join(" ")).toMatch(words);
  });

  test.each([
    [accounts(""), "outbox", /Mail goes by outbox.*MAIL_PROVIDER=gmail/],
    [accounts(null), "outbox", /MAIL_PROVIDER=gmail/],
    [accounts(null, false), "outbox", /GOOGLE_CLIENT_ID.*docs\/connect-gmail\.md/],
  ])("what to do next: %#", (list, mail_provider, words) => {
    const { alarm, notes } = gmail_view(list, mail_provider);
    expect(alarm).toEqual([]);
    expect(notes.join(" ")).toMatch(words);
  });

  test("before the server said how mail goes, nothing is claimed of it", () => {
    expect(gmail_view(accounts(""), null).notes).toEqual([]);
  });

  test("an account of another provider is not taken for Gmail's", () => {
    expect(gmail_view(accounts("", true, "hubspot"), "gmail").account).toBeNull();
  });

  test.each([
    ["gmail", /approved drafts wait/],
    ["outbox", /^The sign-in is forgotten here, and Google is told to end it\. Mail that was read/],
  ])("what letting go means while mail goes by %s", (mail_provider, words) => {
    expect(gmail_view(accounts(""), mail_provider).leaving.join(" ")).toMatch(words);
  });
});

describe("whether mail leaves: only what worked delivers", () => {
  const leaves = (mail_provider: string) => ({ ...running(mail_provider), mail_leaves: true }) as Status;
  const tried = (list: AccountList, provider: string, last_ok_at: string | null, breaker = "closed") => ({
    ...list,
    states: [{ ...counted({ provider, last_ok_at }), breaker } as ProviderState],
  });
  const kAt = "2026-03-04T08:00:00Z";

  test.each([
    [
      "the outbox",
      { ...running("outbox"), mail_leaves: false } as Status,
      accounts(null),
      "Delivers nothing",
    ],
    ["Gmail without an account", leaves("gmail"), accounts(null), "Not connected"],
    ["Gmail with a broken account", leaves("gmail"), accounts("Revoked."), "Does not work"],
    ["Gmail that was never called", leaves("gmail"), accounts(""), "Not tried yet"],
    ["Gmail that answered", leaves("gmail"), tried(accounts(""), "gmail", kAt), "Delivers"],
    ["SMTP that was never called", leaves("smtp"), accounts(null), "Not tried yet"],
    ["SMTP that never answered", leaves("smtp"), tried(accounts(null), "smtp", null), "Not tried yet"],
    ["SMTP that fails", leaves("smtp"), tried(accounts(null), "smtp", kAt, "open"), "Does not work now"],
    ["before the accounts are known", leaves("gmail"), null, "Not tried yet"],
  ])("%s", (_, status, list, words) => {
    expect(delivery_state(status, list).words).toBe(words);
  });
});

describe("the HubSpot account", () => {
  const view = (list: AccountList, called: string[] = []) =>
    account_view(list, "hubspot", running("outbox", called));

  test.each([
    ["works", accounts("", true, "hubspot"), [], "good", "Connected", null, true],
    ["is broken", accounts("Ended.", true, "hubspot"), [], "red", "Does not work", "Connect again", true],
    ["is missing", accounts(null), ["hubspot"], "red", "Not connected", "Connect HubSpot", false],
    ["is not set up", accounts(null, false), [], "plain", "Not set up", null, false],
    ["is called with a key", accounts(null, false), ["hubspot"], "plain", "Not needed", null, false],
  ])("%s", (_, list, called, tone, state, connect, may_disconnect) => {
    expect(view(list, called)).toMatchObject({ tone, state, connect, may_disconnect });
  });

  test("says what waits, what a key does, and what stays", () => {
    expect(view(accounts(null), ["hubspot"]).alarm.join(" ")).toMatch(
      /No HubSpot account.*tasks and notes wait/,
    );
    expect(view(accounts(null, false), ["hubspot"]).notes.join(" ")).toMatch(/HUBSPOT_API_KEY/);
    expect(view(accounts(null, false)).notes).toEqual(["Set HUBSPOT_CLIENT_ID, and start the server again."]);
    expect(view(accounts("", true, "hubspot")).leaving.join(" ")).toMatch(
      /HubSpot is told.*uninstalled there/,
    );
  });
});

test("each provider that the server knows has a card", () => {
  expect(account_views(accounts(null), null).map(({ title }) => title)).toEqual(["Gmail", "HubSpot"]);
});

test.each([
  [kScopes, "Read mail, write drafts and send them"],
  [`${kScopes} openid`, "Read mail, write drafts and send them, openid"],
  ["oauth crm.objects.deals.read", "Sign in, read deals"],
  ["  ", ""],
])("rights in words: %s", (scopes, words) => {
  expect(rights_words(scopes)).toBe(words);
});

const counted = (more: Partial<ProviderState>): ProviderState => ({
  provider: "gmail",
  breaker: "closed",
  open_until: null,
  calls: 0,
  retries: 0,
  failures: 0,
  limited: 0,
  refused: 0,
  last_ok_at: null,
  last_error: "",
  ...more,
});
const first = (provider: Partial<ProviderState>) => provider_rows([counted(provider)], kNow)[0];

describe("a provider", () => {
  test.each([
    [{}, "plain", "Not called yet"],
    [{ calls: 4, last_ok_at: "2026-03-04T08:00:00Z" }, "good", "Works"],
    [{ calls: 4, failures: 4 }, "amber", "No call succeeded yet"],
    [{ calls: 4, breaker: "half_open" as const }, "amber", "Failed; trying it now"],
    [{ breaker: "open" as const, open_until: "2026-03-04T09:05:30Z" }, "red", "Failed; next try in 5 min"],
    [{ breaker: "open" as const, open_until: "2026-03-04T09:00:10Z" }, "red", "Failed; next try in a moment"],
    [{ breaker: "open" as const }, "red", "Not called: it failed"],
  ])("state: %o", (provider, tone, state) => {
    expect(first(provider)).toMatchObject({ title: "Gmail", tone, state });
  });

  test("no error yet is none, whether the server says null or nothing", () => {
    expect(first({ last_error: "" })?.last_error).toBeNull();
    expect(first({ last_error: "Gmail said 500." })?.last_error).toBe("Gmail said 500.");
  });

  test("one that is not known here has its own name", () => {
    expect(first({ provider: "pigeon" })?.title).toBe("pigeon");
  });
});

test.each([
  [{}, ""],
  [{ calls: 1 }, "1 call"],
  [{ calls: 1204, retries: 3, failures: 1 }, "1,204 calls, 3 of them tries again, 1 without an answer"],
  [{ calls: 9, limited: 2, refused: 1 }, "9 calls, 2 too fast for it, 1 refused"],
])("how its calls went: %o", (more, words) => {
  expect(calls_words(counted(more))).toBe(words);
});

test("why a change was not made", () => {
  const refused = new ApiError(
    409,
    { title: "Conflict", status: 409, detail: "Set GOOGLE_CLIENT_ID." },
    null,
  );
  expect(trouble_words(refused)).toBe("Set GOOGLE_CLIENT_ID.");
  expect(trouble_words(new Unreachable())).toMatch(/not known whether/);
  expect(() => trouble_words(new TypeError("bug"))).toThrow("bug");
});
