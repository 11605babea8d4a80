/** What can be taken back for a while: the last step first. */

interface Step {
  title: string;
  run: () => void;
  until_ms: number;
}

export const kUndoMs = 30_000;

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
