/** A sequence in plain words. Pure. */
import type { Sequence, SequenceStep, SequenceWindow } from "../../api/client";
import { condition_words } from "../../lib/condition";
import type { Fault } from "../../lib/faults";
import { say } from "../../lib/strings_sequences";

const kWeek = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/** "Mon to Fri", "Mon, Wed": days in the order of the week. */
export function day_words(days: readonly string[]): string {
  const indices = kWeek.map((day, index) => (days.includes(day) ? index : -1)).filter((index) => index >= 0);
  if (indices.length === 0 || indices.length === 7) return say.every_day;
  const names = indices.map((index) => say.weekdays[kWeek[index] ?? ""] ?? "");
  const [first = 0] = indices;
  const is_row = indices.every((index, place) => index === first + place);
  return is_row && indices.length > 2 ? say.from_to(names[0] ?? "", names.at(-1) ?? "") : names.join(", ");
}

export function window_words(window: SequenceWindow | null): string {
  const { days, from, to, zone } = window ?? {
    days: ["mo", "tu", "we", "th", "fr"],
    from: "09:00",
    to: "17:00",
    zone: "contact",
  };
  if (days.length === 0 && from === "") return say.any_time;
  const where =
    zone === "contact"
      ? say.zone_contact
      : zone === "sender" || zone === ""
        ? say.zone_sender
        : say.zone_of(zone);
  return say.window_words(day_words(days), from || "00:00", to || "24:00", where);
}

export function holiday_words(holidays: readonly string[]): string {
  if (holidays.length === 0) return say.no_holidays;
  if (holidays.length > 1) return say.holidays_in.both;
  return holidays[0] === "sender" ? say.holidays_in.sender : say.holidays_in.contact;
}

/** "3 business days later". */
export function day_of(step: SequenceStep, index: number): string {
  if (step.after_days > 0) return say.after_business_days(step.after_days);
  return index === 0 ? say.at_once : say.same_business_day;
}

/** "Mail, new conversation". */
export function kind_of(step: SequenceStep): string {
  if (step.kind === "task") return say.kind_task;
  return `${say.kind_email} · ${step.thread === "new" ? say.thread_new : say.thread_same}`;
}

export function variant_lines(step: SequenceStep): string[] {
  const total = step.variants.reduce((sum, { weight }) => sum + weight, 0);
  return step.variants.map(({ variant_id, weight, subject }) => {
    const percent = total > 0 ? Math.round((100 * weight) / total) : 0;
    return say.variants_share(variant_id, percent) + (subject === null ? "" : `: ${subject}`);
  });
}

/** What else a step says: its condition, and when its draft expires. */
export function step_notes(step: SequenceStep): string[] {
  const notes: string[] = [];
  const words = condition_words(step.condition);
  if (words) notes.push(say.only_if(words));
  if (step.expires_after_days !== null) notes.push(say.expires_after(step.expires_after_days));
  return notes;
}

/** What a reply does; a number: it pauses for that many business days. As in core/enrollment/signal.cc. */
function does(what: unknown): "stop" | "continue" | number {
  if (what === "continue") return "continue";
  const is_pause = typeof what === "object" && what !== null && "pause_business_days" in what;
  return is_pause ? Number(what.pause_business_days) : "stop";
}

/** Everything that ends, holds or pauses an enrolment. What `default` does is said of "other replies", unless it stops. */
export function stop_lines({ stop_on, company_reply, on_reply, absence }: Sequence): string[] {
  const { default: others = stop_on.includes("reply") ? "stop" : "continue", ...own } = on_reply;
  const any_stops = does(others) === "stop";
  const replies = Object.entries(own).flatMap(([intent, what]) => {
    const name = intent.replaceAll("_", " ");
    const act = does(what);
    if (act === "continue") return [say.on_reply_continue(name)];
    if (act !== "stop") return [say.on_reply_pause(name, act)];
    return any_stops ? [] : [say.on_reply_stop(name)];
  });
  if (!any_stops) {
    const act = does(others);
    replies.push(act === "continue" || act === "stop" ? say.others_continue : say.others_pause(act));
  }
  const signals = stop_on.filter((signal) => signal !== "reply");
  return [
    ...(any_stops ? ["reply", ...signals] : signals).map(
      (signal) => `${say.stops[signal] ?? signal.replaceAll("_", " ")}.`,
    ),
    ...replies,
    company_reply === "hold" ? say.company_hold : say.company_ignore,
    say.absence_words(absence.plus_business_days),
  ];
}

/** "3 steps, 7 days". */
export const length_words = ({ steps }: Sequence): string =>
  say.steps_and_days(
    steps.length,
    steps.reduce((sum, { after_days }) => sum + after_days, 0),
  );

/** "Step 2: A mail has a body." */
export function fault_words({ path, message }: Fault): string {
  const step = /^steps\/(\d+)/.exec(path)?.[1];
  return step === undefined ? message : `${say.step_number(Number(step) + 1)}: ${message}`;
}
