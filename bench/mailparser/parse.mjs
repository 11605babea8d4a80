// B1's peer: parses every mail of FOLDER, one after another, and prints mails per second of CPU and how many had a text.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";

const folder = process.argv[2];
const mails = readdirSync(folder)
  .sort()
  .slice(0, 500)
  .map((name) => readFileSync(join(folder, name)));
for (const mail of mails.slice(0, 100)) await simpleParser(mail); // compiled by now
const from = process.cpuUsage();
let texts = 0;
for (const mail of mails) texts += (await simpleParser(mail)).text ? 1 : 0;
const spent = process.cpuUsage(from);
console.log(Math.round((mails.length / (spent.user + spent.system)) * 1e6), texts);
