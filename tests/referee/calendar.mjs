// Hours and holidays as the referee knows them: by Intl, and by a list of days on which five countries rest for certain.

const kRests = {
  DE: ["2026-10-03", "2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-17"],
  US: ["2026-09-07", "2026-11-11", "2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18", "2027-05-31"],
  GB: ["2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-05-03", "2027-05-31"],
  FR: ["2026-11-11", "2026-12-25", "2027-01-01", "2027-03-29", "2027-05-06", "2027-05-17"],
  JP: ["2026-10-12", "2026-11-03", "2026-11-23", "2027-01-01", "2027-01-11", "2027-02-11", "2027-02-23", "2027-03-22", "2027-04-29"],
};
export const kCountries = {
  DE: "Europe/Berlin",
  US: "America/New_York",
  GB: "Europe/London",
  FR: "Europe/Paris",
  JP: "Asia/Tokyo",
};

const formats = new Map();
/** {date, weekday (Mon..Sun), hour, minute, second} of an instant in a zone. */
export function local(at, zone) {
  if (!formats.has(zone))
    formats.set(
      zone,
      new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        hourCycle: "h23",
        weekday: "short",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
    );
  const part = Object.fromEntries(
    formats
      .get(zone)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${part.year}-${part.month}-${part.day}`,
    weekday: part.weekday,
    hour: Number(part.hour),
    minute: Number(part.minute),
    second: Number(part.second),
  };
}

/** Why a mail at `at` is at the wrong time for somebody of `country`; empty: it is not. */
export function wrongTime(at, country, fromHour, toHour) {
  const now = local(at, kCountries[country]);
  if (now.weekday === "Sat" || now.weekday === "Sun") return `on a ${now.weekday}`;
  if (kRests[country].includes(now.date)) return `on a holiday of ${country}`;
  if (now.hour < fromHour || now.hour >= toHour) return `at ${now.hour}:${now.minute} there`;
  return "";
}
