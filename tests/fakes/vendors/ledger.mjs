// What happened, in order, for a test to judge by: every call, every delivery (a mail that left), every push.
//
// Written before the answer goes out, so whoever has the answer finds the row. Holds no body and no token.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

export class Ledger {
  #rows = [];
  #clock;
  #file = null;

  constructor(vendor, clock, folder) {
    this.#clock = clock;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${vendor}.jsonl`);
  }

  /** Adds a row and returns it. The file, where there is one, survives a kill: each row is one write. */
  add(kind, fields) {
    const row = { kind, at: new Date(this.#clock.now()).toISOString(), ...fields };
    this.#rows.push(row);
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(row)}\n`);
    return row;
  }

  /** All rows, or those of one kind: call, delivery, outside, push. */
  rows(kind) {
    return kind ? this.#rows.filter((row) => row.kind === kind) : this.#rows;
  }

  /** Forgets the rows in memory; the file says that it did, and keeps what it has. */
  reset() {
    this.#rows = [];
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify({ kind: "reset" })}\n`);
  }
}
