import { describe, expect, test } from "vitest";
import { new_sequence, new_step } from "./form";
import {
  day_of,
  day_words,
  fault_words,
  holiday_words,
  kind_of,
  length_words,
  step_notes,
  stop_lines,
  variant_lines,
  window_words,
} from "./words";

const sequence = {
  ...new_sequence(),
  status: "DRAFT" as const,
  created_at: "2026-11-22T10:00:00Z",
  updated_at: "2026-11-22T10:00:00Z",
};
const first = new_step("email", []);

describe("a sequence in words", () => {
  test.each([
    [["fr", "mo", "tu", "we", "th"], "Mon to Fri"],
    [["mo", "we"], "Mon, Wed"],
    [["mo", "tu"], "Mon, Tue"],
    [[], "Every day"],
  ])("days %j", (days, words) => {
    expect(day_words(days)).toBe(words);
  });

  test("the window and the holidays", () => {
    expect(window_words(null)).toBe("Mon to Fri, 09:00 to 17:00, in the contact's time zone.");
    expect(window_words({ days: ["sa"], from: "10:00", to: "24:00", zone: "Europe/Berlin" })).toBe(
      "Sat, 10:00 to 24:00, in Europe/Berlin.",
    );
    expect(holiday_words(["contact", "sender"])).toBe(
      "Not on holidays in the contact's country or in the sender's.",
    );
    expect(holiday_words(["contact"])).toBe("Not on holidays in the contact's country.");
    expect(holiday_words([])).toBe("Also on holidays.");
  });

  test("a step: day, kind, variants, condition", () => {
    expect(day_of(first, 0)).toBe("As soon as the sending hours allow");
    expect(day_of({ ...first, after_days: 1 }, 1)).toBe("1 business day later");
    expect(day_of(first, 2)).toBe("The same business day");
    expect(kind_of(first)).toBe("Mail · New conversation");
    expect(kind_of({ ...first, kind: "task" })).toBe("Task");
    const variants = [
      { variant_id: "a", weight: 1, subject: null, body: null },
      { variant_id: "b", weight: 3, subject: "Hi", body: null },
    ];
    expect(variant_lines({ ...first, variants })).toEqual(["Variant a, 25 %", "Variant b, 75 %: Hi"]);
    const condition = { field: "stage", op: "is", value: "initial" };
    expect(step_notes({ ...first, condition, expires_after_days: 3 })).toEqual([
      "Only if stage is initial.",
      "An unapproved draft expires after 3 business days.",
    ]);
    expect(step_notes(first)).toEqual([]);
  });

  test("what stops it, and what a reply may do instead", () => {
    const on_reply = { default: "stop", not_now: { pause_business_days: 60 }, question: "continue" };
    const lines = stop_lines({ ...sequence, stop_on: ["reply"], on_reply });
    expect(lines).toEqual([
      "The contact replies.",
      "A reply “not now” pauses it for 60 business days.",
      "It goes on after a reply “question”.",
      "When a colleague replies, we ask you first.",
      "After an absence we wait 1 more business day.",
    ]);
  });

  test.each([
    [["reply", "meeting"], { default: "continue", referral: "stop" }, "Other replies do not stop it."],
    [["meeting"], { referral: "stop" }, "Other replies do not stop it."],
    [
      ["reply", "meeting"],
      { default: { pause_business_days: 5 }, referral: "stop" },
      "Other replies pause it for 5 business days.",
    ],
  ])("where a reply alone does not stop it: %j, %j", (stop_on, on_reply, others) => {
    expect(stop_lines({ ...sequence, stop_on, on_reply }).slice(0, 3)).toEqual([
      "A meeting is booked.",
      "A reply “referral” stops it.",
      others,
    ]);
  });

  test("a reply stops it where the rule for the others says so, whatever else ends it", () => {
    const lines = stop_lines({ ...sequence, stop_on: ["meeting"], on_reply: { default: "stop" } });
    expect(lines.slice(0, 2)).toEqual(["The contact replies.", "A meeting is booked."]);
  });

  test("a fault names its step", () => {
    expect(fault_words({ path: "steps/1/body", message: "A mail has a body." })).toBe(
      "Step 2: A mail has a body.",
    );
    expect(fault_words({ path: "name", message: "Enter a name." })).toBe("Enter a name.");
  });

  test("its length", () => {
    expect(length_words({ ...sequence, steps: [first, { ...first, after_days: 3 }] })).toBe(
      "2 steps, 3 days",
    );
    expect(length_words({ ...sequence, steps: [first] })).toBe("1 step");
  });
});
