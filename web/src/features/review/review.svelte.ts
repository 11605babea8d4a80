/**
 * The review page's state: which list, which draft is open, what is being done to it. The screen shows an action at once
 * as under way ("Approving…"); as done only when the server said so; a refusal is shown in words beside the draft's
 * true state, fetched again.
 */
import * as api from "../../api/client";
import { ApiError, type Draft, type Me } from "../../api/client";
import { Cache } from "../../lib/cache";
import { notices } from "../../lib/notices.svelte";
import { new_uuid } from "../../lib/uuid";
import { kActions, refusal_of, why_not, type Action, type Refusal } from "./decide";
import { QueueStore } from "./queue_store.svelte";
import { Reading } from "./reading.svelte";
import { find_view, kViews, type View } from "./views";

const kDraftsKept = 500;
const kAttentionGapMs = 10_000;

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

  selected_id = $state<string | null>(null);
  /** The draft as it was put on the screen; what an approval binds. */
  shown = $state.raw<Draft | null>(null);
  /** Another version that arrived while `shown` was being read. */
  newer = $state.raw<Draft | null>(null);
  missing = $state<string | null>(null);
  editing = $state(false);
  /** The edit form holds text that is not saved. */
  unsaved = $state(false);
  rejecting = $state(false);
  busy = $state.raw<ReadonlyMap<string, Action>>(new Map());
  refusals = $state.raw<ReadonlyMap<string, Refusal>>(new Map());
  /** Statuses outside the tabs that hold something a person should look at. */
  attention = $state.raw<ReadonlySet<string>>(new Set());
  tally = $state({ approve: 0, reject: 0, send: 0 });

  readonly index = $derived(this.list_index_(this.selected_id));
  readonly acting = $derived(this.selected_id === null ? null : (this.busy.get(this.selected_id) ?? null));
  readonly refusal = $derived(
    this.selected_id === null ? null : (this.refusals.get(this.selected_id) ?? null),
  );

  private readonly drafts_ = new Cache<Draft>(kDraftsKept);
  /** Keys of requests that got no answer: the same request made again is sent with the same key. */
  private readonly unanswered_ = new Map<string, string>();
  private attention_at_ = -Infinity;
  private last_approved_: Draft | null = null;

  constructor(private readonly options_: ReviewOptions) {
    this.list = new QueueStore(
      (drafts) => this.remember_(drafts),
      options_.on_signed_out,
      () => this.selected_id,
    );
  }

  /** Goes where the address says. */
  async open(slug: string, id: string | null): Promise<void> {
    const view = find_view(slug);
    const new_view = this.list.loading || view !== this.list.view;
    if (id !== null) this.show_(id);
    else this.close_();
    if (new_view) await this.list.open(view);
    void this.look_for_attention_();
    if (id === null && this.selected_id === null) this.select_first_();
  }

  stop(): void {
    this.list.stop();
  }

  /** Closes what lies above the page. */
  close_dialogs(): void {
    this.rejecting = false;
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
    await Promise.all([
      this.list.refresh(),
      id === null ? null : this.fetch_(id),
      this.look_for_attention_(),
    ]);
    if (this.selected_id === null && this.list.rows.length > 0 && this.tally_is_empty_())
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
    if (this.selected_id !== null) this.set_refusal_(this.selected_id, null);
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
    else if (action === "reject") this.rejecting = true;
    else if (this.shown) void this.decide_(action, this.shown);
  }

  reject(reason: string): void {
    this.rejecting = false;
    if (this.shown) void this.decide_("reject", this.shown, reason);
  }

  /** Sends the draft that was approved last, wherever the operator is now. */
  send_last_approved(): void {
    const draft = this.last_approved_;
    if (!draft) notices.show("plain", "No draft was approved just now.");
    else if (!this.busy.has(draft.id)) void this.decide_("send", draft);
  }

  /** Saves an edit as a new version. True when the server took it. */
  async save(subject: string, body: string): Promise<boolean> {
    // The first save says which version was edited; only after the refusal it may replace a newer one.
    const draft = this.refusal && this.newer ? this.newer : this.shown;
    if (!draft || this.busy.has(draft.id)) return false;
    this.set_busy_(draft.id, "edit");
    this.set_refusal_(draft.id, null);
    try {
      const saved = await api.edit(draft, subject, body);
      this.unsaved = false;
      this.editing = false;
      this.accept_(saved, true);
      notices.show("good", `Saved as version ${saved.version}`);
      return true;
    } catch (error) {
      await this.refused_(draft, "edit", error);
      return false;
    } finally {
      this.set_busy_(draft.id, null);
    }
  }

  stop_editing(): void {
    this.editing = false;
    this.unsaved = false;
  }

  private async decide_(action: Exclude<Action, "edit">, draft: Draft, reason = ""): Promise<void> {
    const request = [draft.id, action, draft.content_hash, reason].join("\n");
    const key = this.unanswered_.get(request) ?? new_uuid();
    this.set_busy_(draft.id, action);
    this.set_refusal_(draft.id, null);
    notices.say(kActions[action].doing);
    if ((action === "reject" || action === "send") && draft.id === this.selected_id) this.advance_();
    try {
      const decided = await this.request_(action, draft, reason, key);
      this.unanswered_.delete(request);
      this.accept_(decided, true);
      this.tell_(action, decided);
    } catch (error) {
      if (error instanceof api.Unreachable) this.unanswered_.set(request, key);
      else this.unanswered_.delete(request);
      await this.refused_(draft, action, error);
    } finally {
      this.set_busy_(draft.id, null);
    }
  }

  private request_(
    action: Exclude<Action, "edit">,
    draft: Draft,
    reason: string,
    key: string,
  ): Promise<Draft> {
    const name = this.options_.me().name;
    switch (action) {
      case "approve":
        return api.approve(draft, name, key);
      case "reject":
        return api.reject(draft, reason, name, key);
      case "send":
        return api.send(draft, key);
      case "withdraw":
        return api.withdraw(draft, key);
    }
  }

  private tell_(action: Exclude<Action, "edit">, draft: Draft): void {
    if (action !== "withdraw") this.tally[action] += 1;
    if (action === "approve") this.last_approved_ = draft;
    else if (this.last_approved_?.id === draft.id) this.last_approved_ = null;
    const lines = [draft.recipient];
    if (draft.status === "SENDING") {
      notices.show("plain", "The provider is still taking it", {
        lines: [draft.recipient, "It is shown here when it is done."],
      });
      return;
    }
    const send_now = { label: "Send now", key: "S", run: () => this.send_last_approved() };
    const can_send = action === "approve" && why_not("send", draft, this.options_.me()) === null;
    notices.show("good", kActions[action].done, { lines, action: can_send ? send_now : null });
  }

  private async refused_(draft: Draft, action: Action, error: unknown): Promise<void> {
    const refusal = refusal_of(error, kActions[action].refused, Date.now());
    if (refusal.signed_out) this.options_.on_signed_out();
    this.set_refusal_(draft.id, refusal);
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
      id !== this.selected_id && !this.busy.has(id) && rows[index]?.status === this.list.view.status;
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
      this.rejecting = false;
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
    this.reading.close();
  }

  private select_first_(): void {
    const first = this.list.shown[0];
    if (first && !this.options_.is_narrow()) this.select(first.id);
  }

  private announce_(): void {
    const row = this.list.shown[this.index];
    if (!row) return;
    const findings =
      row.findings === 0 ? "" : `, ${row.findings} ${row.findings === 1 ? "finding" : "findings"}`;
    notices.say(
      `${this.index + 1}: ${row.recipient}, ${row.subject}, ${row.outcome ?? "no verdict"}${findings}`,
    );
  }

  /** Gets one draft. `opening`: the copy on the screen may be old, and nobody has read it yet. */
  private async fetch_(id: string, opening = false): Promise<void> {
    try {
      const draft = await api.get_draft(id);
      const first = this.shown === null;
      this.accept_(draft, opening);
      if (id !== this.selected_id) return;
      this.missing = null;
      if (opening && first) void this.reading.open(draft);
      else if (!opening) void this.reading.open(draft);
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
  private accept_(draft: Draft, replace: boolean): void {
    this.drafts_.put(draft.id, draft);
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

  private remember_(drafts: Draft[]): void {
    for (const draft of drafts) this.drafts_.put(draft.id, draft);
  }

  private refuse_to_lose_text_(): boolean {
    if (this.unsaved) notices.show("plain", "Save or discard your edit first.");
    return this.unsaved;
  }

  private tally_is_empty_(): boolean {
    return this.tally.approve + this.tally.reject + this.tally.send === 0;
  }

  private list_index_(id: string | null): number {
    return id === null ? -1 : this.list.shown.findIndex((row) => row.id === id);
  }

  private async look_for_attention_(): Promise<void> {
    if (performance.now() - this.attention_at_ < kAttentionGapMs) return;
    this.attention_at_ = performance.now();
    const found = new Set<string>();
    for (const status of ["OUTCOME_UNKNOWN", "FAILED"] as const) {
      try {
        if ((await api.list_drafts(status, 1)).items.length > 0) found.add(status);
      } catch {
        if (this.attention.has(status)) found.add(status); // keep what was known; the list itself tells of the trouble
      }
    }
    this.attention = found;
  }

  private set_busy_(id: string, action: Action | null): void {
    const busy = new Map(this.busy);
    if (action) busy.set(id, action);
    else busy.delete(id);
    this.busy = busy;
  }

  private set_refusal_(id: string, refusal: Refusal | null): void {
    const refusals = new Map(this.refusals);
    if (refusal) refusals.set(id, refusal);
    else refusals.delete(id);
    this.refusals = refusals;
  }
}
