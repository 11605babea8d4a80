// The program's database, read from outside while it runs, by the engines' own command lines.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";

const run = promisify(execFile);
const kMaxBytes = 256 << 20;

class Sqlite {
  constructor(folder) {
    this.file = `${folder}/sales-agent.db`;
    this.url = `sqlite:${this.file}`;
    this.engine = "sqlite";
  }
  async rows(sql) {
    const { stdout } = await run("sqlite3", ["-readonly", "-json", "-cmd", ".timeout 5000", this.file, sql], {
      maxBuffer: kMaxBytes,
    });
    return stdout.trim() ? JSON.parse(stdout) : [];
  }
  async remove() {}
}

class Postgres {
  constructor(server) {
    this.server = server;
    this.name = `torture_${randomBytes(6).toString("hex")}`;
    this.url = server.replace(/\/[^/]*$/, `/${this.name}`);
    this.engine = "postgres";
  }
  async #psql(url, sql) {
    const words = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql];
    return (await run("psql", words, { maxBuffer: kMaxBytes })).stdout.trim();
  }
  make() {
    return this.#psql(this.server, `CREATE DATABASE ${this.name}`);
  }
  async rows(sql) {
    return JSON.parse(await this.#psql(this.url, `SELECT coalesce(json_agg(r), '[]') FROM (${sql}) AS r`));
  }
  async remove() {
    await this.#psql(this.server, `DROP DATABASE ${this.name} WITH (FORCE)`);
  }
}

/** `server`: TEST_POSTGRES_URL, or null for SQLite in `folder`. */
export async function openDatabase(server, folder) {
  if (!server) return new Sqlite(folder);
  const made = new Postgres(server);
  await made.make();
  return made;
}
