// The phases of a run: each opens a house of its own, lets people and chance at it, waits for rest, and is judged.
import { Client } from "./client.mjs";
import { faults, storm } from "./fault.mjs";
import { House } from "./house.mjs";
import { judge } from "./judge.mjs";
import { pause, until } from "./random.mjs";

const kOne = { serve: ["serve", "--no-samples"] };
const kThree = {
  serve_1: ["serve", "--no-samples", "--no-workers"],
  serve_2: ["serve", "--no-samples"],
  worker: ["worker"],
};
const kSkewMs = 60_000; // steps of the fake's clock
/** Points at which a database is lost now and then, besides the kills from outside. */
const kErrors = [
  "send.claim.after",
  "send.note.before",
  "send.note.after",
  "send.send.after",
  "send.settle.before",
  "send.settle.audit",
  "resolve.look_up.after",
  "resolve.note.after",
  "job.run.after",
  "vendor.call.after",
];
const kKills = [
  "send.claim.after",
  "send.note.after",
  "send.send.before",
  "send.send.after",
  "send.settle.cancel",
  "resolve.note.after",
  "resolve.look_up.after",
  "resolve.settle.after",
  "postponed.read.after",
  "vendor.call.after",
];

/** While it goes on: kills and restarts, storms, steps of the clock; then quiet. */
class Chaos {
  constructor(house, random, { lost, killEvery, withSteps, withFailpoints }) {
    Object.assign(this, {
      house,
      random,
      lost,
      killEvery,
      withSteps,
      withFailpoints,
      kills: 0,
      storms: 0,
      over: false,
    });
  }

  async run() {
    const { vendor } = this.house;
    await vendor.plan(faults(this.random, this.lost));
    for (let turn = 1; !this.over; ++turn) {
      await this.#wait(this.random.between(...this.killEvery));
      if (this.over) break;
      await this.#kill();
      if (turn % 5 === 0) await this.#storm();
      // A person finds a mail in Gmail's drafts and sends it there.
      if (turn % 4 === 0) await vendor.control("hand_sent", {});
      if (turn % 3 === 0 && this.withSteps)
        await vendor.control("clock", { skew_ms: this.random.between(-kSkewMs, kSkewMs) });
    }
    await vendor.plan([]);
    for (const node of this.house.nodes) await node.end(); // without its failpoints from here on
    await this.house.startAll();
  }

  /** A node that a failpoint ended comes back at once. */
  async #wait(ms) {
    for (const end = Date.now() + ms; Date.now() < end && !this.over; await pause(50)) {
      for (const node of this.house.nodes) if (!node.isAlive) await node.start(this.#failpoints());
    }
  }

  #failpoints() {
    if (!this.withFailpoints) return "";
    return `${this.random.pick(kErrors)}=error:0.03,${this.random.pick(kKills)}=kill:0.01`;
  }

  async #kill() {
    const node = this.random.pick(this.house.nodes);
    this.kills += 1;
    await node.end("SIGKILL");
    await node.start(this.#failpoints());
  }

  async #storm() {
    this.storms += 1;
    await this.house.vendor.plan([...storm(this.random), ...faults(this.random, this.lost)]);
    await pause(1500);
    await this.house.vendor.plan(faults(this.random, this.lost));
  }

  get deaths() {
    return this.house.nodes.flatMap(({ deaths }) => deaths).filter(({ wasUs }) => !wasUs).length;
  }
}

/** Waits until nothing is under way and nothing is due that somebody wished; the ms that it took, or null. */
async function rest(house, client, ms, { mayHold }) {
  const begin = Date.now();
  const quiet = await until(
    async () => {
      const open = await house.database.rows(
        "SELECT id, status FROM drafts WHERE status IN ('SENDING', 'APPROVED', 'OUTCOME_UNKNOWN')",
      );
      const waiting = open.filter(
        ({ id, status }) => status !== "APPROVED" || client.drafts.get(id)?.wish === "send",
      );
      if (!mayHold) return waiting.length === 0;
      const jobs = await house.database.rows("SELECT kind FROM jobs WHERE kind = 'resolve_send'");
      return jobs.length === 0 && waiting.every(({ status }) => status === "APPROVED");
    },
    ms,
    500,
  );
  return quiet ? Date.now() - begin : null;
}

async function finish(house, client, chaos, { restMs, limits = null }) {
  const mayHold = limits !== null;
  const restedMs = await rest(house, client, restMs, { mayHold });
  const result = await judge(house, client, { limits });
  if (restedMs === null) result.violations.unshift(`I1: no rest within ${restMs / 1000} s`);
  Object.assign(result.figures, {
    kills: chaos?.kills ?? 0,
    deaths: chaos?.deaths ?? 0,
    storms: chaos?.storms ?? 0,
    restedMs,
  });
  await house.close({ keep: result.violations.length > 0 });
  return result;
}

/** Many sends with lost answers and kills. */
export async function sends({
  program,
  server,
  random,
  count,
  seconds,
  flight,
  settings,
  restMs,
  killEvery,
  withFailpoints,
}) {
  const house = await House.open({ program, server, kinds: server ? kThree : kOne, settings });
  const client = new Client(house, random);
  await house.startAll();
  const chaos = new Chaos(house, random, { lost: 0.1, killEvery, withSteps: true, withFailpoints });
  const begin = Date.now();
  const running = chaos.run();
  const describe = (i) => ({
    id: `t-${i}`,
    recipient: `c${i >> 1}@buyer.example`, // two mails each, with the same words
    subject: "Stock counting at your place",
    wish: i % 12 === 5 ? "create" : i % 15 === 7 ? "approve" : "send",
  });
  const began = await client.crowd(count, flight, describe, () => Date.now() - begin > seconds * 1000);
  const crowdMs = Date.now() - begin;
  chaos.over = true;
  await running;
  const result = await finish(house, client, chaos, { restMs });
  Object.assign(result.figures, { began, crowdMs });
  return result;
}

/** Low limits, and more wishes than they allow. */
export async function quotas({ program, server, random, settings, restMs, killEvery }) {
  const limits = { day: 40, week: 2 };
  const low = { MAX_EMAILS_PER_DAY: String(limits.day), MAX_EMAILS_PER_WEEK: String(limits.week) };
  const house = await House.open({
    program,
    server,
    kinds: server ? kThree : kOne,
    settings: { ...settings, ...low },
  });
  const client = new Client(house, random);
  await house.startAll();
  const chaos = new Chaos(house, random, { lost: 0.1, killEvery, withSteps: false });
  const running = chaos.run();
  const describe = (i) => ({
    id: `q-${i}`,
    recipient: `c${i % 30}@buyer.example`,
    subject: "Stock counting",
    wish: "send",
  });
  await client.crowd(120, 16, describe);
  chaos.over = true;
  await running;
  const result = await finish(house, client, chaos, { restMs, limits });
  // As many as may go do: a quota that keeps more back than it must would be no violation of itself.
  if (result.figures.delivered === 0) result.violations.push("I4: nothing at all was delivered");
  return result;
}

/** The provider takes mail and cannot be asked: the doubt shows, nothing leaves twice, and it ends with the provider's answer. */
export async function blind({ program, server, random, settings, restMs }) {
  const house = await House.open({ program, server, kinds: server ? kThree : kOne, settings });
  const client = new Client(house, random);
  await house.startAll();
  // What a look-up asks first. Not all of Gmail: the reading of new mail would open the breaker before anything is sent.
  const noAnswer = { match: { method: "GET", path: "/drafts/[^/]+$" }, fault: "reject", status: 503 };
  await house.vendor.plan([
    { match: { path: "/drafts/send$" }, fault: "accept_then_drop", probability: 0.5, seed: 1 },
    noAnswer,
  ]);
  await client.crowd(20, 8, (i) => ({
    id: `b-${i}`,
    recipient: `c${i}@buyer.example`,
    subject: "Stock counting",
    wish: "send",
  }));
  const count = async (status) =>
    (await house.database.rows(`SELECT count(*) AS n FROM drafts WHERE status = '${status}'`))[0].n;
  const shown = await until(
    async () => (await count("SENDING")) === 0 && (await count("APPROVED")) === 0,
    restMs,
    1000,
  );
  const unknown = await count("OUTCOME_UNKNOWN");
  await house.vendor.plan([]);
  await house.endAll("SIGKILL");
  await house.startAll(); // who starts asks at once, else within five minutes
  const result = await finish(house, client, null, { restMs });
  if (!shown) result.violations.push(`I1: doubts were not shown within ${restMs / 1000} s`);
  if (unknown === 0) result.violations.push("I1: no draft became OUTCOME_UNKNOWN, so nothing was tried");
  result.figures.unknown = unknown;
  return result;
}
