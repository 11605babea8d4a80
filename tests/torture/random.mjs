// Chance that a seed fixes (mulberry32): which fault, which process, when. What the machine's scheduler does with it is its own.

export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    seed: () => Math.floor(next() * 2 ** 32),
  };
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until `look` answers something true; what it answered, or null when `ms` have passed. */
export async function until(look, ms, every = 50) {
  for (const end = Date.now() + ms; ; await pause(every)) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) return null;
  }
}
