/** What can be taken back for a while: the last step first. */

interface Step {
  title: string;
  run: () => void;
  until_ms: number;
}

export const kUndoMs = 30_000;

/** How many seconds a send waits, so that it can be undone: a person's choice. */
export const kSendWaits = [30, 10, 0] as const;
const kWaitName = "send_wait_s";

class SendWait {
  seconds = $state<number>(stored_wait());

  set(seconds: number): void {
    this.seconds = seconds;
    try {
      localStorage.setItem(kWaitName, String(seconds));
    } catch {
      // Storage is switched off: the choice lasts until the page is closed.
    }
  }
}

function stored_wait(): number {
  try {
    const stored = Number(localStorage.getItem(kWaitName) ?? NaN);
    return (kSendWaits as readonly number[]).includes(stored) ? stored : kSendWaits[0];
  } catch {
    return kSendWaits[0];
  }
}

export const send_wait = new SendWait();

class Undo {
  private steps_: Step[] = [];

  /** Returns a function that withdraws the offer: the step was refused, or is past. */
  offer(title: string, run: () => void): () => void {
    const step = { title, run, until_ms: performance.now() + kUndoMs };
    this.steps_.push(step);
    return () => (this.steps_ = this.steps_.filter((other) => other !== step));
  }

  /** Takes the last step back. False when nothing can be. */
  run_last(): boolean {
    this.steps_ = this.steps_.filter((step) => step.until_ms > performance.now());
    const step = this.steps_.pop();
    step?.run();
    return step !== undefined;
  }
}

export const undo = new Undo();
