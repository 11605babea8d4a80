// Who may import whom in web/src. The table below is the rule; docs/ARCHITECTURE.md tells it in words.
// A feature never imports another feature: what two features need lives in app (passed as a property), ui, lib or api.
// src/api/types.ts is generated: only src/api/client.ts reads it, so a change of the server's document is met in one place.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const kAllowed = {
  app: ["app", "features", "ui", "lib", "api"],
  features: ["ui", "lib", "api"],
  ui: ["ui", "lib"],
  api: ["api", "lib"],
  lib: ["lib"],
};
const kOnlyReaderOfTypes = "api/client.ts";

/** The folder that decides: "features/draft" for a feature, else the first folder ("ui"). */
function slice_of(path) {
  const [layer, name] = path.split("/");
  return layer === "features" ? `features/${name}` : layer;
}

/**
 * What is wrong with one file's imports; an empty list when nothing is.
 * `path` is relative to web/src and uses forward slashes.
 */
export function faults_of(path, source) {
  const faults = [];
  for (const [, target] of source.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
    if (!target.startsWith(".")) continue;
    const resolved = posix.normalize(posix.join(posix.dirname(path), target));
    const from = slice_of(path);
    const to = slice_of(resolved);
    const layer = to.split("/")[0];
    if (from !== to && !(kAllowed[from.split("/")[0]] ?? []).includes(layer)) {
      faults.push(`${path}: ${from} may not import ${to} (${target})`);
    }
    if (/^api\/types(\.ts)?$/.test(resolved) && path !== kOnlyReaderOfTypes) {
      faults.push(`${path}: only ${kOnlyReaderOfTypes} may import the generated types (${target})`);
    }
  }
  return faults;
}

function files_under(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files_under(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function main() {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "src");
  const files = files_under(root).filter((file) => /\.(ts|svelte)$/.test(file));
  const faults = files.flatMap((file) =>
    faults_of(relative(root, file).split(sep).join("/"), readFileSync(file, "utf8")),
  );
  for (const fault of faults) console.error(fault);
  console.log(`check_imports: ${files.length} files, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
