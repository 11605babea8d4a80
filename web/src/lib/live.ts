/**
 * Tells when something changed at the server: by its event stream, or, while that is down, by asking every 10 s.
 * The stream is closed while the page is hidden (a browser allows six connections to one HTTP/1.1 server, over all its
 * tabs), and everything is refreshed once when the page is seen again.
 */
export type LiveState = "connecting" | "live" | "polling" | "paused" | "offline";

export interface LiveOptions {
  path: string;
  /**
   * Something may have changed. Called again only when it is done, and after a rest of `gap_ms` or four times what it
   * took: a busy server is not asked faster than it can tell. The last change of a burst is never lost.
   */
  on_change: () => Promise<unknown>;
  on_state: (state: LiveState) => void;
  /** Answered by anything that lives. */
  probe?: string;
  gap_ms?: number;
  poll_ms?: number;
}

const kProbeMs = 1_500;
const kRestFactor = 4;
const kLongestRestMs = 10_000;

export class Live {
  private source_: EventSource | null = null;
  private poll_: ReturnType<typeof setInterval> | null = null;
  private pending_: ReturnType<typeof setTimeout> | null = null;
  private not_before_ms_ = -Infinity;
  private running_ = false;
  private again_ = false;
  private seen_open_ = false;

  constructor(private readonly options_: LiveOptions) {}

  start(): void {
    document.addEventListener("visibilitychange", this.on_visibility_);
    addEventListener("offline", this.on_network_);
    addEventListener("online", this.on_network_);
    this.on_visibility_();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.on_visibility_);
    removeEventListener("offline", this.on_network_);
    removeEventListener("online", this.on_network_);
    this.disconnect_();
  }

  private readonly on_network_ = (): void => {
    if (!navigator.onLine) this.options_.on_state("offline");
    else this.probe_();
  };

  /** Is anybody there? Told within 1.5 s, however long a request may take. */
  private probe_(): void {
    const is_there = fetch(this.options_.probe ?? "/health", {
      cache: "no-store",
      signal: AbortSignal.timeout(kProbeMs),
    });
    is_there.then(
      () => {
        if (this.source_?.readyState === EventSource.OPEN) this.options_.on_state("live");
        else if (this.poll_ !== null) this.options_.on_state("polling");
        this.changed_();
      },
      () => this.options_.on_state("offline"),
    );
  }

  private readonly on_visibility_ = (): void => {
    if (document.visibilityState === "hidden") {
      this.disconnect_();
      this.options_.on_state("paused");
      return;
    }
    if (this.source_) return;
    if (this.seen_open_) this.changed_();
    this.options_.on_state("connecting");
    this.connect_();
  };

  private connect_(): void {
    const source = new EventSource(this.options_.path);
    this.source_ = source;
    source.addEventListener("change", () => this.changed_());
    source.addEventListener("open", () => {
      if (this.seen_open_) this.changed_(); // what happened while the stream was down
      this.seen_open_ = true;
      this.stop_polling_();
      this.options_.on_state("live");
    });
    source.addEventListener("error", () => {
      this.poll_by_clock_();
      this.probe_();
      // The browser reconnects by itself unless the answer was not a stream; then we do, at the next poll.
      if (source.readyState === EventSource.CLOSED && this.source_ === source) this.source_ = null;
    });
  }

  private poll_by_clock_(): void {
    if (this.poll_ !== null) return;
    this.options_.on_state("polling");
    this.poll_ = setInterval(() => {
      this.changed_();
      if (!this.source_) this.connect_();
    }, this.options_.poll_ms ?? 10_000);
  }

  private stop_polling_(): void {
    if (this.poll_ !== null) clearInterval(this.poll_);
    this.poll_ = null;
  }

  private disconnect_(): void {
    this.source_?.close();
    this.source_ = null;
    this.stop_polling_();
    if (this.pending_ !== null) clearTimeout(this.pending_);
    this.pending_ = null;
  }

  private changed_(): void {
    if (this.running_) this.again_ = true;
    if (this.running_ || this.pending_ !== null) return;
    const wait = Math.max(0, this.not_before_ms_ - performance.now());
    this.pending_ = setTimeout(() => void this.run_(), wait);
  }

  private async run_(): Promise<void> {
    this.pending_ = null;
    this.running_ = true;
    this.again_ = false;
    const began_ms = performance.now();
    try {
      await this.options_.on_change();
    } finally {
      const ended_ms = performance.now();
      const rest = Math.max(this.options_.gap_ms ?? 500, kRestFactor * (ended_ms - began_ms));
      this.not_before_ms_ = ended_ms + Math.min(rest, kLongestRestMs);
      this.running_ = false;
      if (this.again_) this.changed_();
    }
  }
}
