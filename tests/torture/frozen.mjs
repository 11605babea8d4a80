// A server that stands still in the middle of a sending (a stopped machine, a long pause of the kernel) while a worker beside it
// finds the attempt, settles it, and sends the mail; then the server goes on where it stood. On PostgreSQL: a process that
// stands still inside a transaction of SQLite's keeps the file locked.
import { readFileSync } from "node:fs";
import { Client } from "./client.mjs";
import { House } from "./house.mjs";
import { judge } from "./judge.mjs";
import { until } from "./random.mjs";

const kPoints = [
  "send.claim.after",
  "send.prepare.after",
  "send.note.before",
  "send.note.after",
  "send.send.before",
  "send.send.after",
  "send.settle.before",
  "vendor.call.before",
  "vendor.call.after",
];

const isStopped = ({ child }) =>
  child !== null && /^\d+ \(.*\) [Tt] /s.test(readFileSync(`/proc/${child.pid}/stat`, "utf8"));

export async function frozen({ program, server: databaseServer, random, settings, restMs }) {
  const kinds = { serve: ["serve", "--no-samples", "--no-workers"], worker: ["worker"] };
  const house = await House.open({ program, server: databaseServer, kinds, settings });
  const client = new Client(house, random);
  const [server, worker] = house.nodes;
  const problems = [];
  await worker.start();
  for (const point of kPoints) {
    const id = `f-${point}`;
    await server.start(`${point}=pause`);
    const running = client.run({
      id,
      recipient: `${point}@buyer.example`,
      subject: "Stock counting",
      wish: "send",
    });
    if (!(await until(() => isStopped(server), 20_000, 20)))
      problems.push(`R1: ${point} did not stop the server`);
    const status = async () =>
      (await house.database.rows(`SELECT status FROM drafts WHERE id = '${id}'`))[0]?.status;
    // Without the server the worker brings it to its end.
    if (!(await until(async () => (await status()) === "SENT", restMs, 200)))
      problems.push(`I1: ${id} waits for a frozen server`);
    let isAnswered = false;
    running.finally(() => (isAnswered = true));
    await until(
      () => {
        if (isStopped(server)) server.child.kill("SIGCONT");
        return isAnswered;
      },
      60_000,
      20,
    );
    await server.end("SIGKILL");
  }
  await house.startAll();
  const result = await judge(house, client);
  result.violations.unshift(...problems);
  await house.close({ keep: result.violations.length > 0 });
  return result;
}
