// The program that serves the fakes: its one line, TLS with a certificate of its own, its end.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import https from "node:https";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const kMain = fileURLToPath(new URL("main.mjs", import.meta.url));

async function start(...words) {
  const child = spawn(process.execPath, [kMain, ...words], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, addresses: JSON.parse(line), ended: once(child, "exit") };
}

test("with TLS it answers under its CA, and ends with its standard input", async () => {
  const { child, addresses, ended } = await start("--gmail", "0", "--tls", "--until-eof");
  const get = (options) =>
    new Promise((resolve) => {
      const request = https.get(`${addresses.gmail}/_fake/state`, { agent: false, ...options }, (response) =>
        resolve(response.resume().statusCode),
      );
      request.once("error", (error) => resolve(error.code));
    });
  assert.equal(await get({ ca: readFileSync(addresses.ca) }), 200);
  assert.match(String(await get({})), /CERT|VERIFY|ISSUER/);
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
  assert.ok(!existsSync(addresses.ca));
});

test("it ends with 0 on SIGTERM", async () => {
  const { child, ended } = await start("--gmail", "0");
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
});

for (const words of [[], ["--gmail", "x"], ["--nobody", "0"]]) {
  test(`usage: ${words.join(" ") || "nothing"}`, () => {
    const { status, stderr } = spawnSync(process.execPath, [kMain, ...words], { encoding: "utf8" });
    assert.equal(status, 2);
    assert.match(stderr, /usage: main\.mjs/);
  });
}
