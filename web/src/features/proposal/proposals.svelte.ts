/** What a large import proposes to answer, and what a person decides about it. */
import * as api from "../../api/client";
import { ApiError, type Proposal, type ThreadMessage } from "../../api/client";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings";
import { undo } from "../../lib/undo.svelte";
import { new_uuid } from "../../lib/uuid";

export class Proposals {
  answers = $state(0);
  mails = $state(0);
  unread = $state(0);
  items = $state.raw<readonly Proposal[]>([]);
  next = $state<string | null>(null);
  busy = $state(false);
  failed = $state(false);
  picked = $state.raw<ReadonlySet<string>>(new Set());
  /** The mail that is read. */
  open_id = $state<string | null>(null);
  message = $state.raw<ThreadMessage | null>(null);

  private deciding_ = false;

  constructor(
    private readonly on_signed_out_: () => void,
    private readonly on_decided_: () => void,
  ) {}

  async refresh(): Promise<void> {
    await this.read_(null);
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.busy) await this.read_(this.next);
  }

  async open(message_id: string): Promise<void> {
    this.open_id = message_id;
    this.message = null;
    try {
      const message = await api.get_message(message_id);
      if (this.open_id === message_id) this.message = message;
    } catch (error) {
      this.tell_(error);
    }
  }

  close(): void {
    this.open_id = null;
    this.message = null;
  }

  pick(message_id: string): void {
    const picked = new Set(this.picked);
    if (!picked.delete(message_id)) picked.add(message_id);
    this.picked = picked;
    notices.say(say.picked_count(picked.size));
  }

  /** Null: all of them. */
  async decide(answer: "answer" | "dismiss", message_ids: string[] | null): Promise<void> {
    if (this.deciding_) return notices.show("plain", say.still_busy);
    this.deciding_ = true;
    try {
      const { decided } = await api.decide_proposals(answer, message_ids, new_uuid());
      notices.show("good", answer === "answer" ? say.drafting(decided) : say.dismissed(decided));
      this.picked = new Set();
      this.close();
    } catch (error) {
      this.tell_(error);
    } finally {
      this.deciding_ = false;
    }
    await this.refresh();
    this.on_decided_();
  }

  async not_a_lead(message_id: string): Promise<void> {
    try {
      const { address } = await api.mark_lead(message_id, true, new_uuid());
      undo.offer(say.not_a_lead, () => void this.is_a_lead_(message_id));
      notices.show("good", say.not_a_lead, { lines: [say.no_more_drafts(address)] });
      this.close();
    } catch (error) {
      this.tell_(error);
    }
    await this.refresh();
  }

  undo_last(): boolean {
    return undo.run_last();
  }

  /** The mark goes; whether the mail is answered is asked no more. */
  private async is_a_lead_(message_id: string): Promise<void> {
    try {
      await api.mark_lead(message_id, false, new_uuid());
      notices.show("plain", say.undone);
    } catch (error) {
      this.tell_(error);
    }
  }

  private async read_(after: string | null): Promise<void> {
    this.busy = true;
    try {
      const page = await api.list_proposals(after);
      this.answers = page.answers;
      this.mails = page.mails;
      this.unread = page.unread;
      this.items = after === null ? page.items : [...this.items, ...page.items];
      this.next = page.next ?? null;
      this.failed = false;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.on_signed_out_();
      this.failed = true;
    } finally {
      this.busy = false;
    }
  }

  private tell_(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return this.on_signed_out_();
    notices.show("bad", say.not_done, { lines: [error instanceof ApiError ? error.message : say.no_answer] });
  }
}
