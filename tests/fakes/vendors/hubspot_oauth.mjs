// HubSpot's OAuth: consent (always given), tokens, what a token is, and its end.
import { randomBytes, randomUUID } from "node:crypto";
import { Refusal } from "./call.mjs";

const refuse = (status, message) => new Refusal(400, { status, message, correlationId: randomUUID() });

export class HubspotOAuth {
  constructor(hubspot) {
    this.hubspot = hubspot;
    this.clear();
  }

  /** Back to the private app's token of the settings, which never dies, and their refresh token. */
  clear() {
    const { token, refresh_token } = this.hubspot.settings;
    this.codes = new Map();
    this.refreshTokens = new Set([refresh_token]);
    this.accessTokens = new Map([[token, { diesAt: Infinity }]]);
  }

  /** GET /oauth/authorize. */
  authorize(call) {
    const { client_id, redirect_uri, scope, state } = Object.fromEntries(call.query);
    if (client_id !== this.hubspot.settings.client_id)
      throw refuse("BAD_CLIENT_ID", "missing or unknown client id");
    if (!/^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(redirect_uri ?? "")) {
      throw refuse("BAD_REDIRECT_URI", "redirect_uri is not registered");
    }
    const back = new URL(redirect_uri);
    if (state !== undefined) back.searchParams.set("state", state);
    if (call.fault("consent_denied")) back.searchParams.set("error", "access_denied");
    else {
      const code = randomUUID();
      this.codes.set(code, { redirect_uri, scope });
      back.searchParams.set("code", code);
    }
    call.effect = "consent";
    return { status: 302, headers: { location: back.href } };
  }

  /** POST /oauth/v1/token. */
  token(call) {
    const { grant_type, client_id, client_secret, code, redirect_uri, refresh_token } = call.form();
    const { settings } = this.hubspot;
    if (client_id !== settings.client_id) throw refuse("BAD_CLIENT_ID", "missing or unknown client id");
    if (client_secret !== settings.client_secret)
      throw refuse("BAD_CLIENT_SECRET", "missing or unknown client secret");
    if (call.fault("invalid_grant")) throw refuse("BAD_REFRESH_TOKEN", "missing or unknown refresh token");
    if (grant_type === "authorization_code") {
      const known = this.codes.get(code);
      if (!known) throw refuse("BAD_AUTH_CODE", "missing or unknown auth code");
      if (known.redirect_uri !== redirect_uri)
        throw refuse("BAD_REDIRECT_URI", "redirect_uri does not match the code's");
      this.codes.delete(code);
    } else if (grant_type !== "refresh_token")
      throw refuse("BAD_GRANT_TYPE", "missing or unknown grant type");
    else if (!this.refreshTokens.has(refresh_token))
      throw refuse("BAD_REFRESH_TOKEN", "missing or unknown refresh token");
    call.effect = "access_token";
    return { body: this.#grant(refresh_token ?? randomUUID()) };
  }

  #grant(refresh_token) {
    const lifeS = this.hubspot.settings.access_token_s;
    const access_token = `CJ${randomBytes(24).toString("base64url")}`;
    this.accessTokens.set(access_token, { diesAt: this.hubspot.clock.now() + lifeS * 1000 });
    this.refreshTokens.add(refresh_token);
    return { token_type: "bearer", refresh_token, access_token, expires_in: lifeS };
  }

  /** GET /oauth/v1/access-tokens/:token. */
  about(call) {
    const { token } = call.params;
    const known = this.accessTokens.get(token);
    if (!known) throw refuse("error", "token not found");
    const left = Math.floor((known.diesAt - this.hubspot.clock.now()) / 1000);
    const { portal_id, app_id, scopes } = this.hubspot.settings;
    return {
      body: {
        token,
        user: "me@example.com",
        hub_domain: "fake.example",
        scopes,
        hub_id: portal_id,
        app_id,
        expires_in: Number.isFinite(left) ? left : 1800,
        user_id: 11,
        token_type: "access",
      },
    };
  }

  /** DELETE /oauth/v1/refresh-tokens/:token. */
  revoke(call) {
    this.refreshTokens.delete(call.params.token);
    call.effect = "revoked";
    return { status: 204 };
  }

  expire(token) {
    const known = this.accessTokens.get(token);
    if (known) known.diesAt = this.hubspot.clock.now();
  }

  /** Seconds since a token died; null when it lives, undefined when it is not known. */
  deadFor(token) {
    const known = this.accessTokens.get(token);
    if (!known) return undefined;
    const late = this.hubspot.clock.now() - known.diesAt;
    return late >= 0 ? Math.floor(late / 1000) : null;
  }
}
