// A stand-in for the server, with memory: for developing the page, and for the tests of what a real server shows only
// by accident (refusals, lost answers, other people). It serves web/dist under the same Content-Security-Policy.
//   node e2e/mock_server.mjs --port 8000 --scenario normal|empty|hostile|overfull
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { MockAccounts } from "./mock_accounts.mjs";
import { content_hash, kFormattedMail, kScenarios, make_draft } from "./mock_data.mjs";

const kDist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const kTypes = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const kPolicy =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

class Refusal extends Error {
  constructor(status, detail, more = {}, headers = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
    this.problem = { type: "about:blank", title: detail.split(".")[0], status, detail, errors: [], ...more };
  }
}

export class MockServer {
  constructor({
    scenario = "normal",
    needs_sign_in = false,
    scopes = ["read", "draft", "approve", "send", "settings"],
    account = null,
    can_connect = true,
    crm_account = null,
    can_connect_crm = false,
    mail_provider = "outbox",
    providers = undefined,
    now = Date.now(),
  } = {}) {
    this.accounts = new MockAccounts({ account, can_connect, crm_account, can_connect_crm });
    this.mail_provider = mail_provider;
    this.providers = providers;
    const made = kScenarios[scenario](now);
    this.drafts = new Map(made.drafts.map((draft) => [draft.id, draft]));
    this.threads = new Map(made.threads.map((thread) => [thread.thread_id, thread]));
    this.trails = new Map();
    this.requests = [];
    this.signed_in = !needs_sign_in;
    this.unverified = !needs_sign_in;
    this.me = {
      name: "Robin Vale",
      email: "robin@valemarsh.example",
      role: "operator",
      scopes,
    };
    this.events_on = true;
    /** One-off behaviours: {method, path: RegExp, run(request, response) => handled} */
    this.traps = [];
    this.streams_ = new Set();
    this.answers_ = new Map();
    this.seq_ = 0;
    for (const draft of made.drafts)
      this.record(draft, "prospecting agent", "create", null, draft.status, null);
  }

  async listen(port = 0) {
    this.server_ = createServer((request, response) => void this.handle_(request, response));
    await new Promise((resolve) => this.server_.listen(port, "127.0.0.1", resolve));
    this.port = this.server_.address().port;
    return `http://127.0.0.1:${this.port}`;
  }

  message_(message_id) {
    const all = [...this.threads.values()].flatMap((thread) => thread.messages);
    const found = all.find((message) => message.message_id === message_id);
    if (!found) throw new Refusal(404, `There is no message ${message_id}.`);
    return { ...found, html: found.html_bytes > 0 ? kFormattedMail : null };
  }

  async close() {
    if (!this.server_.listening) return;
    for (const stream of this.streams_) stream.end();
    this.server_.closeAllConnections();
    await new Promise((resolve) => this.server_.close(resolve));
  }

  record(draft, actor, action, from_status, to_status, reason) {
    const trail = this.trails.get(draft.id) ?? [];
    trail.push({
      seq: ++this.seq_,
      at: trail.length === 0 ? draft.created_at : new Date().toISOString(),
      actor,
      action,
      from_status,
      to_status,
      mode: action === "create" ? "system" : this.unverified ? "unverified" : "person",
      version: draft.version,
      reason: reason ?? "",
      content_hash: draft.content_hash,
      trace_id: `trace-${this.seq_}`,
    });
    this.trails.set(draft.id, trail);
  }

  /** Tells the pages that something changed. */
  changed() {
    for (const stream of this.streams_) stream.write(`event: change\ndata: {"seq":${this.seq_}}\n\n`);
  }

  /** Cuts the event stream, or lets it be opened again. */
  set_events(on) {
    this.events_on = on;
    if (!on) for (const stream of this.streams_) stream.destroy();
  }

  /** The next matching request gets this answer. */
  refuse_next(method, path, status, detail, more = {}, headers = {}) {
    this.trap_next(method, path, () => {
      throw new Refusal(status, detail, more, headers);
    });
  }

  /** The next matching request is carried out, but its answer is lost. */
  lose_answer_of_next(method, path) {
    this.traps.push({ method, path, lose: true });
  }

  trap_next(method, path, run) {
    this.traps.push({ method, path, run });
  }

  /** Somebody else does something. */
  act(id, action, actor, input = {}) {
    const draft = this.drafts.get(id);
    this.perform_(draft, action, { approved_by: actor, rejected_by: actor, ...input }, actor);
    this.changed();
  }

  async handle_(request, response) {
    const url = new URL(request.url, "http://mock");
    let text = "";
    for await (const chunk of request) text += chunk;
    this.requests.push({ method: request.method, path: url.pathname, headers: request.headers, body: text });
    try {
      if (url.pathname === "/api/events") return this.events_(response);
      if (url.pathname.startsWith("/connect/"))
        return this.page_(this.accounts.page(request.method, url, text), response);
      if (!/^\/(api|health)/.test(url.pathname)) return await this.file_(url.pathname, response);
      this.answer_(request, response, url, text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.reply_(response, error.status, error.problem, {
        "Content-Type": "application/problem+json",
        ...error.headers,
      });
    }
  }

  answer_(request, response, url, text) {
    const index = this.traps.findIndex(
      (trap) => trap.method === request.method && trap.path.test(url.pathname),
    );
    const trap = index < 0 ? null : this.traps.splice(index, 1)[0];
    if (trap?.run && trap.run(request, response) !== false) return;
    if (
      request.method !== "GET" &&
      request.headers["x-requested-with"] !== "sales-agent" &&
      url.pathname !== "/api/operator/drafts"
    ) {
      throw new Refusal(403, "The X-Requested-With header is missing.");
    }
    const key = request.headers["idempotency-key"];
    const known = key && this.answers_.get(key);
    if (known) {
      if (known.text !== text) throw new Refusal(422, "This Idempotency-Key was used with another body.");
      return this.reply_(response, known.status, known.body, { "Idempotency-Replayed": "true" });
    }
    const answer = this.route_(request.method, url, text === "" ? {} : JSON.parse(text));
    if (key) this.answers_.set(key, { ...answer, text });
    if (request.method !== "GET") this.changed();
    if (trap?.lose) return void request.socket.destroy();
    this.reply_(response, answer.status, answer.body, answer.headers);
  }

  reply_(response, status, body, headers = {}) {
    response.writeHead(status, { "Content-Type": "application/json", "X-Trace-ID": "mock", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  }

  page_(html, response) {
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": kPolicy,
    });
    response.end(html);
  }

  async file_(path, response) {
    const name = path === "/" ? "index.html" : normalize(path).replace(/^[/\\.]+/, "");
    try {
      const bytes = await readFile(join(kDist, name));
      response.writeHead(200, {
        "Content-Type": `${kTypes[extname(name)] ?? "application/octet-stream"}; charset=utf-8`,
        "Content-Security-Policy": kPolicy,
        "X-Content-Type-Options": "nosniff",
      });
      response.end(bytes);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
      response.writeHead(404).end();
    }
  }

  /** The mails that hold a word of the question. */
  search_(question) {
    const words = question.toLowerCase().split(/\s+/);
    const all = [...this.threads.values()].flatMap((thread) =>
      thread.messages.map((message) => ({ ...message, thread_id: thread.thread_id })),
    );
    const items = all
      .filter(({ subject, text }) => words.some((word) => `${subject} ${text}`.toLowerCase().includes(word)))
      .map(({ message_id, thread_id, direction, subject, sender, sender_name, sent_at, text }) => ({
        ...{ message_id, thread_id, direction, subject, sender, sender_name, sent_at },
        score: 0.5,
        snippet: text.replace(/\s+/g, " ").slice(0, 240),
      }));
    return { items: items.slice(0, 20), searched: all.length, messages: all.length + 2 };
  }

  events_(response) {
    if (!this.events_on) return void response.writeHead(503).end();
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(`: hello\n\n`);
    this.streams_.add(response);
    response.on("close", () => this.streams_.delete(response));
  }

  route_(method, url, input) {
    const path = url.pathname;
    if (path === "/api/session" && method === "POST") {
      if (input.password !== "correct horse")
        throw new Refusal(401, "Address and password do not belong together.");
      this.signed_in = true;
      return { status: 200, body: {} };
    }
    if (!this.signed_in) throw new Refusal(401, "Sign in first.");
    if (path === "/api/session" && method === "DELETE") {
      this.signed_in = false;
      return { status: 204 };
    }
    if (path === "/api/me") return { status: 200, body: { ...this.me, unverified: this.unverified } };
    if (path === "/api/status") return { status: 200, body: this.status_() };
    if (path.startsWith("/api/accounts")) return this.account_route_(method, path);
    const thread = /^\/api\/threads\/(.+)$/.exec(path);
    if (thread) return { status: 200, body: this.need_(this.threads, thread[1], "thread") };
    if (path === "/api/search") return { status: 200, body: this.search_(url.searchParams.get("q")) };
    const message = /^\/api\/messages\/(.+)$/.exec(path);
    if (message) return { status: 200, body: this.message_(message[1]) };
    if (path.startsWith("/api/operator/quota/")) {
      return {
        status: 200,
        body: {
          contact_email: "",
          remaining_today: 17,
          remaining_this_week: 1,
          remaining_for_contact: 1,
          resets_at: null,
        },
      };
    }
    return this.draft_route_(method, url, input);
  }

  account_route_(method, path) {
    if (!this.me.scopes.includes("settings")) throw new Refusal(403, "This needs the scope settings.");
    const refuse = (status, detail) => {
      throw new Refusal(status, detail);
    };
    return this.accounts.answer(method, path, refuse) ?? refuse(404, "There is nothing at this address.");
  }

  need_(map, id, noun) {
    const found = map.get(decodeURIComponent(id));
    if (!found) throw new Refusal(404, `There is no ${noun} with this id.`);
    return found;
  }

  status_() {
    const pending = this.in_status_("PENDING_APPROVAL");
    const counts = new Map();
    for (const { status } of this.drafts.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    return {
      status: "operational",
      operator_mode: true,
      approval_required: true,
      rate_limits: { max_emails_per_day: 20, max_emails_per_week: 2 },
      environment: "development",
      mail_provider: this.mail_provider,
      writer: "template",
      mail_leaves: this.mail_provider !== "outbox",
      breakers: [],
      providers: this.providers,
      version: "0.0.0-mock",
      drafts: Object.fromEntries(counts),
      queue_depth: pending.length,
      oldest_pending_at: pending[0]?.created_at ?? null,
    };
  }

  in_status_(status) {
    return [...this.drafts.values()]
      .filter((draft) => draft.status === status)
      .sort((a, b) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id));
  }

  draft_route_(method, url, input) {
    const base = "/api/operator/drafts";
    const limit = Number(url.searchParams.get("limit") ?? 200);
    const after = url.searchParams.get("after");
    if (url.pathname === base && method === "POST")
      return this.create_(url.searchParams.get("draft_id"), input);
    if (url.pathname === `${base}/pending`) {
      const { items, next } = page_of(this.in_status_("PENDING_APPROVAL"), limit, after);
      const link = next && `<${base}/pending?limit=${limit}&after=${encodeURIComponent(next)}>; rel="next"`;
      return { status: 200, body: items, headers: link ? { Link: link } : {} };
    }
    if (url.pathname === base) {
      const drafts = this.in_status_(url.searchParams.get("status")).reverse(); // of what is done the latest is wanted
      return { status: 200, body: page_of(drafts, limit, after) };
    }
    const match = /^\/api\/operator\/drafts\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname);
    if (!match) throw new Refusal(404, "There is nothing at this address.");
    const draft = this.need_(this.drafts, match[1], "draft");
    if (method === "GET") {
      return { status: 200, body: match[2] === "trail" ? { items: this.trails.get(draft.id) ?? [] } : draft };
    }
    const action = method === "PATCH" ? "edit" : match[2];
    this.perform_(draft, action, input, this.me.name);
    return { status: 200, body: this.drafts.get(draft.id) };
  }

  create_(id, input) {
    const draft = make_draft(id, { ...input, minutes: 0, agent: "api" }, Date.now());
    this.drafts.set(id, draft);
    this.record(draft, "api", "create", null, draft.status, null);
    return { status: 201, body: draft };
  }

  perform_(old, action, input, actor) {
    const draft = { ...old };
    const allowed = {
      approve: ["PENDING_APPROVAL"],
      reject: ["PENDING_APPROVAL", "APPROVED"],
      send: ["APPROVED"],
      withdraw: ["APPROVED"],
      edit: ["PENDING_APPROVAL", "APPROVED"],
      outcome: ["OUTCOME_UNKNOWN"],
    }[action];
    if (!allowed) throw new Refusal(404, "There is nothing at this address.");
    if (!allowed.includes(draft.status)) {
      const who = draft.rejected_by ?? draft.approved_by ?? "somebody";
      throw new Refusal(409, `This draft is ${draft.status} (by ${who}), so it cannot be changed this way.`);
    }
    if (action === "approve") {
      if (input.content_hash && input.content_hash !== draft.content_hash) {
        throw new Refusal(
          409,
          "The draft was changed after you opened it. Read the new version, then approve that.",
        );
      }
      if (draft.verdict?.outcome === "block") {
        throw new Refusal(409, "This draft is blocked.", { reasons: draft.verdict.reasons });
      }
      Object.assign(draft, {
        status: "APPROVED",
        approved_by: input.approved_by,
        approved_at: new Date().toISOString(),
      });
    } else if (action === "reject") {
      Object.assign(draft, {
        status: "REJECTED",
        rejected_by: input.rejected_by,
        rejected_reason: input.reason,
      });
      draft.rejected_at = new Date().toISOString();
    } else if (action === "outcome") {
      draft.status = input.was_sent ? "SENT" : "APPROVED";
      draft.sent_at = input.was_sent ? new Date().toISOString() : null;
      draft.provider_message_id = input.provider_message_id || null;
    } else if (action === "withdraw") {
      Object.assign(draft, { status: "PENDING_APPROVAL", approved_by: null, approved_at: null });
    } else if (action === "send") {
      Object.assign(draft, {
        status: "SENT",
        sent_at: new Date().toISOString(),
        provider: "outbox",
        provider_message_id: `1763807099.M${draft.id}.outbox`,
      });
    } else {
      this.edit_(draft, input);
    }
    this.drafts.set(draft.id, draft);
    const recorded =
      { send: "confirm_sent", outcome: input.was_sent ? "confirm_sent" : "postpone" }[action] ?? action;
    this.record(draft, actor, recorded, old.status, draft.status, input.reason ?? "");
  }

  edit_(draft, input) {
    if (input.version !== draft.version) {
      throw new Refusal(
        409,
        `Version ${draft.version} was saved in the meantime. Read it before you save yours.`,
      );
    }
    if (input.body.length < 50 || input.body.length > 2000) {
      const message = "A body has 50 to 2,000 characters (length.body).";
      throw new Refusal(422, "The text cannot be saved like this.", { errors: [{ path: "body", message }] });
    }
    Object.assign(draft, {
      subject: input.subject,
      body: input.body,
      version: draft.version + 1,
      status: "PENDING_APPROVAL",
      approved_by: null,
      approved_at: null,
      claims: [],
      checks: make_draft(draft.id, { body: input.body }, Date.now()).checks,
    });
    draft.content_hash = content_hash(draft);
  }
}

const cursor_of = (draft) => `${draft.created_at}|${draft.id}`;

/** A cursor names a place in the order, also after its draft has left the list. */
function page_of(drafts, limit, after) {
  const is_oldest_first = drafts.length < 2 || cursor_of(drafts[0]) < cursor_of(drafts[1]);
  const is_past = (draft) => (is_oldest_first ? cursor_of(draft) <= after : cursor_of(draft) >= after);
  const from = after === null ? 0 : drafts.filter(is_past).length;
  const items = drafts.slice(from, from + limit);
  return { items, next: from + limit < drafts.length ? cursor_of(items.at(-1)) : null };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : process.argv[at + 1];
  };
  const mock = new MockServer({ scenario: option("scenario", "normal") });
  console.log(`mock server: ${await mock.listen(Number(option("port", 8000)))}`);
}
