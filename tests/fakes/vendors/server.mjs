// Serves one vendor on a loopback port: control first, then the plan, then the vendor, then the ledger and the answer.
//
// A vendor is an object with `name`, `router`, `settings`, `controls` (name -> async (call) => answer body), `reset()`,
// `state()`, `guard(call, route)` (throws a Refusal before the handler), `headers(call)` (of every answer),
// `refuseUnknown(call)` and `refuseBody(error)` (its own words for 404 and for a body that cannot be read).
import http from "node:http";
import https from "node:https";
import { send } from "./answer.mjs";
import { Call, MalformedBody, Refusal } from "./call.mjs";

const kLargestBody = 64 * 1024 * 1024;

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > kLargestBody) throw new RangeError("the body is larger than 64 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const closed = (response) => new Promise((resolve) => response.once("close", resolve));
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** What the fault answers instead of the vendor. */
function standIn(fault, vendor) {
  const after_s = fault.retry_after;
  const headers = { ...fault.headers, ...(after_s === undefined ? {} : { "retry-after": String(after_s) }) };
  if (fault.fault === "rate_limit") {
    const refusal = vendor.rateLimited(fault);
    return {
      status: refusal.status,
      body: fault.body ?? refusal.body,
      headers: { ...refusal.headers, ...headers },
    };
  }
  const status = fault.status ?? (fault.fault === "reject" ? 400 : 500);
  return { status, headers, body: fault.body ?? vendor.failure(status).body };
}

class VendorServer {
  constructor(vendor) {
    this.vendor = vendor;
  }

  async handle(request, response) {
    let body;
    try {
      body = await readBody(request);
    } catch (error) {
      // The other end went away in the middle of its request, or sent more than anyone may: no call took place.
      return response.destroyed
        ? undefined
        : send(response, { status: 413, body: { message: error.message } }, null);
    }
    const { method, url, headers } = request;
    const path = url.split("?")[0];
    const control = path.startsWith("/_fake/");
    const none = { wire: null, vendor: new Map() };
    const faults = control ? none : this.vendor.plan.forCall(method, path, body.toString("latin1"));
    // By the vendor's own clock, which may be wrong.
    response.sendDate = false;
    response.setHeader("date", new Date(this.vendor.clock.now()).toUTCString());
    const call = new Call({ method, url, headers, body, faults, origin: this.url });
    return control ? this.control(call, response) : this.serve(call, response);
  }

  async control(call, response) {
    const name = call.path.slice("/_fake/".length);
    const handle = this.vendor.controls[name];
    if (!handle) return send(response, { status: 404, body: { message: `no control "${name}"` } }, null);
    try {
      send(response, { status: 200, body: (await handle(call)) ?? {} }, null);
    } catch (error) {
      // Whoever drives the fake is told what was wrong with the order; the fake goes on.
      send(response, { status: 400, body: error.body ?? { message: error.message } }, null);
    }
  }

  async serve(call, response) {
    const fault = call.faults.wire;
    if (fault?.fault === "reset_before") return this.drop(call, response, null);
    if (fault?.fault === "hang" && (fault.when ?? "before") === "before") return this.note(call, null);
    if (fault?.fault === "reject" || fault?.fault === "rate_limit") {
      const answer = standIn(fault, this.vendor);
      this.note(call, answer.status);
      return send(response, answer, null);
    }
    if (fault?.fault === "accept_late") {
      await closed(response);
      if (fault.ms) await after(fault.ms);
    }
    const answer = await this.process(call);
    if (fault?.fault === "accept_late" || fault?.fault === "hang") return this.note(call, null);
    if (fault?.fault === "accept_then_drop") return this.drop(call, response, null);
    if (fault?.fault === "accept_then_500") Object.assign(answer, standIn(fault, this.vendor));
    this.note(call, answer.status);
    return send(response, answer, fault);
  }

  async process(call) {
    const { vendor } = this;
    try {
      const route = vendor.router.find(call.method, call.path);
      if (!route) throw vendor.refuseUnknown(call);
      call.params = route.params;
      vendor.guard(call, route);
      const answer = (await route.handle(call)) ?? { status: 204 };
      const headers = { ...vendor.headers(call), ...answer.headers };
      return { status: answer.status ?? 200, body: answer.body, headers };
    } catch (error) {
      const unreadable = error instanceof MalformedBody || error instanceof SyntaxError;
      const refusal = unreadable ? vendor.refuseBody(error) : error;
      if (!(refusal instanceof Refusal)) throw error;
      return {
        status: refusal.status,
        body: refusal.body,
        headers: { ...vendor.headers(call), ...refusal.headers },
      };
    }
  }

  drop(call, response, status) {
    this.note(call, status);
    const { socket } = response;
    if (socket?.encrypted) socket.destroy();
    else socket?.resetAndDestroy(); // a RST, as from a machine that died
  }

  note(call, status) {
    this.vendor.ledger.add("call", {
      method: call.method,
      path: call.path,
      query: call.query.toString(),
      status,
      faults: call.faultNames(),
      effect: call.effect,
    });
  }
}

/** Listens on 127.0.0.1:port (0: any free one). Answers {url, close}. A fault of the fake's own ends the process. */
export async function serveVendor(vendor, { port = 0, certificate = null } = {}) {
  const fake = new VendorServer(vendor);
  const handle = (request, response) => fake.handle(request, response);
  const server = certificate
    ? https.createServer({ key: certificate.key, cert: certificate.cert }, handle)
    : http.createServer(handle);
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  fake.url = `${certificate ? "https" : "http"}://127.0.0.1:${server.address().port}`;
  vendor.url = fake.url;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: fake.url, close };
}
