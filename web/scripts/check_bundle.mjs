// After a build: the page must load under `Content-Security-Policy: default-src 'self'` and stay small.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

// gzip; web/README.md says why
const kMaxFirstBytes = 90 * 1024; // what the page begins with
const kMaxLaterBytes = 40 * 1024; // each script that is fetched when somebody wants it

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const html = readFileSync(join(dist, "index.html"), "utf8");
const assets = readdirSync(join(dist, "assets"));
const gzip_size = (suffix) =>
  assets
    .filter((name) => name.endsWith(suffix))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, "assets", name))).length, 0);

// The page begins with its script and those that the script imports at once.
const first = [
  ...html.matchAll(/(?:<script[^>]*\ssrc|<link rel="modulepreload"[^>]*\shref)="\/assets\/([^"]+\.js)"/g),
].map(([, name]) => name);
const script_bytes = first.reduce((sum, name) => sum + gzip_size(name), 0);
const later = assets.filter((name) => name.endsWith(".js") && !first.includes(name));
const later_bytes = Math.max(0, ...later.map((name) => gzip_size(name)));
const faults = [
  [/<script(?![^>]*\ssrc=)/.test(html), "index.html has an inline script"],
  [/<style|\sstyle=|\son\w+=/.test(html), "index.html has an inline style or handler"],
  [/(?:src|href)="(?:https?:)?\/\//.test(html), "index.html loads something from another host"],
  [first.length === 0, "index.html begins with no script that could be weighed"],
  [script_bytes > kMaxFirstBytes, `the script is ${script_bytes} bytes gzipped, more than ${kMaxFirstBytes}`],
  [
    later_bytes > kMaxLaterBytes,
    `a later script is ${later_bytes} bytes gzipped, more than ${kMaxLaterBytes}`,
  ],
].filter(([broken]) => broken);

for (const [, words] of faults) console.error(`check_bundle: ${words}`);
console.log(
  `check_bundle: ${script_bytes} bytes of script, at most ${later_bytes} in each later one, ${gzip_size(".css")} of style (gzip)`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
