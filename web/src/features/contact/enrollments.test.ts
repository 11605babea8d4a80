import { expect, test } from "vitest";
import type { Enrollment } from "../../api/client";
import { in_order, is_over } from "./enrollments.svelte";

const enrollment = (enrollment_id: string, status: Enrollment["status"], created_at: string) =>
  ({ enrollment_id, status, created_at }) as Enrollment;

test("what is on its way stands first, then the newest", () => {
  const items = [
    enrollment("old", "FINISHED", "2026-01-01T00:00:00Z"),
    enrollment("stopped", "STOPPED", "2026-03-01T00:00:00Z"),
    enrollment("held", "HELD", "2025-01-01T00:00:00Z"),
  ];
  expect(in_order(items).map(({ enrollment_id }) => enrollment_id)).toEqual(["held", "stopped", "old"]);
  expect(items.filter(is_over)).toHaveLength(2);
});
