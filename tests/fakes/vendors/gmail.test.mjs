// What a connector relies on of Gmail, asked of the fake.
import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { listen, prismRefuses, serve } from "./fixture.mjs";
import { Gmail } from "./gmail.mjs";

const gmail = serve(new Gmail(), {
  token: "fake-access-token",
  mirrorPath: (path) => (/^(\/upload)?\/gmail\//.test(path) ? path : null),
});
const kMe = "/gmail/v1/users/me";
const kSent = { rfc822msgid: (id) => `${kMe}/messages?q=${encodeURIComponent(`rfc822msgid:${id} in:sent`)}` };

function mail({
  id = "<one@example.com>",
  to = "ada@example.org",
  subject = "Prices",
  more = [],
  body = "Hello\r\n",
} = {}) {
  const lines = [
    `Message-ID: ${id}`,
    "From: Robin <me@example.com>",
    `To: ${to}`,
    `Subject: ${subject}`,
    "Date: Mon, 2 Nov 2026 10:00:00 +0000",
  ];
  return [...lines, ...more, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", body].join(
    "\r\n",
  );
}
const raw = (text) => Buffer.from(text).toString("base64url");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const draftOf = async (text, threadId) =>
  (await gmail.post(`${kMe}/drafts`, { message: { raw: raw(text), threadId } })).body;
const arrive = async (text) =>
  (await gmail.post("/_fake/mail", text, { "content-type": "message/rfc822" })).body;
const plan = (...rules) => gmail.control("plan", rules);

test("a draft is created, read, listed, sent once, and then gone", async () => {
  const draft = await draftOf(mail());
  assert.deepEqual(draft.message.labelIds, ["DRAFT"]);
  const read = await gmail.get(`${kMe}/drafts/${draft.id}?format=raw`);
  assert.equal(Buffer.from(read.body.message.raw, "base64url").toString(), mail());
  assert.equal((await gmail.get(`${kMe}/drafts`)).body.drafts[0].id, draft.id);
  const search = async (id) => (await gmail.get(`${kMe}/drafts?q=rfc822msgid:${id}`)).body.drafts?.length ?? 0;
  assert.deepEqual([await search("one@example.com"), await search("two@example.com")], [1, 0]);
  const sent = await gmail.post(`${kMe}/drafts/send`, { id: draft.id });
  assert.equal(sent.status, 200);
  assert.deepEqual(sent.body.labelIds, ["SENT"]);
  assert.notEqual(sent.body.id, draft.message.id);
  assert.equal((await gmail.post(`${kMe}/drafts/send`, { id: draft.id })).status, 404);
  assert.equal((await gmail.get(`${kMe}/drafts/${draft.id}`)).status, 404);
  const [delivery, ...others] = await gmail.ledger("delivery");
  assert.equal(others.length, 0);
  assert.deepEqual(
    [delivery.message_id, delivery.draft_id, delivery.rfc_message_id, delivery.sha256, delivery.to],
    [sent.body.id, draft.id, "<one@example.com>", sha256(mail()), ["ada@example.org"]],
  );
});

test("a person sends a draft by hand: it leaves, and is gone", async () => {
  const draft = await draftOf(mail({ id: "<hand@example.com>" }));
  const { body: sent } = await gmail.control("hand_sent", { id: draft.id });
  assert.equal((await gmail.get(`${kMe}/drafts/${draft.id}`)).status, 404);
  const [delivery] = await gmail.ledger("delivery");
  assert.deepEqual([delivery.message_id, delivery.rfc_message_id], [sent.id, "<hand@example.com>"]);
  assert.equal((await gmail.ledger("call")).filter(({ effect }) => effect === "mail_sent").length, 0);
});

test("a search for drafts lags like any other", async () => {
  await draftOf(mail({ id: "<late@example.com>" }));
  const search = async () =>
    (await gmail.get(`${kMe}/drafts?q=rfc822msgid:late@example.com`)).body.drafts?.length ?? 0;
  await plan({ match: { path: "/drafts$" }, fault: "lag", ms: 60_000 });
  assert.equal(await search(), 0);
  await plan();
  assert.equal(await search(), 1);
});

test("a draft comes by upload too: media and multipart", async () => {
  const media = await gmail.post(`/upload${kMe}/drafts?uploadType=media`, mail(), {
    "content-type": "message/rfc822",
  });
  assert.equal(media.status, 200);
  const body = `--b\r\nContent-Type: application/json\r\n\r\n{"message":{}}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${mail()}\r\n--b--`;
  const both = await gmail.ask("POST", `/upload${kMe}/drafts?uploadType=multipart`, body, {
    "content-type": "multipart/related; boundary=b",
  });
  assert.equal(both.status, 200);
  const read = await gmail.get(`${kMe}/drafts/${both.body.id}?format=raw`);
  assert.equal(Buffer.from(read.body.message.raw, "base64url").toString(), mail());
});

test("a draft is deleted", async () => {
  const draft = await draftOf(mail());
  assert.equal((await gmail.ask("DELETE", `${kMe}/drafts/${draft.id}`)).status, 204);
  assert.equal((await gmail.get(`${kMe}/drafts`)).body.drafts, undefined);
});

test("the thread is kept only with its id, its headers and its subject", async () => {
  const first = await arrive(mail({ id: "<q@example.org>", subject: "Prices" }));
  const reply = (subject, more) =>
    mail({ id: `<${Math.abs(subject.length)}-${more.length}@example.com>`, subject, more });
  const refs = ["In-Reply-To: <q@example.org>", "References: <q@example.org>"];
  const send = async (text) =>
    (await gmail.post(`${kMe}/messages/send`, { raw: raw(text), threadId: first.threadId })).body;
  assert.equal((await send(reply("Re: Prices", refs))).threadId, first.threadId);
  assert.notEqual((await send(reply("Other", refs))).threadId, first.threadId);
  assert.notEqual((await send(reply("Re: Prices", []))).threadId, first.threadId);
  const unknown = await gmail.post(`${kMe}/messages/send`, {
    raw: raw(mail()),
    threadId: "19c0000000ffffff",
  });
  assert.deepEqual([unknown.status, unknown.body.error.status], [404, "NOT_FOUND"]);
  const thread = await gmail.get(`${kMe}/threads/${first.threadId}?format=minimal`);
  assert.equal(thread.body.messages.length, 2);
});

test("a sent mail is found by its Message-ID, with the bytes that left", async () => {
  const sent = await gmail.post(`${kMe}/messages/send`, { raw: raw(mail()) });
  const found = await gmail.get(kSent.rfc822msgid("<one@example.com>"));
  assert.deepEqual(found.body.messages, [{ id: sent.body.id, threadId: sent.body.threadId }]);
  const bytes = Buffer.from(
    (await gmail.get(`${kMe}/messages/${sent.body.id}?format=raw`)).body.raw,
    "base64url",
  ).toString();
  assert.ok(bytes.startsWith("Received: from") && bytes.endsWith(mail()));
  const none = await gmail.get(kSent.rfc822msgid("<two@example.com>"));
  assert.deepEqual(none.body, { resultSizeEstimate: 0 });
});

test("Gmail may give its own Message-ID: ours is kept beside it and finds nothing", async () => {
  await gmail.control("settings", { rewrite_message_id: true });
  const sent = await gmail.post(`${kMe}/messages/send`, { raw: raw(mail()) });
  assert.equal((await gmail.get(kSent.rfc822msgid("<one@example.com>"))).body.resultSizeEstimate, 0);
  const headers = ["Message-ID", "X-Google-Original-Message-ID"]
    .map((name) => `metadataHeaders=${name}`)
    .join("&");
  const read = await gmail.get(`${kMe}/messages/${sent.body.id}?format=metadata&${headers}`);
  const value = Object.fromEntries(read.body.payload.headers.map((one) => [one.name, one.value]));
  assert.match(value["Message-ID"], /@mail\.gmail\.com>$/);
  assert.equal(value["X-Google-Original-Message-ID"], "<one@example.com>");
});

for (const [what, text, words] of [
  ["bare LF", mail().replace("\r\nTo:", "\nTo:"), /Bare CR or LF/],
  ["bare CR", mail({ body: "a\rb\r\n" }), /Bare CR or LF/],
  ["no recipient", mail({ to: "" }), /Recipient address required/],
  ["two subjects", mail({ more: ["Subject: again"] }), /More than one Subject/],
  ["a line that is no field", mail({ more: ["not a field"] }), /no header field/],
]) {
  test(`a mail is refused: ${what}`, async () => {
    const answer = await gmail.post(`${kMe}/messages/send`, { raw: raw(text) });
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, words);
    assert.deepEqual(await gmail.ledger("delivery"), []);
  });
}

test("raw that is not base64 is refused, by Prism's contract as well", async () => {
  assert.equal((await gmail.post(`${kMe}/messages/send`, { raw: "no*base64" })).status, 400);
  await prismRefuses("gmail", "POST", `${kMe}/messages/send`, { raw: 7 });
  await prismRefuses("gmail", "GET", `${kMe}/messages?maxResults=many`);
});

for (const [what, headers, reason] of [
  ["no token", { authorization: null }, "required"],
  ["an unknown token", { authorization: "Bearer nobody" }, "authError"],
]) {
  test(`401: ${what}`, async () => {
    const answer = await gmail.get(`${kMe}/profile`, headers);
    assert.deepEqual([answer.status, answer.body.error.status], [401, "UNAUTHENTICATED"]);
    assert.equal(answer.body.error.errors[0].reason, reason);
    assert.match(answer.headers.get("www-authenticate"), /^Bearer/);
  });
}

test("a token without the scope is forbidden, somebody else's mailbox too", async () => {
  await gmail.control("settings", { scope: "https://www.googleapis.com/auth/gmail.readonly" });
  const draft = await gmail.post(`${kMe}/drafts`, { message: { raw: raw(mail()) } });
  assert.deepEqual(
    [draft.status, draft.body.error.details[0].reason],
    [403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"],
  );
  assert.equal((await gmail.get("/gmail/v1/users/you@example.com/profile")).status, 403);
});

test("units are counted a minute: send costs 100, and the clock gives them back", async () => {
  await gmail.control("settings", { units_per_minute: 120 });
  const send = () => gmail.post(`${kMe}/messages/send`, { raw: raw(mail()) });
  assert.equal((await send()).status, 200);
  const refused = await send();
  assert.deepEqual([refused.status, refused.body.error.status], [429, "RESOURCE_EXHAUSTED"]);
  assert.ok(Number(refused.headers.get("retry-after")) >= 59);
  await gmail.control("settings", { over_quota_status: 403 });
  assert.equal((await send()).body.error.errors[0].reason, "userRateLimitExceeded");
  await gmail.control("clock", { advance_ms: 61_000 });
  assert.equal((await send()).status, 200);
  assert.equal((await gmail.ledger("delivery")).length, 2);
});

test("messages are searched by place, time and words, in pages", async () => {
  await gmail.control("clock", { now: "2026-11-10T00:00:00Z" });
  for (const at of ["2026-11-01", "2026-11-05", "2026-11-09"])
    await gmail.control("mail", { raw: mail({ id: `<${at}@example.org>`, subject: at }), at });
  await gmail.post(`${kMe}/messages/send`, { raw: raw(mail()) });
  const count = async (q) =>
    (await gmail.get(`${kMe}/messages?q=${encodeURIComponent(q)}`)).body.resultSizeEstimate;
  const rows = [
    ["", 4],
    ["in:sent", 1],
    ["in:inbox", 3],
    ["after:2026/11/05", 3],
    [`after:${Date.parse("2026-11-05") / 1000}`, 3],
    ["newer_than:2d", 2],
    ["in:inbox newer_than:2d", 1],
    ["-in:sent", 3],
    ['subject:"2026-11-09"', 1],
    ["from:robin is:unread", 3],
  ];
  for (const [q, expected] of rows) assert.equal(await count(q), expected, q);
  const first = await gmail.get(`${kMe}/messages?maxResults=3&labelIds=INBOX`);
  assert.equal(first.body.nextPageToken, undefined);
  const page = await gmail.get(`${kMe}/messages?maxResults=3`);
  const rest = await gmail.get(`${kMe}/messages?maxResults=3&pageToken=${page.body.nextPageToken}`);
  assert.deepEqual(
    [page.body.messages.length, rest.body.messages.length, rest.body.nextPageToken],
    [3, 1, undefined],
  );
  assert.equal((await gmail.get(`${kMe}/messages?q=has:attachment`)).status, 501);
});

test("a full message has its parts, decoded", async () => {
  const body =
    "--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>Hello\r\n--x--\r\n";
  const text = mail({ body }).replace("text/plain; charset=utf-8", 'multipart/alternative; boundary="x"');
  const { id } = await arrive(text);
  const { payload, snippet } = (await gmail.get(`${kMe}/messages/${id}?format=full`)).body;
  assert.deepEqual(
    payload.parts.map((part) => part.mimeType),
    ["text/plain", "text/html"],
  );
  assert.equal(Buffer.from(payload.parts[0].body.data, "base64url").toString(), "Hello");
  assert.equal(snippet, "Hello");
});

test("history tells what was added, relabelled and removed, in pages, and forgets", async () => {
  const { historyId } = (await gmail.get(`${kMe}/profile`)).body;
  const { id } = await arrive(mail());
  await gmail.post(`${kMe}/messages/${id}/modify`, { addLabelIds: ["STARRED"], removeLabelIds: ["UNREAD"] });
  const draft = await draftOf(mail({ id: "<two@example.com>" }));
  await gmail.post(`${kMe}/drafts/send`, { id: draft.id });
  const all = (await gmail.get(`${kMe}/history?startHistoryId=${historyId}`)).body;
  const kinds = all.history.map((row) => Object.keys(row).find((key) => !["id", "messages"].includes(key)));
  assert.deepEqual(kinds, [
    "messagesAdded",
    "labelsAdded",
    "labelsRemoved",
    "messagesAdded",
    "messagesDeleted",
    "messagesAdded",
  ]);
  const added = (
    await gmail.get(`${kMe}/history?startHistoryId=${historyId}&historyTypes=messageAdded&labelId=INBOX`)
  ).body;
  assert.deepEqual(
    added.history.map((row) => row.messagesAdded[0].message.id),
    [id],
  );
  const page = (await gmail.get(`${kMe}/history?startHistoryId=${historyId}&maxResults=4`)).body;
  const rest = (
    await gmail.get(`${kMe}/history?startHistoryId=${historyId}&maxResults=4&pageToken=${page.nextPageToken}`)
  ).body;
  assert.deepEqual([page.history.length, rest.history.length, rest.nextPageToken], [4, 2, undefined]);
  assert.deepEqual((await gmail.get(`${kMe}/history?startHistoryId=${all.historyId}`)).body, {
    historyId: all.historyId,
  });
  await gmail.control("forget_history");
  assert.equal((await gmail.get(`${kMe}/history?startHistoryId=${historyId}`)).status, 404);
  await plan({ match: { path: "/history$" }, times: 1, fault: "history_too_old" });
  assert.equal((await gmail.get(`${kMe}/history?startHistoryId=${all.historyId}`)).status, 404);
  assert.equal((await gmail.get(`${kMe}/history?startHistoryId=${all.historyId}`)).status, 200);
});

test("a mail that was sent outside of us shows as SENT and is no delivery of ours", async () => {
  const outside = await gmail.post("/_fake/outside_sent", mail(), { "content-type": "message/rfc822" });
  assert.equal((await gmail.get(`${kMe}/messages?q=in:sent`)).body.messages[0].id, outside.body.id);
  assert.deepEqual(await gmail.ledger("delivery"), []);
  assert.equal((await gmail.ledger("outside"))[0].how, "outside_sent");
});

test("labels are listed and made", async () => {
  const made = await gmail.post(`${kMe}/labels`, {
    name: "sales-agent",
    labelListVisibility: "labelShow",
    messageListVisibility: "show",
  });
  assert.equal(made.body.type, "user");
  assert.ok((await gmail.get(`${kMe}/labels`)).body.labels.some((label) => label.id === made.body.id));
  assert.equal((await gmail.post(`${kMe}/labels`, { name: "Sales-Agent" })).status, 409);
});

// OAuth

const kClient = { client_id: "fake-client.apps.googleusercontent.com", client_secret: "fake-client-secret" };
const kBack = "http://127.0.0.1:9/callback";
const kVerifier = "v".repeat(64);
const kScope = "openid https://www.googleapis.com/auth/gmail.modify";

async function consent(more = {}) {
  const ask = {
    client_id: kClient.client_id,
    redirect_uri: kBack,
    response_type: "code",
    scope: kScope,
    state: "s1",
    access_type: "offline",
    code_challenge: createHash("sha256").update(kVerifier).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  };
  const answer = await gmail.get(`/o/oauth2/v2/auth?${new URLSearchParams(ask)}`, { authorization: null });
  return {
    status: answer.status,
    back: answer.status === 302 ? new URL(answer.headers.get("location")).searchParams : null,
  };
}
const token = (fields) =>
  gmail.post("/token", new URLSearchParams({ ...kClient, ...fields }), { authorization: null });
const exchange = (code, more = {}) =>
  token({ grant_type: "authorization_code", code, redirect_uri: kBack, code_verifier: kVerifier, ...more });
const refresh = (refresh_token) => token({ grant_type: "refresh_token", refresh_token });
async function grant(more) {
  return (await exchange((await consent(more)).back.get("code"))).body;
}

test("consent, code, tokens, use, refresh, revoke", async () => {
  const { back } = await consent();
  assert.equal(back.get("state"), "s1");
  const tokens = (await exchange(back.get("code"))).body;
  assert.equal(tokens.token_type, "Bearer");
  const jwks = (await gmail.get("/oauth2/v3/certs")).body.keys;
  const [head, claims, signature] = tokens.id_token.split(".");
  const key = createPublicKey({ key: jwks[0], format: "jwk" });
  assert.ok(verify("RSA-SHA256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url")));
  const use = (access) => gmail.get(`${kMe}/profile`, { authorization: `Bearer ${access}` });
  assert.equal((await use(tokens.access_token)).body.emailAddress, "me@example.com");
  assert.equal((await exchange(back.get("code"))).body.error, "invalid_grant");
  const again = (await refresh(tokens.refresh_token)).body;
  assert.equal((await use(again.access_token)).status, 200);
  assert.equal(
    (await gmail.post("/revoke", new URLSearchParams({ token: tokens.refresh_token }))).status,
    200,
  );
  assert.equal((await use(again.access_token)).status, 401);
  assert.equal((await refresh(tokens.refresh_token)).body.error, "invalid_grant");
});

for (const [what, change, status, error] of [
  ["a wrong verifier", { code_verifier: "w".repeat(64) }, 400, "invalid_grant"],
  ["another redirect_uri", { redirect_uri: "http://127.0.0.1:9/other" }, 400, "redirect_uri_mismatch"],
  ["a wrong secret", { client_secret: "no" }, 401, "invalid_client"],
  ["an unknown client", { client_id: "no" }, 401, "invalid_client"],
]) {
  test(`no tokens for ${what}`, async () => {
    const answer = await exchange((await consent()).back.get("code"), change);
    assert.deepEqual([answer.status, answer.body.error], [status, error]);
  });
}

test("consent: refused for a redirect elsewhere, denied by plan", async () => {
  assert.equal((await consent({ redirect_uri: "https://evil.example/" })).status, 400);
  await plan({ fault: "consent_denied" });
  assert.equal((await consent()).back.get("error"), "access_denied");
});

test("an access token dies; a refresh token of an app in testing dies after 7 days", async () => {
  await gmail.control("settings", { access_token_s: 60, testing_mode: true });
  const tokens = await grant();
  await gmail.control("clock", { advance_ms: 60_001 });
  assert.equal(
    (await gmail.get(`${kMe}/profile`, { authorization: `Bearer ${tokens.access_token}` })).status,
    401,
  );
  assert.equal((await refresh(tokens.refresh_token)).status, 200);
  await gmail.control("clock", { advance_ms: 7 * 86_400_000 });
  assert.equal((await refresh(tokens.refresh_token)).body.error, "invalid_grant");
});

test("the second consent brings no refresh token unless it was asked for", async () => {
  assert.ok((await grant()).refresh_token);
  assert.equal((await grant()).refresh_token, undefined);
  assert.ok((await grant({ prompt: "consent" })).refresh_token);
});

test("a refresh token rotates where that is on; invalid_grant and a dying token come by plan", async () => {
  await gmail.control("settings", { rotate_refresh_tokens: true });
  const next = (await refresh("fake-refresh-token")).body.refresh_token;
  assert.equal((await refresh("fake-refresh-token")).body.error, "invalid_grant");
  await plan(
    { fault: "invalid_grant", times: 1 },
    { fault: "expire_token", match: { path: "/profile$" }, times: 1 },
  );
  assert.equal((await refresh(next)).body.error, "invalid_grant");
  assert.equal((await refresh(next)).status, 200);
  assert.equal((await gmail.get(`${kMe}/profile`)).status, 401);
});

// Pushes

const claimsOf = (push) => JSON.parse(Buffer.from(push.headers.authorization.split(".")[1], "base64url"));

test("watch pushes a signed hint for each change, again when it is not taken, and stops", async () => {
  const program = await listen([500]);
  await gmail.control("settings", { push_url: program.url });
  const watch = await gmail.post(`${kMe}/watch`, { topicName: "projects/p/topics/t", labelIds: ["INBOX"] });
  assert.ok(Number(watch.body.expiration) > Date.now());
  const { historyId } = await arrive(mail());
  await gmail.control("idle");
  assert.equal(program.got.length, 2);
  const { message } = JSON.parse(program.got[1].body);
  assert.deepEqual(JSON.parse(Buffer.from(message.data, "base64")), {
    emailAddress: "me@example.com",
    historyId: Number(historyId),
  });
  assert.equal(claimsOf(program.got[0]).aud, program.url);
  await gmail.post(`${kMe}/stop`);
  await arrive(mail({ id: "<two@example.com>" }));
  await gmail.control("idle");
  assert.equal(program.got.length, 2);
  await program.close();
});

test("pushes come twice, late and forged", async () => {
  const program = await listen();
  await gmail.control("settings", { push_url: program.url });
  await plan({ fault: "duplicate_push", times: 1 }, { fault: "late_push", after: 1, times: 1 });
  await gmail.control("push", {});
  assert.equal(program.got[0].body, program.got[1].body);
  await gmail.control("push", {});
  assert.equal(program.got.length, 2);
  await gmail.control("release");
  assert.equal(program.got.length, 3);
  await gmail.control("push", { claims: { aud: "https://other.example" }, unknown_key: true });
  assert.equal(claimsOf(program.got[3]).aud, "https://other.example");
  await gmail.control("push", { token: null });
  assert.equal(program.got[4].headers.authorization, undefined);
  await program.close();
});

test("nothing is ever pushed to another machine", async () => {
  const answer = await gmail.control("push", { url: "http://192.0.2.1/" });
  assert.deepEqual([answer.status, answer.body.message], [400, "push: 192.0.2.1 is not this machine"]);
});
