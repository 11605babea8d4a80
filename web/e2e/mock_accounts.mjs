// The mock server's Gmail and HubSpot accounts: connected by a page that a person's click comes back to, let go again; works once, as at
// the real server.
import { randomUUID } from "node:crypto";

const kScopes =
  "https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.compose";

export const kGmail = {
  provider: "google",
  account: "robin@valemarsh.example",
  scopes: kScopes,
  problem: "",
};

/** Counts as the server tells them, of providers that work, wait and fail. */
export const kProviders = [
  {
    provider: "gmail",
    breaker: "closed",
    open_until: null,
    calls: 1204,
    retries: 3,
    failures: 1,
    limited: 0,
    refused: 0,
    last_ok_at: new Date(Date.now() - 120_000).toISOString(),
    last_error: "",
  },
  {
    provider: "hubspot",
    breaker: "open",
    open_until: new Date(Date.now() + 50_000).toISOString(),
    calls: 12,
    retries: 4,
    failures: 8,
    limited: 0,
    refused: 0,
    last_ok_at: new Date(Date.now() - 3_600_000).toISOString(),
    last_error: "HubSpot has a fault of its own; it will be tried again.",
  },
  {
    provider: "openai",
    breaker: "closed",
    open_until: null,
    calls: 0,
    retries: 0,
    failures: 0,
    limited: 0,
    refused: 0,
    last_ok_at: null,
    last_error: "",
  },
];

const sheet = (title, content) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>` +
  `<body><main><h1>${title}</h1>${content}</main></body></html>`;

export const kHubspot = {
  provider: "hubspot",
  account: "valemarsh.example (62515)",
  scopes: "oauth crm.objects.contacts.read crm.objects.contacts.write forms",
  problem: "",
};

/** `account`: Gmail's; `can_connect`: whether its client is set. `crm_account` and `can_connect_crm`: HubSpot's. */
export class MockAccounts {
  constructor({ account = null, can_connect = true, crm_account = null, can_connect_crm = false } = {}) {
    this.account = account;
    this.can_connect = can_connect;
    this.crm_account = crm_account;
    this.can_connect_crm = can_connect_crm;
    this.states_ = new Set();
  }

  list_() {
    const provider = (name, title, can_connect, set_up) => ({ provider: name, title, can_connect, set_up });
    return {
      items: [this.account, this.crm_account].filter((account) => account !== null),
      providers: [
        provider(
          "google",
          "Gmail",
          this.can_connect,
          "set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md)",
        ),
        provider(
          "hubspot",
          "HubSpot",
          this.can_connect_crm,
          "set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET in place of HUBSPOT_API_KEY (docs/connect-hubspot.md)",
        ),
      ],
    };
  }

  /** What GET, POST and DELETE answer; `refuse(status, detail)` throws. */
  answer(method, path, refuse) {
    if (path === "/api/accounts" && method === "GET") {
      return { status: 200, body: this.list_() };
    }
    const provider = /^\/api\/accounts\/(google|hubspot)$/.exec(path)?.[1];
    if (!provider) return null;
    const is_crm = provider === "hubspot";
    if (!(is_crm ? this.can_connect_crm : this.can_connect)) refuse(409, "It cannot be connected yet.");
    if (method === "POST") {
      const state = randomUUID();
      this.states_.add(state);
      return { status: 200, body: { url: `/connect/${provider}?state=${state}&code=mock` } };
    }
    if (!(is_crm ? this.crm_account : this.account)) refuse(404, `No account of ${provider} is connected.`);
    if (is_crm) this.crm_account = null;
    else this.account = null;
    return { status: 204 };
  }

  /** The page that the sign-in at a provider comes back to: opening it does nothing, its button does. */
  page(method, url, text) {
    const is_crm = url.pathname === "/connect/hubspot";
    if (method === "GET") {
      const fields = [...url.searchParams]
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
        .join("");
      return sheet(
        `Connect this ${is_crm ? "HubSpot" : "Gmail"} account?`,
        `<form method="post">${fields}<button>Connect</button></form>`,
      );
    }
    if (!this.states_.delete(new URLSearchParams(text).get("state"))) return sheet("Begin it again", "");
    if (is_crm) this.crm_account = { ...kHubspot };
    else this.account = { ...kGmail };
    return sheet("Connected", `<a href="/#/connections">Back to Connections</a>`);
  }
}
