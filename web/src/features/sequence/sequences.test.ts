// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Sequence } from "../../api/client";
import { notices } from "../../lib/notices.svelte";
import { form_of, new_sequence } from "./form";
import { Preview, Sequences, sum_counts } from "./sequences.svelte";

const sequence: Sequence = {
  ...new_sequence(),
  sequence_id: "pilot",
  name: "Pilot",
  version: 3,
  status: "ACTIVE",
  created_at: "2026-11-22T10:00:00Z",
  updated_at: "2026-11-22T10:00:00Z",
};
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": status < 400 ? "application/json" : "application/problem+json" },
  });

/** A server that answers by method and path; returns what it was asked. */
function serve(answers: (method: string, path: string, body: Record<string, unknown>) => Response) {
  const asked: { method: string; path: string; body: Record<string, unknown> }[] = [];
  vi.stubGlobal("fetch", async (path: string, { method, body }: { method: string; body: string | null }) => {
    const read = body ? (JSON.parse(body) as Record<string, unknown>) : {};
    asked.push({ method, path, body: read });
    return answers(method, path, read);
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
  while (notices.dismiss_last());
});

describe("saving a sequence", () => {
  test("one in use asks whom the change is for, and says it the next time", async () => {
    const asked = serve((_, __, body) =>
      body.in_flight
        ? json(200, { ...sequence, version: 4 })
        : json(409, { title: "In use", status: 409, affected: { waiting: 4, drafted: 2 } }),
    );
    const sequences = new Sequences(() => {});
    expect(await sequences.save(form_of(sequence))).toBeNull();
    expect(sequences.affected).toEqual({ waiting: 4, drafted: 2 });
    expect(notices.list).toEqual([]);
    expect((await sequences.save(form_of(sequence), "new_only"))?.version).toBe(4);
    expect(sequences.affected).toBeNull();
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PUT /api/sequences/pilot",
      "PUT /api/sequences/pilot",
    ]);
    expect(asked[1]?.body.in_flight).toBe("new_only");
    expect(asked[1]?.body).not.toHaveProperty("status");
  });

  test("what is wrong stands at its field; another refusal is said in the server's words", async () => {
    serve((method) =>
      method === "POST"
        ? json(422, {
            title: "Invalid",
            status: 422,
            errors: [{ path: "steps/0/body", message: "A mail has a body." }],
          })
        : json(409, { title: "Conflict", status: 409, detail: "Somebody else changed it." }),
    );
    const sequences = new Sequences(() => {});
    expect(await sequences.save(new_sequence())).toBeNull();
    expect(sequences.faults.at("steps/0/body")).toBe("A mail has a body.");
    expect(notices.list).toEqual([]);
    expect(await sequences.save(form_of(sequence))).toBeNull();
    expect(sequences.faults.all).toEqual([]);
    expect(notices.list[0]?.lines).toEqual(["Somebody else changed it."]);
  });
});

test("a list keeps what it has when the server is away", async () => {
  let is_away = false;
  serve((_, path) => {
    if (is_away) return json(500, { title: "Broken", status: 500 });
    return json(200, { items: path.startsWith("/api/sequences") ? [sequence] : [], next: null });
  });
  const sequences = new Sequences(() => {});
  expect(sequences.counts).toBeNull();
  await sequences.open_list();
  expect([sequences.list.items.length, sequences.list.failed]).toEqual([1, false]);
  expect([sequences.counts?.size, sequences.counts_failed]).toEqual([0, false]);
  is_away = true;
  await sequences.open_list();
  expect([sequences.list.items.length, sequences.list.failed]).toEqual([1, true]);
  expect([sequences.counts?.size, sequences.counts_failed]).toEqual([0, true]);
});

test("numbers that are not there are unknown, not none", async () => {
  serve((_, path) =>
    path.startsWith("/api/sequences")
      ? json(200, { items: [sequence], next: null })
      : json(500, { title: "Broken", status: 500 }),
  );
  const sequences = new Sequences(() => {});
  await sequences.open_list();
  expect([sequences.list.items.length, sequences.list.failed]).toEqual([1, false]);
  expect([sequences.counts, sequences.counts_failed]).toEqual([null, true]);
});

test("a condition that is no JSON is not sent", async () => {
  const asked = serve(() => json(200, sequence));
  const sequences = new Sequences(() => {});
  const form = form_of(sequence);
  form.steps[0]!.condition = '{"field": ';
  expect(await sequences.save(form)).toBeNull();
  expect(sequences.faults.at("steps/0/condition")).not.toBe("");
  expect(asked).toEqual([]);
});

test("the numbers of all campaigns of a sequence are added up", () => {
  const counts = (waiting: number) => ({ waiting, drafted: 1, finished: 2, stopped: 3 });
  const sums = sum_counts([
    { sequence_id: "a", counts: counts(1) },
    { sequence_id: "b", counts: counts(5) },
    { sequence_id: "a", counts: counts(2) },
  ]);
  expect(sums.get("a")).toEqual({ waiting: 3, drafted: 2, finished: 4, stopped: 6 });
  expect(sums.get("b")?.waiting).toBe(5);
});

test("the preview goes from contact to contact, and says why there is none", async () => {
  const asked = serve((method, path, body) => {
    if (path.startsWith("/api/contacts"))
      return json(200, { items: [{ contact_id: "ada" }, { contact_id: "bo" }], next: null });
    const [contact_id] = body.contact_ids as string[];
    return method === "POST" && contact_id === "ada"
      ? json(200, { items: [{ contact_id, steps: [], skips: [] }] })
      : json(422, { title: "No", status: 422, detail: "No mailbox is signed in." });
  });
  const preview = new Preview(
    () => "pilot",
    () => {},
  );
  await preview.find("northpier");
  expect(asked[0]?.path).toContain("q=northpier");
  expect(preview.item?.contact_id).toBe("ada");
  await preview.move(1);
  expect([preview.contact?.contact_id, preview.item, preview.trouble]).toEqual([
    "bo",
    null,
    "No mailbox is signed in.",
  ]);
  await preview.move(1);
  expect(preview.contact?.contact_id).toBe("bo");
});
