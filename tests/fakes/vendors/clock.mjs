// The fakes' clock: the machine's, moved by what POST /_fake/clock says, so that a token can die without waiting.
export class Clock {
  #skew = 0;
  #frozenAt = null;

  /** Milliseconds since 1970. */
  now() {
    return this.#frozenAt ?? Date.now() + this.#skew;
  }

  /** {skew_ms} against the machine's time, {advance_ms} from now, {now} an RFC 3339 instant that stands still. */
  set({ skew_ms, advance_ms, now }) {
    if (now !== undefined) {
      const at = Date.parse(now);
      if (Number.isNaN(at)) throw new TypeError(`clock: "${now}" is not an instant`);
      this.#frozenAt = at;
    }
    if (skew_ms !== undefined) [this.#frozenAt, this.#skew] = [null, Number(skew_ms)];
    if (advance_ms !== undefined && this.#frozenAt !== null) this.#frozenAt += Number(advance_ms);
    else if (advance_ms !== undefined) this.#skew += Number(advance_ms);
  }

  reset() {
    [this.#skew, this.#frozenAt] = [0, null];
  }
}
