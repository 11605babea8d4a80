/**
 * The review page's state: which list, which draft is open and in which version it was read. What is done to drafts is
 * in decisions.svelte.ts; the list in queue_store.svelte.ts.
 */
import * as api from "../../api/client";
import { ApiError, type Draft, type Me } from "../../api/client";
import { Cache } from "../../lib/cache";
import { notices } from "../../lib/notices.svelte";
import { kActions, why_not, type Action, type Refusal } from "./decide";
import { Decisions, type Decision, type Found } from "./decisions.svelte";
import { QueueStore } from "./queue_store.svelte";
import { Reading } from "./reading.svelte";
import { find_view, kViews, type View } from "./views";

const kDraftsKept = 500;

export interface ReviewOptions {
  me: () => Me;
  on_signed_out: () => void;
  /** Writes where we are into the address. `push` leaves a way back, else the present entry is replaced. */
  go: (view: string, id: string | null, push: boolean) => void;
  /** On a narrow screen the list and the draft take turns, so nothing is opened unasked. */
  is_narrow: () => boolean;
}

export class Review {
  readonly list: QueueStore;
  readonly reading = new Reading();
  readonly decisions: Decisions;

  selected_id = $state<string | null>(null);
  /** The draft as it was put on the screen; what an approval binds. */
  shown = $state.raw<Draft | null>(null);
  /** Another version that arrived while `shown` was being read. */
  newer = $state.raw<Draft | null>(null);
  missing = $state<string | null>(null);
  editing = $state(false);
  /** The edit form holds text that is not saved. */
  unsaved = $state(false);
  dialog = $state<"reject" | "settle" | null>(null);

  readonly index = $derived(this.list_index_(this.selected_id));

  private readonly drafts_ = new Cache<Draft>(kDraftsKept);
  /** When the last decision on a draft was told, by performance.now. */
  private readonly decided_ms_ = new Cache<number>(kDraftsKept);
  private last_approved_: Draft | null = null;

  constructor(private readonly options_: ReviewOptions) {
    this.list = new QueueStore(
      (drafts, asked_ms) => drafts.map((draft) => this.known_(draft, asked_ms)),
      options_.on_signed_out,
      () => this.selected_id,
    );
    this.decisions = new Decisions({
      me: options_.me,
      on_accepted: (action, draft) => this.accepted_(action, draft),
      on_refused: (draft, refusal) => this.refused_(draft, refusal),
    });
  }

  /** What is being done to the draft on the screen. */
  get acting(): Action | null {
    return this.decisions.busy.get(this.selected_id ?? "") ?? null;
  }

  /** What was refused of it last. */
  get refusal(): Refusal | null {
    return this.decisions.refusals.get(this.selected_id ?? "") ?? null;
  }

  /** Goes where the address says. */
  async open(slug: string, id: string | null): Promise<void> {
    const view = find_view(slug);
    if (id !== this.selected_id && !this.may_leave()) return;
    const new_view = this.list.loading || view !== this.list.view;
    if (id !== null) this.show_(id);
    else this.close_();
    if (new_view) await this.list.open(view);
    if (id === null && this.selected_id === null) this.select_first_();
  }

  /** May another page or draft take this one's place? Not over unsaved text: the address is this draft's again, and it is said why. */
  may_leave(): boolean {
    if (!this.unsaved) return true;
    this.options_.go(this.list.view.slug, this.selected_id, true);
    return !this.refuse_to_lose_text_();
  }

  stop(): void {
    this.list.stop();
  }

  /** Closes what lies above the page. */
  close_dialogs(): void {
    this.dialog = null;
  }

  open_view(view: View): void {
    if (this.refuse_to_lose_text_()) return;
    this.options_.go(view.slug, null, true);
    void this.open(view.slug, null);
  }

  step_view(step: number): void {
    const next = kViews[kViews.indexOf(this.list.view) + step];
    if (next) this.open_view(next);
  }

  select(id: string, push = false): void {
    if (id === this.selected_id && !push) return;
    if (this.refuse_to_lose_text_()) return;
    this.options_.go(this.list.view.slug, id, push);
    this.show_(id);
  }

  /** Back to the list (on a narrow screen). */
  close(): void {
    if (this.refuse_to_lose_text_()) return;
    this.options_.go(this.list.view.slug, null, false);
    this.close_();
  }

  move(step: number): void {
    const rows = this.list.shown;
    const index = this.index < 0 ? (step > 0 ? 0 : rows.length - 1) : this.index + step;
    const row = rows[index];
    if (row) this.select(row.id);
    else if (rows.length > 0) notices.say(step > 0 ? "End of the list" : "Start of the list");
  }

  /** Everything that is on the screen, again. */
  async refresh(): Promise<void> {
    const id = this.selected_id;
    await Promise.all([this.list.refresh(), id === null ? null : this.fetch_(id)]);
    if (this.selected_id === null && this.list.rows.length > 0 && this.decisions.is_none_yet)
      this.select_first_();
  }

  show_newer(): void {
    if (!this.newer) return;
    this.shown = this.newer;
    this.newer = null;
    this.clear_refusal();
    notices.say(`Version ${this.shown.version} is shown`);
  }

  clear_refusal(): void {
    if (this.selected_id !== null) this.decisions.clear_refusal(this.selected_id);
  }

  /** Why the action cannot be done to the draft on the screen; null when it can. */
  blocked_because(action: Action): string | null {
    const draft = this.shown;
    if (!draft) return "No draft is open.";
    if (this.acting) return kActions[this.acting].doing;
    if (this.newer && action !== "reject")
      return "This draft changed while you were reading it. Show the new version first.";
    if (this.editing && action !== "edit") return "Save or discard your edit first.";
    return why_not(action, draft, this.options_.me());
  }

  /** A key or a button. Says why when it cannot be done. */
  act(action: Action): void {
    const no = this.blocked_because(action);
    if (no !== null) {
      notices.show("plain", no);
      return;
    }
    if (action === "edit") this.editing = true;
    else if (action === "reject" || action === "settle") this.dialog = action;
    else if (this.shown && action !== "vouch") this.begin_(this.shown, { action });
  }

  reject(reason: string): void {
    this.dialog = null;
    if (this.shown) this.begin_(this.shown, { action: "reject", reason });
  }

  vouch(claim_id: string, reason: string): void {
    const no = this.blocked_because("vouch");
    if (no !== null) notices.show("plain", no);
    else if (this.shown) this.begin_(this.shown, { action: "vouch", claim_id, reason });
  }

  settle(found: Found): void {
    this.dialog = null;
    if (this.shown) this.begin_(this.shown, { action: "settle", found });
  }

  /** Sends the draft that was approved last, wherever the operator is now. */
  send_last_approved(): void {
    if (this.last_approved_) this.begin_(this.last_approved_, { action: "send" });
    else notices.show("plain", "No draft was approved just now.");
  }

  /** Saves an edit as a new version. The first try says which version was edited; only after its refusal it replaces. */
  async save(subject: string, body: string): Promise<void> {
    const draft = this.refusal && this.newer ? this.newer : this.shown;
    if (draft) await this.decisions.save(draft, subject, body);
  }

  stop_editing(): void {
    this.editing = false;
    this.unsaved = false;
  }

  /** What ends the reading of a draft moves on at once; the answer comes as a notice. */
  private begin_(draft: Draft, decision: Decision): void {
    notices.say(kActions[decision.action].doing);
    void this.decisions.decide(draft, decision);
    const ends = decision.action === "reject" || decision.action === "send";
    if (ends && draft.id === this.selected_id) this.advance_();
  }

  private accepted_(action: Action, draft: Draft): void {
    if (action === "edit") this.stop_editing();
    if (action === "approve") this.last_approved_ = draft;
    else if (this.last_approved_?.id === draft.id) this.last_approved_ = null;
    this.decided_ms_.put(draft.id, performance.now());
    this.accept_(draft, Infinity, true);
    if (draft.status === "SENDING") {
      const lines = [draft.recipient, "It is shown here when it is done."];
      notices.show("plain", "The provider is still taking it", { lines });
      return;
    }
    const send_now = { label: "Send now", key: "S", run: () => this.send_last_approved() };
    const can_send = action === "approve" && why_not("send", draft, this.options_.me()) === null;
    const title = action === "edit" ? `Saved as version ${draft.version}` : kActions[action].done;
    notices.show("good", title, { lines: [draft.recipient], action: can_send ? send_now : null });
  }

  private async refused_(draft: Draft, refusal: Refusal): Promise<void> {
    if (refusal.signed_out) this.options_.on_signed_out();
    if (draft.id === this.selected_id) notices.say([refusal.title, ...refusal.lines].join(". "));
    else {
      const show = { label: "Show", run: () => this.select(draft.id) };
      notices.show("bad", refusal.title, { lines: [draft.recipient, ...refusal.lines], action: show });
    }
    await this.fetch_(draft.id);
  }

  /** The next row that still waits; nothing when the list is worked off. */
  private advance_(): void {
    const rows = this.list.shown;
    const waits = (id: string, index: number) =>
      id !== this.selected_id &&
      !this.decisions.busy.has(id) &&
      rows[index]?.status === this.list.view.status;
    const from = Math.max(0, this.index);
    const next =
      rows.find((row, index) => index > from && waits(row.id, index)) ??
      rows.find((row, index) => waits(row.id, index));
    if (next) this.select(next.id);
    else this.close();
  }

  private show_(id: string): void {
    if (id !== this.selected_id) {
      this.stop_editing();
      this.newer = null;
      this.dialog = null;
      this.selected_id = id;
      this.shown = this.drafts_.get(id) ?? null;
      this.missing = null;
    }
    if (this.shown) void this.reading.open(this.shown);
    this.announce_();
    void this.fetch_(id, true);
  }

  private close_(): void {
    this.stop_editing();
    this.selected_id = null;
    this.shown = null;
    this.newer = null;
    this.missing = null;
    this.dialog = null;
    this.reading.close();
  }

  private select_first_(): void {
    const first = this.list.shown[0];
    if (first && !this.options_.is_narrow()) this.select(first.id);
  }

  private announce_(): void {
    const row = this.list.shown[this.index];
    if (!row) return;
    const findings = row.findings === 1 ? "1 finding" : `${row.findings} findings`;
    const outcome = { send: "ready", hold: "held", block: "blocked" }[row.outcome];
    notices.say(`${this.index + 1}: ${row.recipient}, ${row.subject}, ${outcome}, ${findings}`);
  }

  /** Gets one draft. `opening`: the copy on the screen may be old, and nobody has read it yet. */
  private async fetch_(id: string, opening = false): Promise<void> {
    const asked_ms = performance.now();
    try {
      const draft = await api.get_draft(id);
      const first = this.shown === null;
      this.accept_(draft, asked_ms, opening);
      if (id !== this.selected_id) return;
      this.missing = null;
      if (first || !opening) void this.reading.open(draft);
      if (opening) this.prefetch_next_();
    } catch (error) {
      if (id !== this.selected_id) return;
      if (error instanceof ApiError && error.status === 401) this.options_.on_signed_out();
      // An unreachable server is told by the list, which also keeps trying.
      if (error instanceof ApiError && this.shown === null) this.missing = error.message;
    }
  }

  private prefetch_next_(): void {
    const next = this.list.shown[this.index + 1];
    const draft = next ? this.drafts_.get(next.id) : undefined;
    if (draft) void this.reading.prefetch(draft);
  }

  /** A draft's state at the server. `replace`: show it even if its words changed (our own doing, or not yet read). */
  private accept_(answer: Draft, asked_ms: number, replace: boolean): void {
    const draft = this.known_(answer, asked_ms);
    this.list.update(draft);
    if (draft.id !== this.selected_id) return;
    const same_words = !this.shown || this.shown.content_hash === draft.content_hash;
    if (same_words || (replace && !this.editing)) {
      this.shown = draft;
      this.newer = null;
    } else {
      this.newer = draft;
    }
  }

  /** What is known of a draft. An answer that was asked for before the last decision was told is old: it changes nothing. */
  private known_(draft: Draft, asked_ms: number): Draft {
    const known = this.drafts_.get(draft.id);
    if (known && asked_ms < (this.decided_ms_.get(draft.id) ?? 0)) return known;
    this.drafts_.put(draft.id, draft);
    return draft;
  }

  private refuse_to_lose_text_(): boolean {
    if (this.unsaved) notices.show("plain", "Save or discard your edit first.");
    return this.unsaved;
  }

  private list_index_(id: string | null): number {
    return id === null ? -1 : this.list.shown.findIndex((row) => row.id === id);
  }
}
