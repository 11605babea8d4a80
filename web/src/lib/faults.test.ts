import { expect, test } from "vitest";
import { Faults } from "./faults";

test("a message is found by its field, however the path is written", () => {
  const faults = new Faults([
    { path: "/steps/0/body", message: "There is no field “x”." },
    { path: "steps/1/condition/all/0/op", message: "Enter one of is, in." },
    { path: "name", message: "Enter a name." },
  ]);
  expect(faults.at("steps/0/body")).toBe("There is no field “x”.");
  expect(faults.at("steps/1/condition")).toBe("");
  expect(faults.within("steps/1/condition")).toBe("Enter one of is, in.");
  expect(faults.within("steps/10")).toBe("");
  expect(new Faults().at("name")).toBe("");
});
