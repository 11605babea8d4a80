/** The mail of one split, a page at a time. Keeps what was read while the server is away. */
import { ApiError, list_inbox, type MailSplit, type ThreadMessage } from "../../api/client";

/** A rare split is looked for through older mail until there is something to see, within reason. */
const kMostEmptyPages = 5;

export class Inbox {
  split = $state<MailSplit | null>(null);
  items = $state.raw<readonly ThreadMessage[]>([]);
  busy = $state(false);
  failed = $state(false);
  /** Where older mail begins; null: that was all. */
  next = $state<string | null>(null);
  private turn_ = 0;

  constructor(private readonly on_signed_out_: () => void) {}

  find(message_id: string | null): ThreadMessage | null {
    return this.items.find((item) => item.message_id === message_id) ?? null;
  }

  async open(split: MailSplit | null): Promise<void> {
    if (split !== this.split) this.items = [];
    this.split = split;
    await this.read_(null);
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.busy) await this.read_(this.next);
  }

  private async read_(from: string | null): Promise<void> {
    const turn = ++this.turn_;
    this.busy = true;
    let after = from;
    let found: ThreadMessage[] = [];
    try {
      for (let page = 0; page < kMostEmptyPages && found.length === 0; page++) {
        const answer = await list_inbox(this.split, after);
        if (turn !== this.turn_) return;
        found = answer.items;
        after = answer.next ?? null;
        if (after === null) break;
      }
      this.items = from === null ? found : [...this.items, ...found];
      this.next = after;
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
