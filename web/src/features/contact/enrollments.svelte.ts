/** The sequences that one contact is in or was in, and what a person does about them. */
import { attempt } from "../../api/attempt";
import type { Enrollment, Sequence } from "../../api/client";
import * as api from "../../api/sequences";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings_sequences";
import { new_uuid } from "../../lib/uuid";

export const is_over = ({ status }: Pick<Enrollment, "status">): boolean =>
  status === "FINISHED" || status === "STOPPED";

/** What is on its way first, then the newest. */
export const in_order = (items: readonly Enrollment[]): Enrollment[] =>
  [...items].sort(
    (a, b) => Number(is_over(a)) - Number(is_over(b)) || b.created_at.localeCompare(a.created_at),
  );

export class Enrollments {
  items = $state.raw<readonly Enrollment[]>([]);
  /** By id, for their names; those that are ACTIVE can be chosen. */
  sequences = $state.raw<ReadonlyMap<string, Sequence>>(new Map());
  busy = $state(false);
  failed = $state(false);
  private contact_id_ = "";

  constructor(private readonly on_signed_out_: () => void) {}

  async open(contact_id: string): Promise<void> {
    if (this.contact_id_ !== contact_id) this.items = [];
    this.contact_id_ = contact_id;
    this.busy = true;
    const is_done = await attempt(
      async () => {
        const [enrollments, sequences] = await Promise.all([
          api.list_enrollments(contact_id),
          api.list_sequences(null, null, 200),
        ]);
        if (this.contact_id_ !== contact_id) return;
        this.items = in_order(enrollments.items);
        this.sequences = new Map(sequences.items.map((each) => [each.sequence_id, each]));
      },
      this.on_signed_out_,
      () => true,
    );
    if (this.contact_id_ !== contact_id) return;
    this.busy = false;
    this.failed = !is_done;
  }

  readonly name_of = (sequence_id: string): string => this.sequences.get(sequence_id)?.name ?? sequence_id;

  /** True when the contact is enrolled; who is left out is said with the reason. */
  async enroll(sequence_id: string): Promise<boolean> {
    const contact_id = this.contact_id_;
    let is_in = false;
    await attempt(async () => {
      const batch = await api.enroll(sequence_id, contact_id, new_uuid());
      is_in = batch.enrolled > 0;
      if (is_in) notices.show("good", say.enrolled);
      else notices.show("bad", say.not_enrolled, { lines: batch.skipped.map(({ words }) => words) });
      await this.open(contact_id);
    }, this.on_signed_out_);
    return is_in;
  }

  async step({ enrollment_id }: Enrollment, verb: "pause" | "resume" | "stop"): Promise<void> {
    const done = {
      pause: say.enrollment_paused,
      resume: say.enrollment_resumed,
      stop: say.enrollment_stopped,
    };
    await attempt(async () => {
      const after = await api.step_enrollment(enrollment_id, verb);
      this.items = this.items.map((each) => (each.enrollment_id === enrollment_id ? after : each));
      notices.show("good", done[verb]);
    }, this.on_signed_out_);
  }
}
