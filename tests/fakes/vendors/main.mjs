// node tests/fakes/vendors/main.mjs --gmail PORT --hubspot PORT --openai PORT [--tls] [--ledger-dir DIR] [--until-eof]
//
// Serves the fakes that are asked for on 127.0.0.1 (port 0: any free one), prints one line of JSON with their addresses
// and, with --tls, the CA's file, and ends on SIGTERM or SIGINT, or with --until-eof when its standard input ends.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Gmail } from "./gmail.mjs";
import { Hubspot } from "./hubspot.mjs";
import { OpenAi } from "./openai.mjs";
import { serveVendor } from "./server.mjs";
import { makeCertificate } from "./tls.mjs";

const kVendors = { gmail: Gmail, hubspot: Hubspot, openai: OpenAi };

function usage(words) {
  console.error(
    `main.mjs: ${words}\nusage: main.mjs ${Object.keys(kVendors)
      .map((name) => `[--${name} PORT]`)
      .join(" ")} [--tls] [--ledger-dir DIR] [--until-eof]`,
  );
  process.exit(2);
}

function options() {
  const ports = Object.fromEntries(Object.keys(kVendors).map((name) => [name, { type: "string" }]));
  const flags = {
    tls: { type: "boolean" },
    "until-eof": { type: "boolean" },
    "ledger-dir": { type: "string" },
  };
  try {
    return parseArgs({ options: { ...ports, ...flags } }).values;
  } catch (error) {
    return usage(error.message);
  }
}

const given = options();
const wanted = Object.keys(kVendors).filter((name) => given[name] !== undefined);
if (wanted.length === 0) usage("no vendor is asked for");
for (const name of wanted)
  if (!/^\d{1,5}$/.test(given[name])) usage(`--${name} ${given[name]} is not a port`);

// Before the line is printed: whoever reads it may end us at once.
const ends = [once(process, "SIGTERM"), once(process, "SIGINT")];
if (given["until-eof"]) ends.push(once(process.stdin.resume(), "end"), once(process.stdin, "close"));

const certificate = given.tls ? makeCertificate() : null;
process.once("exit", () => certificate?.remove());
const addresses = {};
for (const name of wanted) {
  const vendor = new kVendors[name]({ ledger_dir: given["ledger-dir"] });
  addresses[name] = (await serveVendor(vendor, { port: Number(given[name]), certificate })).url;
}
console.log(JSON.stringify({ ...addresses, ...(certificate ? { ca: certificate.ca } : {}) }));

await Promise.race(ends);
process.exit(0);
