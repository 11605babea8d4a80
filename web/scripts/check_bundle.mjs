// After a build: the page must load under `Content-Security-Policy: default-src 'self'` and stay small.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const kMaxScriptBytes = 60 * 1024; // gzip, all scripts together; web/README.md says why

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const html = readFileSync(join(dist, "index.html"), "utf8");
const assets = readdirSync(join(dist, "assets"));
const gzip_size = (suffix) =>
  assets
    .filter((name) => name.endsWith(suffix))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, "assets", name))).length, 0);

const script_bytes = gzip_size(".js");
const faults = [
  [/<script(?![^>]*\ssrc=)/.test(html), "index.html has an inline script"],
  [/<style|\sstyle=|\son\w+=/.test(html), "index.html has an inline style or handler"],
  [/(?:src|href)="(?:https?:)?\/\//.test(html), "index.html loads something from another host"],
  [script_bytes > kMaxScriptBytes, `scripts are ${script_bytes} bytes gzipped, more than ${kMaxScriptBytes}`],
].filter(([broken]) => broken);

for (const [, words] of faults) console.error(`check_bundle: ${words}`);
console.log(`check_bundle: ${script_bytes} bytes of script, ${gzip_size(".css")} of style (gzip)`);
process.exitCode = faults.length > 0 ? 1 : 0;
