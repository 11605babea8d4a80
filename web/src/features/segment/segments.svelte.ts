/** Segments: the list, the one that is open, who is in it, and what a person changes. */
import { attempt } from "../../api/attempt";
import type { Segment, SegmentCount } from "../../api/client";
import { Pages } from "../../api/pages.svelte";
import * as api from "../../api/sequences";
import type { SegmentInput } from "../../api/sequences";
import { is_broken } from "../../lib/condition";
import { Faults } from "../../lib/faults";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings_sequences";
import { new_uuid } from "../../lib/uuid";

export class Segments {
  readonly list: Pages<Segment>;
  now = $state.raw<Segment | null>(null);
  missing = $state<string | null>(null);
  faults = $state.raw(new Faults());
  /** Of the segment as it is saved. */
  count = $state.raw<SegmentCount | null>(null);
  counting = $state(false);
  count_failed = $state(false);
  private open_id_: string | null = null;
  private key_ = new_uuid();

  constructor(private readonly on_signed_out_: () => void) {
    this.list = new Pages((after) => api.list_segments(after), on_signed_out_);
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
        const found = await api.get_segment(id);
        if (this.open_id_ === id) this.now = found;
      },
      this.on_signed_out_,
      (error) => {
        if (error.status !== 404 || this.open_id_ !== id) return false;
        this.missing = error.message;
        return true;
      },
    );
    if (this.now) await this.count_again();
  }

  close(): void {
    this.open_id_ = null;
    this.now = this.missing = this.count = null;
    this.counting = this.count_failed = false;
    this.faults = new Faults();
    this.key_ = new_uuid();
  }

  async count_again(): Promise<void> {
    const id = this.open_id_;
    if (id === null) return;
    this.counting = true;
    const is_done = await attempt(
      async () => {
        const count = await api.count_segment(id);
        if (this.open_id_ === id) this.count = count;
      },
      this.on_signed_out_,
      () => true,
    );
    if (this.open_id_ !== id) return;
    this.counting = false;
    this.count_failed = !is_done;
  }

  /** Null: it was not saved; `faults` say why. */
  async save(input: SegmentInput): Promise<Segment | null> {
    let saved: Segment | null = null;
    this.faults = new Faults(is_broken(input.filter) ? [{ path: "filter", message: say.no_json }] : []);
    if (this.faults.all.length > 0) return null;
    await attempt(
      async () => {
        saved = input.segment_id
          ? await api.change_segment(input)
          : await api.create_segment(input, this.key_);
        this.open_id_ = saved.segment_id;
        this.now = saved;
        this.key_ = new_uuid();
        notices.show("good", say.saved);
      },
      this.on_signed_out_,
      ({ status, problem }) => {
        this.key_ = new_uuid();
        if (status === 422) this.faults = new Faults(problem.errors ?? []);
        return this.faults.all.length > 0;
      },
    );
    if (saved) void this.count_again();
    return saved;
  }

  async remove(): Promise<boolean> {
    const id = this.open_id_;
    if (id === null) return false;
    return attempt(async () => {
      await api.delete_segment(id);
      notices.show("good", say.deleted);
    }, this.on_signed_out_);
  }
}
