import { expect, test } from "vitest";
import { read_when } from "./when";

const now = new Date(2026, 10, 25, 15, 20); // a Wednesday
const at = (year: number, month: number, day: number, hour: number, minute = 0) =>
  new Date(year, month, day, hour, minute);

test.each([
  ["mon 9", at(2026, 10, 30, 9)],
  ["Monday at 9:30", at(2026, 10, 30, 9, 30)],
  ["wed", at(2026, 11, 2, 9)],
  ["next fri 2pm", at(2026, 10, 27, 14)],
  ["tomorrow", at(2026, 10, 26, 9)],
  ["tmr 14.15", at(2026, 10, 26, 14, 15)],
  ["today 18", at(2026, 10, 25, 18)],
  ["tonight", at(2026, 10, 25, 20)],
  ["3d", at(2026, 10, 28, 9)],
  ["in 2 weeks", at(2026, 11, 9, 9)],
  ["2h", at(2026, 10, 25, 17, 20)],
  ["in 45 min", at(2026, 10, 25, 16, 5)],
  ["12 jan", at(2027, 0, 12, 9)],
  ["dec 1 8:00", at(2026, 11, 1, 8)],
  ["17:00", at(2026, 10, 25, 17)],
  ["9", at(2026, 10, 26, 9)],
])("%s", (words, expected) => expect(read_when(words, now)).toEqual(expected));

test.each(["", "soon", "today 9", "31 feb", "mon 25", "12 xyz", "1 2 3"])("%j is no time to come", (words) =>
  expect(read_when(words, now)).toBeNull(),
);
