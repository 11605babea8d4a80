// HubSpot for one account: CRM records and associations, search that lags, owners, forms, OAuth, webhooks, limits.
// SOURCE: developers.hubspot.com/docs/reference/api, /docs/guides/apps/api-usage/usage-details (read 2026-11).
import { Router } from "./call.mjs";
import { CrmStore } from "./crm_store.mjs";
import { kTypes, targetOf, typeOf } from "./crm_schema.mjs";
import { HubspotObjects } from "./hubspot_objects.mjs";
import { HubspotOAuth } from "./hubspot_oauth.mjs";
import { HubspotWebhook } from "./hubspot_webhook.mjs";
import { expired, hubspotRefusal, invalid, limited, notFound, unauthenticated } from "./hubspot_error.mjs";
import { Vendor } from "./vendor.mjs";

const kDefaults = {
  token: "fake-hubspot-token", // of a private app
  refresh_token: "fake-hubspot-refresh",
  client_id: "fake-hubspot-client",
  client_secret: "fake-hubspot-secret",
  scopes: [
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.deals.read",
    "crm.objects.owners.read",
    "forms",
  ],
  access_token_s: 1800,
  portal_id: 62515,
  app_id: 54321,
  search_lag_ms: 0,
  numeric_association_ids: false, // HubSpot's description says text, the examples in its guide are numbers
  calls_per_10s: 100,
  searches_per_s: 5,
  calls_per_day: 250_000,
  owners: [{ id: "301", email: "me@example.com", firstName: "Robin", lastName: "Vale", userId: 11 }],
  webhook_url: null,
  webhook_public_url: null, // what is signed, where the program's own address is another; the webhook_url when null
  webhook_secret: "fake-hubspot-secret",
  webhook_old_signature: "v1", // or v2: the one beside v3
  push_attempts: 3,
};

const kObjects = "/crm/v3/objects/:type";
const kWindows = [
  // policy, setting, its length in ms, whether search alone counts
  ["SECONDLY", "searches_per_s", 1000, true],
  ["TEN_SECONDLY_ROLLING", "calls_per_10s", 10_000, false],
  ["DAILY", "calls_per_day", 86_400_000, false],
];

export class Hubspot extends Vendor {
  #calls = []; // {at, search} of the last day

  constructor(options = {}) {
    super("hubspot", { defaults: kDefaults, ...options });
    this.store = new CrmStore(this.clock);
    this.webhooks = new HubspotWebhook(this);
    this.oauth = new HubspotOAuth(this);
    this.forms = new Map(); // guid -> {form, submissions}
    this.router = new Router([...this.#openRoutes(), ...this.#objectRoutes(), ...this.#otherRoutes()]);
    Object.assign(this.controls, {
      objects: (call) => this.#put(call.json()),
      push: (call) => this.webhooks.pushNow(call.json()),
    });
  }

  #openRoutes() {
    const open = { open: true };
    return [
      ["GET", "/oauth/authorize", (call) => this.oauth.authorize(call), open],
      ["POST", "/oauth/v1/token", (call) => this.oauth.token(call), open],
      ["GET", "/oauth/v1/access-tokens/:token", (call) => this.oauth.about(call), open],
      ["DELETE", "/oauth/v1/refresh-tokens/:token", (call) => this.oauth.revoke(call), open],
    ];
  }

  #objectRoutes() {
    const objects = new HubspotObjects(this);
    const v4 = "/crm/v4/objects/:type/:id/associations";
    return [
      ["POST", `${kObjects}/search`, (call) => objects.search(call), { search: true }],
      ["POST", `${kObjects}/merge`, (call) => objects.merge(call)],
      ["POST", `${kObjects}/batch/read`, (call) => objects.batchRead(call)],
      ["POST", `${kObjects}/batch/create`, (call) => objects.batchCreate(call)],
      ["POST", `${kObjects}/batch/update`, (call) => objects.batchUpdate(call)],
      ["GET", kObjects, (call) => objects.list(call)],
      ["POST", kObjects, (call) => objects.create(call)],
      ["GET", `${kObjects}/:id`, (call) => objects.read(call)],
      ["PATCH", `${kObjects}/:id`, (call) => objects.update(call)],
      ["DELETE", `${kObjects}/:id`, (call) => objects.archive(call)],
      ["PUT", `${v4}/default/:toType/:toId`, (call) => objects.associateDefault(call)],
      ["PUT", `${v4}/:toType/:toId`, (call) => objects.associate(call)],
      ["DELETE", `${v4}/:toType/:toId`, (call) => objects.dissociate(call)],
      ["GET", `${v4}/:toType`, (call) => objects.associations(call)],
      ["GET", "/crm/v3/properties/:type", (call) => objects.properties(call)],
    ];
  }

  #otherRoutes() {
    return [
      ["GET", "/crm/v3/owners", (call) => this.#owners(call)],
      ["GET", "/crm/v3/owners/:id", (call) => ({ body: this.#owner(call.params.id) })],
      [
        "GET",
        "/marketing/v3/forms",
        () => ({ body: { results: [...this.forms.values()].map(({ form }) => form) } }),
      ],
      ["GET", "/marketing/v3/forms/:id", (call) => ({ body: this.#form(call.params.id).form })],
      ["GET", "/form-integrations/v1/submissions/forms/:id", (call) => this.#submissions(call)],
      ["GET", "/account-info/v3/details", () => ({ body: this.#account() })],
    ];
  }

  clear() {
    this.store.clear();
    this.oauth.clear();
    this.forms.clear();
    this.webhooks.clear();
    this.#calls = [];
  }

  configure(given) {
    super.configure(given);
    if ("token" in given || "refresh_token" in given) this.oauth.clear();
  }

  state() {
    const count = ([type, records]) => [type, records.size];
    return {
      records: Object.fromEntries([...this.store.records].map(count)),
      forms: [...this.forms.keys()],
      kept_pushes: this.pusher.kept,
    };
  }

  guard(call, { rest }) {
    if (rest.open) return;
    const token = call.bearer();
    if (call.fault("expire_token")) this.oauth.expire(token);
    const deadFor = token ? this.oauth.deadFor(token) : undefined;
    if (deadFor === undefined) throw unauthenticated();
    if (deadFor !== null) throw expired(deadFor);
    this.#count(rest.search ?? false);
  }

  #within(ms, searchOnly) {
    const since = this.clock.now() - ms;
    return this.#calls.filter(({ at, search }) => at > since && (search || !searchOnly)).length;
  }

  #count(search) {
    for (const [policy, setting, ms, searchOnly] of kWindows) {
      if (searchOnly && !search) continue;
      if (this.#within(ms, searchOnly) >= this.settings[setting]) throw limited(policy, this.headers());
    }
    this.#calls = this.#calls.filter(({ at }) => at > this.clock.now() - 86_400_000);
    this.#calls.push({ at: this.clock.now(), search });
  }

  /** Answers of search carry no such headers, as HubSpot's do not. */
  headers(call) {
    if (call?.path.endsWith("/search")) return {};
    const { calls_per_10s, calls_per_day } = this.settings;
    return {
      "x-hubspot-ratelimit-daily": String(calls_per_day),
      "x-hubspot-ratelimit-daily-remaining": String(
        Math.max(0, calls_per_day - this.#within(86_400_000, false)),
      ),
      "x-hubspot-ratelimit-interval-milliseconds": "10000",
      "x-hubspot-ratelimit-max": String(calls_per_10s),
      "x-hubspot-ratelimit-remaining": String(Math.max(0, calls_per_10s - this.#within(10_000, false))),
    };
  }

  rateLimited({ policy = "TEN_SECONDLY_ROLLING", retry_after = 10, status = 429 }) {
    const refusal = limited(policy, { "retry-after": String(retry_after), ...this.headers() });
    refusal.status = status;
    return refusal;
  }

  failure(status) {
    return hubspotRefusal(
      status,
      status >= 500 ? null : "VALIDATION_ERROR",
      status >= 500 ? "internal error" : "Invalid input",
    );
  }

  refuseBody(error) {
    return invalid(`Invalid input JSON on line 1, column 1: ${error.message}`);
  }

  refuseUnknown() {
    return notFound();
  }

  #owner(id) {
    const owner = this.settings.owners.find((one) => one.id === id);
    if (!owner) throw notFound();
    const at = "2026-01-02T03:04:05.678Z";
    return {
      userIdIncludingInactive: owner.userId,
      createdAt: at,
      updatedAt: at,
      archived: false,
      type: "PERSON",
      teams: [],
      ...owner,
    };
  }

  #owners(call) {
    const email = call.query.get("email");
    const limit = Number(call.query.get("limit") ?? 100);
    const start = Number(call.query.get("after") ?? 0);
    const all = this.settings.owners.filter((owner) => email === null || owner.email === email);
    const next = start + limit < all.length ? { paging: { next: { after: String(start + limit) } } } : {};
    return { body: { results: all.slice(start, start + limit).map(({ id }) => this.#owner(id)), ...next } };
  }

  #form(id) {
    if (!this.forms.has(id)) throw notFound();
    return this.forms.get(id);
  }

  /** The newest first, at most 50 a page. */
  #submissions(call) {
    const all = [...this.#form(call.params.id).submissions].sort((a, b) => b.submittedAt - a.submittedAt);
    const limit = Math.min(Number(call.query.get("limit") ?? 20), 50);
    const start = Number(call.query.get("after") ?? 0);
    const next = start + limit < all.length ? { paging: { next: { after: String(start + limit) } } } : {};
    return { body: { results: all.slice(start, start + limit), ...next } };
  }

  #account() {
    return {
      portalId: this.settings.portal_id,
      accountType: "DEVELOPER_TEST",
      timeZone: "Europe/Berlin",
      companyCurrency: "EUR",
      additionalCurrencies: [],
      utcOffset: "+01:00",
      utcOffsetMilliseconds: 3_600_000,
      uiDomain: "app.hubspot.com",
      dataHostingLocation: "eu1",
    };
  }

  /** POST /_fake/objects {objects: [{type, id, properties, associations, archived}], forms: [...], submissions: [...]}:
   * changes in HubSpot that no call of ours made; they push webhooks like any other. */
  #put({ objects = [], forms = [], submissions = [] }) {
    const made = objects.map((given) => this.#putObject(given));
    for (const { id, name } of forms) {
      const at = new Date(this.clock.now()).toISOString();
      this.forms.set(id, {
        form: {
          id,
          name,
          formType: "hubspot",
          createdAt: at,
          updatedAt: at,
          archived: false,
          fieldGroups: [],
        },
        submissions: [],
      });
    }
    for (const { form_id, submittedAt = this.clock.now(), values = [], pageUrl = "" } of submissions) {
      this.#form(form_id).submissions.push({ submittedAt, values, pageUrl });
    }
    return { ids: made.map(({ id }) => id) };
  }

  #putObject({ type: name, id = null, properties = {}, associations = [], archived = false }) {
    const type = typeOf(name);
    if (!type) throw new TypeError(`objects: no type ${name}; there are ${Object.keys(kTypes).join(", ")}`);
    const known = id === null ? null : this.store.find(type, id);
    const record = known ?? this.store.create(type, properties, { id });
    if (known) {
      this.store.write(record, properties);
      for (const [property, value] of Object.entries(properties))
        this.webhooks.changed(record, "propertyChange", { name: property, value });
    } else this.webhooks.changed(record, "creation");
    for (const { to, typeId } of associations)
      this.store.associate(record, this.store.find(targetOf(type, typeId), to), typeId);
    if (archived) {
      this.store.archive(record);
      this.webhooks.changed(record, "deletion");
    }
    return record;
  }
}
