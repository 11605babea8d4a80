/** What the server says of itself: where mail goes, who writes, how long the queue is. */
import { get_status, type Status } from "../../api/client";

const kEveryMs = 30_000;

export class StatusStore {
  now = $state.raw<Status | null>(null);
  private timer_: ReturnType<typeof setInterval> | null = null;

  start(): void {
    void this.refresh();
    this.timer_ = setInterval(() => void this.refresh(), kEveryMs);
  }

  stop(): void {
    if (this.timer_ !== null) clearInterval(this.timer_);
    this.timer_ = null;
  }

  async refresh(): Promise<void> {
    try {
      this.now = await get_status();
    } catch {
      // The last known state stays; that the server is away is told by the connection mark and by the list.
    }
  }
}
