/** Sequences: the list, the one that is open, and what a person changes; and what a contact would get. */
import { attempt } from "../../api/attempt";
import * as client from "../../api/client";
import type { CampaignCounts, Contact, PreviewItem, Sequence } from "../../api/client";
import { Pages } from "../../api/pages.svelte";
import * as api from "../../api/sequences";
import type { SequenceInput } from "../../api/sequences";
import { Faults } from "../../lib/faults";
import { broken_conditions } from "./form";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings_sequences";
import { new_uuid } from "../../lib/uuid";

export type Counts = Pick<CampaignCounts, "waiting" | "drafted" | "finished" | "stopped">;

/** Of each sequence, the enrolments of all its campaigns. */
export function sum_counts(
  campaigns: readonly { sequence_id: string; counts: Counts }[],
): ReadonlyMap<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const { sequence_id, counts } of campaigns) {
    const { waiting = 0, drafted = 0, finished = 0, stopped = 0 } = sums.get(sequence_id) ?? {};
    sums.set(sequence_id, {
      waiting: waiting + counts.waiting,
      drafted: drafted + counts.drafted,
      finished: finished + counts.finished,
      stopped: stopped + counts.stopped,
    });
  }
  return sums;
}

export class Sequences {
  readonly list: Pages<Sequence>;
  /** By sequence, of the campaigns that run; null until they are known. */
  counts = $state.raw<ReadonlyMap<string, Counts> | null>(null);
  counts_failed = $state(false);
  now = $state.raw<Sequence | null>(null);
  missing = $state<string | null>(null);
  faults = $state.raw(new Faults());
  /** The sequence is in use: the enrolments that a change concerns. */
  affected = $state.raw<{ waiting: number; drafted: number } | null>(null);
  private open_id_: string | null = null;
  private key_ = new_uuid();

  constructor(private readonly on_signed_out_: () => void) {
    this.list = new Pages((after) => api.list_sequences(after), on_signed_out_);
  }

  async open_list(): Promise<void> {
    this.close();
    await Promise.all([this.list.open(), this.read_counts_()]);
  }

  async open(id: string): Promise<void> {
    if (this.open_id_ !== id) this.close();
    this.open_id_ = id;
    await attempt(
      async () => {
        const found = await api.get_sequence(id);
        if (this.open_id_ === id) this.now = found;
      },
      this.on_signed_out_,
      (error) => {
        if (error.status !== 404 || this.open_id_ !== id) return false;
        this.missing = error.message;
        return true;
      },
    );
  }

  close(): void {
    this.open_id_ = null;
    this.now = null;
    this.missing = null;
    this.forget();
  }

  /** What was said about a form. */
  forget(): void {
    this.faults = new Faults();
    this.affected = null;
    this.key_ = new_uuid();
  }

  /** Null: it was not saved; `faults` or `affected` say why. */
  async save(input: SequenceInput, in_flight?: "new_only" | "all"): Promise<Sequence | null> {
    let saved: Sequence | null = null;
    this.affected = null;
    this.faults = new Faults(broken_conditions(input));
    if (this.faults.all.length > 0) return null;
    await attempt(
      async () => {
        saved = input.sequence_id
          ? await api.change_sequence(in_flight ? { ...input, in_flight } : input)
          : await api.create_sequence(input, this.key_);
        this.forget();
        this.open_id_ = saved.sequence_id;
        this.now = saved;
        notices.show("good", say.saved);
      },
      this.on_signed_out_,
      ({ problem, status }) => {
        this.key_ = new_uuid(); // the next try says something else
        this.affected = (status === 409 && problem.affected) || null;
        if (status === 422) this.faults = new Faults(problem.errors ?? []);
        return this.affected !== null || this.faults.all.length > 0;
      },
    );
    return saved;
  }

  async step(verb: "activate" | "archive"): Promise<void> {
    const id = this.open_id_;
    if (id === null) return;
    await attempt(async () => {
      const after = await api.step_sequence(id, verb);
      if (this.open_id_ === id) this.now = after;
      notices.show("good", verb === "activate" ? say.activated : say.archived);
    }, this.on_signed_out_);
  }

  /** What runs is summed up. Where that fails, the list says that something is missing, and keeps what it has. */
  private async read_counts_(): Promise<void> {
    const is_done = await attempt(
      async () => {
        const pages = await Promise.all(
          (["RUNNING", "PAUSED"] as const).map((status) => api.list_campaigns(null, status, 200)),
        );
        this.counts = sum_counts(pages.flatMap(({ items }) => items));
      },
      this.on_signed_out_,
      () => true,
    );
    this.counts_failed = !is_done;
  }
}

const kTryContacts = 50;

/** One contact after the other, with what the sequence would send them. */
export class Preview {
  contacts = $state.raw<readonly Contact[]>([]);
  index = $state(0);
  item = $state.raw<PreviewItem | null>(null);
  busy = $state(false);
  trouble = $state<string | null>(null);
  readonly contact = $derived(this.contacts[this.index] ?? null);
  private turn_ = 0;

  constructor(
    private readonly sequence_id_: () => string,
    private readonly on_signed_out_: () => void,
  ) {}

  async find(words: string): Promise<void> {
    await this.read_(async (is_current) => {
      const query = new URLSearchParams({ limit: String(kTryContacts), ...(words ? { q: words } : {}) });
      const found = await client.list_contacts(query, null);
      if (!is_current()) return null;
      this.contacts = found.items;
      this.index = 0;
      return this.contact;
    });
  }

  async move(step: number): Promise<void> {
    const next = this.index + step;
    if (!this.contacts[next]) return notices.say(step > 0 ? say.list_end : say.list_start);
    this.index = next;
    await this.again();
  }

  /** The sequence may have changed. */
  again = () => this.read_(async () => this.contact);

  private async read_(whom: (is_current: () => boolean) => Promise<Contact | null>): Promise<void> {
    const turn = ++this.turn_;
    const is_current = () => turn === this.turn_;
    this.busy = true;
    this.trouble = null;
    const done = await attempt(
      async () => {
        const contact = await whom(is_current);
        if (!is_current()) return;
        if (this.item?.contact_id !== contact?.contact_id) this.item = null;
        if (!contact) return;
        const item = await api.preview_sequence(this.sequence_id_(), contact.contact_id);
        if (is_current()) this.item = item;
      },
      this.on_signed_out_,
      (error) => {
        if (is_current()) this.trouble = error.message;
        return true;
      },
    );
    if (!is_current()) return;
    this.busy = false;
    if (!done) this.trouble ??= say.preview_failed;
  }
}
