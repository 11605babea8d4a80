// Everything of one run: a folder, a database, a fake Gmail that consented, and the program's processes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { openDatabase } from "./database.mjs";
import { Node, command } from "./node.mjs";
import { Vendor } from "./vendor.mjs";

const kSettings = {
  API_ENV: "development",
  API_HOST: "127.0.0.1",
  SECRET_KEY: "a key for tests alone, of more than 32 bytes",
  MAIL_PROVIDER: "gmail",
  GOOGLE_CLIENT_ID: "fake-client.apps.googleusercontent.com",
  GOOGLE_CLIENT_SECRET: "fake-client-secret",
  GMAIL_QUOTA_PER_MINUTE: "0",
  SENDER_NAME: "Torture",
  SENDER_EMAIL: "me@example.com", // the fake's own address: it replaces any other
  SENDER_POSTAL_ADDRESS: "1 Example Street, Sampletown",
  SEND_WINDOW_START: "0",
  SEND_WINDOW_END: "24",
  MAX_EMAILS_PER_DAY: "100000",
  MAX_EMAILS_PER_WEEK: "1000",
  RETRY_FIRST_MS: "20",
  RETRY_LONGEST_MS: "2000",
  BREAKER_OPEN_S: "1",
  LOG_FORMAT: "json",
  RATE_LIMIT_ENABLED: "false",
};

export class House {
  /** `kinds`: the words of each process, {serve: ["serve"], ...}. `settings`: over those above. */
  static async open({ program, server = null, kinds, settings = {} }) {
    const made = new House();
    made.program = program;
    made.folder = mkdtempSync(`${tmpdir()}/sales-agent-torture-`);
    made.database = await openDatabase(server, made.folder);
    made.vendor = await Vendor.start(made.folder);
    const { url } = made.vendor;
    made.environment = {
      PATH: process.env.PATH,
      ...kSettings,
      DATABASE_URL: made.database.url,
      STATE_DIR: made.folder,
      GOOGLE_AUTH_URL: `${url}/o/oauth2/v2/auth`,
      GOOGLE_OAUTH_URL: url,
      GMAIL_BASE_URL: url,
      ...settings,
    };
    made.nodes = Object.entries(kinds).map(([name, words]) => new Node(made, name, words));
    await made.#connect();
    return made;
  }

  /** `auth google`, with the fake as the person who consents: it redirects to the program at once. */
  async #connect() {
    const consent = (line) => line.startsWith("http") && fetch(line).catch(() => {});
    const { code } = await command(this, ["auth", "google"], consent);
    if (code !== 0) throw new Error(`sales-agent auth google ended with ${code}`);
  }

  /** The processes that take requests. */
  get servers() {
    return this.nodes.filter(({ words }) => words[0] === "serve");
  }

  async startAll() {
    for (const node of this.nodes) if (!node.isAlive) await node.start();
  }

  endAll(signal) {
    return Promise.all(this.nodes.map((node) => node.end(signal)));
  }

  async close({ keep }) {
    await this.endAll("SIGKILL");
    this.vendor.stop();
    await this.database.remove();
    if (keep) console.error(`torture: its files stay in ${this.folder}`);
    else rmSync(this.folder, { recursive: true });
  }
}
