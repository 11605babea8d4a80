// The program under the referee: a folder, a database, its processes, a clock that only the referee moves, and what people do over HTTP.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { openDatabase } from "../torture/database.mjs";
import { Node, command } from "../torture/node.mjs";
import { pause } from "../torture/random.mjs";

const kPatienceMs = 120_000;

export class Site {
  /** `kinds`: the words of each process. `mailboxes`: their addresses. */
  static async open({ program, server = null, kinds, mailboxes, limits, from }) {
    const made = new Site();
    made.program = program;
    made.folder = mkdtempSync(`${tmpdir()}/sales-agent-referee-`);
    made.database = await openDatabase(server, made.folder);
    made.mailboxes = mailboxes;
    made.clock = from;
    made.environment = {
      PATH: process.env.PATH,
      API_ENV: "development",
      API_HOST: "127.0.0.1",
      SECRET_KEY: "a key for tests alone, of more than 32 bytes",
      MAIL_PROVIDER: "outbox",
      OUTBOX_DIR: `${made.folder}/outbox`,
      STATE_DIR: made.folder,
      CLOCK_FILE: `${made.folder}/clock`,
      DATABASE_URL: made.database.url,
      SENDER_NAME: "Referee",
      SENDER_EMAIL: mailboxes[0],
      SENDER_TIMEZONE: "Europe/Berlin",
      SENDER_POSTAL_ADDRESS: "1 Example Street, Sampletown",
      MAX_EMAILS_PER_DAY: String(limits.day),
      MAX_EMAILS_PER_WEEK: String(limits.week),
      // After a kill nobody waits for the program's own patience.
      JOB_LEASE_MS: "4000",
      SEND_DEADLINE_MS: "2000",
      LOG_FORMAT: "json",
      RATE_LIMIT_ENABLED: "false",
    };
    made.#write(from);
    made.nodes = Object.entries(kinds).map(([name, words]) => new Node(made, name, words));
    await made.startAll();
    for (const address of mailboxes) await made.#describe(address, limits);
    return made;
  }

  /** The folders of the outbox: that of the first mailbox is the outbox itself. */
  get boxes() {
    const outbox = `${this.folder}/outbox`;
    return new Map(this.mailboxes.map((address, i) => [address, i === 0 ? outbox : `${outbox}/${address}`]));
  }
  get servers() {
    return this.nodes.filter(({ words, isAlive }) => words[0] === "serve" && isAlive);
  }

  #write(at) {
    // In one step: the program never reads half an instant.
    writeFileSync(`${this.folder}/clock.new`, `${new Date(at).toISOString().replace(/\.000Z$/, "Z")}\n`);
    renameSync(`${this.folder}/clock.new`, `${this.folder}/clock`);
  }

  async #describe(address, limits) {
    const path = `/api/mailboxes/${encodeURIComponent(address)}`;
    const there = await this.ask("GET", path);
    const box = there.status === 200 ? there.body : await this.must("POST", "/api/mailboxes", { address, name: "Referee", provider: "outbox" });
    await this.must("PATCH", path, { version: box.version, visibility: "all", limits: { day: limits.day, gap_s: limits.gap_s } });
  }

  async startAll() {
    for (const node of this.nodes) if (!node.isAlive) await node.start();
  }

  /** Kills one process as a power cut does, and starts it again. */
  async kill(random) {
    const node = random.pick(this.nodes);
    await node.end("SIGKILL");
    await node.start();
  }

  /** One request: {status, body}; null when no answer came. */
  async ask(method, path, body, headers = {}) {
    const server = this.servers[Math.floor(Math.random() * this.servers.length)];
    if (!server) return null;
    try {
      const answer = await fetch(path.startsWith("http") ? path : `${server.url}${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : body && JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      const text = await answer.text();
      const isJson = answer.headers.get("content-type")?.includes("json");
      return { status: answer.status, body: isJson ? JSON.parse(text) : text };
    } catch {
      return null;
    }
  }

  /** Asks until it is answered 2xx; 5xx, 429 and no answer are asked again, anything else is an error. */
  async must(method, path, body, headers = {}) {
    for (const end = Date.now() + kPatienceMs; ; await pause(50)) {
      const answer = await this.ask(method, path, body, headers);
      if (answer && answer.status < 300) return answer.body;
      const isFinal = answer && answer.status < 500 && answer.status !== 429;
      if (isFinal || Date.now() > end)
        throw new Error(`${method} ${path}: ${answer ? `${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}` : "no answer"}`);
    }
  }

  async run(words) {
    const errors = [];
    const { code, out } = await command(this, words, (line) => errors.push(line));
    if (code !== 0) throw new Error(`sales-agent ${words.join(" ")}: ${code}\n${errors.slice(-5).join("\n")}`);
    return out;
  }

  write(name, text) {
    writeFileSync(`${this.folder}/${name}`, text);
    return `${this.folder}/${name}`;
  }

  /** Moves the clock and waits until every server has read it. */
  async moveTo(at) {
    this.clock = at;
    this.#write(at);
    for (const server of this.servers) await this.must("POST", `${server.url}/api/clock/tick`);
  }

  /** Waits until nothing is due; the instant at which something is, or null. */
  async rest() {
    for (const end = Date.now() + kPatienceMs; ; await pause(10)) {
      const { clock } = await this.must("GET", "/api/status");
      if (clock.due === 0) return clock.next_at ? Date.parse(clock.next_at) : null;
      if (Date.now() > end) throw new Error(`something has been due for ${kPatienceMs / 1000} s: ${JSON.stringify(clock)}`);
    }
  }

  async close({ keep }) {
    await Promise.all(this.nodes.map((node) => node.end("SIGKILL")));
    await this.database.remove();
    if (keep) console.error(`referee: its files stay in ${this.folder}`);
    else rmSync(this.folder, { recursive: true });
  }
}
