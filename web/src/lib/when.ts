/**
 * A time in a few words, as a person types it: "mon 9", "tomorrow", "3d", "2h", "12 jan 14:30". Pure; in the reader's own zone.
 * Without a time of day it is nine in the morning.
 */
const kMorning = 9;
const kWeekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const kMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const kUnits: Record<string, number> = { m: 60_000, min: 60_000, h: 3_600_000 };

/** The hour and minute of "9", "9:30", "14.30", "9am", "2 pm"; null: it is none. */
function read_clock(word: string): [number, number] | null {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/.exec(word);
  if (!found) return null;
  const half = found[3];
  const hour = half ? (Number(found[1]) % 12) + (half === "pm" ? 12 : 0) : Number(found[1]);
  const minute = Number(found[2] ?? 0);
  return hour < 24 && minute < 60 ? [hour, minute] : null;
}

/** Midnight of the day that the words begin with, and the words behind it; null: they name no day. */
function read_day(words: string, now: Date): [Date, string] | null {
  const day = (add: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + add);
  const near = /^(today|tonight|tomorrow|tmr)\b\s*/.exec(words);
  if (near) {
    const rest = words.slice(near[0].length);
    return [
      day(near[1]?.startsWith("t") && near[1].includes("m") ? 1 : 0),
      near[1] === "tonight" && !rest ? "20" : rest,
    ];
  }
  const later = /^(?:in\s+)?(\d{1,3})\s*(d|days?|w|weeks?)\b\s*/.exec(words);
  if (later)
    return [day(Number(later[1]) * (later[2]?.startsWith("w") ? 7 : 1)), words.slice(later[0].length)];
  const weekday = /^(?:next\s+)?([a-z]{3})[a-z]*\s*/.exec(words);
  const index = kWeekdays.indexOf(weekday?.[1] ?? "");
  if (weekday && index >= 0)
    return [day(((index - now.getDay() + 6) % 7) + 1), words.slice(weekday[0].length)];
  const date =
    /^(\d{1,2})\.?\s*([a-z]{3})[a-z]*\s*/.exec(words) ?? /^([a-z]{3})[a-z]*\s+(\d{1,2})\b\s*/.exec(words);
  if (!date) return null;
  const [of_month, name] = /^\d/.test(date[1] ?? "") ? [date[1], date[2]] : [date[2], date[1]];
  const month = kMonths.indexOf(name ?? "");
  if (month < 0) return null;
  const this_year = new Date(now.getFullYear(), month, Number(of_month));
  if (this_year.getMonth() !== month) return null; // 31 feb
  const is_past = this_year.getTime() < day(0).getTime();
  return [
    is_past ? new Date(now.getFullYear() + 1, month, Number(of_month)) : this_year,
    words.slice(date[0].length),
  ];
}

/** The time that the words name, when it is still to come; null: they name none, or one that is past. */
export function read_when(text: string, now: Date): Date | null {
  const words = text.trim().toLowerCase().replace(/\s+/g, " ").replace(/\bat /, "");
  const span = /^(?:in )?(\d{1,3}) ?(m|min|h)$/.exec(words);
  if (span) return new Date(now.getTime() + Number(span[1]) * (kUnits[span[2] ?? ""] ?? 0));
  const named = read_day(words, now);
  const [day, rest] = named ?? [new Date(now.getFullYear(), now.getMonth(), now.getDate()), words];
  if (!named && words === "") return null;
  const clock = rest === "" ? ([kMorning, 0] as [number, number]) : read_clock(rest);
  if (clock === null) return null;
  const at = new Date(day.getFullYear(), day.getMonth(), day.getDate(), ...clock);
  // "9" in the afternoon is tomorrow's.
  if (!named && at <= now) at.setDate(at.getDate() + 1);
  return at > now ? at : null;
}
