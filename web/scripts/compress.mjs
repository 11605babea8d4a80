// After a build: each text file of dist/ beside itself as .br and .gz, so that the program sends it compressed without any work.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
for (const name of readdirSync(dist, { recursive: true })) {
  if (!/\.(?:js|css|html|svg|txt|json)$/.test(name)) continue;
  const bytes = readFileSync(join(dist, name));
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gz = gzipSync(bytes, { level: 9 });
  if (br.length < bytes.length) writeFileSync(join(dist, `${name}.br`), br);
  if (gz.length < bytes.length) writeFileSync(join(dist, `${name}.gz`), gz);
}
