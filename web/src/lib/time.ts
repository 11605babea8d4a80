/** Instants in words. All functions are pure; `now` is epoch milliseconds. */

const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

/** "now", "5 min", "3 h", "2 d", "5 wk": short enough for a list row. Future instants read the same way. */
export function age(at: string, now: number): string {
  const ms = Math.abs(now - Date.parse(at));
  if (Number.isNaN(ms)) return "";
  if (ms < kMinute) return "now";
  if (ms < kHour) return `${Math.floor(ms / kMinute)} min`;
  if (ms < kDay) return `${Math.floor(ms / kHour)} h`;
  if (ms < 14 * kDay) return `${Math.floor(ms / kDay)} d`;
  if (ms < 365 * kDay) return `${Math.floor(ms / (7 * kDay))} wk`;
  return `${Math.floor(ms / (365 * kDay))} y`;
}

/** "in 3 h" or "3 h ago". */
export function relative(at: string, now: number): string {
  const words = age(at, now);
  if (words === "" || words === "now") return words;
  return Date.parse(at) > now ? `in ${words}` : `${words} ago`;
}

const kSameYear = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const kOtherYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** "Tue 4 Mar, 09:12" in the reader's zone; with the year when it is not this one. */
export function moment(at: string, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const same_year = date.getFullYear() === new Date(now).getFullYear();
  return (same_year ? kSameYear : kOtherYear).format(date);
}

const kDayOnly = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** "Mon, 12 Jan 2026" of a date without a time, as it stands in any zone. */
export function day(date: string): string {
  const [year, month, of_month] = date.split("-").map(Number);
  if (!year || !month || !of_month) return date;
  return kDayOnly.format(new Date(year, month - 1, of_month));
}

const kShortDay = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const kShortDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** "Mon 09:00" within six days, else "4 Mar": for a badge. */
export function short_moment(at: string, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const near = Math.abs(date.getTime() - now) < 6 * kDay;
  return (near ? kShortDay : kShortDate).format(date).replace(",", "");
}

/** The server's sentences hold instants in UTC; a reader gets them in words and in their own zone. */
export const with_local_instants = (text: string, now: number): string =>
  text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (at) => moment(at, now));

/** Seconds to wait, in words: "40 s", "5 min", "3 h". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}
