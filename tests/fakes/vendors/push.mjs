// Deliveries from a vendor to the program: Pub/Sub pushes, webhooks. One POST each, loopback only, judged by its status.
//
// A vendor hands over {url, headers, body}; a delivery that is not answered with 2xx is tried again, `attempts` times in
// all. duplicate_push delivers twice with the same id; late_push keeps it back until `release()`.
import http from "node:http";
import https from "node:https";

const kLoopback = new Set(["127.0.0.1", "localhost", "[::1]"]);
const kTimeoutMs = 10_000;

function post(url, headers, body) {
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    const call = request(
      url,
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          ...headers,
        },
        timeout: kTimeoutMs,
        rejectUnauthorized: false, // the program under test may have a certificate of its own making
      },
      (response) => response.resume().once("end", () => resolve({ status: response.statusCode })),
    );
    call.once("timeout", () => call.destroy(new Error("no answer in 10 s")));
    call.once("error", (error) => resolve({ status: null, error: error.message }));
    call.end(body);
  });
}

export class Pusher {
  #waiting = [];
  #under_way = new Set();

  constructor({ plan, ledger, attempts = 1 }) {
    Object.assign(this, { plan, ledger, attempts });
  }

  /** Delivers `make()` ({id, url, headers, body}, made anew for each try, so that a signature has the try's own time). */
  async deliver(make) {
    const url = new URL(make(0).url);
    if (!kLoopback.has(url.hostname)) throw new TypeError(`push: ${url.hostname} is not this machine`);
    const faults = this.plan.forPush(url.pathname);
    if (faults.has("late_push")) {
      this.#waiting.push(make);
      return [];
    }
    const times = faults.has("duplicate_push") ? (faults.get("duplicate_push").copies ?? 2) : 1;
    const results = [];
    for (let copy = 0; copy < times; copy += 1) results.push(await this.#attempt(make));
    return results;
  }

  /** Like deliver, for a caller that does not wait: `idle` does. */
  start(make) {
    const work = this.deliver(make).finally(() => this.#under_way.delete(work));
    this.#under_way.add(work);
  }

  /** Delivers, in their order, those that late_push kept back. */
  async release() {
    const kept = this.#waiting.splice(0);
    const results = [];
    for (const make of kept) results.push(await this.#attempt(make));
    return results;
  }

  /** Resolves when nothing is on its way; what late_push keeps back does not count. */
  async idle() {
    while (this.#under_way.size > 0) await Promise.all(this.#under_way);
  }

  get kept() {
    return this.#waiting.length;
  }

  forget() {
    this.#waiting = [];
  }

  async #attempt(make) {
    let result;
    for (let attempt = 0; attempt < this.attempts; attempt += 1) {
      const { id, url, headers, body } = make(attempt);
      result = { id, attempt, ...(await post(new URL(url), headers, body)) };
      this.ledger.add("push", { url, ...result });
      if (result.status >= 200 && result.status < 300) break;
    }
    return result;
  }
}
