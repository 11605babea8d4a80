/** Short messages: seen as toasts, heard through one live region. Drawn by ui/Notices.svelte. */

export interface Notice {
  id: number;
  tone: "good" | "bad" | "plain";
  title: string;
  lines: string[];
  action: { label: string; key?: string; run: () => void } | null;
}

const kShownMs = 7_000;
const kMostBad = 3;

class Notices {
  list = $state.raw<Notice[]>([]);
  /** What a screen reader says next. */
  spoken = $state("");
  private next_id_ = 1;

  /** A bad one stays until it is dismissed; of the others only the newest is shown, for a while. */
  show(tone: Notice["tone"], title: string, more: Partial<Pick<Notice, "lines" | "action">> = {}): void {
    const notice = { id: this.next_id_++, tone, title, lines: more.lines ?? [], action: more.action ?? null };
    const bad = this.list.filter((other) => other.tone === "bad").slice(-kMostBad);
    this.list = [...bad, notice];
    this.say([title, ...notice.lines].join(". "));
    if (tone !== "bad") setTimeout(() => this.dismiss(notice.id), kShownMs);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** Dismisses the newest. False when there was none. */
  dismiss_last(): boolean {
    const last = this.list.at(-1);
    if (last) this.dismiss(last.id);
    return last !== undefined;
  }

  say(words: string): void {
    // The same words twice in a row are a change for nobody; a trailing space makes them one.
    this.spoken = words === this.spoken ? `${words}\u00a0` : words;
  }
}

export const notices = new Notices();
