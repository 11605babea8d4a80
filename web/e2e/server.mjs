// The program itself, for one test: started in a folder of its own on a free port, filled through its own commands and routes,
// stopped and started again. PROGRAM names the binary (default: ../build/sales-agent). Nothing leaves: mail goes to the outbox folder.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const kRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const kProgram = resolve(process.env.PROGRAM ?? join(kRoot, "build", "sales-agent"));
export const kPassword = "correct horse battery";

const kIdentity = {
  SENDER_NAME: "Robin Vale",
  SENDER_EMAIL: "robin@valemarsh.example",
  SENDER_COMPANY: "Vale & Marsh",
  SENDER_POSTAL_ADDRESS: "Vale & Marsh, 12 Harbour Row, Bristol BS1 4ND",
};

export class Server {
  /** `env`: settings beside those of an installation without keys. */
  constructor(env = {}) {
    if (!existsSync(kProgram)) throw new Error(`${kProgram} is missing: run \`make build\` first`);
    this.folder = mkdtempSync(join(tmpdir(), "sales-agent-e2e-"));
    this.env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      STATE_DIR: join(this.folder, "var"),
      API_ENV: "development",
      LOG_FORMAT: "json",
      ...kIdentity,
      // The web app from a folder, so that a change of it needs no new program.
      ...(process.env.WEB_DIR ? { WEB_DIR: resolve(process.env.WEB_DIR) } : {}),
      ...env,
    };
    this.files_ = 0;
  }

  /** Ends when the program has said where it listens. Started again, it has the port that it had. */
  async start() {
    // Known before the start: the addresses that the program gives to others hold it.
    this.port ??= await free_port();
    const child = spawn(kProgram, ["serve", "--port", String(this.port), "--no-samples"], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child_ = child;
    this.said = "";
    this.base = await new Promise((found, failed) => {
      const listen = (chunk) => {
        this.said += chunk;
        const started = /"event":"started".*?"address":"([^"]+)"/.exec(this.said);
        if (started) found(started[1]);
      };
      child.stdout.on("data", listen);
      child.stderr.on("data", listen);
      child.once("exit", () => failed(new Error(`the program ended at its start:\n${this.said}`)));
    });
    return this.base;
  }

  async stop(signal = "SIGTERM") {
    const child = this.child_;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command of the program on the same database. Returns what it printed. */
  async run(args, input = "") {
    const child = spawn(kProgram, args, { cwd: this.folder, env: this.env });
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (out += chunk));
    child.stdin.end(input);
    const code = await new Promise((done) => child.once("exit", done));
    if (code !== 0) throw new Error(`sales-agent ${args.join(" ")}: ${code}\n${out}`);
    return out;
  }

  add_user(email, role = "operator", name = "Robin Vale") {
    return this.run(["user", "add", email, "--role", role, "--name", name], `${kPassword}\n`);
  }

  /** Raw mails, as they would arrive. Ends when they are stored; what they lead to comes by itself. */
  async import_mails(...mails) {
    const folder = join(this.folder, "mail");
    mkdirSync(folder, { recursive: true });
    const paths = mails.map((mail) => {
      const path = join(folder, `${++this.files_}.eml`);
      writeFileSync(path, mail);
      return path;
    });
    await this.run(["import", "mail", ...paths]);
  }

  /** The answer of one of the program's routes; a failed test unless it is good. */
  async ask(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {}),
        "X-Requested-With": "sales-agent",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** Creates a draft as any client would. Returns its id. */
  async create_draft(id, input = {}) {
    await this.ask("POST", `/api/operator/drafts?draft_id=${encodeURIComponent(id)}`, {
      recipient: `${encodeURIComponent(id).replaceAll("%", "-").toLowerCase()}@e2e.example`,
      subject: `A draft of the browser tests: ${id}`,
      body: "Hello,\n\nthank you for your question about the offer. I will look into it and write to you.\n\nBest regards,\nRobin",
      metadata: {},
      ...input,
    });
    return id;
  }

  draft(id) {
    return this.ask("GET", `/api/operator/drafts/${encodeURIComponent(id)}`);
  }
  trail(id) {
    return this.ask("GET", `/api/operator/drafts/${encodeURIComponent(id)}/trail`);
  }

  /** What a colleague does elsewhere. Without a sign-in the name that is given counts. */
  async act(id, step, name, more = {}) {
    const path = `/api/operator/drafts/${encodeURIComponent(id)}`;
    if (step === "edit") return this.ask("PATCH", path, more);
    const who = { approve: "approved_by", reject: "rejected_by" }[step];
    return this.ask("POST", `${path}/${step}`, { ...(who ? { [who]: name } : {}), ...more });
  }

  /** Drafts that wait, once there are as many: what agents make comes a moment after the mail. */
  async pending(count) {
    for (;;) {
      const drafts = await this.ask("GET", "/api/operator/drafts/pending");
      if (drafts.length >= count) return drafts;
      if (this.child_.exitCode !== null) throw new Error(`the program ended:\n${this.said}`);
      await new Promise((go_on) => setTimeout(go_on, 50));
    }
  }
}

function free_port() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** A mail to us, with what its sender says. */
export function mail({
  from = "Ada Lindqvist <ada.lindqvist@northpier.example>",
  subject,
  text,
  html = null,
  id,
}) {
  const head =
    `From: ${from}\r\nTo: Robin Vale <robin@valemarsh.example>\r\nSubject: ${subject}\r\n` +
    `Date: ${new Date(Date.now() - 3_600_000).toUTCString().replace("GMT", "+0000")}\r\n` +
    `Message-ID: <${id ?? crypto.randomUUID()}@northpier.example>\r\nMIME-Version: 1.0\r\n`;
  const plain = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text.replaceAll("\n", "\r\n")}\r\n`;
  if (html === null) return head + plain;
  const formatted = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${html}\r\n`;
  return (
    `${head}Content-Type: multipart/alternative; boundary="part"\r\n\r\n` +
    `--part\r\n${plain}--part\r\n${formatted}--part--\r\n`
  );
}
