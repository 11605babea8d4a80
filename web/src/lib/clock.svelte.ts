/** The present, for ages in lists: moves every 30 s, so that "3 min" does not stay "3 min". */
class Clock {
  now = $state(Date.now());

  /** Returns a function that stops it. */
  start(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), 30_000);
    return () => clearInterval(timer);
  }
}

export const clock = new Clock();
