/**
 * The pages of one list, as the server gave them, and the rows that stay visible although they left it.
 *
 * A page begins after a cursor; when drafts leave the list the cursors stay valid, so one page can be fetched again
 * without the others. Rows that the operator handled are kept in their place until clear_kept(): a queue is worked
 * downwards, and going back one must find what was just decided.
 */
import type { Row } from "./row";

interface Page {
  after: string | null;
  rows: Row[];
  next: string | null;
  stale: boolean;
}

export class Queue {
  private pages_: Page[] = [];
  private readonly kept_ = new Set<string>();

  /** Every row is here: there is no further page. */
  get is_complete(): boolean {
    return this.pages_.at(-1)?.next === null;
  }

  get is_empty(): boolean {
    return this.pages_.length === 0;
  }

  get kept_count(): number {
    return this.kept_.size;
  }

  /** The cursor of the page that is not here yet; null at the start and at the end. */
  get next_cursor(): string | null {
    return this.pages_.at(-1)?.next ?? null;
  }

  append(after: string | null, rows: Row[], next: string | null): void {
    this.pages_.push({ after, rows, next, stale: false });
  }

  /**
   * Puts a page fetched again in the place of the one that began after the same cursor. `open_id`, when it has left the
   * page, is kept: a row does not vanish while its draft is read.
   */
  replace(after: string | null, fresh: Row[], next: string | null, open_id: string | null = null): void {
    const index = this.pages_.findIndex((page) => page.after === after);
    const page = this.pages_[index];
    if (!page) return;
    const following = this.pages_[index + 1];
    const elsewhere = new Set(
      this.pages_.slice(index + 1).flatMap((other) => other.rows.map((row) => row.id)),
    );
    const own = following ? fresh.filter((row) => !elsewhere.has(row.id)) : fresh;
    // New drafts at the front push others out of a full page; between here and the next page they would be lost.
    if (following && next !== null && own.length === fresh.length) own.push(...behind(page.rows, fresh));
    if (open_id !== null && has(page.rows, open_id) && !has(fresh, open_id)) this.kept_.add(open_id);
    page.rows = merge_kept(page.rows, own, this.kept_);
    page.next = following ? following.after : next;
    page.stale = false;
  }

  mark_stale(): void {
    for (const page of this.pages_) page.stale = true;
  }

  /** Cursors of the stale pages that hold one of `ids`, and of the first and the last, where new drafts arrive. */
  stale_cursors(ids: ReadonlySet<string>): (string | null)[] {
    const ends = [this.pages_[0], this.pages_.at(-1)];
    return this.pages_
      .filter((page) => page.stale && (ends.includes(page) || page.rows.some((row) => ids.has(row.id))))
      .map((page) => page.after);
  }

  /** A row's new state; it stays in its place. False when the row is not in this list. */
  update(row: Row): boolean {
    for (const page of this.pages_) {
      const index = page.rows.findIndex(({ id }) => id === row.id);
      if (index < 0) continue;
      page.rows[index] = row;
      return true;
    }
    return false;
  }

  /** A new row at the end of a list that is whole. False when it is not, or has the row already. */
  add(row: Row): boolean {
    const last = this.pages_.at(-1);
    if (!last || !this.is_complete || this.rows().some(({ id }) => id === row.id)) return false;
    last.rows = [...last.rows, row];
    return true;
  }

  keep(id: string): void {
    this.kept_.add(id);
  }

  is_kept(id: string): boolean {
    return this.kept_.has(id);
  }

  clear_kept(): void {
    for (const page of this.pages_) page.rows = page.rows.filter((row) => !this.kept_.has(row.id));
    this.kept_.clear();
  }

  rows(): Row[] {
    const seen = new Set<string>();
    return this.pages_
      .flatMap((page) => page.rows)
      .filter((row) => !seen.has(row.id) && seen.add(row.id) !== undefined);
  }
}

/** The rows of `old` behind the last one that `fresh` still has; none when they share no row. */
function behind(old: readonly Row[], fresh: readonly Row[]): Row[] {
  const present = new Set(fresh.map((row) => row.id));
  const last = old.findLastIndex((row) => present.has(row.id));
  return last < 0 ? [] : old.slice(last + 1);
}

const has = (rows: readonly Row[], id: string): boolean => rows.some((row) => row.id === id);

/** `fresh`, with each kept row of `old` that is missing from it put back behind the row that it stood behind. */
export function merge_kept(old: readonly Row[], fresh: readonly Row[], kept: ReadonlySet<string>): Row[] {
  const present = new Set(fresh.map((row) => row.id));
  const behind = new Map<string | null, Row[]>();
  let anchor: string | null = null;
  for (const row of old) {
    if (present.has(row.id)) anchor = row.id;
    else if (kept.has(row.id)) behind.set(anchor, [...(behind.get(anchor) ?? []), row]);
  }
  return [...(behind.get(null) ?? []), ...fresh.flatMap((row) => [row, ...(behind.get(row.id) ?? [])])];
}
