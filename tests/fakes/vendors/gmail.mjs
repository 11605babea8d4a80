// Gmail API v1 for one account, with Google's OAuth beside it: a black box that a connector cannot tell from the real one
// in what it relies on. SOURCE: developers.google.com/workspace/gmail/api/reference/rest, /auth/scopes, /reference/quota
// (read 2026-11). What it leaves out answers 501 and says so.
import {
  googleRefusal,
  badCredentials,
  insufficientScope,
  invalid,
  loginRequired,
  notFound,
  overQuota,
} from "./google_error.mjs";
import { Router } from "./call.mjs";
import { GmailMessages } from "./gmail_messages.mjs";
import { GmailSending } from "./gmail_sending.mjs";
import { GmailWatch } from "./gmail_watch.mjs";
import { MailboxStore } from "./mailbox_store.mjs";
import { OAuth } from "./oauth.mjs";
import { Vendor } from "./vendor.mjs";

const kScope = { all: "https://mail.google.com/" };
for (const name of ["modify", "readonly", "compose", "send", "metadata", "labels"]) {
  kScope[name] = `https://www.googleapis.com/auth/gmail.${name}`;
}
const kReading = [kScope.all, kScope.modify, kScope.readonly];
const kWriting = [kScope.all, kScope.modify];
const kDrafting = [kScope.all, kScope.modify, kScope.compose];
const kMailing = [...kDrafting, kScope.send];

const kDefaults = {
  address: "me@example.com",
  access_token: "fake-access-token",
  refresh_token: "fake-refresh-token",
  scope: kScope.modify,
  clients: [{ client_id: "fake-client.apps.googleusercontent.com", client_secret: "fake-client-secret" }],
  access_token_s: 3599,
  refresh_token_s: null, // of tokens that were granted here; null: for ever
  testing_mode: false, // refresh tokens die after 7 days
  rotate_refresh_tokens: false,
  units_per_minute: 6000,
  over_quota_status: 429, // or 403
  rewrite_message_id: false,
  keep_original_message_id: true, // of one that is rewritten
  drafts_search_finds_all: false, // drafts.list answers too much, whatever q says
  search_lag_ms: 0, // how long a message is missing from a list with q
  push_url: null,
  push_audience: null, // the push_url itself when null
  push_email: "gmail-push@fake-project.iam.gserviceaccount.com",
  push_subscription: "projects/fake-project/subscriptions/gmail",
  push_attempts: 3,
};

const kMe = "/gmail/v1/users/:user";
const kUpload = "/upload/gmail/v1/users/:user";

export class Gmail extends Vendor {
  #spent = []; // {at, units} of the last minute

  constructor(options = {}) {
    super("gmail", { defaults: kDefaults, ...options });
    this.store = new MailboxStore(this.clock);
    this.oauth = new OAuth(this);
    const messages = new GmailMessages(this);
    const sending = new GmailSending(this);
    this.watching = new GmailWatch(this);
    const row = (method, path, handle, units, scopes) => [method, path, handle, { units, scopes }];
    this.router = new Router([
      ["GET", "/o/oauth2/v2/auth", (call) => this.oauth.authorize(call)],
      ["POST", "/token", (call) => this.oauth.token(call)],
      ["POST", "/revoke", (call) => this.oauth.revoke(call)],
      ["GET", "/oauth2/v3/certs", () => this.#certificates()],
      row("GET", `${kMe}/profile`, () => this.#profile(), 1, [...kReading, kScope.compose, kScope.metadata]),
      row("GET", `${kMe}/labels`, () => ({ body: { labels: [...this.store.labels.values()] } }), 1, [
        ...kReading,
        kScope.labels,
      ]),
      row("POST", `${kMe}/labels`, (call) => messages.createLabel(call), 5, [...kWriting, kScope.labels]),
      row("GET", `${kMe}/messages`, (call) => messages.list(call), 5, kReading),
      row("POST", `${kMe}/messages/send`, (call) => sending.sendMessage(call), 100, kMailing),
      row("POST", `${kUpload}/messages/send`, (call) => sending.sendMessage(call), 100, kMailing),
      row("GET", `${kMe}/messages/:id`, (call) => messages.get(call), 20, kReading),
      row("POST", `${kMe}/messages/:id/modify`, (call) => messages.modify(call), 5, kWriting),
      row("GET", `${kMe}/threads/:id`, (call) => messages.thread(call), 40, kReading),
      row("GET", `${kMe}/history`, (call) => messages.history(call), 2, kReading),
      row("GET", `${kMe}/drafts`, (call) => sending.listDrafts(call), 5, [...kDrafting, kScope.readonly]),
      row("POST", `${kMe}/drafts`, (call) => sending.createDraft(call), 10, kDrafting),
      row("POST", `${kUpload}/drafts`, (call) => sending.createDraft(call), 10, kDrafting),
      row("POST", `${kMe}/drafts/send`, (call) => sending.sendDraft(call), 100, kDrafting),
      row("GET", `${kMe}/drafts/:id`, (call) => sending.getDraft(call), 5, [...kDrafting, kScope.readonly]),
      row("DELETE", `${kMe}/drafts/:id`, (call) => sending.deleteDraft(call), 10, kDrafting),
      row("POST", `${kMe}/watch`, (call) => this.watching.watch(call), 100, kReading),
      row("POST", `${kMe}/stop`, (call) => this.watching.stop(call), 50, kReading),
    ]);
    Object.assign(this.controls, {
      mail: (call) => this.#arrive(call, ["INBOX", "UNREAD"], "mail"),
      outside_sent: (call) => this.#arrive(call, ["SENT"], "outside_sent"),
      hand_sent: (call) => sending.sendByHand(call),
      push: (call) => this.watching.pushNow(call.json()),
      keys: (call) => this.oauth.rotateKeys(call.json().drop ?? false),
      sign: (call) => ({ token: this.oauth.sign(call.json().claims ?? {}, call.json()) }),
      forget_history: () => this.store.forgetHistory(),
    });
  }

  clear() {
    this.store.clear();
    this.oauth.clear();
    this.watching.clear();
    this.#spent = [];
  }

  configure(given) {
    super.configure(given);
    if (["access_token", "refresh_token", "scope", "clients"].some((name) => name in given))
      this.oauth.clear();
  }

  state() {
    const { store } = this;
    return {
      messages: [...store.messages.values()].map(({ id, threadId, labels, mail }) => ({
        id,
        threadId,
        labelIds: [...labels],
        rfc_message_id: mail.header("Message-ID"),
        subject: mail.header("Subject"),
      })),
      drafts: [...store.drafts].map(([id, messageId]) => ({ id, messageId })),
      historyId: String(store.historyId),
      watch: this.watching.state(),
      units_spent: this.#spentUnits(),
      kept_pushes: this.pusher.kept,
    };
  }

  /** Sign-in, scope, whose mailbox, and the quota, in Google's order. */
  guard(call, { rest: { units, scopes } }) {
    if (!scopes) return;
    const token = call.bearer() ?? call.query.get("access_token");
    if (!token) throw loginRequired();
    if (call.fault("expire_token")) this.oauth.expire(token);
    const held = this.oauth.scopesOf(token);
    if (!held) throw badCredentials();
    if (!scopes.some((scope) => held.includes(scope))) throw insufficientScope();
    if (call.params.user !== "me" && call.params.user !== this.settings.address) {
      throw googleRefusal(403, `Delegation denied for ${this.settings.address}`);
    }
    this.#spend(units);
  }

  #spentUnits() {
    const since = this.clock.now() - 60_000;
    this.#spent = this.#spent.filter(({ at }) => at > since);
    return this.#spent.reduce((sum, { units }) => sum + units, 0);
  }

  #spend(units) {
    const now = this.clock.now();
    if (this.#spentUnits() + units > this.settings.units_per_minute) {
      const waitS = this.#spent.length > 0 ? Math.ceil((this.#spent[0].at + 60_000 - now) / 1000) : 60;
      throw overQuota(this.settings.over_quota_status, Math.max(waitS, 1), now);
    }
    this.#spent.push({ at: now, units });
  }

  rateLimited({ status = 429, retry_after = 1 }) {
    return overQuota(status, retry_after, this.clock.now());
  }

  failure(status) {
    const message = status === 503 ? "The service is currently unavailable." : "Internal error encountered.";
    return googleRefusal(status, status >= 500 ? message : "Request contains an invalid argument.");
  }

  refuseBody(error) {
    return googleRefusal(400, `Invalid JSON payload received. ${error.message}`, { reason: "parseError" });
  }

  refuseUnknown(call) {
    const known = /^(\/upload)?\/gmail\/v1\//.test(call.path);
    return known ? googleRefusal(501, `the fake has no ${call.method} ${call.path}`) : notFound();
  }

  #certificates() {
    return {
      headers: { "cache-control": "public, max-age=19800, must-revalidate" },
      body: this.oauth.jwks(),
    };
  }

  #profile() {
    const { store } = this;
    return {
      body: {
        emailAddress: this.settings.address,
        messagesTotal: store.messages.size,
        threadsTotal: new Set([...store.messages.values()].map(({ threadId }) => threadId)).size,
        historyId: String(store.historyId),
      },
    };
  }

  /** Raw bytes, or {raw: text, raw_base64, labels, at}: a mail is there that no call of ours brought. */
  #arrive(call, labels, how) {
    const json = call.contentType() === "application/json" ? call.json() : { bytes: call.body };
    const raw =
      json.bytes ?? (json.raw_base64 ? Buffer.from(json.raw_base64, "base64") : Buffer.from(json.raw ?? ""));
    if (raw.length === 0) throw invalid("no raw mail in the body");
    const at = json.at ? Date.parse(json.at) : this.clock.now();
    const message = this.store.add(raw, json.labels ?? labels, { at });
    this.ledger.add("outside", {
      how,
      message_id: message.id,
      rfc_message_id: message.mail.header("Message-ID"),
    });
    this.watching.changed(message);
    return { id: message.id, threadId: message.threadId, historyId: String(message.historyId) };
  }
}
