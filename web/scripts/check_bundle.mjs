// After a build: the page must load under `Content-Security-Policy: default-src 'self'` and stay small.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

// gzip; web/README.md says why
const kMaxFirstBytes = 90 * 1024; // what the page begins with
const kMaxLaterBytes = 40 * 1024; // what is fetched when somebody wants it

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const html = readFileSync(join(dist, "index.html"), "utf8");
const assets = readdirSync(join(dist, "assets"));
const gzip_size = (suffix) =>
  assets
    .filter((name) => name.endsWith(suffix))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, "assets", name))).length, 0);

const first_script = /<script[^>]*\ssrc="\/assets\/([^"]+\.js)"/.exec(html)?.[1] ?? ".js";
const script_bytes = gzip_size(first_script);
const later_bytes = gzip_size(".js") - script_bytes;
const faults = [
  [/<script(?![^>]*\ssrc=)/.test(html), "index.html has an inline script"],
  [/<style|\sstyle=|\son\w+=/.test(html), "index.html has an inline style or handler"],
  [/(?:src|href)="(?:https?:)?\/\//.test(html), "index.html loads something from another host"],
  [/rel="modulepreload"/.test(html), "index.html begins with more scripts than the one that is weighed"],
  [script_bytes > kMaxFirstBytes, `the script is ${script_bytes} bytes gzipped, more than ${kMaxFirstBytes}`],
  [
    later_bytes > kMaxLaterBytes,
    `later scripts are ${later_bytes} bytes gzipped, more than ${kMaxLaterBytes}`,
  ],
].filter(([broken]) => broken);

for (const [, words] of faults) console.error(`check_bundle: ${words}`);
console.log(
  `check_bundle: ${script_bytes} bytes of script, ${later_bytes} later, ${gzip_size(".css")} of style (gzip)`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
