// For the fakes' own tests: one fake on a port, a way to ask it, and the same request to Prism where that runs.
//
// With TEST_PRISM_<VENDOR>_URL set (tools/with-vendors --prism), whatever the fake takes must be taken by the vendor's own
// API description too; what it has no route for is left out.
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { serveVendor } from "./server.mjs";

const kNoRoute = /NO_PATH_MATCHED|NO_METHOD_MATCHED/;

/** How many requests Prism judged in this file, for the row that says so. */
export const mirrored = { taken: 0, unknown: 0 };

/** The address of Prism for a vendor, or null. */
export const prismOf = (name) => process.env[`TEST_PRISM_${name.toUpperCase()}_URL`] ?? null;

async function mirror(prism, path, init) {
  const response = await fetch(prism + path, { ...init, redirect: "manual" });
  const text = await response.text();
  if (response.status === 404 && kNoRoute.test(text)) return (mirrored.unknown += 1);
  assert.ok(
    response.status < 300,
    `Prism refuses ${init.method} ${path}: ${response.status} ${text.slice(0, 600)}`,
  );
  return (mirrored.taken += 1);
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

/** Serves `vendor` for the tests of a file, as new before each. `mirrorPath` turns a path into Prism's, or null. */
export function serve(vendor, { token, mirrorPath = (path) => path }) {
  const fake = { vendor, url: null };
  let server;
  before(async () => {
    server = await serveVendor(vendor);
    fake.url = server.url;
  });
  beforeEach(() => vendor.reset());
  after(() => server.close());

  /** {status, headers, body}: JSON where it is JSON. `headers` over the standard ones; null takes one away. */
  fake.ask = async (method, path, body, headers = {}) => {
    const given = bodyOf(body);
    const all = { authorization: `Bearer ${token}`, ...given.headers, ...headers };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    const init = { method, headers: sent, body: given.body };
    const response = await fetch(fake.url + path, { ...init, redirect: "manual" });
    const text = await response.text();
    const prism = prismOf(vendor.name);
    const there = prism && response.status < 300 && !path.startsWith("/_fake/") ? mirrorPath(path) : null;
    if (there) await mirror(prism, there, init);
    const json = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
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
