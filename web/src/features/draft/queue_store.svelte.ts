/**
 * The list on the left: loads its pages, refreshes what is seen, keeps trying while the server is down.
 * Pages that are not on the screen are only marked stale and fetched when they come into view, so that a change
 * costs the same with ten drafts and with ten thousand.
 */
import { ApiError, list_desk, type Draft } from "../../api/client";
import { clock } from "../../lib/clock.svelte";
import { retry_wait_s } from "../../lib/retry";
import { Queue } from "./queue";
import { filter_rows, row_of, type Row } from "./row";
import { kPendingView, lists, type View } from "./views";

const kPageSize = 200;
const kMostSearched = 20_000; // a filter reads further pages up to here
const kEnoughFound = 100;

export class QueueStore {
  view = $state.raw<View>(kPendingView);
  rows = $state.raw<readonly Row[]>([]);
  filter = $state("");
  /** The first page of this view has not come yet. */
  loading = $state(true);
  /** Consecutive failures; 0 while the server answers. */
  failures = $state(0);
  /** What the server said when it answered with a refusal instead of a list. */
  refused = $state<string | null>(null);
  complete = $state(false);
  kept = $state(0);
  readonly shown = $derived(filter_rows(this.rows, this.filter));
  /** Rows of this view that still are what the view lists. */
  readonly waiting = $derived(this.rows.filter((row) => lists(this.view, row)).length);

  private queue_ = new Queue();
  private seen_: ReadonlySet<string> = new Set();
  private near_end_ = false;
  private loading_more_ = false;
  private changed_meanwhile_ = false;
  private refreshing_ = false;
  private refresh_again_ = false;
  private retry_: ReturnType<typeof setTimeout> | null = null;

  constructor(
    /** What is known of these rows, which were asked for at `asked_ms` (performance.now). */
    private readonly known_: (rows: Row[], asked_ms: number) => Row[],
    private readonly on_signed_out_: () => void,
    /** The draft being read: its row stays even when somebody else takes it out of this list. */
    private readonly open_id_: () => string | null,
  ) {}

  async open(view: View): Promise<void> {
    this.view = view;
    this.queue_ = new Queue();
    this.filter = "";
    this.loading = true;
    this.publish_();
    await this.load_more();
  }

  stop(): void {
    if (this.retry_ !== null) clearTimeout(this.retry_);
    this.retry_ = null;
  }

  /** The rows on the screen, told by the list as it scrolls. */
  async see(ids: readonly string[], near_end: boolean): Promise<void> {
    this.seen_ = new Set(ids);
    this.near_end_ = near_end;
    if (near_end && this.needs_more_()) await this.load_more();
    await this.refresh_seen_();
  }

  /** Something changed at the server. */
  async refresh(): Promise<void> {
    this.queue_.mark_stale();
    if (this.loading_more_) this.changed_meanwhile_ = true; // the page that is on its way may be older than the change
    if (this.queue_.is_empty) await this.load_more();
    else await this.refresh_seen_();
    if (this.near_end_ && this.needs_more_()) await this.load_more();
  }

  async load_more(): Promise<void> {
    if (this.loading_more_) return;
    this.loading_more_ = true;
    const queue = this.queue_;
    const after = queue.next_cursor;
    const page = await this.fetch_(after);
    this.loading_more_ = false;
    if (queue !== this.queue_) return this.load_more(); // another view was opened meanwhile
    if (!page) return;
    queue.append(after, page.items, page.next);
    this.loading = false;
    this.publish_();
    if (this.changed_meanwhile_) {
      this.changed_meanwhile_ = false;
      await this.refresh();
    }
    if (this.filter !== "" && this.needs_more_()) await this.load_more();
  }

  async set_filter(filter: string): Promise<void> {
    this.filter = filter;
    if (filter !== "" && this.needs_more_()) await this.load_more();
  }

  /** A draft's new state. A row that no longer belongs here stays, as handled, until the list is left. */
  update(draft: Draft): void {
    const row = row_of(draft, clock.now, this.find(draft.id));
    if (!this.queue_.update(row)) return;
    if (!lists(this.view, row)) this.queue_.keep(row.id);
    this.publish_();
  }

  /** A draft that came into this view while it was open. Only the oldest-first queue knows its place: the end. */
  add(draft: Draft): boolean {
    const row = row_of(draft, clock.now);
    if (!lists(this.view, row) || this.view !== kPendingView) return false;
    if (!this.queue_.add(row)) return false;
    this.publish_();
    return true;
  }

  has(id: string): boolean {
    return this.find(id) !== undefined;
  }

  find(id: string): Row | undefined {
    return this.rows.find((row) => row.id === id);
  }

  clear_kept(): void {
    this.queue_.clear_kept();
    this.publish_();
  }

  is_handled(row: Row): boolean {
    return !lists(this.view, row);
  }

  private needs_more_(): boolean {
    if (this.queue_.is_complete || this.failures > 0) return false;
    return this.filter === "" || (this.shown.length < kEnoughFound && this.rows.length < kMostSearched);
  }

  private async refresh_seen_(): Promise<void> {
    if (this.refreshing_) {
      this.refresh_again_ = true;
      return;
    }
    this.refreshing_ = true;
    const queue = this.queue_;
    for (const after of queue.stale_cursors(this.seen_)) {
      const page = await this.fetch_(after);
      if (!page || queue !== this.queue_) break;
      queue.replace(after, page.items, page.next, this.open_id_());
      this.publish_();
    }
    this.refreshing_ = false;
    if (this.refresh_again_) {
      this.refresh_again_ = false;
      await this.refresh_seen_();
    }
  }

  /** One page, or null after noting the failure and arranging the next try. */
  private async fetch_(after: string | null): Promise<{ items: Row[]; next: string | null } | null> {
    const view = this.view;
    const asked_ms = performance.now();
    try {
      const page = await list_desk(view.split, kPageSize, after);
      this.failures = 0;
      this.refused = null;
      const rows = page.items.map((row) => ({ ...row, snoozed: view.split === "snoozed" }));
      return { items: this.known_(rows, asked_ms), next: page.next ?? null };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.on_signed_out_();
      this.refused = error instanceof ApiError ? error.message : null;
      this.failures += 1;
      this.try_later_();
      return null;
    }
  }

  private try_later_(): void {
    if (this.retry_ !== null) clearTimeout(this.retry_);
    this.retry_ = setTimeout(() => void this.refresh(), retry_wait_s(this.failures) * 1000);
  }

  private publish_(): void {
    this.rows = this.queue_.rows();
    this.complete = this.queue_.is_complete;
    this.kept = this.queue_.kept_count;
  }
}
