// Google's OAuth 2 for installed and web apps, as far as a connector meets it: consent (always given), code and PKCE,
// refresh, rotation, revocation, the 7 days of an app in testing, and the keys that its id tokens are signed with.
import { createHash, createPrivateKey, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { Refusal } from "./call.mjs";

const kCodeLifeMs = 10 * 60_000;
const kTestingLifeS = 7 * 86_400;
const s256 = (text) => createHash("sha256").update(text).digest("base64url");
const refuse = (status, error, error_description) => new Refusal(status, { error, error_description });

export class OAuth {
  constructor(vendor) {
    this.vendor = vendor;
    this.keys = [this.#newKey()];
    this.clear();
  }

  #newKey() {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const kid = randomBytes(10).toString("hex");
    const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
    return { kid, jwk, pem: privateKey.export({ type: "pkcs8", format: "pem" }) };
  }

  /** Back to the tokens that the settings name; they belong to the first client and never die by age. */
  clear() {
    const { access_token, refresh_token, scope, clients } = this.vendor.settings;
    this.codes = new Map();
    this.consented = new Set();
    const grant = { client_id: clients[0].client_id, scope, bornAt: null, dead: false };
    this.refreshTokens = new Map([[refresh_token, grant]]);
    this.accessTokens = new Map([[access_token, { grant, diesAt: Infinity }]]);
  }

  now() {
    return this.vendor.clock.now();
  }

  /** New keys are added before old ones go, as Google's do; `drop` lets the old ones go. */
  rotateKeys(drop) {
    this.keys = [this.#newKey(), ...(drop ? [] : this.keys)];
  }

  jwks() {
    return { keys: this.keys.map(({ jwk }) => jwk) };
  }

  /** Signs claims as RS256 with the newest key, or with one that nobody knows. */
  sign(claims, { unknownKey = false } = {}) {
    const { kid, pem } = unknownKey ? this.#newKey() : this.keys[0];
    const text = [{ alg: "RS256", kid, typ: "JWT" }, claims].map((o) =>
      Buffer.from(JSON.stringify(o)).toString("base64url"),
    );
    const signature = createSign("RSA-SHA256")
      .update(text.join("."))
      .sign(createPrivateKey(pem), "base64url");
    return `${text.join(".")}.${signature}`;
  }

  /** GET /o/oauth2/v2/auth: redirects at once, as after a click on "Allow". */
  authorize(call) {
    const ask = Object.fromEntries(call.query);
    const client = this.#client(ask.client_id);
    if (!client) return this.#page("invalid_client", "The OAuth client was not found.");
    if (!this.#mayReturnTo(client, ask.redirect_uri))
      return this.#page("redirect_uri_mismatch", ask.redirect_uri);
    if (ask.response_type !== "code") return this.#page("invalid_request", "response_type must be code");
    if (!ask.scope) return this.#page("invalid_request", "Missing required parameter: scope");
    if (ask.code_challenge && !["S256", "plain"].includes(ask.code_challenge_method ?? "plain")) {
      return this.#page("invalid_request", "Invalid code_challenge_method");
    }
    const back = new URL(ask.redirect_uri);
    if (ask.state !== undefined) back.searchParams.set("state", ask.state);
    if (call.fault("consent_denied")) back.searchParams.set("error", "access_denied");
    else {
      back.searchParams.set("code", this.#newCode(client, ask));
      back.searchParams.set("scope", ask.scope);
    }
    call.effect = "consent";
    return { status: 302, headers: { location: back.href } };
  }

  #page(error, words) {
    return {
      status: 400,
      body: `<!doctype html><title>Error 400: ${error}</title><p>Error 400: ${error}<p>${words ?? ""}`,
    };
  }

  #client(id) {
    return this.vendor.settings.clients.find((client) => client.client_id === id);
  }

  /** The registered addresses; a client without any takes each on this machine. */
  #mayReturnTo(client, uri) {
    if (client.redirect_uris) return client.redirect_uris.includes(uri);
    try {
      return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(uri).hostname);
    } catch {
      return false; // no address at all
    }
  }

  #newCode(client, ask) {
    const code = `4/0A${randomBytes(24).toString("base64url")}`;
    this.codes.set(code, { client, ask, bornAt: this.now() });
    return code;
  }

  /** POST /token. */
  token(call) {
    const ask = call.form();
    const basic = /^Basic (.+)$/i.exec(call.headers.authorization ?? "");
    if (basic)
      [ask.client_id, ask.client_secret] = Buffer.from(basic[1], "base64")
        .toString()
        .split(":")
        .map(decodeURIComponent);
    const client = this.#client(ask.client_id);
    if (!client) throw refuse(401, "invalid_client", "The OAuth client was not found.");
    if (client.client_secret !== ask.client_secret) throw refuse(401, "invalid_client", "Unauthorized");
    const dead = call.fault("invalid_grant");
    if (dead) throw refuse(400, "invalid_grant", dead.description ?? "Token has been expired or revoked.");
    if (ask.grant_type === "authorization_code") return this.#exchange(call, client, ask);
    if (ask.grant_type === "refresh_token") return this.#refresh(call, client, ask);
    throw refuse(400, "unsupported_grant_type", `Invalid grant_type: ${ask.grant_type ?? ""}`);
  }

  #exchange(call, client, { code, redirect_uri, code_verifier }) {
    const known = this.codes.get(code);
    if (!known || known.client !== client || this.now() > known.bornAt + kCodeLifeMs) {
      throw refuse(400, "invalid_grant", "Malformed auth code.");
    }
    const { ask } = known;
    if (ask.redirect_uri !== redirect_uri) throw refuse(400, "redirect_uri_mismatch", "Bad Request");
    if (ask.code_challenge && !code_verifier) throw refuse(400, "invalid_grant", "Missing code verifier.");
    const proof = ask.code_challenge_method === "S256" ? s256(code_verifier ?? "") : code_verifier;
    if (ask.code_challenge && proof !== ask.code_challenge)
      throw refuse(400, "invalid_grant", "Invalid code verifier.");
    this.codes.delete(code);
    call.effect = "tokens_granted";
    return {
      body: { ...this.#grant(client, ask), ...this.#idToken(client, ask) },
      headers: { "cache-control": "no-store" },
    };
  }

  /** A refresh token comes with offline access, and then only with the first consent or when consent was asked for. */
  #grant(client, ask) {
    const grant = { client_id: client.client_id, scope: ask.scope, bornAt: this.now(), dead: false };
    const offline =
      ask.access_type === "offline" &&
      (ask.prompt?.includes("consent") || !this.consented.has(client.client_id));
    const answer = this.#access(grant);
    if (!offline) return answer;
    this.consented.add(client.client_id);
    const testing = this.vendor.settings.testing_mode ? { refresh_token_expires_in: kTestingLifeS - 1 } : {};
    return { ...answer, refresh_token: this.#newRefresh(grant), ...testing };
  }

  #newRefresh(grant) {
    const token = `1//0${randomBytes(32).toString("base64url")}`;
    this.refreshTokens.set(token, grant);
    return token;
  }

  #access(grant) {
    const lifeS = this.vendor.settings.access_token_s;
    const access_token = `ya29.${randomBytes(32).toString("base64url")}`;
    this.accessTokens.set(access_token, { grant, diesAt: this.now() + lifeS * 1000 });
    return { access_token, expires_in: lifeS, scope: grant.scope, token_type: "Bearer" };
  }

  #idToken(client, { scope, nonce }) {
    if (!scope.split(" ").includes("openid")) return {};
    const at = Math.floor(this.now() / 1000);
    const { address } = this.vendor.settings;
    const claims = {
      iss: "https://accounts.google.com",
      azp: client.client_id,
      aud: client.client_id,
      email: address,
    };
    return {
      id_token: this.sign({ ...claims, sub: "1", email_verified: true, nonce, iat: at, exp: at + 3600 }),
    };
  }

  #refresh(call, client, { refresh_token }) {
    const grant = this.refreshTokens.get(refresh_token);
    const { testing_mode, refresh_token_s, rotate_refresh_tokens } = this.vendor.settings;
    const lifeS = testing_mode ? kTestingLifeS : refresh_token_s;
    if (grant?.client_id !== client.client_id) throw refuse(400, "invalid_grant", "Bad Request");
    const tooOld = grant.bornAt !== null && lifeS !== null && this.now() >= grant.bornAt + lifeS * 1000;
    if (grant.dead || tooOld) throw refuse(400, "invalid_grant", "Token has been expired or revoked.");
    call.effect = "access_token";
    const answer = this.#access(grant);
    if (!rotate_refresh_tokens) return { body: answer };
    this.refreshTokens.delete(refresh_token);
    return { body: { ...answer, refresh_token: this.#newRefresh(grant) } };
  }

  /** POST /revoke: either token takes the whole grant away. */
  revoke(call) {
    const token = call.query.get("token") ?? call.form().token;
    const grant = this.refreshTokens.get(token) ?? this.accessTokens.get(token)?.grant;
    if (!grant || grant.dead) throw refuse(400, "invalid_token", "Token expired or revoked");
    grant.dead = true;
    call.effect = "revoked";
    return { body: {} };
  }

  /** The scopes that a token opens, or null when it opens nothing any more. */
  scopesOf(token) {
    const known = this.accessTokens.get(token);
    return known && !known.grant.dead && this.now() < known.diesAt ? known.grant.scope.split(" ") : null;
  }

  expire(token) {
    const known = this.accessTokens.get(token);
    if (known) known.diesAt = this.now();
  }
}
