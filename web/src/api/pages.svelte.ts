/** One list of the server, page by page. It keeps what was read while the server is away. */
import { ApiError } from "./http";

export type Page<T> = { items: T[]; next?: string | null };

export class Pages<T> {
  items = $state.raw<readonly T[]>([]);
  busy = $state(false);
  failed = $state(false);
  next = $state<string | null>(null);
  /** No more than the first page was read. */
  is_first = true;
  private turn_ = 0;

  constructor(
    private readonly read_: (after: string | null) => Promise<Page<T>>,
    private readonly on_signed_out_: () => void,
  ) {}

  async open(): Promise<void> {
    await this.fetch_(null);
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.busy) await this.fetch_(this.next);
  }

  /** Nothing is there, and what is on its way is not wanted. */
  clear(): void {
    this.turn_++;
    this.items = [];
    this.next = null;
    this.is_first = true;
    this.busy = this.failed = false;
  }

  private async fetch_(after: string | null): Promise<void> {
    const turn = ++this.turn_;
    this.busy = true;
    try {
      const page = await this.read_(after);
      if (turn !== this.turn_) return;
      this.items = after === null ? page.items : [...this.items, ...page.items];
      this.next = page.next ?? null;
      this.is_first = after === null;
      this.failed = false;
    } catch (error) {
      if (turn !== this.turn_) return;
      if (error instanceof ApiError && error.status === 401) this.on_signed_out_();
      this.failed = true;
    } finally {
      if (turn === this.turn_) this.busy = false;
    }
  }
}
