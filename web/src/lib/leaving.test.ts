import { expect, test } from "vitest";
import { leaving } from "./leaving";

test("a form that holds text is asked, and goes on when the person says so", () => {
  const went: string[] = [];
  let go: () => void = () => {};
  const end = leaving.guard((go_on) => {
    go = go_on;
    return false;
  });
  expect(leaving.may_leave(() => went.push("away"))).toBe(false);
  expect(went).toEqual([]);
  go();
  expect(went).toEqual(["away"]);
  end();
  expect(leaving.may_leave(() => {})).toBe(true);
});

test("a page that goes does not end the guard of the one that came", () => {
  const end_old = leaving.guard(() => true);
  const end_new = leaving.guard(() => false);
  end_old();
  expect(leaving.may_leave(() => {})).toBe(false);
  end_new();
});
