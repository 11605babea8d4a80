/** What a person writes of a sequence, as the form holds it. Pure. */
import type { Sequence, SequenceStep, SequenceWindow, StepVariant } from "../../api/client";
import type { SequenceInput } from "../../api/sequences";
import { is_broken } from "../../lib/condition";
import type { Fault } from "../../lib/faults";
import { say } from "../../lib/strings_sequences";

const usual_window = (): SequenceWindow => ({
  days: ["mo", "tu", "we", "th", "fr"],
  from: "09:00",
  to: "17:00",
  zone: "contact",
});

/** The first of "mail-1", "mail-2" that no step has. */
function free_id(begin: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const id = `${begin}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

export function new_step(kind: SequenceStep["kind"], steps: readonly SequenceStep[]): SequenceStep {
  const taken = steps.map(({ step_id }) => step_id);
  return {
    step_id: free_id(kind === "email" ? "mail" : "task", taken),
    kind,
    after_days: steps.length === 0 ? 0 : 3,
    thread: steps.some((step) => step.kind === "email") ? "same" : "new",
    subject: "",
    body: "",
    title: "",
    variants: [],
    condition: null,
    expires_after_days: null,
  };
}

export function new_variant(variants: readonly StepVariant[]): StepVariant {
  const taken = variants.map(({ variant_id }) => variant_id);
  const letter = [..."abcdefghijklmnopqrstuvwxyz"].find((each) => !taken.includes(each));
  return { variant_id: letter ?? free_id("variant", taken), weight: 50, subject: null, body: null };
}

export function new_sequence(): SequenceInput {
  return {
    sequence_id: "",
    name: "",
    version: 0,
    mailboxes: null,
    language: "",
    allow_parallel: false,
    window: usual_window(),
    holidays: ["contact", "sender"],
    stop_on: ["reply", "opt_out", "bounce_hard", "complaint", "meeting", "deal_won", "deal_lost"],
    company_reply: "hold",
    on_reply: {},
    absence: { resume: "return_date", plus_business_days: 1, without_date_days: 7, max_days: 60 },
    steps: [new_step("email", [])],
  };
}

/** A copy that the form may change. Without hours of its own, a sequence has the usual ones. */
export function form_of(sequence: Sequence): SequenceInput {
  const { status: _status, created_at: _created, updated_at: _updated, ...input } = structuredClone(sequence);
  return { ...input, window: input.window ?? usual_window() };
}

/** `list` with the item at `from` where the one at `to` is; the same list when there is no such place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  if (from < 0 || to < 0 || from >= copy.length || to >= copy.length) return copy;
  copy.splice(to, 0, ...copy.splice(from, 1));
  return copy;
}

/** An emptied number field holds null or "". */
const whole = (value: unknown): number => (Number.isFinite(Number(value)) ? Math.trunc(Number(value)) : 0);
const own = (text: string | null): string | null => (text === null || text === "" ? null : text);

/** The steps whose condition is no JSON. */
export const broken_conditions = ({ steps }: SequenceInput): Fault[] =>
  steps.flatMap(({ condition }, index) =>
    is_broken(condition) ? [{ path: `steps/${index}/condition`, message: say.no_json }] : [],
  );

/** As the server takes it: a step says only what its kind has. */
export function input_of(form: SequenceInput): SequenceInput {
  return {
    ...form,
    name: form.name.trim(),
    language: form.language.trim(),
    steps: form.steps.map((step) => {
      const is_mail = step.kind === "email";
      return {
        ...step,
        after_days: whole(step.after_days),
        subject: is_mail && step.thread === "new" ? step.subject : "",
        title: is_mail ? "" : step.title,
        expires_after_days:
          is_mail && step.expires_after_days !== null && String(step.expires_after_days) !== ""
            ? whole(step.expires_after_days)
            : null,
        variants: is_mail
          ? step.variants.map((variant) => ({
              ...variant,
              weight: whole(variant.weight),
              subject: step.thread === "new" ? own(variant.subject) : null,
              body: own(variant.body),
            }))
          : [],
      };
    }),
  };
}
