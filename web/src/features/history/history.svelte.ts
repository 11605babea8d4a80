/** The audit trail: a search over all steps, one draft's story, and the check of the whole chain. */
import * as api from "../../api/client";
import { ApiError, type AuditStep, type ChainCheck, type Draft, type Trail } from "../../api/client";
import { say } from "../../lib/strings";

const kMostEmptyPages = 10;

export class History {
  q = $state("");
  action = $state("");
  items = $state.raw<readonly AuditStep[]>([]);
  next = $state<number | null>(null);
  busy = $state(false);
  failed = $state(false);
  /** The draft whose story is open. */
  draft = $state.raw<Draft | null>(null);
  trail = $state.raw<Trail | null>(null);
  missing = $state<string | null>(null);
  check = $state.raw<ChainCheck | null>(null);
  checking = $state(false);
  private turn_ = 0;
  private story_turn_ = 0;
  opening = $state(false);

  constructor(private readonly on_signed_out_: () => void) {}

  async open(q: string, action: string): Promise<void> {
    this.q = q;
    this.action = action;
    await this.read_(null);
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.busy) await this.read_(this.next);
  }

  async open_story(draft_id: string): Promise<void> {
    const turn = ++this.story_turn_;
    if (this.draft?.id !== draft_id) this.draft = this.trail = null;
    this.missing = null;
    this.opening = true;
    try {
      const [draft, trail] = await Promise.all([api.get_draft(draft_id), api.get_trail(draft_id)]);
      if (turn !== this.story_turn_) return;
      this.draft = draft;
      this.trail = trail;
    } catch (error) {
      if (turn !== this.story_turn_) return;
      this.missing = error instanceof ApiError ? error.message : say.no_answer;
      if (error instanceof ApiError && error.status === 401) this.on_signed_out_();
    } finally {
      if (turn === this.story_turn_) this.opening = false;
    }
  }

  /** Part by part, so that a long trail shows how far it has come. */
  async verify(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    this.check = null;
    try {
      for (let after = 0; ;) {
        const part = await api.verify_audit(after);
        this.check = part;
        if (!part.ok || part.last >= part.end || part.rows === 0) break;
        after = part.last;
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.on_signed_out_();
      this.failed = true;
      this.check = null;
    } finally {
      this.checking = false;
    }
  }

  private async read_(from: number | null): Promise<void> {
    const turn = ++this.turn_;
    this.busy = true;
    let after = from;
    let found: AuditStep[] = [];
    try {
      for (let page = 0; page < kMostEmptyPages && found.length === 0; page++) {
        const answer = await api.search_audit(this.q, this.action, after);
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
