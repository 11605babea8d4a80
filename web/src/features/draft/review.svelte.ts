/**
 * The review page's state: which list, which draft is open and in which version it was read, what of it was looked at. What is done to
 * drafts is in decisions.svelte.ts; the list in queue_store.svelte.ts.
 */
import * as api from "../../api/client";
import { ApiError, type Draft, type DraftChange, type DraftVersion, type Me } from "../../api/client";
import { clock } from "../../lib/clock.svelte";
import { Cache } from "../../lib/cache";
import { notices } from "../../lib/notices.svelte";
import { step_words } from "../../lib/steps";
import { say } from "../../lib/strings";
import { moment } from "../../lib/time";
import { send_wait, undo } from "../../lib/undo.svelte";
import { new_uuid } from "../../lib/uuid";
import { kActions, why_not, type Action, type Refusal } from "./decide";
import { Decisions, type Decision, type Found } from "./decisions.svelte";
import { acknowledged_words, points_of, word_of, word_text } from "./points";
import { is_snoozed, row_of, type Row } from "./row";
import { QueueStore } from "./queue_store.svelte";
import { Reading } from "./reading.svelte";
import { find_view, kViews, lists, type View } from "./views";

const kDraftsKept = 500;
/** A copy that is younger is as good as a new one: what changes meanwhile is told. */
const kFreshMs = 60_000;
/** Who passes by faster than this is not reading. */
const kRestMs = 120;
const kAhead = 3;
/** What is decided about all that are chosen. */
const kForSeveral: readonly Action[] = ["approve", "reject", "snooze"];
const kMostSingle = 6; // more changes at once: the pages are read again

export interface ReviewOptions {
  me: () => Me;
  on_signed_out: () => void;
  /** Writes where we are into the address. `push` leaves a way back, else the present entry is replaced. */
  go: (view: string, id: string | null, push: boolean) => void;
  /** On a narrow screen the list and the draft take turns, so nothing is opened unasked. */
  is_narrow: () => boolean;
}

/** What was looked at belongs to one draft in one content. */
const seen_key = ({ id, content_hash }: Pick<Draft, "id" | "content_hash">) => `${id} ${content_hash}`;

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
  dialog = $state<"reject" | "snooze" | "settle" | null>(null);
  /** Drafts chosen for a decision on several, by id. */
  picked = $state.raw<ReadonlySet<string>>(new Set());
  /** The point that is looked at now. */
  pointed = $state<string | null>(null);
  /** What was looked at, by draft and content. */
  private seen_ = $state.raw<ReadonlyMap<string, ReadonlySet<string>>>(new Map());

  readonly index = $derived(this.list_index_(this.selected_id));
  readonly points = $derived(this.shown ? points_of(this.shown) : []);
  readonly open_points = $derived(this.points.filter((point) => !this.is_seen(point.id)));

  /** Drafts that were displayed to their last line, by id and content. */
  private readonly displayed_ = new Set<string>();
  private readonly ahead_ = new Set<string>();
  private readonly drafts_ = new Cache<Draft>(kDraftsKept);
  private readonly asked_ms_ = new Cache<number>(kDraftsKept);
  /** When the last decision on a draft was told, by performance.now. */
  private readonly decided_ms_ = new Cache<number>(kDraftsKept);
  /** What this person did to a draft last, to tell when a colleague overrules it. */
  private readonly mine_ = new Cache<Action>(kDraftsKept);
  /** What was asked for while the server still worked on the draft. */
  private readonly waiting_ = new Map<string, (() => void)[]>();
  /** Keys that wait for the open draft to load. */
  private readonly held_: (() => void)[] = [];
  /** The open draft could not be fetched: no key waits for it. */
  private failed_ = $state(false);
  /** A decision led on to the next draft: an empty page stays empty. */
  private has_worked_ = false;
  private rest_: ReturnType<typeof setTimeout> | null = null;
  /** When another draft was opened last, by performance.now. */
  private moved_ms_ = -Infinity;
  private last_approved_: Draft | null = null;
  private change_seq_: number | null = null;

  constructor(private readonly options_: ReviewOptions) {
    this.list = new QueueStore(
      (rows, asked_ms) => rows.map((row) => this.known_row_(row, asked_ms)),
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
    if (id !== this.selected_id) this.held_.length = 0; // they were meant for another draft
    if (id !== null) this.show_(id);
    else this.close_();
    if (new_view) {
      this.drop_picked();
      await this.list.open(view);
    }
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
    if (id !== this.selected_id) this.held_.length = 0; // they were meant for another draft
    this.go_to_(id, push);
  }

  private go_to_(id: string, push = false): void {
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

  // ----------------------------------------------------------------------------------------------- several

  /** Chooses a row, or no longer. */
  pick(): void {
    const id = this.selected_id;
    if (id === null || !this.list.has(id)) return notices.say("No draft is open.");
    const picked = new Set(this.picked);
    if (!picked.delete(id)) picked.add(id);
    this.picked = picked;
    notices.say(say.picked_count(picked.size));
  }

  /** Chooses the open row and the next one, which is opened. */
  pick_on(step: 1 | -1): void {
    const ids = [this.selected_id, this.list.shown[this.index + step]?.id].filter((id) => id != null);
    this.picked = new Set([...this.picked, ...ids]);
    this.move(step);
  }

  drop_picked(): void {
    if (this.picked.size > 0) this.picked = new Set();
  }

  /** The open draft's last line is on the screen. */
  note_displayed(): void {
    if (this.shown) this.displayed_.add(this.seen_key_());
  }

  /** Why a draft cannot be approved among several; null when it can: displayed to the end, no point open, nothing under way. */
  private not_in_bulk_(draft: Draft | undefined): string | null {
    if (draft && this.decisions.busy.has(draft.id)) return say.still_busy;
    if (!draft || !this.displayed_.has(seen_key(draft))) return say.bulk_unread;
    const no = word_of(draft) === "blocked" ? say.blocked_why : why_not("approve", draft, this.options_.me());
    if (no !== null) return no;
    const seen = this.seen_.get(seen_key(draft));
    return points_of(draft).every(({ id }) => seen?.has(id)) ? null : say.bulk_points;
  }

  private approve_picked_(): void {
    const ids = [...this.picked];
    const drafts = ids.map((id) => this.drafts_.get(id));
    const refused = drafts.map((draft) => this.not_in_bulk_(draft));
    drafts.forEach((draft, index) => {
      if (!draft || refused[index] !== null) return;
      this.begin_(draft, { action: "approve", acknowledged: acknowledged_words(points_of(draft)) });
    });
    this.picked = new Set(ids.filter((_, index) => refused[index] !== null));
    const why = [...new Set(refused.filter((no) => no !== null))];
    if (why.length > 0) notices.show("bad", say.bulk_left(this.picked.size), { lines: why });
  }

  /** The same decision for all that are chosen; what was not read yet is fetched, so that nothing newer is overruled. */
  private async decide_picked_(decision: Decision): Promise<void> {
    const ids = [...this.picked];
    this.drop_picked();
    for (const id of ids) {
      const draft = this.drafts_.get(id) ?? (await this.fetch_(id));
      if (!draft) continue;
      const no = why_not(decision.action, draft, this.options_.me());
      if (no !== null) notices.show("plain", no, { lines: [draft.recipient] });
      else this.begin_(draft, decision);
    }
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
    const may_be_listed = last?.status === this.list.view.status;
    if (!this.list.has(id) && id !== this.selected_id && !may_be_listed) {
      this.asked_ms_.delete(id);
      return;
    }
    const draft = await this.fetch_(id);
    if (
      draft &&
      lists(this.list.view, row_of(draft, clock.now)) &&
      !this.list.has(id) &&
      !this.list.add(draft)
    )
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
      const what = step_words(item.action).replace(/ (it|the approval)$/, (_, object: string) =>
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
    if (!draft && this.failed_) return say.no_answer;
    if (!draft) return this.is_loading_ ? null : say.no_draft_open;
    if (this.acting) return null;
    if (this.newer && action !== "reject")
      return "This draft changed while you were reading it. Show the new version first.";
    if (this.editing && action !== "edit") return say.end_edit;
    if (action === "approve" && draft.status === "PENDING_APPROVAL" && word_of(draft) === "blocked")
      return say.blocked_why;
    return why_not(action, draft, this.options_.me());
  }

  private is_for_picked_(action: Action): boolean {
    return this.picked.size > 0 && kForSeveral.includes(action);
  }

  /** The same, of what a key would do: where drafts are chosen, the one on the screen has no say in it. */
  why_not_now(action: Action): string | null {
    if (!this.is_for_picked_(action)) return this.blocked_because(action);
    return this.editing ? say.end_edit : this.blocked_by_scope_(action);
  }

  /** There is a snooze to end: that of the draft on the screen, or perhaps of those that are chosen. */
  get may_wake(): boolean {
    return this.picked.size > 0 || (this.shown !== null && is_snoozed(this.shown, clock.now));
  }

  /** A key or a button. Says why when it cannot be done; while the server works on this draft it waits its turn. */
  act(action: Action): void {
    const draft = this.shown;
    const no = this.why_not_now(action);
    if (no !== null) return notices.show("plain", no);
    if (this.is_for_picked_(action)) {
      if (action === "approve") this.approve_picked_();
      else if (action === "reject" || action === "snooze") this.dialog = action;
      return;
    }
    if (!draft) return this.hold_(() => this.act(action));
    if (this.acting) return this.wait_(draft.id, action);
    if (action === "edit") this.editing = true;
    else if (action === "reject" || action === "snooze" || action === "settle") this.dialog = action;
    else if (action === "approve") this.approve_(draft);
    else if (action === "send") this.begin_(draft, { action, wait_s: send_wait.seconds });
    else if (action !== "vouch") this.begin_(draft, { action });
  }

  /** Approves, and sends as soon as the approval stands. */
  approve_and_send(): void {
    const draft = this.shown;
    if (draft?.status === "APPROVED") return this.act("send");
    const no = this.blocked_because("approve") ?? this.blocked_by_scope_("send");
    if (no !== null) return notices.show("plain", no);
    if (!draft) return this.hold_(() => this.approve_and_send());
    if (this.approve_(draft)) this.wait_(draft.id, "send");
  }

  reject(reason: string): void {
    this.dialog = null;
    if (this.picked.size > 0) void this.decide_picked_({ action: "reject", reason });
    else if (this.shown) this.begin_(this.shown, { action: "reject", reason });
  }

  /** Until then; null: it is there again. */
  snooze(until: string | null): void {
    this.dialog = null;
    if (this.picked.size > 0) void this.decide_picked_({ action: "snooze", until });
    else if (this.shown) this.begin_(this.shown, { action: "snooze", until });
  }

  /** Who wrote the mail is no lead: the draft goes, and no further one is written to them. */
  async not_a_lead(): Promise<void> {
    const draft = this.shown;
    const no = this.blocked_because("reject");
    if (no !== null) return notices.show("plain", no);
    if (!draft) return this.hold_(() => void this.not_a_lead());
    const message_id = draft.message_id;
    if (!message_id) return notices.show("plain", say.answers_nobody);
    if (this.acting) return notices.show("plain", say.still_busy);
    this.decisions.begin(draft.id, "reject");
    if (this.list.view.status === draft.status) this.advance_();
    try {
      const { address } = await api.mark_lead(message_id, true, new_uuid());
      undo.offer(say.not_a_lead, () => void this.is_a_lead_(draft.id, message_id));
      const take_back = { label: say.undo, key: "z", run: () => this.undo_last() };
      notices.show("good", say.not_a_lead, { lines: [say.no_more_drafts(address)], action: take_back });
      this.decisions.tally.reject += 1;
      await this.fetch_(draft.id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return this.options_.on_signed_out();
      notices.show("bad", say.not_done, {
        lines: [error instanceof ApiError ? error.message : say.no_answer],
      });
    } finally {
      this.decisions.end(draft.id);
      this.next_waiting_(draft.id);
    }
  }

  private async is_a_lead_(draft_id: string, message_id: string): Promise<void> {
    try {
      await api.mark_lead(message_id, false, new_uuid());
    } catch (error) {
      notices.show("bad", say.not_done, {
        lines: [error instanceof ApiError ? error.message : say.no_answer],
      });
      return;
    }
    await this.fetch_(draft_id);
    this.take_back_(draft_id, "reopen");
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
    if (action === "send" || action === "withdraw" || action === "reopen") {
      const no = why_not(action, draft, this.options_.me());
      if (no !== null) notices.show("plain", no, { lines: [draft.recipient] });
      else this.begin_(draft, action === "send" ? { action, wait_s: send_wait.seconds } : { action });
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
    const no_offer = this.offer_undo_(draft, decision);
    const done = this.decisions.decide(draft, decision).then(() => {
      if (this.decisions.refusals.has(draft.id)) no_offer();
      this.next_waiting_(draft.id);
    });
    const ends = ["approve", "reject", "send", "snooze"].includes(decision.action);
    if (ends && draft.id === this.selected_id && this.list.view.status === draft.status) this.advance_();
    void done;
  }

  /** What takes the decision back, for a while. Returns what withdraws the offer. */
  private offer_undo_(draft: Draft, decision: Decision): () => void {
    const offer = (run: () => void) => undo.offer(kActions[decision.action].done, run);
    if (decision.action === "approve") return offer(() => this.take_back_(draft.id, "withdraw"));
    if (decision.action === "reject") return offer(() => this.take_back_(draft.id, "reopen"));
    if (decision.action === "send" && decision.wait_s > 0)
      return offer(() => this.take_back_(draft.id, "withdraw"));
    if (decision.action === "snooze" && decision.until !== null)
      return offer(() => {
        const snoozed = this.drafts_.get(draft.id);
        if (snoozed) this.begin_(snoozed, { action: "snooze", until: null });
        this.select(draft.id);
      });
    return () => {};
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
    const title = this.done_words_(action, draft);
    const can_be_undone =
      action === "approve" ||
      action === "reject" ||
      (action === "snooze" && draft.snoozed_until !== null) ||
      (action === "send" && draft.status === "APPROVED");
    if (can_be_undone) {
      const take_back = { label: say.undo, key: "z", run: () => this.undo_last() };
      return notices.show("good", title, { lines: [draft.recipient], action: take_back });
    }
    notices.show("good", title, { lines: [draft.recipient] });
  }

  private done_words_(action: Action, draft: Draft): string {
    if (action === "edit") return `Saved as version ${draft.version}`;
    if (action === "snooze")
      return draft.snoozed_until ? say.snoozed_until(moment(draft.snoozed_until, clock.now)) : say.awake;
    // A send that waits: it leaves by itself.
    if (action === "send" && draft.status === "APPROVED" && draft.not_before)
      return say.leaves_at(moment(draft.not_before, clock.now));
    return kActions[action].done;
  }

  /** The decision is taken back, and the draft is there again. */
  private take_back_(id: string, by: "withdraw" | "reopen"): void {
    this.act_on_(id, by);
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

  /** Keeps a key until the draft that it is meant for is on the screen: no key is lost. */
  private hold_(run: () => void): void {
    this.held_.push(run);
    notices.say(say.still_loading);
  }

  /** What was pressed while drafts were loading, in order; each may move on to one that is not there yet. */
  private run_held_(): void {
    while (this.shown && this.held_.length > 0) this.held_.shift()?.();
  }

  /** The draft that is open has not come yet. */
  private get is_loading_(): boolean {
    return this.selected_id !== null && this.shown === null && this.missing === null;
  }

  /** The next row that still waits; nothing when the list is worked off. */
  private advance_(): void {
    this.has_worked_ = true;
    const rows = this.list.shown;
    const waits = (id: string, index: number) =>
      id !== this.selected_id &&
      !this.decisions.busy.has(id) &&
      rows[index] !== undefined &&
      lists(this.list.view, rows[index]);
    const from = Math.max(0, this.index);
    const next =
      rows.find((row, index) => index > from && waits(row.id, index)) ??
      rows.find((row, index) => waits(row.id, index));
    if (next) this.go_to_(next.id);
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
    this.failed_ = false;
    if (this.shown) this.reading.show(this.shown);
    this.announce_();
    if (this.rest_ !== null) clearTimeout(this.rest_);
    // Who only passes by asks for nothing; where one came to rest before, what is missing is asked for at once.
    const is_passing = performance.now() - this.moved_ms_ < 3 * kRestMs && this.held_.length === 0;
    this.moved_ms_ = performance.now();
    if (this.shown || is_passing) this.rest_ = setTimeout(() => void this.settle_on_(id), kRestMs);
    else void this.settle_on_(id);
  }

  /** The person stays with this draft: what is missing of it is fetched, and the mails of the next ones. */
  private async settle_on_(id: string): Promise<void> {
    if (!this.is_fresh_(id) || !this.shown) await this.fetch_(id);
    if (id !== this.selected_id) return;
    if (!this.shown) {
      // Kept, they would run on whatever draft is opened next.
      this.held_.length = 0;
      this.failed_ = this.missing === null;
      return;
    }
    if (this.held_.length > 0) requestAnimationFrame(() => this.run_held_()); // painted first
    if (!this.reading.knows_mails_of(this.shown)) await this.reading.load(this.shown);
    if (id === this.selected_id) await this.look_ahead_();
  }

  private is_fresh_(id: string): boolean {
    return performance.now() - (this.asked_ms_.get(id) ?? -Infinity) < kFreshMs;
  }

  /** Fetches the drafts that are probably read next, one after the other, so that each is painted at once. */
  private async look_ahead_(): Promise<void> {
    for (const { id } of this.list.shown.slice(this.index + 1, this.index + 1 + kAhead)) {
      if (this.is_fresh_(id) || this.ahead_.has(id)) continue;
      this.ahead_.add(id);
      try {
        await this.fetch_(id);
      } finally {
        this.ahead_.delete(id);
      }
    }
  }

  private close_(): void {
    if (this.rest_ !== null) clearTimeout(this.rest_);
    this.held_.length = 0;
    this.failed_ = false;
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
    if (this.selected_id === null && this.list.rows.length > 0 && !this.has_worked_) this.select_first_();
  }

  private announce_(): void {
    const row = this.list.shown[this.index];
    if (!row) return;
    const word = word_text(row.word, row.points);
    notices.say(`${this.index + 1}: ${row.name}, ${row.subject}, ${word}`);
  }

  /** Gets one draft. Words that differ from what is on the screen are offered, never slipped in. */
  private async fetch_(id: string): Promise<Draft | null> {
    const asked_ms = performance.now();
    try {
      const item = await api.get_desk_item(id);
      const { draft } = item;
      this.accept_(draft, asked_ms, false);
      if (id === this.selected_id) {
        this.missing = null;
        if (this.shown) this.reading.show(this.shown);
      }
      this.reading.keep(item);
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

  private known_row_(row: Row, asked_ms: number): Row {
    const known = this.drafts_.get(row.id);
    return known && asked_ms < (this.decided_ms_.get(row.id) ?? 0) ? row_of(known, clock.now, row) : row;
  }

  private blocked_by_scope_(action: Action): string | null {
    return this.options_.me().scopes.includes(kActions[action].scope)
      ? null
      : `Your role (${this.options_.me().role}) may not ${kActions[action].verb} drafts.`;
  }

  private seen_key_(): string {
    return this.shown ? seen_key(this.shown) : "";
  }

  private refuse_to_lose_text_(): boolean {
    if (this.unsaved) notices.show("plain", say.end_edit);
    return this.unsaved;
  }

  private list_index_(id: string | null): number {
    return id === null ? -1 : this.list.shown.findIndex((row) => row.id === id);
  }
}
