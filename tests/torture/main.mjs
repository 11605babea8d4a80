// node tests/torture/main.mjs PROGRAM [--sends N] [--seconds N] [--flight N] [--seed N] [--only PHASE,...] [--short]
//
// What crashes and faults do to sending, judged by the fake Gmail's ledger: a walk over every failpoint, a server that stands still, many sends with a
// tenth of the answers lost and a kill -9 every few seconds, low quotas, and a provider that cannot be asked. On SQLite, and
// with TEST_POSTGRES_URL (tools/with-services) on PostgreSQL with three processes. One table; exit code 1 with the first
// violations named, whose files then stay.
import { parseArgs } from "node:util";
import { frozen } from "./frozen.mjs";
import { blind, quotas, sends } from "./phase.mjs";
import { randomFrom } from "./random.mjs";
import { failpointNames, walk } from "./walk.mjs";

const kLanes = 4;
const kShown = 12;

function options() {
  const text = { type: "string" };
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { sends: text, seconds: text, flight: text, seed: text, only: text, short: { type: "boolean" } },
  });
  const number = (name, standard) => {
    const given = values[name] === undefined || values[name] === "" ? standard : Number(values[name]);
    if (!Number.isInteger(given) || given < 0)
      throw new TypeError(`--${name} ${values[name]} is not a number`);
    return given;
  };
  if (positionals.length !== 1) throw new TypeError("usage: main.mjs PROGRAM [--sends N] [--seconds N] ...");
  const { short = false } = values;
  return {
    program: positionals[0],
    short,
    only: values.only?.split(",") ?? null,
    count: number("sends", short ? 150 : 1000),
    seconds: number("seconds", 3600),
    flight: number("flight", 16),
    seed: number("seed", Math.floor(Math.random() * 2 ** 31)),
  };
}

/** A short run cannot wait for the program's own patience. */
const kShortSettings = { SEND_DEADLINE_MS: "2000", JOB_LEASE_MS: "4000" };

async function walkAll({ program, random }) {
  const names = await failpointNames(program);
  const lanes = Array.from({ length: kLanes }, (_, lane) => names.filter((_, i) => i % kLanes === lane));
  const results = await Promise.all(
    lanes.map((names) => walk({ program, names, random, settings: kShortSettings, restMs: 90_000 })),
  );
  return {
    violations: results.flatMap(({ violations }) => violations),
    figures: {
      failpoints: names.length,
      delivered: results.reduce((sum, { figures }) => sum + figures.delivered, 0),
    },
  };
}

function phases(given) {
  const random = randomFrom(given.seed);
  const server = process.env.TEST_POSTGRES_URL ?? null;
  const common = {
    ...given,
    random,
    settings: given.short ? kShortSettings : { JOB_LEASE_MS: "30000" },
    restMs: given.short ? 150_000 : 600_000,
    killEvery: given.short ? [600, 1500] : [2000, 6000],
    withFailpoints: !given.short,
  };
  const all = {
    walk: () => walkAll(common),
    sqlite: () => sends(common),
    "sqlite-quota": () => quotas({ ...common, killEvery: [300, 900] }),
    "sqlite-blind": () => blind(common),
    ...(server && {
      "postgres-frozen": () => frozen({ ...common, server, settings: kShortSettings, restMs: 30_000 }),
      postgres: () => sends({ ...common, server }),
      "postgres-quota": () => quotas({ ...common, server, killEvery: [300, 900] }),
    }),
  };
  const wanted = given.only ?? (given.short ? ["walk", "sqlite"] : Object.keys(all));
  for (const name of wanted)
    if (!all[name]) throw new TypeError(`--only ${name}: there are ${Object.keys(all).join(", ")}`);
  return wanted.map((name) => [name, all[name]]);
}

const words = (value) =>
  value !== null && typeof value === "object"
    ? Object.entries(value)
        .map(([name, count]) => `${name} ${count}`)
        .join(", ")
    : String(value);

const given = options();
console.log(`torture: seed ${given.seed}, ${given.count} drafts, ${given.flight} at once`);
let broken = 0;
for (const [name, run] of phases(given)) {
  const begin = Date.now();
  const { violations, figures } = await run();
  broken += violations.length;
  console.log(
    `${name.padEnd(16)} ${violations.length === 0 ? "ok    " : "BROKEN"} ${Math.round((Date.now() - begin) / 1000)} s`,
  );
  for (const [what, value] of Object.entries(figures)) console.log(`  ${what.padEnd(14)} ${words(value)}`);
  for (const violation of violations.slice(0, kShown)) console.log(`  ! ${violation}`);
  if (violations.length > kShown) console.log(`  ! and ${violations.length - kShown} more`);
}
process.exit(broken === 0 ? 0 : 1);
