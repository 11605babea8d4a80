// Each wire fault, as a program meets it, and what the ledger says of it; the same for all vendors, shown on Gmail.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "./fixture.mjs";
import { Gmail } from "./gmail.mjs";
import { Ledger } from "./ledger.mjs";
import { Plan } from "./plan.mjs";

const gmail = serve(new Gmail(), { token: "fake-access-token", mirrorPath: null });
const kSend = "/gmail/v1/users/me/messages/send";
const kRaw = Buffer.from(
  "From: me@example.com\r\nTo: ada@example.org\r\nSubject: s\r\n\r\nHello\r\n",
).toString("base64url");

/** Sends one mail; {status, body} or {error} when the connection broke, with what had come of the body till then. */
function send({ onHead } = {}) {
  const headers = { authorization: "Bearer fake-access-token", "content-type": "application/json" };
  return new Promise((resolve) => {
    const request = http.request(gmail.url + kSend, { method: "POST", headers, agent: false }, (response) => {
      const chunks = [];
      const done = (error) =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks),
          error,
        });
      response.on("data", (chunk) => {
        chunks.push(chunk);
        onHead?.(request, chunks);
      });
      response.once("end", () => done(null)).once("error", (error) => done(error.code));
    });
    request.once("error", (error) => resolve({ status: null, error: error.code }));
    request.end(JSON.stringify({ raw: kRaw }));
  });
}

const deliveries = async () => (await gmail.ledger("delivery")).length;
const lastCall = async () => (await gmail.ledger("call")).at(-1);

const kRows = [
  // fault, status, error, deliveries, what the ledger says was answered
  [{ fault: "accept_then_drop" }, null, "ECONNRESET", 1, null],
  [{ fault: "accept_then_500" }, 500, null, 1, 500],
  [{ fault: "accept_then_500", status: 503 }, 503, null, 1, 503],
  [{ fault: "reject", status: 400 }, 400, null, 0, 400],
  [{ fault: "reject", status: 503, retry_after: 7 }, 503, null, 0, 503],
  [{ fault: "rate_limit", retry_after: 7 }, 429, null, 0, 429],
  [{ fault: "rate_limit", status: 403, retry_after: 7 }, 403, null, 0, 403],
  [{ fault: "reset_before" }, null, "ECONNRESET", 0, null],
  [{ fault: "truncate" }, 200, "ECONNRESET", 1, 200],
  [{ fault: "bad_json" }, 200, null, 1, 200],
  [{ fault: "slow_loris", ms: 0 }, 200, null, 1, 200],
  [{ fault: "huge_body", bytes: 1 << 20 }, 200, null, 1, 200],
];
for (const [rule, status, error, delivered, answered] of kRows) {
  test(`${rule.fault} ${rule.status ?? ""}: ${delivered ? "took effect" : "had none"}`, async () => {
    await gmail.control("plan", [{ match: { method: "POST", path: "/send$" }, times: 1, ...rule }]);
    const answer = await send();
    assert.deepEqual([answer.status, answer.error], [status, error]);
    if (rule.retry_after) assert.equal(answer.headers["retry-after"], String(rule.retry_after));
    assert.equal(await deliveries(), delivered);
    const row = await lastCall();
    assert.deepEqual(
      [row.status, row.faults, row.effect],
      [answered, [rule.fault], delivered ? "mail_sent" : null],
    );
    assert.equal((await send()).status, 200);
  });
}

test("bad_json cannot be read; huge_body can, and is as large as was asked", async () => {
  await gmail.control("plan", [
    { fault: "bad_json", times: 1 },
    { fault: "huge_body", bytes: 1 << 20 },
  ]);
  const broken = await send();
  assert.throws(() => JSON.parse(broken.body), SyntaxError);
  const huge = await send();
  assert.ok(huge.body.length > 1 << 20 && JSON.parse(huge.body).id);
});

for (const [when, delivered] of [
  ["before", 0],
  ["after", 1],
]) {
  test(`hang ${when}: no answer, ${delivered} delivered`, async () => {
    await gmail.control("plan", [{ match: { path: "/send$" }, fault: "hang", when }]);
    const headers = { authorization: "Bearer fake-access-token" };
    const request = http.request(gmail.url + kSend, { method: "POST", headers, agent: false });
    const answered = new Promise((resolve) => request.once("response", resolve).once("error", resolve));
    request.end(JSON.stringify({ raw: kRaw }));
    while ((await lastCall())?.path !== kSend) await new Promise(setImmediate);
    assert.equal(await deliveries(), delivered);
    request.destroy(new Error("the program gave up"));
    assert.equal((await answered).message, "the program gave up");
  });
}

test("accept_late: it takes effect after the program gave up", async () => {
  await gmail.control("plan", [{ match: { path: "/send$" }, fault: "accept_late" }]);
  const headers = { authorization: "Bearer fake-access-token" };
  const request = http
    .request(gmail.url + kSend, { method: "POST", headers, agent: false })
    .once("error", () => {});
  request.end(JSON.stringify({ raw: kRaw }));
  while ((await gmail.get("/_fake/plan")).body[0].hit === 0) await new Promise(setImmediate);
  assert.equal(await deliveries(), 0);
  request.destroy();
  while ((await deliveries()) === 0) await new Promise(setImmediate);
  assert.equal((await lastCall()).effect, "mail_sent");
});

test("slow_loris stops when the other end goes", async () => {
  await gmail.control("plan", [{ fault: "slow_loris", ms: 0, times: 1 }]);
  const answer = await send({ onHead: (request) => request.destroy() });
  assert.equal(answer.error, "ECONNRESET");
});

test("after, times and probability count; a seed draws the same again", () => {
  const hits = (rule) => {
    const plan = new Plan();
    plan.set([{ fault: "reject", ...rule }]);
    return Array.from({ length: 40 }, () => (plan.forCall("GET", "/x", "").wire ? 1 : 0)).join("");
  };
  assert.equal(hits({ after: 2, times: 3 }), `00111${"0".repeat(35)}`);
  assert.equal(hits({ probability: 0.5, seed: 7 }), hits({ probability: 0.5, seed: 7 }));
  assert.notEqual(hits({ probability: 0.5, seed: 7 }), hits({ probability: 0.5, seed: 8 }));
  assert.match(hits({ probability: 0.5, seed: 7 }), /0.*1|1.*0/);
  assert.equal(hits({ match: { method: "POST" } }), "0".repeat(40));
});

test("a plan that makes no sense is refused and the old one stays", async () => {
  await gmail.control("plan", [{ fault: "reject", times: 1 }]);
  const answer = await gmail.control("plan", [{ fault: "explode" }]);
  assert.equal(answer.status, 400);
  assert.match(answer.body.message, /no fault "explode"/);
  assert.equal((await gmail.get("/_fake/plan")).body.length, 1);
});

test("settings and controls that there are not are refused", async () => {
  assert.match((await gmail.control("settings", { adress: "x" })).body.message, /no setting "adress"/);
  assert.equal((await gmail.control("nothing", {})).status, 404);
});

test("the ledger's file keeps every row, also those before a reset", () => {
  const folder = mkdtempSync(join(tmpdir(), "vendor-ledger-"));
  const ledger = new Ledger("gmail", { now: () => 0 }, folder);
  ledger.add("call", { path: "/a" });
  ledger.reset();
  ledger.add("call", { path: "/b" });
  const rows = readFileSync(join(folder, "gmail.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  rmSync(folder, { recursive: true });
  assert.deepEqual(
    rows.map((row) => row.path ?? row.kind),
    ["/a", "reset", "/b"],
  );
  assert.equal(ledger.rows().length, 1);
});

test("what no client of a vendor would send is refused, and the fake goes on", async () => {
  const me = "/gmail/v1/users/me";
  assert.equal((await gmail.get(`${me}/messages/%zz`)).status, 400);
  const bad = "--b\r\n\r\n{oops\r\n--b\r\n\r\nFrom: me@example.com\r\n\r\n\r\n--b--";
  const type = { "content-type": "multipart/related; boundary=b" };
  assert.equal((await gmail.post(`/upload${me}/drafts?uploadType=multipart`, bad, type)).status, 400);
  assert.equal((await gmail.post(`${me}/drafts`, "[]", { "content-type": "application/json" })).status, 400);
  assert.equal((await gmail.get(`${me}/profile`)).status, 200);
});
