/** Campaigns: the list, the one that is open with its checklist and progress, and the steps that it takes. */
import { attempt } from "../../api/attempt";
import { list_mailboxes } from "../../api/client";
import type {
  Campaign,
  CampaignProgress,
  Mailbox,
  Segment,
  Sequence,
  SequenceStep,
  Skipped,
} from "../../api/client";
import { Pages } from "../../api/pages.svelte";
import * as api from "../../api/sequences";
import type { CampaignInput } from "../../api/sequences";
import { Faults } from "../../lib/faults";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings_sequences";
import { new_uuid } from "../../lib/uuid";
import { WhyStore } from "./why.svelte";
import { is_launched } from "./words";

const kMostChoices = 200;

export class Campaigns {
  readonly list: Pages<Campaign>;
  readonly skipped: Pages<Skipped>;
  /** What keeps the open one's mails back. */
  readonly why: WhyStore;
  now = $state.raw<Campaign | null>(null);
  progress = $state.raw<CampaignProgress | null>(null);
  /** Of what the open one is made of; the ids until they are known. */
  names = $state.raw<{ sequence: string; segment: string } | null>(null);
  /** Of the open one's sequence, in their order; empty until they are known. */
  steps = $state.raw<readonly SequenceStep[]>([]);
  missing = $state<string | null>(null);
  faults = $state.raw(new Faults());
  /** What a campaign may be made of. */
  sequences = $state.raw<readonly Sequence[]>([]);
  segments = $state.raw<readonly Segment[]>([]);
  mailboxes = $state.raw<readonly Mailbox[]>([]);
  choices_failed = $state(false);
  busy = $state(false);
  private open_id_: string | null = null;
  private key_ = new_uuid();

  constructor(private readonly on_signed_out_: () => void) {
    this.list = new Pages((after) => api.list_campaigns(after), on_signed_out_);
    this.why = new WhyStore(on_signed_out_);
    this.skipped = new Pages((after) => api.list_skipped(this.open_id_ ?? "", after), on_signed_out_);
  }

  async open_list(): Promise<void> {
    this.close();
    await this.list.open();
  }

  async open(id: string): Promise<void> {
    if (this.open_id_ !== id) this.close();
    this.open_id_ = id;
    await attempt(
      async () => {
        const campaign = await api.get_campaign(id);
        if (this.open_id_ !== id) return;
        this.now = campaign;
        await Promise.all([
          this.read_progress_(campaign),
          this.read_names_(campaign),
          is_launched(campaign.status) ? this.skipped.open() : null,
          is_launched(campaign.status) ? this.read_why() : null,
        ]);
      },
      this.on_signed_out_,
      (error) => {
        if (error.status !== 404 || this.open_id_ !== id) return false;
        this.missing = error.message;
        return true;
      },
    );
  }

  /** What changed at the server: silently, and nothing is lost when it does not answer. */
  async refresh(): Promise<void> {
    const id = this.open_id_;
    const before = this.now;
    if (id === null || !before || !is_launched(before.status)) return;
    await attempt(
      async () => {
        const campaign = await api.get_campaign(id);
        if (this.open_id_ !== id || this.busy) return;
        this.now = campaign;
        await this.read_progress_(campaign);
      },
      this.on_signed_out_,
      () => true,
    );
  }

  async read_why(): Promise<void> {
    if (this.open_id_ !== null) await this.why.ask({ campaign_id: this.open_id_ });
  }

  async read_choices(): Promise<void> {
    const is_done = await attempt(
      async () => {
        const [sequences, segments, mailboxes] = await Promise.all([
          api.list_sequences(null, null, kMostChoices),
          api.list_segments(null, kMostChoices),
          list_mailboxes(),
        ]);
        this.sequences = sequences.items.filter(({ status }) => status !== "ARCHIVED");
        this.segments = segments.items;
        this.mailboxes = mailboxes.items;
      },
      this.on_signed_out_,
      () => true,
    );
    this.choices_failed = !is_done;
  }

  close(): void {
    this.open_id_ = null;
    this.now = this.progress = this.missing = this.names = null;
    this.steps = [];
    this.skipped.clear();
    this.why.clear();
    this.forget();
  }

  /** What was said about a form. */
  forget(): void {
    this.faults = new Faults();
    this.key_ = new_uuid();
  }

  /** Null: it was not saved; `faults` say why. */
  async save(input: CampaignInput): Promise<Campaign | null> {
    let saved: Campaign | null = null;
    this.faults = new Faults();
    await attempt(
      async () => {
        saved = input.campaign_id
          ? await api.change_campaign(input)
          : await api.create_campaign(input, this.key_);
        this.forget();
        this.open_id_ = saved.campaign_id;
        this.now = saved;
        notices.show("good", say.saved);
      },
      this.on_signed_out_,
      ({ status, problem }) => {
        this.key_ = new_uuid();
        if (status === 422) this.faults = new Faults(problem.errors ?? []);
        return this.faults.all.length > 0;
      },
    );
    return saved;
  }

  /**
   * Launches for that many contacts. A number: the segment has as many by now, and a person must say so again. Null: launched, or
   * refused with a notice.
   */
  async launch(confirm_count: number): Promise<number | null> {
    const id = this.open_id_;
    if (id === null) return null;
    let moved: number | null = null;
    await this.take_(
      async () => {
        const launched = await api.launch_campaign(id, confirm_count);
        notices.show("good", say.launched);
        return launched;
      },
      ({ status, problem }) => {
        if (status !== 409 || typeof problem.count !== "number") return false;
        if (problem.count === confirm_count) return false; // not the number is in the way: the words say what
        moved = problem.count;
        return true;
      },
    );
    if (moved !== null || (this.now && !is_launched(this.now.status))) await this.open(id); // the list as of now
    return moved;
  }

  async step(verb: "pause" | "resume" | "cancel"): Promise<void> {
    const id = this.open_id_;
    if (id === null) return;
    const words = {
      pause: say.campaign_paused,
      resume: say.campaign_resumed,
      cancel: say.campaign_cancelled,
    };
    await this.take_(async () => {
      const after = await api.step_campaign(id, verb);
      notices.show("good", words[verb]);
      return after;
    });
    await this.read_why();
  }

  private async take_(
    work: () => Promise<Campaign>,
    on_refused?: Parameters<typeof attempt>[2],
  ): Promise<void> {
    if (this.busy) return;
    const id = this.open_id_;
    this.busy = true;
    await attempt(
      async () => {
        const after = await work();
        if (this.open_id_ !== id) return;
        const was_launched = this.now !== null && is_launched(this.now.status);
        this.now = after;
        await this.read_progress_(after);
        if (!was_launched && is_launched(after.status)) await this.skipped.open();
      },
      this.on_signed_out_,
      on_refused,
    );
    this.busy = false;
  }

  private async read_names_({ campaign_id, sequence_id, segment_id }: Campaign): Promise<void> {
    const [sequence, segment] = await Promise.all([
      api.get_sequence(sequence_id),
      api.get_segment(segment_id),
    ]);
    if (this.open_id_ !== campaign_id) return;
    this.names = { sequence: sequence.name, segment: segment.name };
    this.steps = sequence.steps;
  }

  private async read_progress_({ campaign_id, status }: Campaign): Promise<void> {
    if (!is_launched(status)) return;
    const before = this.progress;
    const progress = await api.get_progress(campaign_id);
    if (this.open_id_ !== campaign_id) return;
    this.progress = progress;
    // Only the launch leaves people out. Whoever pages through them keeps the pages.
    const is_growing = before?.is_enrolling || progress.is_enrolling;
    if (is_growing && this.skipped.is_first) await this.skipped.open();
  }
}
