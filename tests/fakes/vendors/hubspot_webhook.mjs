// HubSpot's webhooks: events of contacts, companies and deals, posted in a list and signed in all three ways.
// SOURCE: developers.hubspot.com/docs/guides/apps/authentication/validating-requests (read 2026-11); the signatures are
// tested against the vectors that HubSpot publishes.
import { createHash, createHmac } from "node:crypto";
import { kTypes } from "./crm_schema.mjs";

const kWatched = new Set(["contacts", "companies", "deals"]);

/** The characters that HubSpot decodes in the address before it signs as v3. */
const kDecoded = {
  "%3A": ":",
  "%2F": "/",
  "%3F": "?",
  "%40": "@",
  "%21": "!",
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2A": "*",
  "%2C": ",",
  "%3B": ";",
};
const decodeUri = (uri) =>
  uri.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => kDecoded[code.toUpperCase()]);

/** The signature of a version over a request, as HubSpot makes it. `timestamp` in ms counts for v3 alone. */
export function signature(version, { secret, method, uri, body, timestamp }) {
  if (version === "v1")
    return createHash("sha256")
      .update(secret + body)
      .digest("hex");
  if (version === "v2")
    return createHash("sha256")
      .update(secret + method + uri + body)
      .digest("hex");
  return createHmac("sha256", secret)
    .update(method + decodeUri(uri) + body + timestamp)
    .digest("base64");
}

export class HubspotWebhook {
  #events = 0;

  constructor(hubspot) {
    this.hubspot = hubspot;
  }

  /** Counts its events from 1 again. */
  clear() {
    this.#events = 0;
  }

  #event(kind, record, more = {}) {
    const { portal_id, app_id } = this.hubspot.settings;
    this.#events += 1;
    return {
      eventId: this.#events,
      subscriptionId: 12345,
      portalId: portal_id,
      appId: app_id,
      occurredAt: this.hubspot.clock.now(),
      subscriptionType: `${kTypes[record.type].one}.${kind}`,
      attemptNumber: 0,
      objectId: Number(record.id),
      changeSource: "CRM",
      ...more,
    };
  }

  /** A record was created, changed or archived. */
  changed(record, kind, property) {
    if (!kWatched.has(record.type)) return;
    const flags = { creation: { changeFlag: "NEW" }, deletion: { changeFlag: "DELETED" } };
    const more = property
      ? { propertyName: property.name, propertyValue: property.value ?? "" }
      : flags[kind];
    this.#start([this.#event(kind, record, more)]);
  }

  merged(survivor, other) {
    if (!kWatched.has(survivor.type)) return;
    const more = {
      primaryObjectId: Number(survivor.id),
      mergedObjectIds: [Number(other.id)],
      newObjectId: null,
      numberOfPropertiesMoved: 0,
    };
    this.#start([this.#event("merge", survivor, more)]);
  }

  #start(events) {
    if (this.hubspot.settings.webhook_url) this.hubspot.pusher.start(this.#push({ events }));
  }

  /** POST /_fake/push {events, url, secret, signed_at_ms, drop, uri}: a delivery now, forged as wanted. */
  async pushNow(wish) {
    return { deliveries: await this.hubspot.pusher.deliver(this.#push({ events: [], ...wish })) };
  }

  /** Each try counts its attempt and has its own time, so a late or repeated one is fresh. */
  #push(wish) {
    const { settings, clock } = this.hubspot;
    const url = wish.url ?? settings.webhook_url;
    if (!url) throw new TypeError("push: neither a url nor the setting webhook_url");
    return (attempt) => {
      const body =
        wish.body ?? JSON.stringify(wish.events.map((event) => ({ ...event, attemptNumber: attempt })));
      const timestamp = wish.signed_at_ms ?? clock.now();
      const secret = wish.secret ?? settings.webhook_secret;
      const asked = {
        secret,
        method: "POST",
        uri: wish.uri ?? settings.webhook_public_url ?? url,
        body,
        timestamp,
      };
      const old = settings.webhook_old_signature;
      const headers = {
        "x-hubspot-signature": signature(old, asked),
        "x-hubspot-signature-version": old,
        "x-hubspot-signature-v3": signature("v3", asked),
        "x-hubspot-request-timestamp": String(timestamp),
      };
      for (const name of wish.drop ?? []) delete headers[name.toLowerCase()];
      return { id: wish.events[0]?.eventId ?? null, url, body, headers };
    };
  }
}
