/**
 * The review page's state: which list, which draft is open and in which version it was read, what of it was looked at. What is done to
 * drafts is in decisions.svelte.ts; the list in queue_store.svelte.ts.
 */
import * as api from "../../api/client";
import { ApiError, type Draft, type DraftChange, type DraftVersion, type Me } from "../../api/client";
import { Cache } from "../../lib/cache";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings";
import { undo } from "../../lib/undo.svelte";
import { kActions, why_not, type Action, type Refusal } from "./decide";
import { Decisions, type Decision, type Found } from "./decisions.svelte";
import { trail_words } from "./evidence";
import { acknowledged_words, points_of, word_of, word_text } from "./points";
import { QueueStore } from "./queue_store.svelte";
import { Reading } from "./reading.svelte";
import { find_view, kViews, type View } from "./views";

const kDraftsKept = 500;
/** A copy that is younger is as good as a new one: what changes meanwhile is told. */
const kFreshMs = 60_000;
/** Who passes by faster than this is not reading. */
const kRestMs = 120;
const kMostSingle = 6; // more changes at once: the pages are read again

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
  /** Who made `newer`, once that is known. */
  newer_by = $state<DraftVersion | null>(null);
  missing = $state<string | null>(null);
  editing = $state(false);
  /** The edit form holds text that is not saved. */
  unsaved = $state(false);
  dialog = $state<"reject" | "settle" | null>(null);
  /** The point that is looked at now. */
  pointed = $state<string | null>(null);
  /** What was looked at, by draft and content. */
  private seen_ = $state.raw<ReadonlyMap<string, ReadonlySet<string>>>(new Map());

  readonly index = $derived(this.list_index_(this.selected_id));
  readonly points = $derived(this.shown ? points_of(this.shown) : []);
  readonly open_points = $derived(this.points.filter((point) => !this.is_seen(point.id)));

  private readonly drafts_ = new Cache<Draft>(kDraftsKept);
  private readonly asked_ms_ = new Cache<number>(kDraftsKept);
  /** When the last decision on a draft was told, by performance.now. */
  private readonly decided_ms_ = new Cache<number>(kDraftsKept);
  /** What this person did to a draft last, to tell when a colleague overrules it. */
  private readonly mine_ = new Cache<Action>(kDraftsKept);
  /** What was asked for while the server still worked on the draft. */
  private readonly waiting_ = new Map<string, (() => void)[]>();
  private rest_: ReturnType<typeof setTimeout> | null = null;
  private last_approved_: Draft | null = null;
  private change_seq_: number | null = null;

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
    if (this.rest_ !== null) clearTimeout(this.rest_);
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

  // ----------------------------------------------------------------------------------------------- points

  is_seen(id: string): boolean {
    return this.seen_.get(this.seen_key_())?.has(id) ?? false;
  }

  /** Looks at a point: that counts. */
  point(id: string): void {
    this.pointed = id;
    if (this.points.some((point) => point.id === id) && !this.is_seen(id)) {
      const key = this.seen_key_();
      this.seen_ = new Map(this.seen_).set(key, new Set([...(this.seen_.get(key) ?? []), id]));
    }
  }

  /** The next point that nobody looked at yet; when all were, the next in order. */
  step_point(step: 1 | -1): void {
    if (this.points.length === 0) return notices.say(say.no_points);
    const at = this.points.findIndex(({ id }) => id === this.pointed);
    const count = this.points.length;
    const order = this.points.map((_, i) => this.points[(at + step * (i + 1) + count * 2) % count]);
    const next = (step > 0 ? order.find((point) => point && !this.is_seen(point.id)) : undefined) ?? order[0];
    if (!next) return;
    this.point(next.id);
    const left = this.open_points.length;
    notices.say([next.words, next.evidence, left === 0 ? say.all_seen : ""].filter(Boolean).join(" "));
  }

  // ---------------------------------------------------------------------------------------------- changes

  /** Everything that is on the screen, again. */
  async refresh(): Promise<void> {
    const id = this.selected_id;
    await Promise.all([this.list.refresh(), id === null ? null : this.fetch_(id)]);
    this.open_first_of_an_empty_page_();
  }

  /** Something changed at the server: asks what, and reads only that again. Returns what was done. */
  async changed(): Promise<readonly DraftChange[]> {
    let told: Awaited<ReturnType<typeof api.list_changes>>;
    try {
      told = await api.list_changes(this.change_seq_);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.options_.on_signed_out();
      await this.list.refresh(); // tells that the server is away, and keeps trying
      return [];
    }
    const is_first = this.change_seq_ === null;
    const is_cut = (told.items.at(-1)?.seq ?? told.last) < told.last;
    this.change_seq_ = told.last;
    const ids = [...new Set(told.items.map(({ draft_id }) => draft_id))];
    if (is_first || is_cut || ids.length > kMostSingle || this.list.failures > 0) await this.refresh();
    else await Promise.all(ids.map((id) => this.changed_one_(id, told.items)));
    this.tell_overruled_(told.items);
    return told.items;
  }

  private async changed_one_(id: string, items: readonly DraftChange[]): Promise<void> {
    const known = this.drafts_.get(id);
    const last = items.findLast((item) => item.draft_id === id);
    // Our own doing was told by its answer already.
    if (known && last && known.status === last.status && known.version === last.version) {
      if (id === this.selected_id && this.reading.trail) await this.reading.load_trail(id);
      return;
    }
    if (!this.list.has(id) && id !== this.selected_id && last?.status !== this.list.view.status) {
      this.asked_ms_.delete(id);
      return;
    }
    const draft = await this.fetch_(id);
    if (draft && draft.status === this.list.view.status && !this.list.has(id) && !this.list.add(draft))
      await this.list.refresh();
    this.open_first_of_an_empty_page_();
  }

  /** Whoever was overruled is told, and by whom. */
  private tell_overruled_(items: readonly DraftChange[]): void {
    for (const item of items) {
      const mine = this.mine_.get(item.draft_id);
      const is_decision = ["approve", "reject", "withdraw", "edit"].includes(item.action);
      if (!mine || !is_decision || item.actor === this.options_.me().name) continue;
      this.mine_.delete(item.draft_id);
      const what = trail_words(item).replace(/ (it|the approval)$/, (_, object: string) =>
        object === "it" ? "" : " the approval of",
      );
      const show = { label: "Show", run: () => this.select(item.draft_id) };
      const lines = [this.drafts_.get(item.draft_id)?.recipient ?? ""].filter(Boolean);
      notices.show("bad", say.overruled(item.actor, what), { lines, action: show });
    }
  }

  show_newer(): void {
    if (!this.newer) return;
    this.shown = this.newer;
    this.newer = null;
    this.newer_by = null;
    this.pointed = null;
    this.clear_refusal();
    notices.say(`Version ${this.shown.version} is shown`);
  }

  clear_refusal(): void {
    if (this.selected_id !== null) this.decisions.clear_refusal(this.selected_id);
  }

  // ---------------------------------------------------------------------------------------------- actions

  /** Why the action cannot be done to the draft on the screen; null when it can, now or once the server is done. */
  blocked_because(action: Action): string | null {
    const draft = this.shown;
    if (!draft) return "No draft is open.";
    if (this.acting) return null;
    if (this.newer && action !== "reject")
      return "This draft changed while you were reading it. Show the new version first.";
    if (this.editing && action !== "edit") return "Save or discard your edit first.";
    if (action === "approve" && draft.status === "PENDING_APPROVAL" && word_of(draft) === "blocked")
      return say.blocked_why;
    return why_not(action, draft, this.options_.me());
  }

  /** A key or a button. Says why when it cannot be done; while the server works on this draft it waits its turn. */
  act(action: Action): void {
    const draft = this.shown;
    const no = this.blocked_because(action);
    if (no !== null) return notices.show("plain", no);
    if (!draft) return;
    if (this.acting) return this.wait_(draft.id, action);
    if (action === "edit") this.editing = true;
    else if (action === "reject" || action === "settle") this.dialog = action;
    else if (action === "approve") this.approve_(draft);
    else if (action !== "vouch") this.begin_(draft, { action });
  }

  /** Approves, and sends as soon as the approval stands. */
  approve_and_send(): void {
    const draft = this.shown;
    if (draft?.status === "APPROVED") return this.act("send");
    const no = this.blocked_because("approve") ?? this.blocked_by_scope_("send");
    if (no !== null) return notices.show("plain", no);
    if (draft && this.approve_(draft)) this.wait_(draft.id, "send");
  }

  reject(reason: string): void {
    this.dialog = null;
    if (this.shown) this.begin_(this.shown, { action: "reject", reason });
  }

  vouch(claim_id: string, reason: string): void {
    const no = this.blocked_because("vouch");
    if (no !== null) notices.show("plain", no);
    else if (this.shown && !this.acting) this.begin_(this.shown, { action: "vouch", claim_id, reason });
  }

  settle(found: Found): void {
    this.dialog = null;
    if (this.shown) this.begin_(this.shown, { action: "settle", found });
  }

  /** Sends the draft that was approved last, wherever the operator is now. */
  send_last_approved(): void {
    if (this.last_approved_) this.act_on_(this.last_approved_.id, "send");
    else notices.show("plain", "No draft was approved just now.");
  }

  undo_last(): void {
    if (!undo.run_last()) notices.show("plain", say.nothing_to_undo);
  }

  /** Saves an edit as a new version. `over`: the version that it knowingly replaces, else the one that was edited. */
  async save(subject: string, body: string, over: Draft | null = null): Promise<void> {
    const draft = over ?? this.shown;
    if (draft) await this.decisions.save(draft, subject, body);
  }

  stop_editing(): void {
    this.editing = false;
    this.unsaved = false;
  }

  /** True when the approval is under way. Points that nobody looked at come first. */
  private approve_(draft: Draft): boolean {
    const left = this.open_points.length;
    if (left > 0) {
      this.step_point(1);
      // Looking at the last one does not approve by the same key: it is read first.
      notices.show("plain", say.look_first(this.open_points.length || left));
      return false;
    }
    this.begin_(draft, { action: "approve", acknowledged: acknowledged_words(this.points) });
    return true;
  }

  /** An action on a draft wherever the person is by now. What needs the draft on the screen brings it there first. */
  private act_on_(id: string, action: Action): void {
    if (id === this.selected_id) return this.act(action);
    const draft = this.drafts_.get(id);
    if (!draft) return;
    if (this.decisions.busy.has(id)) return this.wait_(id, action);
    if (action === "send" || action === "withdraw") {
      const no = why_not(action, draft, this.options_.me());
      if (no !== null) notices.show("plain", no, { lines: [draft.recipient] });
      else this.begin_(draft, { action });
      return;
    }
    this.select(id);
    if (this.selected_id === id) this.act(action);
  }

  /** Keeps what was asked for until the server is done with this draft: no key is lost. */
  private wait_(id: string, action: Action): void {
    this.waiting_.set(id, [...(this.waiting_.get(id) ?? []), () => this.act_on_(id, action)]);
    notices.say(say.queued(kActions[action].verb));
  }

  private next_waiting_(id: string): void {
    const [next, ...rest] = this.waiting_.get(id) ?? [];
    if (rest.length > 0) this.waiting_.set(id, rest);
    else this.waiting_.delete(id);
    if (!next) return;
    next();
    // What needed no request made way for the one behind it.
    if (!this.decisions.busy.has(id)) this.next_waiting_(id);
  }

  /** What ends the reading of a draft moves on at once; the answer comes as a notice. */
  private begin_(draft: Draft, decision: Decision): void {
    notices.say(kActions[decision.action].doing);
    const is_approval = decision.action === "approve";
    const no_offer = is_approval
      ? undo.offer(kActions.approve.done, () => this.take_back_(draft.id))
      : () => {};
    const done = this.decisions.decide(draft, decision).then(() => {
      if (this.decisions.refusals.has(draft.id)) no_offer();
      this.next_waiting_(draft.id);
    });
    const ends = ["approve", "reject", "send"].includes(decision.action);
    if (ends && draft.id === this.selected_id && this.list.view.status === draft.status) this.advance_();
    void done;
  }

  private accepted_(action: Action, draft: Draft): void {
    if (action === "edit") this.stop_editing();
    this.mine_.put(draft.id, action);
    if (action === "approve") this.last_approved_ = draft;
    else if (this.last_approved_?.id === draft.id) this.last_approved_ = null;
    this.decided_ms_.put(draft.id, performance.now());
    this.accept_(draft, Infinity, true);
    if (draft.id === this.selected_id && this.reading.trail) void this.reading.load_trail(draft.id);
    if (draft.status === "SENDING") {
      const lines = [draft.recipient, "It is shown here when it is done."];
      return notices.show("plain", "The provider is still taking it", { lines });
    }
    const title = action === "edit" ? `Saved as version ${draft.version}` : kActions[action].done;
    if (action === "approve") {
      const take_back = { label: say.undo, key: "z", run: () => this.undo_last() };
      return notices.show("good", title, { lines: [draft.recipient], action: take_back });
    }
    notices.show("good", title, { lines: [draft.recipient] });
  }

  /** The approval is withdrawn, and the draft is there again. */
  private take_back_(id: string): void {
    this.act_on_(id, "withdraw");
    this.select(id);
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
      this.newer_by = null;
      this.dialog = null;
      this.pointed = null;
      this.selected_id = id;
      this.shown = this.drafts_.get(id) ?? null;
      this.missing = null;
    }
    if (this.shown) this.reading.show(this.shown);
    this.announce_();
    if (this.rest_ !== null) clearTimeout(this.rest_);
    if (this.shown) this.rest_ = setTimeout(() => void this.settle_on_(id), kRestMs);
    else void this.settle_on_(id);
  }

  /** The person stays with this draft: what is missing of it is fetched, and the mails of the next ones. */
  private async settle_on_(id: string): Promise<void> {
    const is_fresh = performance.now() - (this.asked_ms_.get(id) ?? -Infinity) < kFreshMs;
    if (!is_fresh || !this.shown) await this.fetch_(id);
    if (id !== this.selected_id || !this.shown) return;
    if (!this.reading.knows_mails_of(this.shown)) await this.reading.load(this.shown);
    if (id === this.selected_id) void this.reading.prefetch(this.next_drafts_());
  }

  private next_drafts_(): Draft[] {
    return this.list.shown
      .slice(this.index + 1, this.index + 4)
      .flatMap((row) => this.drafts_.get(row.id) ?? []);
  }

  private close_(): void {
    if (this.rest_ !== null) clearTimeout(this.rest_);
    this.stop_editing();
    this.selected_id = null;
    this.shown = null;
    this.newer = null;
    this.newer_by = null;
    this.missing = null;
    this.dialog = null;
    this.pointed = null;
    this.reading.close();
  }

  private select_first_(): void {
    const first = this.list.shown[0];
    if (first && !this.options_.is_narrow()) this.select(first.id);
  }

  private open_first_of_an_empty_page_(): void {
    if (this.selected_id === null && this.list.rows.length > 0 && this.decisions.is_none_yet)
      this.select_first_();
  }

  private announce_(): void {
    const row = this.list.shown[this.index];
    if (!row) return;
    const word = word_text(row.word, row.points);
    notices.say(`${this.index + 1}: ${row.recipient}, ${row.subject}, ${word}`);
  }

  /** Gets one draft. Words that differ from what is on the screen are offered, never slipped in. */
  private async fetch_(id: string): Promise<Draft | null> {
    const asked_ms = performance.now();
    try {
      const draft = await api.get_draft(id);
      this.accept_(draft, asked_ms, false);
      if (id !== this.selected_id) return draft;
      this.missing = null;
      if (this.shown) this.reading.show(this.shown);
      if (draft.message_id && !this.reading.messages.some((mail) => mail.message_id === draft.message_id))
        void this.reading.load(draft);
      return draft;
    } catch (error) {
      if (id !== this.selected_id) return null;
      if (error instanceof ApiError && error.status === 401) this.options_.on_signed_out();
      // An unreachable server is told by the list, which also keeps trying.
      if (error instanceof ApiError && this.shown === null) this.missing = error.message;
      return null;
    }
  }

  /** A draft's state at the server. `replace`: show it even if its words changed, because that is our own doing. */
  private accept_(answer: Draft, asked_ms: number, replace: boolean): void {
    const draft = this.known_(answer, asked_ms);
    this.list.update(draft);
    if (draft.id !== this.selected_id) return;
    const same_words = !this.shown || this.shown.content_hash === draft.content_hash;
    if (same_words || (replace && !this.editing)) {
      this.shown = draft;
      this.newer = null;
      this.newer_by = null;
    } else if (this.newer?.content_hash !== draft.content_hash) {
      this.newer = draft;
      this.newer_by = null;
      void this.find_author_(draft);
    }
  }

  private async find_author_(draft: Draft): Promise<void> {
    const trail = await this.reading.load_trail(draft.id);
    if (this.newer?.id === draft.id)
      this.newer_by = trail?.versions.find(({ version }) => version === draft.version) ?? null;
  }

  /** What is known of a draft. An answer that was asked for before the last decision was told is old: it changes nothing. */
  private known_(draft: Draft, asked_ms: number): Draft {
    const known = this.drafts_.get(draft.id);
    if (known && asked_ms < (this.decided_ms_.get(draft.id) ?? 0)) return known;
    this.drafts_.put(draft.id, draft);
    this.asked_ms_.put(draft.id, Number.isFinite(asked_ms) ? asked_ms : performance.now());
    return draft;
  }

  private blocked_by_scope_(action: Action): string | null {
    return this.options_.me().scopes.includes(kActions[action].scope)
      ? null
      : `Your role (${this.options_.me().role}) may not ${kActions[action].verb} drafts.`;
  }

  private seen_key_(): string {
    return this.shown ? `${this.shown.id} ${this.shown.content_hash}` : "";
  }

  private refuse_to_lose_text_(): boolean {
    if (this.unsaved) notices.show("plain", "Save or discard your edit first.");
    return this.unsaved;
  }

  private list_index_(id: string | null): number {
    return id === null ? -1 : this.list.shown.findIndex((row) => row.id === id);
  }
}
