// One process of the program (`serve` or `worker`), that can be killed and comes back, and what it dies of by itself.
import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { until } from "./random.mjs";

const kStartMs = 30_000;

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Node {
  constructor(house, name, words) {
    Object.assign(this, { house, name, words, child: null, ended: null, deaths: [] });
  }

  get isAlive() {
    return this.child !== null;
  }

  /** Starts it; true when it answers, false when it ended before that. A failpoint may end it at any moment. */
  async start(failpoints = "") {
    this.port ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const log = openSync(`${this.house.folder}/${this.name}.log`, "a");
    const env = { ...this.house.environment, API_PORT: String(this.port), FAILPOINTS: failpoints };
    // The kernel ends it when this process ends, however it does.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", this.house.program, ...this.words], {
      cwd: this.house.folder,
      env,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.child = child;
    this.ended = new Promise((resolve) =>
      child.once("exit", (code, signal) => {
        this.child = null;
        this.deaths.push({ code, signal, wasUs: child.wasUs === true });
        resolve();
      }),
    );
    if (this.words[0] !== "serve") return true;
    const seen = await until(async () => !this.isAlive || (await this.#answers()), kStartMs, 20);
    if (!seen) throw new Error(`${this.name} did not answer within ${kStartMs / 1000} s`);
    return this.isAlive;
  }

  async #answers() {
    try {
      return (await fetch(`${this.url}/health`)).ok;
    } catch {
      return false;
    }
  }

  async end(signal = "SIGKILL") {
    if (!this.child) return;
    this.child.wasUs = true;
    this.child.kill(signal);
    await this.ended;
  }

  /** True when it ended within `ms`. */
  async diesWithin(ms) {
    return (await until(() => !this.isAlive, ms, 10)) !== null;
  }

  /** Ends that neither we nor a failpoint (SIGKILL) brought about. */
  get crashes() {
    return this.deaths.filter(({ wasUs, signal }) => !wasUs && signal !== "SIGKILL");
  }
}

/** Runs a command of the program to its end: {code, out}. `onError` sees each line of standard error. */
export async function command(house, words, onError = () => {}) {
  const child = spawn(house.program, words, {
    cwd: house.folder,
    env: house.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  createInterface(child.stderr).on("line", onError);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  return { code, out };
}
