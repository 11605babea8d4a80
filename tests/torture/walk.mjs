// The walk: at each failpoint a process is killed once, in the middle of a sending whose answer is lost; afterwards every mail
// has left exactly once.
import { Client } from "./client.mjs";
import { House } from "./house.mjs";
import { judge } from "./judge.mjs";
import { command } from "./node.mjs";
import { until } from "./random.mjs";

const kDieMs = 30_000;

/** The names, from the words in which the program refuses one that there is not. */
export async function failpointNames(program) {
  let words = "";
  const environment = {
    PATH: process.env.PATH,
    FAILPOINTS: "?=kill",
    STATE_DIR: "/nonexistent",
    DATABASE_URL: "sqlite::memory:",
  };
  await command({ program, folder: "/", environment }, ["serve", "--no-samples"], (line) => (words += line));
  const names = /there are ([a-z_. ]+)/.exec(words)?.[1].trim().replace(/\.$/, "").split(" ");
  if (!names) throw new Error(`the program does not name its failpoints: ${words.slice(0, 300)}`);
  return names;
}

/** The answer to drafts.send is lost and nothing left: so the mail is looked up, taken back, and sent again. */
const kLost = { match: { method: "POST", path: "/drafts/send$" }, times: 1, fault: "reset_before" };
/** For job.retry: nobody can be asked, until the next visit makes another plan. */
const kNotYet = { match: { method: "GET", path: "/drafts/[^/]+$" }, fault: "reject", status: 503 };

async function visit(house, client, name) {
  const [node] = house.nodes;
  await house.vendor.plan(name === "job.retry.after" ? [kLost, kNotYet] : [kLost]);
  const draft = {
    id: `w-${name}`,
    recipient: `${name}@buyer.example`,
    subject: "Stock counting",
    wish: "send",
  };
  const armed = `${name}=kill`;
  if (await node.start(armed)) {
    client.run(draft); // it goes on by itself when the process is back
    if (await node.diesWithin(kDieMs)) return true;
    await node.end();
    return false;
  }
  // It is passed before anybody can ask for anything: so the sending comes first.
  await node.start();
  await client.run(draft);
  await node.end();
  await node.start(armed);
  return node.diesWithin(kDieMs);
}

/** One lane of the walk: its own house, so that several go side by side. */
export async function walk({ program, names, random, settings, restMs }) {
  const house = await House.open({ program, kinds: { serve: ["serve", "--no-samples"] }, settings });
  const client = new Client(house, random);
  const unreached = [];
  for (const name of names) if (!(await visit(house, client, name))) unreached.push(name);
  await house.vendor.plan([]);
  await house.startAll();
  const isDone = async () => {
    const left = await house.database.rows("SELECT id FROM drafts WHERE status = 'SENT'");
    return left.length === names.length;
  };
  const rested = await until(isDone, restMs, 200);
  const result = await judge(house, client);
  if (!rested) result.violations.unshift(`I1: no rest within ${restMs / 1000} s`);
  for (const name of unreached) result.violations.push(`R1: the failpoint ${name} was not reached`);
  await house.close({ keep: result.violations.length > 0 });
  return result;
}
