// The mock server's Gmail account: connected by a page that a person's click comes back to, let go again; works once, as at
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

export class MockAccounts {
  constructor({ account = null, can_connect = true } = {}) {
    this.account = account;
    this.can_connect = can_connect;
    this.states_ = new Set();
  }

  /** What GET, POST and DELETE answer; `refuse(status, detail)` throws. */
  answer(method, path, refuse) {
    if (path === "/api/accounts" && method === "GET") {
      return {
        status: 200,
        body: { items: this.account ? [this.account] : [], can_connect: this.can_connect },
      };
    }
    if (path !== "/api/accounts/google") return null;
    if (!this.can_connect) refuse(409, "Gmail cannot be connected yet: set GOOGLE_CLIENT_ID.");
    if (method === "POST") {
      const state = randomUUID();
      this.states_.add(state);
      return { status: 200, body: { url: `/connect/google?state=${state}&code=mock` } };
    }
    if (!this.account) refuse(404, "No account of google is connected.");
    this.account = null;
    return { status: 204 };
  }

  /** The page that Google's sign-in comes back to: opening it does nothing, its button does. */
  page(method, url, text) {
    if (method === "GET") {
      const fields = [...url.searchParams]
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
        .join("");
      return sheet(
        "Connect this Gmail account?",
        `<form method="post">${fields}<button>Connect</button></form>`,
      );
    }
    if (!this.states_.delete(new URLSearchParams(text).get("state"))) return sheet("Begin it again", "");
    this.account = { ...kGmail };
    return sheet("Connected", `<a href="/#/connections">Back to Connections</a>`);
  }
}
