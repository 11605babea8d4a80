// For the fakes' own tests: one fake on a port, a way to ask it, and the same request to Prism where that runs.
//
// With TEST_PRISM_<VENDOR>_URL and TEST_CONTRACTS set (tools/with-vendors --prism), whatever the fake takes must be taken by
// the vendor's own API description too, and what it answers must fit there; what has no route there is left out.
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { serveVendor } from "./server.mjs";

const kNoRoute = /NO_PATH_MATCHED|NO_METHOD_MATCHED/;

/** How many requests and answers of this file the description judged. */
const judged = { requests: 0, answers: 0 };

/** The address of Prism for a vendor, or null. */
export const prismOf = (name) => process.env[`TEST_PRISM_${name.toUpperCase()}_URL`] ?? null;

async function mirror(prism, path, init) {
  const response = await fetch(prism + path, { ...init, redirect: "manual" });
  const text = await response.text();
  if (response.status === 404 && kNoRoute.test(text)) return;
  const why = response.headers.get("sl-violations") ?? text.slice(0, 600);
  assert.ok(response.status < 300, `Prism refuses ${init.method} ${path}: ${response.status} ${why}`);
  judged.requests += 1;
}

/** The description of a vendor, or null where none is to be asked. */
async function descriptionOf(name) {
  const folder = process.env.TEST_CONTRACTS;
  if (!folder) return null;
  const { Description } = await import("../../contract/description.mjs");
  return new Description(`${folder}/${name}/${name}.openapi.json`);
}

function bodyOf(body) {
  const bare =
    body === undefined ||
    typeof body === "string" ||
    body instanceof Uint8Array ||
    body instanceof URLSearchParams;
  return bare
    ? { body, headers: {} }
    : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

/** Serves `vendor` for the tests of a file, as new before each. `mirrorPath` turns a path into the
 * description's, or null where it has none; without the function no description is asked. */
export function serve(vendor, { token, mirrorPath = (path) => path, errorsFit = true }) {
  const fake = { vendor, url: null };
  let server, description;
  before(async () => {
    server = await serveVendor(vendor);
    description = await descriptionOf(vendor.name);
    fake.url = server.url;
  });
  beforeEach(() => vendor.reset());
  after(async () => {
    await server.close();
    if (!description || !mirrorPath) return;
    assert.ok(judged.requests > 0 && judged.answers > 0, "the description judged nothing");
    console.log(
      `${vendor.name}: its description took ${judged.requests} requests and ${judged.answers} answers`,
    );
  });

  const judge = (method, path, status, body) => {
    const fault = description?.faultOf(method, path.split("?")[0], status, body) ?? null;
    assert.ok(!fault, `${method} ${path} ${status} does not fit its description: ${fault}`);
    judged.answers += fault === null ? 0 : 1;
  };

  /** {status, headers, body}: JSON where it is JSON. `headers` over the standard ones; null takes one away. */
  fake.ask = async (method, path, body, headers = {}) => {
    const given = bodyOf(body);
    const all = { authorization: `Bearer ${token}`, ...given.headers, ...headers };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    const init = { method, headers: sent, body: given.body };
    // A fake that broke ends the row, not the machine's patience.
    const signal = AbortSignal.timeout(60_000);
    const response = await fetch(fake.url + path, { ...init, redirect: "manual", signal });
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json");
    const answer = {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
    const there = path.startsWith("/_fake/") || !mirrorPath ? null : mirrorPath(path);
    if (there === null) return answer;
    const prism = prismOf(vendor.name);
    if (prism && answer.status < 300) await mirror(prism, there, init);
    const fits = answer.status < 300 || (errorsFit && answer.status !== 501); // 501 is the fake's own word
    if (fits) judge(method, there, answer.status, answer.body);
    return answer;
  };
  fake.get = (path, headers) => fake.ask("GET", path, undefined, headers);
  fake.post = (path, body, headers) => fake.ask("POST", path, body, headers);
  fake.control = (name, body) => fake.ask("POST", `/_fake/${name}`, body);
  fake.ledger = async (kind) => (await fake.get(`/_fake/ledger?kind=${kind}`)).body;
  return fake;
}

/** Sends a deliberately wrong request to Prism: it must be refused. Answers false where no Prism runs. */
export async function prismRefuses(name, method, path, body) {
  const prism = prismOf(name);
  if (!prism) return false;
  const given = bodyOf(body);
  const headers = { authorization: "Bearer x", ...given.headers };
  const response = await fetch(prism + path, { method, headers, body: given.body });
  assert.ok(
    response.status >= 400 && response.status < 500,
    `Prism took ${method} ${path}: ${response.status}`,
  );
  return true;
}

/** A program's side of a push: a server that answers with `statuses` in turn (then 200) and keeps what came. */
export async function listen(statuses = []) {
  const { createServer } = await import("node:http");
  const got = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref(); // a row that fails before it closes must not keep the file's process alive
  const url = `http://127.0.0.1:${server.address().port}/webhooks/test`;
  return {
    url,
    got,
    close: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
  };
}
