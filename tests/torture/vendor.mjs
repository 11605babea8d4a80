// The fake Gmail as a process of its own (tests/fakes/vendors), with its ledger in a file.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const kMain = fileURLToPath(new URL("../fakes/vendors/main.mjs", import.meta.url));

export class Vendor {
  static async start(folder) {
    const made = new Vendor();
    made.ledgerFile = `${folder}/gmail.jsonl`;
    // With --until-eof it ends when this process does, however it does.
    made.child = spawn(process.execPath, [kMain, "--gmail", "0", "--ledger-dir", folder, "--until-eof"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [line] = await Promise.race([
      new Promise((resolve) => createInterface(made.child.stdout).once("line", (text) => resolve([text]))),
      new Promise((_, reject) =>
        made.child.once("exit", (code) => reject(new Error(`the fake ended: ${code}`))),
      ),
    ]);
    made.url = JSON.parse(line).gmail;
    await made.control("settings", { units_per_minute: 1e9 });
    return made;
  }

  async control(name, body) {
    const answer = await fetch(`${this.url}/_fake/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`/_fake/${name}: ${answer.status} ${await answer.text()}`);
  }

  plan(rules) {
    return this.control("plan", rules);
  }

  /** What each rule of the plan did. */
  async hits() {
    return (await (await fetch(`${this.url}/_fake/plan`)).json()).map(({ fault, hit }) => ({ fault, hit }));
  }

  rows(kind) {
    const lines = readFileSync(this.ledgerFile, "utf8").trim().split("\n");
    return lines.filter((line) => line.startsWith(`{"kind":"${kind}"`)).map((line) => JSON.parse(line));
  }

  stop() {
    this.child.stdin.end();
  }
}
