import { describe, expect, test } from "vitest";
import { broken_conditions, form_of, input_of, moved, new_sequence, new_step, new_variant } from "./form";

const sequence = {
  ...new_sequence(),
  sequence_id: "pilot",
  name: "Pilot",
  version: 3,
  status: "ACTIVE" as const,
  created_at: "2026-11-22T10:00:00Z",
  updated_at: "2026-11-22T10:00:00Z",
};

describe("the form of a sequence", () => {
  test("it is a copy, without what only the server writes", () => {
    const form = form_of(sequence);
    form.steps[0]!.subject = "Changed";
    expect(sequence.steps[0]!.subject).toBe("");
    expect(form).not.toHaveProperty("status");
    expect(form.version).toBe(3);
  });

  test("without hours of its own it shows the usual ones, which it has at the server", () => {
    expect(form_of({ ...sequence, window: null }).window).toEqual({
      days: ["mo", "tu", "we", "th", "fr"],
      from: "09:00",
      to: "17:00",
      zone: "contact",
    });
  });

  test("a condition that is no JSON is named by its step", () => {
    const form = new_sequence();
    form.steps.push({ ...new_step("email", form.steps), condition: '{"field": ' });
    expect(broken_conditions(form).map(({ path }) => path)).toEqual(["steps/1/condition"]);
    expect(broken_conditions(new_sequence())).toEqual([]);
  });

  test("new steps have free ids, and only the first mail begins a conversation", () => {
    const first = new_step("email", []);
    const second = new_step("email", [first]);
    expect([first.step_id, first.thread, first.after_days]).toEqual(["mail-1", "new", 0]);
    expect([second.step_id, second.thread, second.after_days]).toEqual(["mail-2", "same", 3]);
    expect(new_step("email", [second]).step_id).toBe("mail-1");
    expect(new_step("task", [first]).step_id).toBe("task-1");
  });

  test("variants are lettered", () => {
    const a = new_variant([]);
    expect([a.variant_id, new_variant([a]).variant_id]).toEqual(["a", "b"]);
  });

  test.each([
    [0, 1, ["b", "a", "c"]],
    [2, 0, ["c", "a", "b"]],
    [0, -1, ["a", "b", "c"]],
    [2, 3, ["a", "b", "c"]],
  ])("a step moves from %i to %i", (from, to, after) => {
    expect(moved(["a", "b", "c"], from, to)).toEqual(after);
  });

  test("what the kind of a step does not have is not sent", () => {
    const form = new_sequence();
    const [mail] = form.steps;
    Object.assign(mail!, { title: "left over", subject: "Hello", expires_after_days: "", after_days: "2" });
    mail!.variants = [{ variant_id: "a", weight: 50, subject: "", body: "Other words" }];
    form.steps.push({ ...new_step("email", form.steps), subject: "left over" });
    form.steps.push({ ...new_step("task", form.steps), title: "Call", subject: "left over" });
    const [first, again, task] = input_of(form).steps;
    expect(first).toMatchObject({ title: "", subject: "Hello", expires_after_days: null, after_days: 2 });
    expect(first!.variants[0]).toMatchObject({ subject: null, body: "Other words" });
    expect(again!.subject).toBe("");
    expect(task).toMatchObject({ title: "Call", subject: "", variants: [] });
  });
});
